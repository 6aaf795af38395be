"""Progress of an occurrence: a live card with which gardeners pause, resume or stop it."""

from bot.core import (
    Act,
    Answer,
    Button,
    Card,
    Context,
    JobContext,
    Line,
    Replace,
    Router,
    Toast,
    Words,
    joined,
    ntext,
    text,
)
from bot.domain.announcements import RunState
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.announcements import announcement_command, announcement_run_card, look_at_run
from bot.vocabulary.gardeners import room_name
from handlers.announcements.announcement import announcement_title
from storage.announcements import AnnouncementRun, AnnouncementRuns
from storage.communities import RoomKind
from storage.outbound import DeliveryState, Mailings

router = Router()

PAUSE = Act(
    text("{who} paused or resumed an announcement"), text("pause or resume an announcement")
)
FOLLOW = Act(
    text("{who} followed the sending of an announcement"),
    text("follow the sending of an announcement"),
)
STOP = Act(text("{who} stopped an announcement"), text("stop an announcement"))


class SendingOver(Final):
    """Nothing more of this announcement is being sent. To see the others: {announcements}."""


@router.card(announcement_run_card)
def draw_run(ctx: JobContext, run_id: int) -> Card:
    """How far an occurrence is, with what can be done about it."""
    run = ctx.store[AnnouncementRuns].get(run_id)
    if run is None:
        raise SendingOver(announcements=announcement_command.typed())
    title = announcement_title(ctx.store[AnnouncementRuns].announcement_of(run))
    return Card(title, tuple(_lines(ctx, run)), _buttons(run))


@router.button(look_at_run, who=Role.GARDENER, trace=FOLLOW)
def show_run(ctx: Context, run_id: int) -> Card:
    """Show how far an occurrence is, even after the next one."""
    run = _run_of_community(ctx, run_id)
    if not run.state.is_over:
        ctx.store[AnnouncementRuns].count(run)
    return announcement_run_card(ctx, run.id)


@router.button("announce_pause", who=Role.GARDENER, trace=PAUSE)
def pause_run(ctx: Context, run_id: int) -> Answer:
    """Hold back the messages that have not left."""
    run = _run_under_way(ctx, run_id)
    if run.state is RunState.GOING:
        ctx.store[AnnouncementRuns].pause(run, ctx.now)
        _refresh(ctx, run)
    told = text("Suspended. Messages that were already on their way still arrive.")
    return Replace(draw_run(ctx, run.id)) if ctx.direct else Toast(told)


@router.button("announce_resume", deliberate=True, who=Role.GARDENER, trace=PAUSE)
def resume_run(ctx: Context, run_id: int) -> Answer:
    run = _run_under_way(ctx, run_id)
    if run.state is RunState.PAUSED:
        ctx.store[AnnouncementRuns].resume(run)
        _refresh(ctx, run)
    return Replace(draw_run(ctx, run.id)) if ctx.direct else Toast(text("It goes on."))


@router.button("announce_stop", who=Role.GARDENER, trace=STOP)
def ask_stop(ctx: Context, run_id: int) -> Card:
    """Ask before stopping: messages that have left stay."""
    run = _run_under_way(ctx, run_id)
    ctx.store[AnnouncementRuns].count(run)
    stop = stop_run.button(text("Yes, stop sending"), run.id)
    lines = (
        _count_text(run),
        text("Those who got it keep it; the others will not get it. Stop sending?"),
    )
    title = announcement_title(ctx.store[AnnouncementRuns].announcement_of(run))
    return Card(title, lines, ((stop,),))


@router.button("announce_stop_yes", deliberate=True, tone="danger", who=Role.GARDENER, trace=STOP)
def stop_run(ctx: Context, run_id: int) -> Answer:
    """Send no more of it."""
    run = _run_under_way(ctx, run_id)
    ctx.store[AnnouncementRuns].end(run, RunState.STOPPED, ctx.now)
    announcement_run_card.refresh(ctx, run.id)
    return Replace(draw_run(ctx, run.id))


def follow_run(ctx: JobContext, run: AnnouncementRun) -> None:
    """Update the counts of an occurrence, and end it once no message is waiting."""
    runs = ctx.store[AnnouncementRuns]
    changed = runs.count(run)
    mailing_id = run.mailing_id
    expanded = mailing_id is None or ctx.store[Mailings].get(mailing_id).done
    over = run.state is RunState.GOING and expanded and not run.waiting
    if over:
        runs.end(run, RunState.DONE, ctx.now)
        ctx.tell_gardeners(_report(ctx, run))
    if changed or over:
        announcement_run_card.refresh(ctx, run.id)


def follow_announcements(ctx: JobContext) -> None:
    """Update all occurrences with messages that are waiting or on their way."""
    for run in ctx.store[AnnouncementRuns].ending():
        announcement = ctx.store[AnnouncementRuns].announcement_of(run)
        there = ctx.within(announcement.community_id)
        if there.store[AnnouncementRuns].count(run):
            announcement_run_card.refresh(there, run.id)
        if not run.waiting:
            there.tell_gardeners(_report(there, run))
    for run in ctx.store[AnnouncementRuns].under_way():
        announcement = ctx.store[AnnouncementRuns].announcement_of(run)
        follow_run(ctx.within(announcement.community_id), run)


