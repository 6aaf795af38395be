"""The time zone and quiet hours of a member."""

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
from bot.domain.dates.quiet_hours import USUAL, QuietHours, read_quiet
from bot.domain.roles import Role
from bot.references.profile import choose_quiet_hours, choose_time_zone
from bot.vocabulary.places.time_zones import city_of, is_zone, read_zone

router = Router()

OVERSEAS = {
    "America/Martinique": text("Martinique, Guadeloupe"),
    "America/Cayenne": text("French Guiana"),
    "Indian/Reunion": text("Réunion"),
    "Pacific/Noumea": text("New Caledonia"),
}
SUGGESTED = (
    USUAL,
    QuietHours(time(20), time(9)),
    QuietHours(time(22), time(7)),
    QuietHours(time(23), time(9)),
)


@router.button(choose_time_zone, who=Role.MEMBER)
def show_zones(ctx: Context) -> Card:
    """Show the time zones to choose from."""
    theirs = set_zone_by_button.button(_city_name(ctx, ctx.community.timezone), "own")
    others = [
        set_zone_by_button.button(label, zone)
        for zone, label in OVERSEAS.items()
        if zone != ctx.community.timezone
    ]
    another = set_zone_by_city.ask_button(text("Another city"))
    lines = (
        text("Where are you? I give you dates and times in your time zone."),
        text("Today: {choice}.", choice=_city_name(ctx, zone_of(ctx.member, ctx.community))),
    )
    return Card(text("Time zone"), lines, tuple((each,) for each in (theirs, *others, another)))


@router.button("zone", who=Role.MEMBER)
def set_zone_by_button(ctx: Context, choice: str) -> Replace:
    """Set the time zone, or follow the community's."""
    if choice != "own" and not is_zone(choice):
        return Replace(show_zones(ctx))
    return Replace(_set_zone(ctx, ctx.community.timezone if choice == "own" else choice))


@router.form("timezone")
def set_zone_by_city(
    ctx: Context,
    city: Annotated[
        str, asks("Which large city is in the same time zone as you?"), reads(read_zone)
    ],
) -> Text:
    """Set the time zone by a city."""
    return _set_zone(ctx, city)


@router.button(choose_quiet_hours, who=Role.MEMBER)
def show_hours(ctx: Context) -> Card:
    """Show the quiet hours to choose from."""
    lines = (
        text("In these hours I send you nothing. If you write, I always answer."),
        text("Today: {choice}.", choice=_hours_text(quiet_of(ctx.member))),
    )
    rows = [
        (set_quiet_by_button.button(_hours_text(each), f"{each.start:%H%M}", f"{each.end:%H%M}"),)
        for each in SUGGESTED
    ]
    other = (set_quiet_in_words.ask_button(text("Other hours")),)
    return Card(text("Quiet hours"), lines, (*rows, other))


@router.button("quiet", who=Role.MEMBER)
def set_quiet_by_button(ctx: Context, start: str, end: str) -> Replace:
    """Set the quiet hours of a button."""
    hours = f"{start[:2]}:{start[2:]} - {end[:2]}:{end[2:]}"
    return Replace(_set_quiet_hours(ctx, read_quiet(hours)))


@router.form("quiet")
def set_quiet_in_words(
    ctx: Context,
    hours: Annotated[
        QuietHours, asks("From when to when? For example 22:00 - 7:30."), reads(read_quiet)
    ],
) -> Text:
    """Set other quiet hours."""
    return _set_quiet_hours(ctx, hours)


def _set_zone(ctx: Context, zone: str) -> Text:
    """Store a zone; None follows the community's own."""
    ctx.member.timezone = None if zone == ctx.community.timezone else zone
    return text("Noted. Your local time is {moment}.", moment=ctx.now)


def _set_quiet_hours(ctx: Context, quiet: QuietHours) -> Text:
    ctx.member.quiet_from, ctx.member.quiet_to = f"{quiet.start:%H:%M}", f"{quiet.end:%H:%M}"
    return text("Noted: quiet {hours}. Waiting messages come afterwards.", hours=_hours_text(quiet))


def _city_name(ctx: Context, zone: str) -> str:
    return city_of(zone, ctx.person.locale)


def _hours_text(quiet: QuietHours) -> Text:
    return text("from {start} to {end}", start=quiet.start, end=quiet.end)
