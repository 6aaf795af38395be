"""Choose the recipients of an announcement by buttons."""

from dataclasses import asdict, replace

from bot.core import Button, Card, Context, Replace, Router, Words, text
from bot.domain.roles import Role
from bot.references.announcements import choose_recipients, choose_time
from bot.vocabulary.audiences.audience_choice import choice_rows, marked, toggled, with_choice
from handlers.announcements import acts
from handlers.announcements.announcement_lookup import draft_again, unsent_announcement
from handlers.announcements.announcement_words import LONGEST_LABEL, announcement_title
from handlers.announcements.drafting.preview import audience_words
from handlers.announcements.recipients.recipients import reach_of, reach_text, silence_lines
from handlers.announcements.recipients.room_sizes import refresh_sizes
from storage.announcements import Announcement
from storage.events import Event, Events

router = Router()

EVENTS_SHOWN = 3

TARGETS = {"people": "to_people", "rooms": "to_rooms", "channels": "to_channels"}
_LABELS = {
    "people": text("To people"),
    "rooms": text("In the rooms"),
    "channels": text("In the channels"),
}


@router.button(choose_recipients, who=Role.GARDENER, trace=acts.PREPARE_AN_ANNOUNCEMENT)
def show_recipients(ctx: Context, announcement_id: int) -> Replace:
    """Offer people, rooms and channels."""
    return Replace(recipients_card(ctx, unsent_announcement(ctx, announcement_id)))


@router.button("announce_to", who=Role.GARDENER, trace=acts.PREPARE_AN_ANNOUNCEMENT)
def choose_target(ctx: Context, announcement_id: int, target: str) -> Replace:
    """Send it to people, rooms or channels too, or not any more."""
    if target in TARGETS:
        found = draft_again(ctx, announcement_id)
        column = TARGETS[target]
        setattr(found, column, not getattr(found, column))
    return show_recipients(ctx, announcement_id)


@router.button("announce_for", who=Role.GARDENER, trace=acts.PREPARE_AN_ANNOUNCEMENT)
def choose_audience(ctx: Context, announcement_id: int, kind: str, sign: str) -> Replace:
    """Add a circle, domain or territory to its audience, or remove it."""
    found = unsent_announcement(ctx, announcement_id)
    chosen = with_choice(ctx.community, found.audience, kind, sign)
    if chosen != found.audience:
        draft_again(ctx, announcement_id).chosen = asdict(chosen)
    return show_recipients(ctx, announcement_id)


@router.button("announce_came", who=Role.GARDENER, trace=acts.PREPARE_AN_ANNOUNCEMENT)
def choose_event(ctx: Context, announcement_id: int, event_id: int) -> Replace:
    """Limit it to those who came to an event too, or not any more."""
    found = unsent_announcement(ctx, announcement_id)
    event = ctx.store[Events].find(ctx.community.id, event_id)
    if event is not None:
        chosen = replace(found.audience, events=toggled(found.audience.events, event.id))
        draft_again(ctx, announcement_id).chosen = asdict(chosen)
    return show_recipients(ctx, announcement_id)


def recipients_card(ctx: Context, announcement: Announcement) -> Card:
    """Present recipients, with a button for each choice."""

    def choose(label: Words, kind: str, sign: str) -> Button:
        return choose_audience.button(label, announcement.id, kind, sign)

    targets = tuple(_target_button(announcement, each) for each in TARGETS)
    people = choice_rows(ctx.community, announcement.audience, choose)
    came = _event_rows(ctx, announcement)
    on = choose_time.button(text("Continue"), announcement.id)
    whom = audience_words(ctx, announcement)
    reach = reach_of(ctx, announcement)
    refresh_sizes(ctx, reach.places)
    lines = (
        text("Who should get it?"),
        *([text("For: {whom}", whom=whom)] if whom and announcement.to_people else []),
        reach_text(ctx, reach, announcement),
        *silence_lines(ctx, reach, announcement),
    )
    rows = (targets, *((*people, *came) if announcement.to_people else ()), (on,))
    return Card(announcement_title(announcement), lines, rows)


def _event_rows(ctx: Context, announcement: Announcement) -> list[tuple[Button, ...]]:
    """A button for each of the last events, and for each that is chosen already."""
    past = ctx.store[Events].past(ctx.community.id, ctx.now, most=EVENTS_SHOWN)
    chosen = ctx.store[Events].these(announcement.audience.events)
    found = {each.id: each for each in (*chosen, *past)}
    return [(_event_button(announcement, each),) for each in found.values()]


def _event_button(announcement: Announcement, event: Event) -> Button:
    came = text("Came to “{event}”", event=event.title[:LONGEST_LABEL])
    label = marked(came, event.id in announcement.audience.events)
    return choose_event.button(label, announcement.id, event.id)


def _target_button(announcement: Announcement, target: str) -> Button:
    label = marked(_LABELS[target], getattr(announcement, TARGETS[target]))
    return choose_target.button(label, announcement.id, target)
