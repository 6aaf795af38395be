"""A domain chosen by buttons: of a thing that is written, or of the things that a list shows."""

from collections.abc import Callable, Collection, Sequence

from bot.core import Button, Buttons, Small, Text, Words, in_rows, text
from bot.domain.domains import domains_of, sign_of
from bot.vocabulary.audiences.domains import domain_label

NO_DOMAIN = "0"
"""The sign of no domain: of all, in a list."""
DomainButton = Callable[[Words, str], Button]
"""Makes the button of a domain from its label and its sign."""


def domain_choice_rows(own: Sequence[str] | None, choose: DomainButton) -> Buttons:
    """The domains of a community, and none of them."""
    buttons = [choose(domain_label(each), sign_of(each)) for each in domains_of(own)]
    return (*in_rows(buttons, 2), (choose(text("None of these"), NO_DOMAIN),))


def domain_rows(own: Sequence[str] | None, used: Collection[str], choose: DomainButton) -> Buttons:
    """The domains that are used, and all of them; `choose` makes a button from label and sign."""
    offered = [each for each in domains_of(own) if each in used]
    buttons = [choose(domain_label(each), sign_of(each)) for each in offered]
    return (*in_rows(buttons, 2), (choose(text("All domains"), NO_DOMAIN),))


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
