"""Preview of an announcement, where its words, its recipients and its time are changed."""

from dataclasses import asdict, replace
from datetime import datetime, time
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
    ntext,
    text,
)
from bot.domain.announcements import LONGEST_ANNOUNCEMENT, AnnouncementState, read_announcement
from bot.domain.circles import Audience, near_parts, near_word
from bot.domain.communes import Commune
from bot.domain.communities import Territory
from bot.domain.dates.days import MomentInThePast
from bot.domain.dates.recurrence import Once, Recurring, check_happens
from bot.domain.roles import Role
from bot.references.announcements import (
    PREPARE,
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
from bot.vocabulary.audiences import (
    audience_parts,
    marked,
    near_label,
    part_rows,
    toggled,
    with_choice,
)
from handlers.announcements.announcement import (
    LONGEST_LABEL,
    announcement_by_id,
    announcement_message,
    announcement_title,
    approval_notes,
    draft_again,
    look_button,
    may_approve,
    state_line,
    time_lines,
    unsent_announcement,
)
from handlers.announcements.recipients import (
    Reach,
    count_text,
    reach_of,
    reach_text,
    refresh_sizes,
    silence_lines,
    size_lines,
    week_lines,
)
from storage.announcements import Announcement
from storage.communities import RoomKind
from storage.events import Events

router = Router()

EVENTS_SHOWN = 3
TARGETS = {"people": "to_people", "rooms": "to_rooms", "channels": "to_channels"}
MOST_NAMED = 2
"""Choices that the label of a step names."""
WHO, WHERE, ABOUT = "c", "t", "d"
"""The steps, by the signs of the parts of an audience."""
STEPS = {
    WHO: (text("Who: everyone"), text("Who: {chosen}")),
    WHERE: (text("Where: everywhere"), text("Where: {chosen}")),
    ABOUT: (text("About: anything"), text("About: {chosen}")),
}
"""The label of each step, without a choice and with some."""
_QUESTIONS = {
    WHO: text("1 of 3 · Who? Tap to add, again to remove; without a choice, everyone."),
    WHERE: text("2 of 3 · Where do they live? Without a choice, everywhere."),
    ABOUT: text("3 of 3 · What do they care about? Without a choice, anything."),
}
_LABELS = {
    "people": text("To people"),
    "rooms": text("In the rooms"),
    "channels": text("In the channels"),
}


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


def audience_words(ctx: JobContext, announcement: Announcement, step: str = "") -> list[Words]:
    """The parts of the audience, or those of one step."""
    audience = announcement.audience
    match step:
        case "t":
            return [*audience_parts(Audience(territories=audience.territories, near=audience.near))]
        case "d":
            return [*audience_parts(Audience(domains=audience.domains))]
        case "c":
            audience = Audience(circles=audience.circles, events=audience.events)
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
            first = _room_rows(ctx, announcement) if reach.is_nobody else ((send,),)
            return (*first, *changes[:1], (*changes[1], away))
        case AnnouncementState.SUBMITTED:
            if may_approve(ctx, announcement):
                return (_approval_row(ctx, announcement),)
            return ((call_off_announcement.button(text("Back to draft"), key),),)
        case AnnouncementState.PLANNED:
            return ((call_off_announcement.button(text("Call off"), key),), *changes)
        case _:
            return ()


def _room_rows(ctx: Context, announcement: Announcement) -> tuple[tuple[Button, ...], ...]:
    """The rooms and channels in which an announcement to nobody can be posted instead."""
    places = {"rooms": RoomKind.COMMUNITY, "channels": RoomKind.CHANNEL}
    row = tuple(
        choose_target.button(_LABELS[target], announcement.id, target)
        for target, kind in places.items()
        if ctx.rooms(kind)
    )
    return (row,) if row else ()


def _approval_row(ctx: JobContext, announcement: Announcement) -> tuple[Button, ...]:
    approve = text("Approve") if announcement.rule else text("Approve and send")
    return (
        approve_announcement.button(approve, announcement.id),
        ask_correction.button(text("Correct"), announcement.id),
    )


def _send_label(ctx: Context, announcement: Announcement, reach: Reach) -> Text:
    if _asks_first(ctx, reach):
        others = [each for seat in ctx.seats() for each in ctx.seat_statuses()[seat.other].acting]
        if len(others) == 1:
            return text("Ask {name} to approve", name=others[0].name)
        return text("Ask for the other approval")
    if announcement.rule:
        return text("Plan it, {recipients}", recipients=count_text(reach))
    return text("Send {recipients}", recipients=count_text(reach))


def _asks_first(ctx: Context, reach: Reach) -> bool:
    """True if the other gardener has to agree and is there to do so."""
    return reach.is_large and not any(seat.other in ctx.unattended_seats() for seat in ctx.seats())


@router.revised(announcement_thing)
def show_announcement_again(ctx: Context, announcement_id: int) -> Card:
    """Show an announcement that changed, to a gardener who acted on it as it was before."""
    return preview_card(ctx, unsent_announcement(ctx, announcement_id))


@router.button(preview_announcement, who=Role.GARDENER, trace=PREPARE)
def show_preview(ctx: Context, announcement_id: int) -> Replace:
    return Replace(preview_card(ctx, announcement_by_id(ctx, announcement_id)))


@router.button(ask_words, who=Role.GARDENER, trace=PREPARE)
def ask_new_words(ctx: Context, announcement_id: int) -> Answer:
    return change_words.ask(ctx, announcement=str(announcement_by_id(ctx, announcement_id).id))


@router.form("announcement_words", who=Role.GARDENER, trace=PREPARE)
def change_words(
    ctx: Context,
    announcement: int,
    words: Annotated[
        str, asks("What are the new words of the announcement?"), at_most(LONGEST_ANNOUNCEMENT)
    ],
) -> Card:
    """Change the words; approvals are asked for again."""
    found = draft_again(ctx, announcement)
    found.words = read_announcement(words)
    return preview_card(ctx, found)


@router.button(choose_recipients, who=Role.GARDENER, trace=PREPARE)
def show_recipients(ctx: Context, announcement_id: int) -> Replace:
    return Replace(recipients_card(ctx, unsent_announcement(ctx, announcement_id)))


@router.button("announce_to", who=Role.GARDENER, trace=PREPARE)
def choose_target(ctx: Context, announcement_id: int, target: str) -> Replace:
    """Switch people, rooms or channels on or off."""
    if target in TARGETS:
        found = draft_again(ctx, announcement_id)
        column = TARGETS[target]
        setattr(found, column, not getattr(found, column))
    return show_recipients(ctx, announcement_id)


@router.button("announce_for", who=Role.GARDENER, trace=PREPARE)
def choose_audience(ctx: Context, announcement_id: int, kind: str, sign: str) -> Replace:
    """Add a part to the audience, or remove it."""
    found = unsent_announcement(ctx, announcement_id)
    chosen = with_choice(ctx.community, found.audience, kind, sign)
    if chosen != found.audience:
        draft_again(ctx, announcement_id).chosen = asdict(chosen)
    return show_step(ctx, announcement_id, kind)


@router.button("announce_came", who=Role.GARDENER, trace=PREPARE)
def choose_event(ctx: Context, announcement_id: int, event_id: int) -> Replace:
    """Add those who came to an event, or remove them."""
    found = unsent_announcement(ctx, announcement_id)
    event = ctx.store[Events].find(ctx.community.id, event_id)
    if event is not None:
        chosen = replace(found.audience, events=toggled(found.audience.events, event.id))
        draft_again(ctx, announcement_id).chosen = asdict(chosen)
    return show_step(ctx, announcement_id, WHO)


def recipients_card(ctx: Context, announcement: Announcement, *remarks: Line) -> Card:
    """The recipients: to people or in rooms, and for people three steps, each with its answer."""
    targets = tuple(
        choose_target.button(
            marked(_LABELS[each], getattr(announcement, column)), announcement.id, each
        )
        for each, column in TARGETS.items()
    )
    steps = [
        (show_step.button(_step_label(ctx, announcement, step), announcement.id, step),)
        for step in STEPS
    ]
    on = choose_time.button(text("Continue"), announcement.id)
    lines = (*remarks, text("Who should get it?"), *_reach_lines(ctx, announcement))
    rows = (targets, *(steps if announcement.to_people else ()), (on,))
    return Card(announcement_title(announcement), lines, rows)


def _reach_lines(ctx: Context, announcement: Announcement) -> list[Line]:
    """The audience, and how many people and rooms it is."""
    whom = audience_words(ctx, announcement)
    reach = reach_of(ctx, announcement)
    refresh_sizes(ctx, reach.places)
    return [
        *([text("For: {whom}", whom=whom)] if whom and announcement.to_people else []),
        reach_text(ctx, reach, announcement),
        *silence_lines(ctx, reach, announcement),
    ]


def _step_label(ctx: Context, announcement: Announcement, step: str) -> Text:
    """A step with what was chosen in it."""
    chosen = audience_words(ctx, announcement, step)
    if len(chosen) > MOST_NAMED:
        chosen = [ntext("{count} choice", "{count} choices", len(chosen))]
    whole, begun = STEPS[step]
    return Text(begun.template, {"chosen": chosen}) if chosen else whole


@router.button("announce_step", who=Role.GARDENER, trace=PREPARE)
def show_step(ctx: Context, announcement_id: int, step: str) -> Replace:
    """Show the choices of one step."""
    found = unsent_announcement(ctx, announcement_id)
    return Replace(_step_card(ctx, found, step if step in STEPS else WHO))


def _step_card(ctx: Context, announcement: Announcement, step: str) -> Card:
    """The choices of a step, people, places or topics, and the button to the next."""

    def choose(label: Words, kind: str, sign: str) -> Button:
        return choose_audience.button(label, announcement.id, kind, sign)

    rows = part_rows(ctx.community, announcement.audience, choose, step)
    if step == WHO:
        rows += _event_rows(ctx, announcement)
    if step == WHERE:
        rows += _near_rows(announcement)
    following = list(STEPS)[list(STEPS).index(step) + 1 :]
    last: tuple[Button, ...] = (choose_recipients.button(text("Done"), announcement.id),)
    if following:
        last = (show_step.button(text("Next step"), announcement.id, following[0]), *last)
    lines = (_QUESTIONS[step], *_reach_lines(ctx, announcement))
    return Card(announcement_title(announcement), lines, (*rows, last))


def _near_rows(announcement: Announcement) -> list[tuple[Button, ...]]:
    """The communes that are chosen, with their distances, and the ways to add another place."""
    rows: list[tuple[Button, ...]] = []
    for each in announcement.audience.near:
        label = text("✓ {choice}", choice=near_label(each))
        rows.append((drop_commune.button(label, announcement.id, *near_parts(each)),))
    commune = ask_commune.button(text("A commune, and around it…"), announcement.id)
    return [*rows, (commune, ask_department.button(text("A department…"), announcement.id))]


@router.button("announce_near", who=Role.GARDENER, trace=PREPARE)
def ask_commune(ctx: Context, announcement_id: int) -> Answer:
    return add_commune.ask(ctx, announcement=str(unsent_announcement(ctx, announcement_id).id))


@router.form("announcement_near", who=Role.GARDENER, trace=PREPARE)
def add_commune(
    ctx: Context,
    announcement: int,
    where: Annotated[Commune, asks("Which commune? Write its name or its postcode.")],
    km: Annotated[
        int,
        asks(
            "How many kilometres around it? 0 is the commune alone.",
            choices=lambda _ctx: [(each, each) for each in ("0", "10", "20", "50")],
        ),
    ],
) -> Card:
    """Add a commune and what is around it to the audience."""
    near = near_word(where.code, km)
    found = draft_again(ctx, announcement)
    if near not in found.audience.near:
        chosen = replace(found.audience, near=[*found.audience.near, near])
        found.chosen = asdict(chosen)
    return _step_card(ctx, found, WHERE)


@router.button("announce_far", who=Role.GARDENER, trace=PREPARE)
def drop_commune(ctx: Context, announcement_id: int, commune: str, km: int) -> Replace:
    """Remove a commune from the audience."""
    found = draft_again(ctx, announcement_id)
    gone = near_word(commune, km)
    near = [each for each in found.audience.near if each != gone]
    found.chosen = asdict(replace(found.audience, near=near))
    return Replace(_step_card(ctx, found, WHERE))


@router.button("announce_dept", who=Role.GARDENER, trace=PREPARE)
def ask_department(ctx: Context, announcement_id: int) -> Answer:
    return add_department.ask(ctx, announcement=str(unsent_announcement(ctx, announcement_id).id))


@router.form("announcement_department", who=Role.GARDENER, trace=PREPARE)
def add_department(
    ctx: Context,
    announcement: int,
    where: Annotated[Territory, asks("Which department or territory?")],
) -> Card:
    """Add a department or a territory to the audience."""
    found = draft_again(ctx, announcement)
    if str(where) not in found.audience.territories:
        territories = [*found.audience.territories, str(where)]
        found.chosen = asdict(replace(found.audience, territories=territories))
    return _step_card(ctx, found, WHERE)


def _event_rows(ctx: Context, announcement: Announcement) -> list[tuple[Button, ...]]:
    """Buttons for the last events and for those chosen already."""
    past = ctx.store[Events].past(ctx.community.id, ctx.now, most=EVENTS_SHOWN)
    chosen = ctx.store[Events].these(announcement.audience.events)
    found = {each.id: each for each in (*chosen, *past)}
    rows: list[tuple[Button, ...]] = []
    for each in found.values():
        came = text("Came to “{event}”", event=each.title[:LONGEST_LABEL])
        label = marked(came, each.id in announcement.audience.events)
        rows.append((choose_event.button(label, announcement.id, each.id),))
    return rows


@router.button(choose_time, who=Role.GARDENER, trace=PREPARE)
def show_times(ctx: Context, announcement_id: int) -> Replace:
    found = unsent_announcement(ctx, announcement_id)
    rows = (
        (set_at_once.button(text("At once"), found.id),),
        (
            ask_date.button(text("At a date…"), found.id),
            ask_rhythm.button(text("Regularly…"), found.id),
        ),
        (look_button(found),),
    )
    return Replace(Card(announcement_title(found), (text("When should it go out?"),), rows))


@router.button("announce_now", who=Role.GARDENER, trace=PREPARE)
def set_at_once(ctx: Context, announcement_id: int) -> Replace:
    """Remove its time."""
    found = unsent_announcement(ctx, announcement_id)
    if found.rule:
        draft_again(ctx, announcement_id).rule = ""
    return Replace(preview_card(ctx, found))


@router.button("announce_date", who=Role.GARDENER, trace=PREPARE)
def ask_date(ctx: Context, announcement_id: int) -> Answer:
    return set_date.ask(ctx, announcement=str(unsent_announcement(ctx, announcement_id).id))


@router.button("announce_rhythm", who=Role.GARDENER, trace=PREPARE)
def ask_rhythm(ctx: Context, announcement_id: int) -> Answer:
    return set_rhythm.ask(ctx, announcement=str(unsent_announcement(ctx, announcement_id).id))


@router.form("announcement_date", who=Role.GARDENER, trace=PREPARE)
def set_date(
    ctx: Context,
    announcement: int,
    moment: Annotated[datetime, asks("At which date and time? For example: Tuesday 8am."), time(9)],
) -> Card:
    if moment <= ctx.now:
        raise MomentInThePast(moment=moment)
    found = draft_again(ctx, announcement)
    found.rule = str(Once(moment))
    return preview_card(ctx, found)


@router.form("announcement_rhythm", who=Role.GARDENER, trace=PREPARE)
def set_rhythm(
    ctx: Context,
    announcement: int,
    rule: Annotated[
        Recurring,
        asks("At which rhythm? For example: 1st Tuesday 8am, or every two weeks on Monday 8am."),
    ],
) -> Card:
    """Set the rhythm, whose next dates are shown."""
    check_happens(rule, ctx.zone, ctx.now)
    found = draft_again(ctx, announcement)
    found.rule = str(rule)
    return preview_card(ctx, found)
