"""Events as the choices of a question: which one is meant, by a button for each."""

from collections.abc import Sequence

from bot.core import Context, Words, text
from bot.domain.events.rules import EventState
from bot.domain.roles import Role
from storage.events import Event, Events

MOST_OFFERED = 10
LONGEST_LABEL = 40
NONE_TO_MANAGE = text("There is no upcoming event that you can change.")
NONE_TO_COME = text("No event is announced for now.")
NONE_OVER = text("There are no past events yet.")


def events_to_manage(ctx: Context) -> list[tuple[str, Words]]:
    """The upcoming events that this person may change, the next first."""
    states = (EventState.DRAFT, EventState.PROPOSED, EventState.PUBLISHED)
    found = ctx.store[Events].made_by(ctx.member.id, ctx.community.id, *states)
    if ctx.role >= Role.GARDENER:
        found += ctx.store[Events].proposed(ctx.community.id)
        found += ctx.store[Events].upcoming(ctx.community.id, ctx.now, MOST_OFFERED)
    upcoming = {each.id: each for each in found if each.over_at > ctx.now}
    return _choices(sorted(upcoming.values(), key=lambda each: each.starts_at))


def events_to_come(ctx: Context) -> list[tuple[str, Words]]:
    """The announced events that are not over, the next first."""
    return _choices(ctx.store[Events].upcoming(ctx.community.id, ctx.now, MOST_OFFERED))


def events_over(ctx: Context) -> list[tuple[str, Words]]:
    """The events that took place, the latest first."""
    return _choices(ctx.store[Events].past(ctx.community.id, ctx.now, most=MOST_OFFERED))


def _choices(events: Sequence[Event]) -> list[tuple[str, Words]]:
    return [(str(each.number), event_choice(each)) for each in events[:MOST_OFFERED]]


def event_choice(event: Event) -> str:
    """An event as the label of a button."""
    words = f"{event.number} · {event.title}"
    return words if len(words) <= LONGEST_LABEL else f"{words[: LONGEST_LABEL - 1]}…"
