"""The table of ways to vote, and the same table in the documentation."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.domain.polls.rules import (
    CAPABILITIES,
    Capability,
    PollKind,
    Rules,
    Secrecy,
    allows,
    capability_of,
)

DOCS = Path(__file__).parents[3] / "docs"
FRENCH = {
    "one": "un choix",
    "several": "plusieurs choix",
    "date": "date",
    "consent": "consentement",
    "ranked": "choix classés",
    "open": "question ouverte",
    "bring": "qui apporte quoi",
    "names shown": "noms affichés",
    "names not shown": "noms non affichés",
    "secret vote": "vote secret",
    "its own poll": "son propre sondage",
    "buttons of the card": "boutons de la fiche",
    "reactions to the card": "réactions à la fiche",
    "direct room": "salon direct",
    "from at least 2 on": "à partir de 2 au moins",
}


def cells(each: Capability) -> list[list[str]]:
    """The words of each cell of a row."""
    least = [f"from at least {each.least} on"] if each.least > 1 else []
    return [[*each.kinds, *least], [each.level], [each.telegram], [each.matrix]]


def row(each: Capability, words: Mapping[str, str]) -> str:
    return f"| {' | '.join(', '.join(words.get(w, w) for w in cell) for cell in cells(each))} |"


@pytest.mark.parametrize(
    ("page", "head", "words"),
    [
        ("architecture.md", "| kinds | level | Telegram | Matrix |", {}),
        ("fr/architecture.md", "| genres | niveau | Telegram | Matrix |", FRENCH),
    ],
)
def test_the_documentation_has_the_same_table(
    page: str, head: str, words: Mapping[str, str]
) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    table = text.partition(f"{head}\n|---|---|---|---|\n")[2].partition("\n\n")[0]

    assert table.splitlines() == [row(each, words) for each in CAPABILITIES]


@pytest.mark.parametrize("kind", PollKind)
def test_each_kind_has_its_levels(kind: PollKind) -> None:
    levels = [level for level in Secrecy if allows(kind, level)]

    assert Secrecy.NAMED in levels
    for level in levels:
        assert capability_of(Rules(kind, 3), level).is_private == (level is not Secrecy.NAMED)
