"""Announcements: made in one line or step by step, listed, and kept on the to-do list."""

from dataclasses import asdict
from datetime import datetime, time
from typing import Annotated

from bot.core import (
    Card,
    Context,
    Line,
    Router,
    Text,
    Todo,
    Where,
    asks,
    at_most,
    joined,
    option,
    text,
    todos,
)
from bot.domain.announcements import (
    LONGEST_ANNOUNCEMENT,
    AnnouncementState,
    RunState,
    read_announcement,
)
from bot.domain.circles import Audience
from bot.domain.communities import Territory
from bot.domain.dates.days import MomentInThePast
from bot.domain.dates.recurrence import Once, Recurring, check_happens
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Refusal
from bot.domain.roles import Circle, Role
from bot.references.announcements import (
    announcement_command,
    announcement_run_card,
    look_at_run,
    preview_announcement,
)
from bot.vocabulary.audiences import domain_named
from handlers.announcements import acts
from handlers.announcements.announcement import (
    announcement_by_number,
    announcement_title,
    may_approve,
    numbered_words,
    state_line,
)
from handlers.announcements.preview import preview_card, recipients_card
from storage.announcements import AnnouncementRun, AnnouncementRuns, Announcements
from storage.events import Events

router = Router()

ALIASES = ("announcement", "announcements", "annonces")
MOST_LISTED = 10


class UnknownEvent(Refusal):
    """There is no event {number} here."""


class EitherOnceOrAgain(Refusal):
    """Choose either a date or a rhythm, not both."""


@router.command(
    announcement_command,
    aliases=ALIASES,
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    example=("The garden opens | See you there", "Le jardin ouvre | À bientôt"),
    theme="garden",
    label=text("Announcements"),
    limit=PROPOSALS,
    trace=acts.PREPARE,
)
def make_announcement(  # noqa: PLR0913 - one parameter for each part of the command
    ctx: Context,
    words: Annotated[
        str,
        asks("What do you want to announce? The first line of several is the title."),
        at_most(LONGEST_ANNOUNCEMENT),
    ],
    *,
    circle: Annotated[Circle | None, option("participation", older="cercle")] = None,
    domain: Annotated[str, option("domaine")] = "",
    place: Annotated[Territory | None, option("lieu")] = None,
    came: Annotated[int | None, option("venus")] = None,
    rooms: Annotated[bool, option("salons")] = False,
    channels: Annotated[bool, option("canaux")] = False,
    on: Annotated[datetime | None, option("le"), time(9)] = None,
    every: Annotated[Recurring | None, option("tous")] = None,
) -> Card:
    """Send a message to people, rooms or channels, after a preview."""
    whom = Audience(
        circles=[] if circle is None else [circle.value],
        domains=[domain_named(ctx.community.domains, domain)] if domain else [],
        territories=[] if place is None else [str(place)],
        events=[] if came is None else [_event_id(ctx, came)],
    )
    in_rooms = rooms or channels
    made = ctx.store[Announcements].add(
        ctx.community.id,
        read_announcement(words),
        ctx.now,
        to_people=not in_rooms or not whom.is_everyone,
        to_rooms=rooms,
        to_channels=channels,
        chosen=asdict(whom),
        rule=_checked_rule(ctx, on, every),
    )
    ctx.trace(number=made.number)
    said = in_rooms or bool(made.rule) or not whom.is_everyone
    return preview_card(ctx, made) if said else recipients_card(ctx, made)


@router.command(
    announcement_command.name,
    fr=announcement_command.fr,
    aliases=ALIASES,
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    theme="garden",
    label=text("Announcements"),
    shows=True,
)
def list_announcements(ctx: Context) -> Card:
    """See the announcements that wait or are going out."""
    waiting = ctx.store[Announcements].open(ctx.community.id)
    shown = waiting[-MOST_LISTED:]
    going = ctx.store[AnnouncementRuns].under_way(ctx.community.id)[-MOST_LISTED:]
    lines: list[Line] = [announcement_title(each) for each in shown]
    lines += [_under_way_line(ctx, each) for each in going]
    rows = [(preview_announcement.button(numbered_words(each), each.id),) for each in shown]
    for each in going:
        number = ctx.store[AnnouncementRuns].announcement_of(each).number
        label = text("Sending of announcement {number}", number=number)
        rows.append((look_at_run.button(label, each.id),))
    rows.append((announcement_command.ask_button(text("New announcement")),))
    none = text("No announcement waits.")
    return Card(text("Announcements"), tuple(lines) or (none,), tuple(rows))


@router.command(
    announcement_command.name,
    fr=announcement_command.fr,
    aliases=ALIASES,
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    example="3",
    theme="garden",
)
def show_announcement(ctx: Context, number: int) -> Card:
    """See one announcement, or how far it came."""
    found = announcement_by_number(ctx, number)
    last = next(iter(ctx.store[AnnouncementRuns].of(found)), None)
    if last is not None and (not last.state.is_over or found.state is AnnouncementState.DONE):
        if not last.state.is_over:
            ctx.store[AnnouncementRuns].count(last)
        return announcement_run_card(ctx, last.id)
    return preview_card(ctx, found)


def _under_way_line(ctx: Context, run: AnnouncementRun) -> Text:
    title = announcement_title(ctx.store[AnnouncementRuns].announcement_of(run))
    if run.state is RunState.PAUSED:
        return text("Suspended: {announcement}", announcement=title)
    return text("Going out: {announcement}", announcement=title)


def _event_id(ctx: Context, number: int) -> int:
    event = ctx.store[Events].numbered(ctx.community.id, number)
    if event is None:
        raise UnknownEvent(number=number)
    return event.id


def _checked_rule(ctx: Context, on: datetime | None, every: Recurring | None) -> str:
    if on is not None and every is not None:
        raise EitherOnceOrAgain
    if on is not None and on <= ctx.now:
        raise MomentInThePast(moment=on)
    if on is not None:
        return str(Once(on))
    if every is None:
        return ""
    check_happens(every, ctx.zone, ctx.now)
    return str(every)


@router.contribution(todos)
def waiting_announcements(ctx: Context) -> list[Todo]:
    """Announcements that wait for an approval."""
    return [
        Todo(
            joined(announcement_title(each), state_line(ctx, each, is_own=may_approve(ctx, each))),
            (preview_announcement.button(text("Look at it"), each.id),),
        )
        for each in ctx.store[Announcements].open(ctx.community.id)
        if each.state is AnnouncementState.SUBMITTED
    ]


@router.contribution(todos)
def paused_announcements(ctx: Context) -> list[Todo]:
    """Announcements that somebody paused."""
    runs = ctx.store[AnnouncementRuns]
    paused = [each for each in runs.under_way(ctx.community.id) if each.state is RunState.PAUSED]
    return [
        Todo(
            joined(announcement_title(runs.announcement_of(each)), text("Suspended")),
            (look_at_run.button(text("Look at it"), each.id),),
        )
        for each in paused
    ]


router.personal_data(
    "announcements",
    text("Announcements that you submitted or approved"),
    text("Kept without your name when you have your data erased."),
    order=135,
    labels={
        "to_people": text("to people"),
        "to_rooms": text("in the rooms"),
        "to_channels": text("in the channels"),
        "chosen": text("audience"),
        "rule": text("repeated or planned"),
    },
)
router.personal_data(
    "announcements_told",
    text("Announcements sent with one approval, by you or to you"),
    text("Counted for seven days: above 50 people, both gardeners have to agree."),
    order=136,
)
