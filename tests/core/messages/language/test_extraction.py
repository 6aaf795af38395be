"""Sentences as they are found in the code."""

import ast
from collections.abc import Iterator
from io import BytesIO

import pytest

from bot.app import declarations
from bot.core.messages.extractor import extract
from bot.domain.refusals import Refusal
from tests.core.messages.language.sentences import ROOT, Forms


def found_in(source: str) -> list[object]:
    return [sentence for _, _, sentence, _ in extract(BytesIO(source.encode()))]


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        pytest.param('text("One {x}", x=1)', "One {x}", id="a sentence"),
        pytest.param('text("One "\n     "line")', "One line", id="a sentence on two lines"),
        pytest.param('ntext("One", "Many", n)', ("One", "Many"), id="a plural"),
        pytest.param('x: Annotated[str, asks("Which?")]', "Which?", id="a question"),
        pytest.param('problem("is empty")', "is empty", id="a problem of the configuration"),
        pytest.param('help_text("Run.")', "Run.", id="help at the terminal"),
        pytest.param(
            'class Bad(Refusal):\n    """This is\n    bad."""', "This is bad.", id="a refusal"
        ),
        pytest.param(
            '@router.command("a", fr="b")\ndef a(ctx):\n    """Do.\n\n    More."""\n',
            "Do.",
            id="a command",
        ),
    ],
)
def test_sentences_for_people_are_found(source: str, sentence: object) -> None:
    assert found_in(source) == [sentence]


@pytest.mark.parametrize(
    "source",
    [
        'def a(ctx):\n    """Do."""',
        '@router.button("a")\ndef a(ctx):\n    """Do."""',
        '@application.command("a")\ndef a(ctx):\n    """Do."""',
        'class Bad(Exception):\n    """Bad."""',
        'log.info("text")',
        "text(template)",
    ],
)
def test_other_words_are_not_found(source: str) -> None:
    assert found_in(f'{source}\ntext("Found")') == ["Found"]


def test_a_refusal_of_a_refusal_is_found() -> None:
    source = 'class A(Refusal):\n    """One."""\n\nclass B(A):\n    """Two."""'
    assert found_in(source) == ["One.", "Two."]


def test_a_plural_that_is_not_written_out_is_refused() -> None:
    with pytest.raises(ValueError, match="line 1"):
        found_in('ntext("One", plural, n)')


def test_no_sentence_hides_behind_a_name() -> None:
    calls = [
        (f"{path.relative_to(ROOT)}:{node.lineno}", node.args[0])
        for package in ("bot/core", "handlers", "schedules")
        for path in sorted((ROOT / package).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("text", "ntext", "asks")
        and node.args
    ]
    hidden = [where for where, words in calls if not isinstance(words, ast.Constant)]
    assert len(calls) > 1000
    assert hidden == [], "write the sentence itself between the brackets of text()"


@pytest.mark.slow
def test_every_command_and_every_refusal_is_found(sentences: set[Forms]) -> None:
    commands = {(command.summary,) for command in declarations().all_commands()}
    refusals = {(kind().sentence,) for kind in _kinds_of(Refusal) if _is_ours(kind)}
    assert sentences >= commands | refusals


def _kinds_of(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for each in kind.__subclasses__():
        yield each
        yield from _kinds_of(each)


def _is_ours(kind: type[Refusal]) -> bool:
    made_bare = kind.__init__ is Refusal.__init__
    return made_bare and kind.__module__.split(".")[0] in ("bot", "handlers", "schedules")
