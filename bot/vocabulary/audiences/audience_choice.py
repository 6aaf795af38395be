"""The audience of an event, a news item or an announcement: in words, and chosen by buttons."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from bot.core import Button, Text, Words, in_rows, text
from bot.domain import territories
from bot.domain.audience import Audience
from bot.domain.domains import domains_of, sign_of
from bot.domain.roles import Circle
from bot.vocabulary.audiences.circles import LABELS
from bot.vocabulary.audiences.domains import domain_label
from storage.communities import Community

PARTS = {"c": "circles", "d": "domains", "t": "territories"}
"""The parts of an audience, by the sign that buttons carry."""

Choice = TypeVar("Choice")
ChoiceButton = Callable[[Words, str, str], Button]
"""Makes the button of a choice from its label, the sign of its part and its own sign."""


def audience_parts(audience: Audience) -> list[Words]:
    """The circles, domains and territories of an audience by their names."""
    return [
        *(_choice_label("c", each) for each in audience.circles),
        *(_choice_label("d", each) for each in audience.domains),
        *audience.territories,
    ]


def audience_text(audience: Audience) -> Text | None:
    """The audience in one line; None if it is everyone."""
    parts = audience_parts(audience)
    return text("For: {whom}", whom=parts) if parts else None


def choice_rows(
    community: Community, audience: Audience, choose: ChoiceButton
) -> list[tuple[Button, ...]]:
    """Buttons that add each circle, domain and territory, or remove a chosen one."""
    return [
        row
        for kind in PARTS
        for row in in_rows(_choice_buttons(community, audience, choose, kind), 2)
    ]


def with_choice(community: Community, audience: Audience, kind: str, sign: str) -> Audience:
    """The audience with a choice added, or removed; an unknown choice changes nothing."""
    if kind not in PARTS:
        return audience
    offered = {_choice_sign(kind, each): each for each in _offered_choices(community, kind)}
    chosen = offered.get(sign)
    if chosen is None:
        return audience
    return replace(audience, **{PARTS[kind]: toggled(getattr(audience, PARTS[kind]), chosen)})


def toggled(now: Sequence[Choice], choice: Choice) -> list[Choice]:
    """Add a choice, or remove it if it is chosen already."""
    return [each for each in now if each != choice] if choice in now else [*now, choice]


def marked(label: Words, chosen: bool) -> Words:  # noqa: FBT001 - one of two looks
    """The label of a choice, with a mark if it is chosen."""
    return text("✓ {choice}", choice=label) if chosen else label


def _choice_buttons(
    community: Community, audience: Audience, choose: ChoiceButton, kind: str
) -> list[Button]:
    now = getattr(audience, PARTS[kind])
    return [
        choose(marked(_choice_label(kind, each), each in now), kind, _choice_sign(kind, each))
        for each in _offered_choices(community, kind)
    ]


def _offered_choices(community: Community, kind: str) -> Sequence[str]:
    if kind == "c":
        return [circle.value for circle in LABELS]
    if kind == "d":
        return list(domains_of(community.domains))
    return [*map(str, territories.offered(community.territories or (), None))]


def _choice_label(kind: str, choice: str) -> Words:
    if kind == "c":
        return LABELS[Circle(choice)]
    return domain_label(choice) if kind == "d" else choice


def _choice_sign(kind: str, choice: str) -> str:
    return choice if kind == "c" else sign_of(choice)
