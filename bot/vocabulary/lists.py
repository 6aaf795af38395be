"""Lists: their pages, searches by words, the count of what is left out, events to choose from."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Annotated

from bot.core import Button, Buttons, Context, Text, Words, asks, at_most, ntext, text
from bot.domain.addresses import shortened
from bot.domain.events.notices import RESTORABLE
from bot.domain.events.rules import EventState
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.vocabulary.audiences import marked
from storage.events import Event, Events
from storage.inbound import Forms, OpenForm

WHOLE = "all"
"""The part of a list that is all of it."""
LATEST = 10_000
"""No list is turned further than that."""


def with_others(first: Sequence[object], count: int) -> list[object]:
    """The first of so many, such as names, and how many others there are."""
    others = count - len(first)
    return [*first, ntext("{count} other", "{count} others", others)] if others > 0 else [*first]


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


LONGEST_SEARCH = 200
SoughtWords = Annotated[str, asks("Which words are you looking for?"), at_most(LONGEST_SEARCH)]


SEARCH_KEPT = timedelta(days=1)


class SearchOver(Final):
    """You searched for something else since, or long ago: write the words once more."""


def keep_search(ctx: Context, *words: str) -> int:
    """Keep what was searched for in this direct room; its mark is for the buttons of the rest."""
    search = OpenForm("search", ctx.said_for, {"words": list(words)})
    room = ctx.form_room
    return ctx.store[Forms].keep_search(room, search, ctx.now + SEARCH_KEPT)


def kept_search(ctx: Context, mark: int) -> list[str]:
    """The last search in this direct room; raises `SearchOver`."""
    found = ctx.store[Forms].search_in(ctx.incoming.room, mark, ctx.now)
    if found is None:
        raise SearchOver
    words: list[str] = found.answers["words"]
    return words


def others_label(count: int) -> Text:
    """The words of the button that shows the others."""
    return ntext("{count} more", "{count} more", count)


def others_rows(count: int, show: Callable[[Text], Button]) -> Buttons:
    """The button that shows how many others there are; none if all are shown."""
    return ((show(others_label(count)),),) if count > 0 else ()


MOST_OFFERED = 10
LONGEST_LABEL = 40
NONE_TO_MANAGE = text("There is no upcoming event that you can change.")
NONE_TO_COME = text("No event is announced for now.")
NONE_TO_RESTORE = text("No event was cancelled within the last hour.")
NONE_ANNOUNCED = text("No event has been announced yet.")
NONE_OVER = text("There are no past events yet.")


def events_to_manage(ctx: Context) -> list[tuple[str, Words]]:
    """The upcoming events that this person may change, the next first."""
    found = ctx.store[Events].to_manage(ctx.member.id, ctx.community.id, ctx.now)
    if ctx.role() >= Role.GARDENER:
        found += ctx.store[Events].proposed(ctx.community.id)
        found += ctx.store[Events].upcoming(ctx.community.id, ctx.now, MOST_OFFERED)
    upcoming = {each.id: each for each in found if each.over_at > ctx.now}
    return event_choices(sorted(upcoming.values(), key=lambda each: each.starts_at))


def events_to_come(ctx: Context) -> list[tuple[str, Words]]:
    """The announced events that are not over, the next first."""
    return event_choices(ctx.store[Events].upcoming(ctx.community.id, ctx.now, MOST_OFFERED))


def events_to_restore(ctx: Context) -> list[tuple[str, Words]]:
    """The events that were just cancelled and that this person may restore, the next first."""
    return event_choices(
        [
            each
            for each in ctx.store[Events].between(ctx.community.id, ctx.now)
            if each.cancelled_at is not None
            and each.state == EventState.CANCELLED
            and each.cancelled_at + RESTORABLE >= ctx.now
            and (each.maker_id == ctx.member.id or ctx.role() >= Role.GARDENER)
        ]
    )


def events_announced(ctx: Context) -> list[tuple[str, Words]]:
    """The events that have a list of who comes: those to come, then those over."""
    return [*events_to_come(ctx), *events_over(ctx)][:MOST_OFFERED]


def events_over(ctx: Context) -> list[tuple[str, Words]]:
    """The events that took place, the latest first."""
    return event_choices(ctx.store[Events].past(ctx.community.id, ctx.now, most=MOST_OFFERED))


def event_choices(events: Sequence[Event]) -> list[tuple[str, Words]]:
    """Events as choices, by their numbers."""
    return [(str(each.number), event_choice(each)) for each in events[:MOST_OFFERED]]


def event_choice(event: Event) -> str:
    """An event as the label of a button."""
    return shortened(f"{event.number} · {event.title}", LONGEST_LABEL)
