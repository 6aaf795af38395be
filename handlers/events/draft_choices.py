"""Choices on the preview of an event: how it repeats, with the next dates, and guests."""

from bot.core import Context, Line, Replace, Router, text
from bot.domain.roles import Role
from bot.references.events import (
    allow_event_guests,
    ask_event_field,
    choose_event_repeat,
    event_thing,
    preview_event,
)
from bot.vocabulary.repeats import repeat_text
from handlers.events.changes import change_event
from handlers.events.drafts import check_unannounced, count_recipients, preview_card
from handlers.events.event_lookup import changeable_event, event_by_id
from handlers.events.rhythm import (
    ONCE,
    plan_repeat,
    planned_lines,
    read_rhythm,
    repeat_of,
    repeat_with_dates,
    usual_repeats,
)
from handlers.events.words import titled_card
from storage.events import Event

router = Router(on_page=True)


@router.button(choose_event_repeat, of=event_thing, who=Role.MEMBER)
def show_rhythms(ctx: Context, event_id: int) -> Replace:
    """Show the usual rhythms, each with its next dates."""
    event = _draft(ctx, event_id)
    first = event.starts_at.astimezone(event.tz).date()
    usual = usual_repeats(first)
    lines: list[Line] = [repeat_with_dates(each, event) for each in usual.values()]
    now = planned_lines(ctx, event) or [text("It takes place once.")]
    hint = text("Each date has its own sign-ups; nothing repeats before it is announced.")
    rows = [(set_rhythm.button(repeat_text(each), event.id, word),) for word, each in usual.items()]
    rows.append((set_rhythm.button(text("Only once"), event.id, ONCE),))
    others = [preview_event.button(text("Review"), event.id)]
    if ctx.role() >= Role.GARDENER:
        another = ask_event_field.button(text("Another rhythm"), event.id, "repeat")
        others.insert(0, another)
    return Replace(titled_card(event, (*now, "", *lines, hint), (*rows, tuple(others))))


@router.button("event_rhythm_is", of=event_thing, who=Role.MEMBER)
def set_rhythm(ctx: Context, event_id: int, rhythm: str) -> Replace:
    """Choose how an event is to repeat, and show its preview."""
    event = _draft(ctx, event_id)
    recipients = count_recipients(ctx, event)
    first = event.starts_at.astimezone(event.tz).date()
    event = plan_repeat(ctx, event, repeat_of(read_rhythm(rhythm), first))
    return Replace(preview_card(ctx, event, recipients))


@router.button(allow_event_guests, of=event_thing, who=Role.MEMBER)
def allow_guests(ctx: Context, event_id: int) -> Replace:
    """Allow guests at an event that is not announced, and show its preview."""
    event = _draft(ctx, event_id)
    recipients = count_recipients(ctx, event)
    return Replace(preview_card(ctx, change_event(ctx, event, guests=True), recipients))


def _draft(ctx: Context, event_id: int) -> Event:
    """The event, which is not announced yet; raises the refusal that says why not."""
    event = changeable_event(ctx, event_by_id(ctx, event_id))
    check_unannounced(event)
    return event
