"""Preview of an announcement: its words, recipients and next steps."""

from typing import Annotated

from bot.core import (
    Answer,
    Bold,
    Button,
    Card,
    Context,
    JobContext,
    Line,
    Replace,
    Router,
    Text,
    Words,
    asks,
    at_most,
    text,
)
from bot.domain.announcements.approvals import AnnouncementState
from bot.domain.announcements.words import LONGEST, read_announcement
from bot.domain.roles import Role
from bot.references.announcements import (
    announcement_thing,
    approve_announcement,
    ask_correction,
    ask_words,
    call_off_announcement,
    choose_recipients,
    choose_time,
    discard_announcement,
    preview_announcement,
    send_announcement,
)
from bot.vocabulary.audiences.audience_choice import audience_parts
from handlers.announcements import acts
from handlers.announcements.announcement_lookup import (
    announcement_by_id,
    draft_again,
    unsent_announcement,
)
from handlers.announcements.announcement_words import (
    announcement_message,
    approval_notes,
    may_approve,
    state_line,
    time_lines,
)
from handlers.announcements.recipients.recipients import (
    Reach,
    count_text,
    reach_of,
    reach_text,
    silence_lines,
    size_lines,
    week_lines,
)
from handlers.announcements.recipients.room_sizes import refresh_sizes
from storage.announcements import Announcement
from storage.events import Events

router = Router()


def preview_card(ctx: Context, announcement: Announcement) -> Card:
    """The announcement, its recipients and its time; below it, the next step."""
    reach = reach_of(ctx, announcement)
    refresh_sizes(ctx, reach.places)
    rows = _decision_rows(ctx, announcement, reach)
    is_own = may_approve(ctx, announcement)
    return Card(_title(announcement), _lines(ctx, announcement, reach, is_own=is_own), rows)


def approval_card(ctx: JobContext, announcement: Announcement, *, is_own: bool = False) -> Card:
    """The announcement for those who may approve it; `is_own` if nobody else reads it."""
    lines = _lines(ctx, announcement, reach_of(ctx, announcement), is_own=is_own)
    return Card(_title(announcement), lines, (_approval_row(ctx, announcement),))


def _title(announcement: Announcement) -> Text:
    return text("Announcement {number}", number=announcement.number)


def _lines(
    ctx: JobContext, announcement: Announcement, reach: Reach, *, is_own: bool
) -> tuple[Line, ...]:
    """Words, recipients, time and state."""
    seen = announcement_message(ctx, announcement)
    whom = audience_words(ctx, announcement) if announcement.to_people else []
    return (
        *([] if seen.title is None else [Bold(seen.title)]),
        *seen.lines,
        "",
        *([text("For: {whom}", whom=whom)] if whom else []),
        reach_text(ctx, reach, announcement),
        *silence_lines(ctx, reach, announcement),
        *week_lines(reach, is_own=announcement.state is AnnouncementState.DRAFT),
        *size_lines(reach),
        *time_lines(ctx, announcement),
        *approval_notes(ctx, announcement),
        state_line(ctx, announcement, is_own=is_own),
    )


def audience_words(ctx: JobContext, announcement: Announcement) -> list[Words]:
    """The chosen circles, domains, territories and events."""
    audience = announcement.audience
    events = map(ctx.store[Events].get, audience.events)
    came = [text("came to event {number}", number=each.number) for each in events]
    return [*audience_parts(audience), *came]


def _decision_rows(
    ctx: Context, announcement: Announcement, reach: Reach
) -> tuple[tuple[Button, ...], ...]:
    key = announcement.id
    changes = (
        (choose_recipients.button(text("Recipients"), key), choose_time.button(text("Time"), key)),
        (ask_words.button(text("Change the words"), key),),
    )
    away = discard_announcement.button(text("Throw away"), key)
    match announcement.state:
        case AnnouncementState.DRAFT:
            asks_first, label = _asks_first(ctx, reach), _send_label(ctx, announcement, reach)
            send = send_announcement.button(label, key, int(asks_first))
            first = () if reach.is_nobody else ((send,),)
            return (*first, *changes[:1], (*changes[1], away))
        case AnnouncementState.SUBMITTED:
            if may_approve(ctx, announcement):
                return (_approval_row(ctx, announcement),)
            return ((call_off_announcement.button(text("Back to draft"), key),),)
        case AnnouncementState.PLANNED:
            return ((call_off_announcement.button(text("Call off"), key),), *changes)
        case _:
            return ()


def _approval_row(ctx: JobContext, announcement: Announcement) -> tuple[Button, ...]:
    approve = text("Approve") if announcement.rule else text("Approve and send")
    return (
        approve_announcement.button(approve, announcement.id),
        ask_correction.button(text("Correct"), announcement.id),
    )


def _send_label(ctx: Context, announcement: Announcement, reach: Reach) -> Text:
    if _asks_first(ctx, reach):
        return text("Ask for the other approval")
    if announcement.rule:
        return text("Plan it, {recipients}", recipients=count_text(reach))
    return text("Send {recipients}", recipients=count_text(reach))


def _asks_first(ctx: Context, reach: Reach) -> bool:
    """True if the other gardener has to agree, and is there to."""
    return reach.is_large and not any(seat.other in ctx.unattended for seat in ctx.seats)


@router.revised(announcement_thing)
def show_announcement_again(ctx: Context, announcement_id: int) -> Card:
    """Show an announcement that changed, to a gardener who acted on it as it was before."""
    return preview_card(ctx, unsent_announcement(ctx, announcement_id))


@router.button(preview_announcement, who=Role.GARDENER, trace=acts.PREPARE_AN_ANNOUNCEMENT)
def show_preview(ctx: Context, announcement_id: int) -> Replace:
    """Show an announcement."""
    return Replace(preview_card(ctx, announcement_by_id(ctx, announcement_id)))


@router.button(ask_words, who=Role.GARDENER, trace=acts.PREPARE_AN_ANNOUNCEMENT)
def ask_new_words(ctx: Context, announcement_id: int) -> Answer:
    """Ask for other words."""
    return change_words.ask(ctx, announcement=str(announcement_by_id(ctx, announcement_id).id))


@router.form("announcement_words", who=Role.GARDENER, trace=acts.PREPARE_AN_ANNOUNCEMENT)
def change_words(
    ctx: Context,
    announcement: int,
    words: Annotated[str, asks("What are the new words of the announcement?"), at_most(LONGEST)],
) -> Card:
    """Change the words; approvals are asked for again."""
    found = draft_again(ctx, announcement)
    found.words = read_announcement(words)
    return preview_card(ctx, found)
