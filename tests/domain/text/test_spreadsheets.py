"""Nothing that a person typed is run by a spreadsheet, and nothing of it is lost."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.files import harmless, sheet

BLANKS = ["", " ", "\u00a0", "\u202f", "\n", "\r\n", "\t", "\u200b", "\ufeff", " \u00a0\n"]
FORMULAS = ["=1+1", "+33 6 12", "-2", "@SUM(A1)", '=CMD("x")', "\uff1d1+1"]

cells = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])) | st.text(
    "=+-@ \t\r\n;\"'a"
)


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("blank", BLANKS)
def test_a_cell_like_a_formula_is_written_as_text(blank: str, formula: str) -> None:
    assert harmless(blank + formula) == f"'{blank}{formula}"


@pytest.mark.parametrize("ending", ["\t", "\r", "\n"])
def test_a_cell_that_begins_with_a_line_end_or_a_tab_is_text(ending: str) -> None:
    assert harmless(f"{ending}Zoé") == f"'{ending}Zoé"


@pytest.mark.parametrize("words", ["", "Zoé", "a=b", "1 + 1", "l'eau", " 12", "é-è", "ana@hs.fr"])
def test_other_words_stay_as_they_are(words: str) -> None:
    assert harmless(words) == words


def test_control_characters_are_left_out() -> None:
    assert harmless("Zo\x00é\x1b[2J") == "Zoé[2J"
    assert harmless("\x00=1+1") == "'=1+1"


def test_a_sheet_opens_well_where_numbers_have_a_comma() -> None:
    content = sheet(["Nom", "Votes"], [["Zoé; Ana", 3], ['dit "oui"', -2], [None, 0]])

    assert (
        content == ('\ufeff"Nom";"Votes"\r\n"Zoé; Ana";3\r\n"dit ""oui""";-2\r\n"";0\r\n').encode()
    )


@given(st.lists(st.lists(cells, min_size=2, max_size=2), max_size=5))
def test_any_typed_text_stays_in_its_cell_and_runs_nothing(rows: list[list[str]]) -> None:
    found = read(sheet(["a", "b"], rows))

    assert len(found) == len(rows) + 1
    for typed, cell in zip(
        [each for row in rows for each in row],
        [each for row in found[1:] for each in row],
        strict=True,
    ):
        assert cell.removeprefix("'") == typed.removeprefix("'")
        assert cell.lstrip()[:1] not in tuple("=+-@")
        assert cell[:1] not in tuple("\t\r\n")