def _run_of_community(ctx: Context, run_id: int) -> AnnouncementRun:
    runs = ctx.store[AnnouncementRuns]
    run = runs.get(run_id)
    if run is None or runs.announcement_of(run).community_id != ctx.community.id:
        raise SendingOver(announcements=announcement_command.typed())
    return run


def _run_under_way(ctx: Context, run_id: int) -> AnnouncementRun:
    run = _run_of_community(ctx, run_id)
    if run.state.is_over:
        raise SendingOver(announcements=announcement_command.typed())
    ctx.trace(number=ctx.store[AnnouncementRuns].announcement_of(run).number)
    return run


def _refresh(ctx: Context, run: AnnouncementRun) -> None:
    ctx.store[AnnouncementRuns].count(run)
    announcement_run_card.refresh(ctx, run.id)


def _lines(ctx: JobContext, run: AnnouncementRun) -> list[Line]:
    match run.state:
        case RunState.GOING:
            return [joined(text("Going out"), _count_text(run)), *room_lines(ctx, run)]
        case RunState.PAUSED:
            return [
                joined(text("Suspended"), _count_text(run)),
                text("Nothing more leaves for now."),
                *room_lines(ctx, run),
            ]
        case RunState.STOPPED:
            stopped = joined(text("Stopped"), _count_text(run))
            return [stopped, text("The others do not get it."), *room_lines(ctx, run)]
        case _:
            return [joined(text("Sent"), *_result_parts(run)), *_advice(run), *room_lines(ctx, run)]


def _buttons(run: AnnouncementRun) -> tuple[tuple[Button, ...], ...]:
    stop = ask_stop.button(text("Stop"), run.id)
    match run.state:
        case RunState.GOING:
            return ((pause_run.button(text("Suspend"), run.id), stop),)
        case RunState.PAUSED:
            return ((resume_run.button(text("Resume sending"), run.id), stop),)
        case _:
            return ()


def _count_text(run: AnnouncementRun) -> Words:
    parts: list[Words] = []
    if run.people:
        sent = run.delivered + run.uncertain
        whole = ntext(
            "{count} of {people} sent", "{count} of {people} sent", sent, people=run.people
        )
        parts.append(whole)
    parts += room_parts(run)
    return joined(*parts) if parts else text("nobody")


def _result_parts(run: AnnouncementRun) -> list[Words]:
    """The results, without those that are zero."""
    progress = run.progress
    parts: list[Words] = []
    if run.people:
        parts.append(ntext("{count} delivered", "{count} delivered", progress.delivered))
    if progress.unreachable:
        parts.append(ntext("{count} not reachable", "{count} not reachable", progress.unreachable))
    if progress.uncertain:
        parts.append(ntext("{count} uncertain", "{count} uncertain", progress.uncertain))
    return [*parts, *room_parts(run)]


def _advice(run: AnnouncementRun) -> list[Line]:
    lines: list[Line] = []
    if run.progress.unreachable:
        unreachable = text(
            "Not reachable: they left, stopped messages, or have blocked me. The gardeners can "
            "call them or write to them."
        )
        lines.append(unreachable)
    if run.progress.uncertain:
        uncertain = text(
            "Uncertain: the connection broke while sending. They may have got it: I do not "
            "send it twice."
        )
        lines.append(uncertain)
    return lines


def room_parts(run: AnnouncementRun) -> list[Words]:
    """In how many of its rooms it is."""
    if not run.rooms:
        return []
    reached = run.rooms
    if run.room_posts is not None:
        reached = sum(each.state == DeliveryState.SENT for each in run.posts)
    if reached == run.rooms:
        return [ntext("in {count} room", "in {count} rooms", reached)]
    some = ntext(
        "in {count} of {rooms} rooms", "in {count} of {rooms} rooms", reached, rooms=run.rooms
    )
    return [some]


def room_lines(ctx: JobContext, run: AnnouncementRun) -> list[Line]:
    """The rooms that refused it, and those with an unknown result."""
    lines: list[Line] = []
    if refused := _names(ctx, run, DeliveryState.FAILED):
        lines.append(text("Refused by: {rooms}.", rooms=refused))
    if uncertain := _names(ctx, run, DeliveryState.UNCERTAIN):
        lines.append(
            text("Uncertain: {rooms}. It may be there: I do not send it twice.", rooms=uncertain)
        )
    return lines


def _names(ctx: JobContext, run: AnnouncementRun, state: DeliveryState) -> list[Words]:
    return [
        room_name(ctx, each.network, RoomKind(each.kind))
        for each in run.posts
        if each.state == state
    ]


def _report(ctx: JobContext, run: AnnouncementRun) -> Card:
    announcement = announcement_title(ctx.store[AnnouncementRuns].announcement_of(run))
    title = text("✅ {announcement}", announcement=announcement)
    return Card(title, tuple(_lines(ctx, run)))
