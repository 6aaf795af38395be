"""The audience of an event: circles, domains and territories, chosen by buttons."""

from bot.core import Button, Card, Context, Replace, Router, Words, in_rows, ntext, text
from bot.domain import territories
from bot.domain.domains import domains_of, sign_of
from bot.domain.roles import Circle, Role
from bot.references.events import choose_event_audience, edit_event
from bot.vocabulary.circles import LABELS
from bot.vocabulary.domains import domain_label
from handlers.events.changes.event_changes import change_event
from handlers.events.event_lookup import changeable_event, event_by_id
from handlers.events.publication import count_recipients
from handlers.events.words import audience_lines, event_title
from storage.events import Event

router = Router()

COLUMNS = {"c": "circles", "d": "domains", "t": "territories"}


@router.button(choose_event_audience, who=Role.MEMBER)
def show_audience(ctx: Context, event_id: int) -> Card:
    """Offer the possible audiences."""
    return _audience_card(ctx, changeable_event(ctx, event_by_id(ctx, event_id)))


@router.button("event_for", who=Role.MEMBER)
def choose_audience(ctx: Context, event_id: int, kind: str, sign: str) -> Replace:
    """Add a choice to the audience, or remove it."""
    event = changeable_event(ctx, event_by_id(ctx, event_id))
    chosen = {_choice_code(kind, each): each for each in _offered_choices(ctx, kind)}.get(sign)
    if chosen is not None:
        column = COLUMNS[kind]
        now = list(getattr(event, column))
        then = [each for each in now if each != chosen] if chosen in now else [*now, chosen]
        event = change_event(ctx, event, **{column: then})
    return Replace(_audience_card(ctx, event))


def _audience_card(ctx: Context, event: Event) -> Card:
    whom = audience_lines(event) or [text("For everyone.")]
    people = ntext(
        "{count} person would be told in private.",
        "{count} people would be told in private.",
        count_recipients(ctx, event),
    )
    rows = [row for kind in COLUMNS for row in in_rows(_choice_buttons(ctx, event, kind), 2)]
    back = (edit_event.button(text("Change something else"), event.id),)
    hint = text("Everyone sees it in the rooms; only these people are told in private.")
    return Card(event_title(event), (*whom, people, hint), (*rows, back))


def _choice_buttons(ctx: Context, event: Event, kind: str) -> list[Button]:
    now = getattr(event, COLUMNS[kind])
    return [
        choose_audience.button(
            text("✓ {choice}", choice=_choice_label(kind, each))
            if each in now
            else _choice_label(kind, each),
            event.id,
            kind,
            _choice_code(kind, each),
        )
        for each in _offered_choices(ctx, kind)
    ]


def _offered_choices(ctx: Context, kind: str) -> list[str]:
    if kind == "c":
        return [circle.value for circle in LABELS]
    if kind == "d":
        return list(domains_of(ctx.community.domains))
    return [*map(str, territories.offered(ctx.community.territories or (), None))]


def _choice_label(kind: str, choice: str) -> Words:
    if kind == "c":
        return LABELS[Circle(choice)]
    return domain_label(choice) if kind == "d" else choice


def _choice_code(kind: str, choice: str) -> str:
    return choice if kind == "c" else sign_of(choice)
