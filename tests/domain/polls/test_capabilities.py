"""The table of ways to vote, and the same table in the documentation."""

from pathlib import Path

import pytest

from bot.domain.polls.capabilities import CAPABILITIES, Capability, Secrecy, allows, capability_of
from bot.domain.polls.kinds import PollKind, Rules

PAGE = Path(__file__).parents[3] / "docs" / "architecture.md"
HEAD = "| kinds | level | Telegram | Matrix |\n|---|---|---|---|\n"


def row(each: Capability) -> str:
    kinds = ", ".join(each.kinds)
    if each.least > 1:
        kinds += f", from at least {each.least} on"
    return f"| {kinds} | {each.level} | {each.telegram} | {each.matrix} |"


def test_the_documentation_has_the_same_table() -> None:
    table = PAGE.read_text(encoding="utf-8").partition(HEAD)[2].partition("\n\n")[0]

    assert table.splitlines() == [row(each) for each in CAPABILITIES]


@pytest.mark.parametrize("kind", PollKind)
def test_each_kind_has_its_levels(kind: PollKind) -> None:
    levels = [level for level in Secrecy if allows(kind, level)]

    assert Secrecy.NAMED in levels
    for level in levels:
        assert capability_of(Rules(kind, 3), level).is_private == (level is not Secrecy.NAMED)
