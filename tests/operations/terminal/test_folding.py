"""Lines at a terminal break between words; a program that reads them gets them whole."""

import io

import pytest

from bot.operations.init.matrix import bare_account
from bot.operations.terminal import folded

LONG = "Limits: an administrator runs: curl --request POST https://matrix.example.org/_synapse/x"


class Terminal(io.StringIO):
    """A terminal of forty columns."""

    def isatty(self) -> bool:
        return True


def test_a_line_breaks_between_words_and_never_within_an_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "40")

    shown = folded(f"short\n\n{LONG}", Terminal()).splitlines()

    assert shown[:2] == ["short", ""]
    assert shown[-1] == "https://matrix.example.org/_synapse/x"
    assert max(map(len, shown)) <= 40
    assert " ".join(shown[2:]) == LONG


def test_a_program_reads_whole_lines() -> None:
    assert folded(LONG, io.StringIO()) == LONG
    assert folded("", Terminal()) == ""


@pytest.mark.parametrize(
    "typed",
    [
        "@terreau:example.org",
        "matrix:@terreau:example.org",
        "https://matrix.to/#/@terreau:example.org",
    ],
)
def test_an_account_is_taken_as_it_is_written_anywhere(typed: str) -> None:
    assert bare_account(typed) == "@terreau:example.org"
