"""Absences of gardeners: deputies act meanwhile, or the other gardener alone.

`bot/vocabulary/gardeners.py` says who acts for a seat. If both are away, the rooms are
told when it begins.
"""

from datetime import datetime, time, timedelta
from typing import Annotated

from bot.core import (
    Act,
    Card,
    Context,
    JobContext,
    JobRegistry,
    Line,
    Replace,
    Router,
    SeatStatus,
    Text,
    Where,
    asks,
    text,
)
from bot.domain.dates.local_time import instant
from bot.domain.dates.moments import Days
from bot.domain.dates.recurrence import Once
from bot.domain.refusals import Refusal
from bot.domain.roles import Hand, Role
from bot.references.seats import absence_job, handover_command
from bot.vocabulary.gardeners import tell_pause
from storage.seats import Absence, Absences

router = Router()

SEE_TO_AN_ABSENCE = Act(text("{who} changed an absence"), text("change an absence"))
jobs = JobRegistry()

ROOMS_TOLD_AT = time(8)
"""Time of day at which rooms are told that both gardeners are away."""


class SeatHoldersOnly(Refusal):
    """Only the two gardeners of {community} announce an absence here."""


class NotAway(Refusal):
    """You have announced no absence."""


@router.command(
    "away",
    fr="absence",
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    label=text("My absence"),
    shows=True,
    trace=SEE_TO_AN_ABSENCE,
)
def show_absence(ctx: Context) -> Card:
    """See your absence, announce one, or end it."""
    _own_seat(ctx)
    absence = ctx.store[Absences].get(ctx.member.id, ctx.community.id, ctx.today)
    if absence is None:
        announce = show_absence.ask_button(text("Announce an absence"))
        return Card(None, (text("You have announced no absence."),), ((announce,),))
    return _absence_card(ctx, absence)


@router.command(
    "away",
    fr="absence",
    example=("1 August - 25 August", "1er août - 25 août"),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
)
def announce_absence(
    ctx: Context,
    days: Annotated[Days, asks("From when to when? For example: 1 August - 25 August")],
) -> Card:
    """Say when you are away: your deputy or the other gardener acts for you."""
    _own_seat(ctx)
    absence = ctx.store[Absences].put(ctx.member.id, ctx.community.id, days)
    begins = instant(datetime.combine(days.first, ROOMS_TOLD_AT), ctx.zone)
    if begins > ctx.now:
        absence_job.plan(ctx, _plan_key(ctx), Once(begins))
    else:
        tell_pause(ctx)
    name = ctx.member.name
    announcement = text(
        "{name} is away from {first} to {last}.", name=name, first=days.first, last=days.last
    )
    if days.first == days.last:
        announcement = text("{name} is away on {day}.", name=name, day=days.first)
    open_things = text(
        "You act for them during that time. What is open then: {handover}.",
        handover=handover_command.typed(),
    )
    _tell_substitutes(ctx, announcement, open_things)
    return _absence_card(ctx, absence)


@router.command(
    "away end",
    fr="absence fin",
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=SEE_TO_AN_ABSENCE,
)
def end_absence(ctx: Context) -> Text:
    """End your absence, or cancel it."""
    _own_seat(ctx)
    if not ctx.store[Absences].end(ctx.member.id, ctx.community.id):
        raise NotAway
    ctx.unplan(_plan_key(ctx))
    _tell_substitutes(ctx, text("{name} is back.", name=ctx.member.name))
    return text("Welcome back: your absence is over.")


@router.button("away_end", who=Role.GARDENER, trace=SEE_TO_AN_ABSENCE)
def end_absence_by_button(ctx: Context) -> Replace:
    """End the absence of a message."""
    return Replace(end_absence(ctx))


@jobs.job(absence_job, grace=timedelta(days=2))
def begin_absence(ctx: JobContext, _argument: int | None) -> None:
    """Tell the rooms when an absence begins that leaves no gardener on duty."""
    tell_pause(ctx)


def _own_seat(ctx: Context) -> SeatStatus:
    """The seat of this gardener; deputies and cultivators have none."""
    for seat, hand in ctx.hands().items():
        if hand is Hand.HOLDER:
            return ctx.seat_statuses()[seat]
    raise SeatHoldersOnly(community=ctx.community.name)


def _absence_card(ctx: Context, absence: Absence) -> Card:
    days = text("You are away from {first} to {last}.", first=absence.first, last=absence.last)
    if absence.first == absence.last:
        days = text("You are away on {day}.", day=absence.first)
    end = end_absence_by_button.button(text("End the absence"))
    return Card(None, (days, *_substitute_lines(ctx)), ((end,),))


def _substitute_lines(ctx: Context) -> list[Line]:
    """The substitutes, or the consequences if there are none."""
    status = _own_seat(ctx)
    if status.deputies:
        names = [each.name for each in status.deputies]
        return [text("In your place: {deputies}.", deputies=names)]
    other = ctx.seat_statuses()[status.seat.other]
    lines: list[Line] = [text("You have no deputy.")]
    if other.holder is not None:
        name = other.holder.name
        lines += [
            text("{name} can then approve the letter alone; the letter says so.", name=name),
            text("If {name} is away at the same time, the letter waits.", name=name),
        ]
    return lines


def _tell_substitutes(ctx: Context, announcement: Text, *to_deputies: Text) -> None:
    """Tell the other gardener, and the deputies."""
    status = _own_seat(ctx)
    substitutes = {each.id: each for each in status.deputies}
    other = ctx.seat_statuses()[status.seat.other].holder
    if other is not None and other.id != ctx.member.id:
        ctx.tell_in_person(other, announcement)
        substitutes.pop(other.id, None)
    for deputy in substitutes.values():
        ctx.tell(deputy, Card(None, (announcement, *to_deputies)))


def _plan_key(ctx: Context) -> str:
    return f"absence/{ctx.community.id}/{ctx.member.id}"
