"""What time it is for a member, and the hours in which they are left alone."""

from datetime import time
from typing import Annotated

from bot.core import (
    Card,
    Context,
    Replace,
    Router,
    Text,
    asks,
    quiet_of,
    reads,
    text,
    zone_of,
)
from bot.domain.dates.quiet_hours import USUAL, Quiet, read_quiet
from bot.domain.roles import Role
from bot.references.profile import choose_quiet_hours, choose_time_zone
from bot.vocabulary.time_zones import city_of, is_zone, read_zone

router = Router()

OVERSEAS = {
    "America/Martinique": text("Martinique, Guadeloupe"),
    "America/Cayenne": text("French Guiana"),
    "Indian/Reunion": text("Réunion"),
    "Pacific/Noumea": text("New Caledonia"),
}
SUGGESTED = (USUAL, Quiet(time(20), time(9)), Quiet(time(22), time(7)), Quiet(time(23), time(9)))


@router.button(choose_time_zone, who=Role.MEMBER)
def show_zones(ctx: Context) -> Card:
    """Show the time zones to choose from."""
    theirs = choose_zone.button(_city(ctx, ctx.community.timezone), "own")
    others = [
        choose_zone.button(label, zone)
        for zone, label in OVERSEAS.items()
        if zone != ctx.community.timezone
    ]
    another = tell_zone.ask_button(text("Another city"))
    lines = (
        text("Where are you? I say dates and hours to you as they are there."),
        text("Today: {choice}.", choice=_city(ctx, zone_of(ctx.member, ctx.community))),
    )
    return Card(text("Time zone"), lines, tuple((each,) for each in (theirs, *others, another)))


@router.button("zone", who=Role.MEMBER)
def choose_zone(ctx: Context, choice: str) -> Replace:
    """Say dates as they are in a zone, or in the community's own."""
    if choice != "own" and not is_zone(choice):
        return Replace(show_zones(ctx))
    return Replace(_live_in(ctx, ctx.community.timezone if choice == "own" else choice))


@router.form("timezone")
def tell_zone(
    ctx: Context,
    city: Annotated[
        str, asks("In which large city is it the same time as where you are?"), reads(read_zone)
    ],
) -> Text:
    """Say dates as they are in a city, from now on."""
    return _live_in(ctx, city)


@router.button(choose_quiet_hours, who=Role.MEMBER)
def show_hours(ctx: Context) -> Card:
    """Show the quiet hours to choose from."""
    lines = (
        text("In these hours I write nothing to you by myself. Whenever you write, I answer."),
        text("Today: {choice}.", choice=_said(quiet_of(ctx.member))),
    )
    rows = [
        (choose_quiet.button(_said(each), f"{each.start:%H%M}", f"{each.end:%H%M}"),)
        for each in SUGGESTED
    ]
    other = (tell_quiet.ask_button(text("Other hours")),)
    return Card(text("Quiet hours"), lines, (*rows, other))


@router.button("quiet", who=Role.MEMBER)
def choose_quiet(ctx: Context, start: str, end: str) -> Replace:
    """Be left alone in the hours whose button was pressed."""
    hours = f"{start[:2]}:{start[2:]} - {end[:2]}:{end[2:]}"
    return Replace(_be_quiet(ctx, read_quiet(hours)))


@router.form("quiet")
def tell_quiet(
    ctx: Context,
    hours: Annotated[
        Quiet, asks("From when to when? For example 22:00 - 7:30."), reads(read_quiet)
    ],
) -> Text:
    """Be left alone in these hours from now on."""
    return _be_quiet(ctx, hours)


def _live_in(ctx: Context, zone: str) -> Text:
    """Keep a zone; the community's own is followed wherever it goes."""
    ctx.member.timezone = None if zone == ctx.community.timezone else zone
    return text("Noted. Where you are, it is {moment}.", moment=ctx.now)


def _be_quiet(ctx: Context, quiet: Quiet) -> Text:
    ctx.member.quiet_from, ctx.member.quiet_to = f"{quiet.start:%H:%M}", f"{quiet.end:%H:%M}"
    return text("Noted: quiet {hours}. What waits comes afterwards.", hours=_said(quiet))


def _city(ctx: Context, zone: str) -> str:
    return city_of(zone, ctx.person.locale)


def _said(quiet: Quiet) -> Text:
    return text("from {start} to {end}", start=quiet.start, end=quiet.end)
