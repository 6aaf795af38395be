"""Whom an event is for: circles, domains and territories, chosen by buttons."""

from bot.core import Button, Card, Context, Replace, Router, Words, in_rows, ntext, text
from bot.domain import territories
from bot.domain.domains import domains_of, sign_of
from bot.domain.roles import Circle, Role
from bot.references.events import press_event_audience, press_event_change
from bot.vocabulary.circles import LABELS
from bot.vocabulary.domains import domain_label
from handlers.events.amending import amend
from handlers.events.announcing import would_reach
from handlers.events.event_meant import changeable, pressed
from handlers.events.words import called, meant_for
from storage.events import Event

router = Router()

KINDS = {"c": "circles", "d": "domains", "t": "territories"}


@router.button(press_event_audience, who=Role.MEMBER)
def show_audience(ctx: Context, event_id: int) -> Card:
    """Offer whom an event may be for."""
    return _audience(ctx, changeable(ctx, pressed(ctx, event_id)))


@router.button("event_for", who=Role.MEMBER)
def choose_audience(ctx: Context, event_id: int, kind: str, sign: str) -> Replace:
    """Add somebody to those whom it is for, or take them away."""
    event = changeable(ctx, pressed(ctx, event_id))
    chosen = {_sign(kind, each): each for each in _offered(ctx, kind)}.get(sign)
    if chosen is not None:
        column = KINDS[kind]
        now = list(getattr(event, column))
        then = [each for each in now if each != chosen] if chosen in now else [*now, chosen]
        event = amend(ctx, event, **{column: then})
    return Replace(_audience(ctx, event))


def _audience(ctx: Context, event: Event) -> Card:
    whom = meant_for(event) or [text("For everyone.")]
    people = ntext(
        "{count} person would be told in private.",
        "{count} people would be told in private.",
        would_reach(ctx, event),
    )
    rows = [row for kind in KINDS for row in in_rows(_choices(ctx, event, kind), 2)]
    back = (press_event_change.button(text("Change something else"), event.id),)
    hint = text("Everybody sees it in the rooms; in private only these people are told.")
    return Card(called(event), (*whom, people, hint), (*rows, back))


def _choices(ctx: Context, event: Event, kind: str) -> list[Button]:
    now = getattr(event, KINDS[kind])
    return [
        choose_audience.button(
            text("✓ {choice}", choice=_label(kind, each)) if each in now else _label(kind, each),
            event.id,
            kind,
            _sign(kind, each),
        )
        for each in _offered(ctx, kind)
    ]


def _offered(ctx: Context, kind: str) -> list[str]:
    if kind == "c":
        return [circle.value for circle in LABELS]
    if kind == "d":
        return list(domains_of(ctx.community.domains))
    return [*map(str, territories.offered(ctx.community.territories or (), None))]


def _label(kind: str, choice: str) -> Words:
    if kind == "c":
        return LABELS[Circle(choice)]
    return domain_label(choice) if kind == "d" else choice


def _sign(kind: str, choice: str) -> str:
    return choice if kind == "c" else sign_of(choice)
