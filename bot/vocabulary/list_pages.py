"""Buttons of long lists: to turn their pages, and to choose a domain."""

from collections.abc import Callable, Collection, Sequence

from bot.core import Button, Buttons, Text, Words, in_rows, text
from bot.domain.domains import domains_of, sign_of
from bot.vocabulary.domains import domain_label

NO_DOMAIN = "0"
"""The sign of all domains."""


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


def domain_signed(own: Sequence[str] | None, sign: str) -> str | None:
    """The community's domain with this sign; None for none."""
    return {sign_of(each): each for each in domains_of(own)}.get(sign)
