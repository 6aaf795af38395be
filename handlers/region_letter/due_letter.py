"""The letter to the Region at its time: sent once, and never empty."""

from collections.abc import Iterable

from bot.core import Card, Context, JobContext, Replace, Router, Text, text
from bot.domain.roles import Role
from bot.references.region_letter import region_letter_card
from handlers.region_letter import acts
from handlers.region_letter.letter import next_letter
from handlers.region_letter.recipients import region_rooms
from storage.outbound import Priority
from storage.region_letter import RegionLetter, RegionLetters

router = Router()


def send_region_letter(ctx: JobContext) -> bool:
    """Send what is new to the Region; where nothing is, say so once. False if none was sent."""
    rooms = region_rooms(ctx)
    if not rooms:
        return False
    letter = next_letter(ctx)
    if letter.is_empty:
        _say_nothing_new(ctx, letter, rooms)
        return False
    ctx.store[RegionLetters].add(letter)
    for room, reader in rooms.items():
        region_letter_card.post(
            ctx, room, letter.id, again=False, priority=Priority.ANNOUNCEMENT, reader=reader
        )
    return True


def miss_region_letter(ctx: JobContext) -> None:
    """Tell the gardeners of a letter whose time passed while the program was down."""
    if region_rooms(ctx) and not next_letter(ctx).is_empty:
        _offer_sending(ctx, text("The letter to the Region did not go out: I was not running."))


def hold_doubtful_region_letter(ctx: JobContext) -> None:
    """Tell the gardeners of a letter that may have been sent before a backup was restored."""
    if region_rooms(ctx) and not next_letter(ctx).is_empty:
        doubt = text(
            "The letter to the Region was planned after the backup that I was restored from. It "
            "may have gone out: look in the Region's room first."
        )
        _offer_sending(ctx, doubt)


@router.button("region_letter_now", deliberate=True, who=Role.GARDENER, trace=acts.SEND_THE_LETTER)
def send_region_letter_now(ctx: Context) -> Replace:
    """Send a letter whose time passed."""
    if not region_rooms(ctx):
        return Replace(text("No room or person of the Region can be reached."))
    if next_letter(ctx).is_empty:
        return Replace(text("There is nothing new to tell the Region."))
    send_region_letter(ctx)
    return Replace(text("The letter to the Region is sent."))


def _offer_sending(ctx: JobContext, why: Text) -> None:
    later = text("Else the next letter says all of it.")
    now = send_region_letter_now.button(text("Send the letter to the Region now"))
    ctx.tell_gardeners(Card(None, (why, later), ((now,),)))


def _say_nothing_new(ctx: JobContext, letter: RegionLetter, rooms: Iterable[str]) -> None:
    """Say that no letter is sent, unless that was the last thing said."""
    latest = ctx.store[RegionLetters].latest(ctx.community.id)
    if latest is not None and latest.is_empty:
        return
    letter.items, letter.more = [], 0
    ctx.store[RegionLetters].add(letter)
    since = letter.since.astimezone(ctx.zone).date()
    nothing = text(
        "Members of {community} said nothing new since {day}: no letter this time. The next one "
        "comes once there is something.",
        community=ctx.community.name,
        day=since,
    )
    for room in rooms:
        ctx.post(room, nothing, quiet=True)
