"""The audience of an event: circles, domains and territories, chosen by buttons."""

from bot.core import Button, Card, Context, Replace, Router, Words, ntext, text
from bot.domain.roles import Role
from bot.references.events import choose_event_audience, edit_event
from bot.vocabulary.audiences import AUDIENCE_PARTS, choice_rows, with_choice
from handlers.events.changes.event_changes import change_event
from handlers.events.event_lookup import changeable_event, event_by_id
from handlers.events.publication import count_recipients
from handlers.events.words import audience_lines, titled_card
from storage.events import Event

router = Router()


@router.button(choose_event_audience, who=Role.MEMBER)
def show_audience(ctx: Context, event_id: int) -> Card:
    """Offer the possible audiences."""
    return _audience_card(ctx, changeable_event(ctx, event_by_id(ctx, event_id)))


@router.button("event_for", who=Role.MEMBER)
def choose_audience(ctx: Context, event_id: int, kind: str, sign: str) -> Replace:
    """Add a choice to the audience, or remove it."""
    event = changeable_event(ctx, event_by_id(ctx, event_id))
    chosen = with_choice(ctx.community, event.audience, kind, sign)
    if chosen != event.audience:
        event = change_event(
            ctx, event, **{part: getattr(chosen, part) for part in AUDIENCE_PARTS.values()}
        )
    return Replace(_audience_card(ctx, event))


def _audience_card(ctx: Context, event: Event) -> Card:
    whom = audience_lines(event) or [text("For everyone.")]
    count = count_recipients(ctx, event)
    people = ntext(
        "{count} person would be told in private.",
        "{count} people would be told in private.",
        count,
    )

    def choose(label: Words, kind: str, sign: str) -> Button:
        return choose_audience.button(label, event.id, kind, sign)

    rows = choice_rows(ctx.community, event.audience, choose)
    back = (edit_event.button(text("Change something else"), event.id),)
    hint = text("Everyone sees it in the rooms; only these people are told in private.")
    return titled_card(event, (*whom, *((people,) if count else ()), hint), (*rows, back))
