"""Pages of long lists, and buttons of their parts."""

from collections.abc import Callable, Iterator, Mapping

from bot.core import Button, Text, Words, text
from bot.vocabulary.audiences.audience_choice import marked

WHOLE = "all"
"""The part of a list that is all of it."""
LATEST = 10_000
"""No list is turned further than that."""


def page_start(after: int) -> int:
    """The start of a page that a button carries, within the list."""
    return min(max(after, 0), LATEST)


def turning_buttons(
    after: int, size: int, turn: Callable[[Text, int], Button], *, more: bool
) -> tuple[Button, ...]:
    """The buttons to newer and older entries; `turn` makes one, from its label and its start."""
    newer, older = text("Newer"), text("Older")
    return (
        *((turn(newer, max(after - size, 0)),) if after else ()),
        *((turn(older, after + size),) if more else ()),
    )


def part_buttons(
    labels: Mapping[str, Words],
    counts: Mapping[str, int],
    shown: str,
    choose: Callable[[Words, str], Button],
) -> Iterator[Button]:
    """The parts of a list that are neither empty nor all of it; `choose` makes a button.

    All of it is offered beside them, or where another part is shown.
    """
    offered = {each for each, count in counts.items() if 0 < count < counts[WHOLE]}
    for part, label in labels.items():
        if part in offered or (part == WHOLE and (offered or shown != WHOLE)):
            yield choose(marked(label, part == shown), part)
