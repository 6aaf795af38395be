"""Commands, make targets and options that the pages name are there."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
import typer
from typer.core import TyperGroup

from bot.__main__ import cli
from bot.app import declarations

ROOT = Path(__file__).parents[2]
PAGES = (
    *(ROOT / f"{name}.md" for name in ("README", "README.fr", "SECURITY", "CONTRIBUTING")),
    *sorted((ROOT / "docs").rglob("*.md")),
)

FENCED = re.compile(r"^( *)```(\w*)[^\n]*\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"^ {4}(?=terreau|make|\.venv)(.+)$", re.MULTILINE)
SPAN = re.compile(r"`([^`\n]+)`")
TYPED = re.compile(r"(?:^|(?<=[\s«(\[]))[/!]([^\W\d_][\w-]*(?: [^\W\d_]\w*)?)(?![\w./{*-])")
"""`/vote`, `!voter`, `/digest submit` within other words; neither a path nor an address."""
WHOLE = re.compile(r"[/!][^\W\d_][\w-]*(?: [^\n]*)?$")
"""Nothing but a typed command and its words."""

ELSEWHERE = {
    "f, c, healthz, metrics, loans: pages": {"f", "c", "healthz", "metrics", "loans"},
    "of @BotFather": {"newbot", "revoke", "setprivacy", "token", "mybots"},
    "written by CONTRIBUTING.md": {"thank", "merci", "lend", "preter"},
}
"""Words behind a slash that are no commands of ours."""


class Code(NamedTuple):
    """A piece of code of a page."""

    page: str
    language: str
    text: str


def codes() -> Iterator[Code]:
    """All code of all pages: blocks, then what stands between backticks."""
    for path in PAGES:
        page, text = str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
        for _, language, block in FENCED.findall(text):
            yield Code(page, language, block)
        rest = FENCED.sub("", text)
        for found in (*SPAN.findall(rest), *INDENTED.findall(rest)):
            yield Code(page, "", found)


def unknown_command(words: str) -> str:
    """The words behind a mark that no command takes; empty if one takes them."""
    found = declarations().named(words)
    if found is None:
        return words
    command, rest = found
    plain = rest.partition("--")[0].strip()
    if plain and (command.shape == "bare" or command.shape == "number" != _shape(plain)):
        return plain
    options = re.findall(r"--(\w[\w-]*)", rest)
    return " ".join(each for each in options if not any(own.called(each) for own in command.params))


def _shape(words: str) -> str:
    return "number" if words.lstrip("#").isdigit() else "words"


@pytest.mark.parametrize(
    ("words", "unknown"),
    [
        ("voter 7 jeudi", ""),
        ("votter 7", "votter 7"),
        ("evenement 12 annuler Il va neiger", ""),
        ("lettre avaler", "avaler"),
        ("traces --acte sondage", ""),
        ("traces --sur sondage", "sur"),
    ],
)
def test_unknown_commands_are_found(words: str, unknown: str) -> None:
    assert unknown_command(words) == unknown


def test_every_typed_command_is_there() -> None:
    elsewhere = set().union(*ELSEWHERE.values())
    named = {
        (code.page, words)
        for code in codes()
        for words in typed(code)
        if words.split()[0] not in elsewhere
    }

    assert {("docs/gardeners.md", "menu"), ("docs/fr/gardeners.md", "menu")} <= named
    assert {each for each in named if unknown_command(each[1])} == set()


def typed(code: Code) -> list[str]:
    """The typed commands of a piece of code, without their marks."""
    if code.language not in {"", "text"}:
        return []
    return [code.text[1:]] if WHOLE.match(code.text) else TYPED.findall(code.text)


FRENCH_WORDS = {
    "ADRESSE": "ADDRESS",
    "FICHIER": "FILE",
    "DOSSIER": "FOLDER",
    "CLE": "KEY",
    "exemple.fr": "example.org",
    "salon:serveur": "room:server",
    "42 fr": "42 en",
}
"""Words of examples in French pages, and those in the English ones."""


def named_things(page: str) -> set[object]:
    """The commands that a page names in any language, and all else between backticks."""
    found = set[object]()
    for code in codes():
        if code.page != page:
            continue
        commands = [declarations().named(words) for words in typed(code)]
        found |= {command[0].names for command in commands if command is not None}
        if not code.language and "\n" not in code.text and code.text[0] not in "/!":
            words = code.text
            for french, english in FRENCH_WORDS.items():
                words = words.replace(french, english)
            found.add(words)
    return found


@pytest.mark.parametrize("page", sorted(each.name for each in (ROOT / "docs" / "fr").iterdir()))
def test_both_languages_name_the_same_commands_files_and_settings(page: str) -> None:
    assert named_things(f"docs/fr/{page}") == named_things(f"docs/{page}")


MADE = re.compile(
    r"(?:^ *|&& |\()make(?: -C \S+)?((?: +[A-Z]+=(?:\"[^\"]*\"|\S+)| +[a-z-]+)+)", re.MULTILINE
)


@cache
def makefile() -> str:
    return (ROOT / "Makefile").read_text(encoding="utf-8")


def test_every_target_of_make_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", makefile(), re.MULTILINE))
    variables = set(re.findall(r"\$\((\w+)\)", makefile()))
    named = {
        (code.page, word)
        for code in codes()
        for line in MADE.findall(code.text)
        for word in re.findall(r"[A-Z]+=|[a-z-]+", re.sub(r"=(\"[^\"]*\"|\S*)", "=", line))
    }

    assert ("README.md", "demo") in named
    assert {
        (page, word)
        for page, word in named
        if word.partition("=")[0] not in (variables if "=" in word else targets)
    } == set()


@cache
def subcommands() -> Mapping[str, set[str]]:
    """The options of each command of `terreau`; the empty name is `terreau` itself."""
    group = typer.main.get_command(cli)
    assert isinstance(group, TyperGroup)
    named = [("", group), *group.commands.items()]
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            named += [(f"{name} {each}", its) for each, its in command.commands.items()]
    return {
        name: {"--help", *(option for each in command.params for option in each.opts)}
        for name, command in named
    }


CALLED = re.compile(r"(?:^ *|bin/|--rm |&& |['(])terreau((?: +[^\s|;&#)`]+)*)", re.MULTILINE)
WORD = re.compile(r"-?-?[a-z][a-z-]*")


def unknown_words(called: str) -> set[str]:
    """Of the words behind `terreau`: its command and its options, where there are none such."""
    words = called.split()
    if not words or not WORD.fullmatch(words[0]):
        return set()
    if words[0].startswith("-"):
        return {each for each in words[:1] if each not in subcommands()[""]}
    name = words[0]
    if any(each.startswith(f"{name} ") for each in subcommands()):
        name = " ".join(words[:2])
    options = subcommands().get(name)
    if options is None:
        return {name}
    named = {each.partition("=")[0] for each in words[1:] if each.startswith("--")}
    return named - options


@pytest.mark.parametrize(
    ("called", "unknown"),
    [
        (" run", set()),
        (" backup --output /mnt/safe --keep 30", set()),
        (" bakcup", {"bakcup"}),
        (" restore FILE --force", {"--force"}),
        (" --version", set()),
        (" community export energie --output model", set()),
        (" community copy --output model", {"community copy"}),
    ],
)
def test_unknown_words_are_found(called: str, unknown: set[str]) -> None:
    assert unknown_words(called) == unknown


def test_every_command_of_the_program_is_there() -> None:
    missing = {
        (code.page, each)
        for code in codes()
        if code.language in {"", "sh"}
        for called in CALLED.findall(code.text)
        for each in unknown_words(called)
    }

    assert missing == set()
