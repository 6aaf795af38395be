"""Announcements: made in one line or step by step, listed, and kept on the to-do list."""

import re
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, time
from typing import Annotated

from bot.core import (
    MOST_WAITING,
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
from bot.domain.circles import Audience, near_word, read_circle
from bot.domain.communes import Commune
from bot.domain.dates.days import MomentInThePast
from bot.domain.dates.moments import read_moment
from bot.domain.dates.recurrence import Once, Recurring, check_happens, read_schedule
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.announcements import (
    PREPARE,
    announcement_command,
    announcement_run_card,
    look_at_run,
    preview_announcement,
)
from bot.references.seats import MOST_OPEN, Open, OpenThing, handover
from bot.vocabulary.audiences import domain_named
from bot.vocabulary.places import place_label, places_by_name
from bot.vocabulary.repeats import schedule_text
from handlers.announcements.announcement import (
    announcement_by_number,
    announcement_title,
    may_approve,
    numbered_words,
    rule_of,
    state_line,
)
from handlers.announcements.preview import preview_card, recipients_card
from storage.announcements import Announcement, AnnouncementRuns, Announcements
from storage.events import Events

router = Router()

ALIASES = ("announcement", "announcements", "annonces")
MOST_LISTED = 10
_DISTANCE = re.compile(r"(?<=[ ,+])(\d{1,3}) ?km$", re.IGNORECASE)


class UnknownEvent(Refusal):
    """There is no event {number} here."""


class SeveralPlaces(Refusal):
    """“{typed}” may be {places}. Choose where below."""


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
    trace=PREPARE,
)
def make_announcement(  # noqa: PLR0913 - one parameter for each part of the command
    ctx: Context,
    words: Annotated[
        str,
        asks("What do you want to announce? The first line of several is the title."),
        at_most(LONGEST_ANNOUNCEMENT),
    ],
    *,
    circle: Annotated[str, option("participation", older="cercle")] = "",
    domain: Annotated[str, option("domaine")] = "",
    place: Annotated[str, option("lieu")] = "",
    came: Annotated[str, option("venus")] = "",
    rooms: Annotated[bool, option("salons")] = False,
    channels: Annotated[bool, option("canaux")] = False,
    on: Annotated[str, option("le")] = "",
    every: Annotated[str, option("tous")] = "",
) -> Card:
    """Send a message to people, rooms or channels, after a preview."""
    refused: list[Line] = []

    def part(typed: str, read_part: Callable[[str], Audience]) -> Audience:
        """The audience of an option; an unreadable one is added to `refused`, the words stay."""
        try:
            return read_part(typed) if typed else Audience()
        except Refusal as refusal:
            refused.append(Text(refusal.sentence, refusal.values))
            return Audience()

    known = ctx.community.domains
    lives = part(place, lambda typed: _of_place(ctx, typed))
    whom = Audience(
        circles=part(circle, lambda typed: Audience([read_circle(typed).value])).circles,
        domains=part(domain, lambda typed: Audience(domains=[domain_named(known, typed)])).domains,
        territories=lives.territories,
        events=part(came, lambda typed: Audience(events=[_event_id(ctx, typed)])).events,
        near=lives.near,
    )
    rule = ""
    try:
        moment = read_moment(on, now=ctx.now, zone=ctx.zone, default_hour=time(9)) if on else None
        recurring = read_schedule(every, today=ctx.today) if every else None
        rule = _checked_rule(ctx, moment, recurring)
    except Refusal as refusal:
        refused.append(Text(refusal.sentence, refusal.values))
    in_rooms = rooms or channels
    made = ctx.store[Announcements].add(
        ctx.community.id,
        read_announcement(words),
        ctx.now,
        to_people=not in_rooms or not whom.is_everyone,
        to_rooms=rooms,
        to_channels=channels,
        chosen=asdict(whom),
        rule=rule,
    )
    ctx.trace(number=made.number)
    said = in_rooms or bool(made.rule) or not whom.is_everyone
    if refused or not said:
        return recipients_card(ctx, made, *refused)
    return preview_card(ctx, made)


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
    rows = [(preview_announcement.button(numbered_words(each), each.id),) for each in shown]
    for each in going:
        announcement = ctx.store[AnnouncementRuns].announcement_of(each)
        title = announcement_title(announcement)
        lines.append(
            text("Suspended: {announcement}", announcement=title)
            if each.state is RunState.PAUSED
            else text("Going out: {announcement}", announcement=title)
        )
        label = text("Sending of announcement {number}", number=announcement.number)
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


def _event_id(ctx: Context, typed: str) -> int:
    number = typed.strip(" #")
    known = (
        ctx.store[Events].numbered(ctx.community.id, int(number)) if number.isdecimal() else None
    )
    if known is None:
        raise UnknownEvent(number=typed[:20])
    return known.id


def _of_place(ctx: Context, typed: str) -> Audience:
    """Those of a department, a territory or a commune: “Jura”, “Dole”, “Dole 20 km”."""
    typed = typed.strip()
    found = _DISTANCE.search(typed)
    name, km = (typed, 0)
    if found is not None:
        name, km = typed[: found.start()].rstrip(" ,+"), int(found[1])
    places = places_by_name(ctx, name)
    meant = [each for each in places if isinstance(each, Commune) is (found is not None)] or places
    if len(meant) > 1:
        raise SeveralPlaces(typed=typed[:40], places=[place_label(each) for each in meant])
    if isinstance(meant[0], Commune):
        return Audience(near=[near_word(meant[0].code, km)])
    return Audience(territories=[str(meant[0])])


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


@router.contribution(handover)
def announcements_that_go_on(ctx: Context) -> list[OpenThing]:
    """Announcements that are drafts, planned, or repeated."""
    if not ctx.seats():
        return []
    found = []
    for each in ctx.store[Announcements].open(ctx.community.id)[:MOST_OPEN]:
        title, rule = announcement_title(each), rule_of(each)
        if each.state is not AnnouncementState.PLANNED:
            found.append(OpenThing(Open.DRAFTS, title))
        elif isinstance(rule, Recurring):
            values = {"announcement": title, "schedule": schedule_text(rule)}
            line = text("{announcement}: {schedule}", **values)
            found.append(OpenThing(Open.HABITS, line))
        elif isinstance(rule, Once):
            line = text("{announcement}: {when}", announcement=title, when=rule.at)
            found.append(OpenThing(Open.DATES, line, rule.at))
    return found


@router.contribution(todos)
def waiting_announcements(ctx: Context) -> list[Todo]:
    """Announcements that wait for an approval."""
    return [
        Todo(
            joined(announcement_title(each), state_line(ctx, each, is_own=may_approve(ctx, each))),
            (preview_announcement.button(_look_label(each), each.id),),
        )
        for each in ctx.store[Announcements].submitted(ctx.community.id, MOST_WAITING)
    ]


@router.contribution(todos)
def paused_announcements(ctx: Context) -> list[Todo]:
    """Announcements that somebody paused."""
    runs = ctx.store[AnnouncementRuns]
    paused = [each for each in runs.under_way(ctx.community.id) if each.state is RunState.PAUSED]
    return [
        Todo(
            joined(announcement_title(runs.announcement_of(each)), text("Suspended")),
            (look_at_run.button(_look_label(runs.announcement_of(each)), each.id),),
        )
        for each in paused
    ]


def _look_label(announcement: Announcement) -> Text:
    return text("Look at announcement {number}", number=announcement.number)


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
