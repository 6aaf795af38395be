"""Pages of long lists: their buttons, their parts, and their domain."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from bot.core import Button, Buttons, Small, Text, Words, in_rows, text
from bot.domain.domains import domains_of, sign_of
from bot.vocabulary.audience_choice import marked
from bot.vocabulary.domains import domain_label

NO_DOMAIN = "0"
"""The sign of all domains."""
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


def domain_rows(
    own: Sequence[str] | None, used: Collection[str], choose: Callable[[Words, str], Button]
) -> Buttons:
    """The domains that are used, and all of them; `choose` makes a button from label and sign."""
    offered = [each for each in domains_of(own) if each in used]
    buttons = [choose(domain_label(each), sign_of(each)) for each in offered]
    return (*in_rows(buttons, 2), (choose(text("All domains"), NO_DOMAIN),))


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


def domain_choice_label(sign: str) -> Text:
    """The label of the button that offers the domains, for the sign of the one shown."""
    return text("By domain") if sign == NO_DOMAIN else text("Another domain")


def domain_lines(own: Sequence[str] | None, sign: str) -> list[Small]:
    """The line that names the domain that is shown; none for all domains."""
    domain = domain_signed(own, sign)
    return [] if domain is None else [Small(text("Only: {domain}", domain=domain_label(domain)))]


def domain_signed(own: Sequence[str] | None, sign: str) -> str | None:
    """The community's domain with this sign; None for none."""
    return {sign_of(each): each for each in domains_of(own)}.get(sign)
