"""What may have gone wrong on the way out, told to those who can look after it."""

from collections import Counter
from collections.abc import Sequence

from bot.core import Card, JobContext, Line, Router, Text, ntext, text
from storage.communities import RoomKind
from storage.outbox import Delivery

router = Router()

ROOMS = {
    RoomKind.COMMUNITY: text("the room of the community"),
    RoomKind.CHANNEL: text("the channel for announcements"),
    RoomKind.GARDENERS: text("the gardeners' back room"),
    RoomKind.REGION: text("the Region's room"),
}


@router.hook("uncertain")
def tell_uncertain(ctx: JobContext, deliveries: Sequence[Delivery]) -> None:
    """Tell how many messages may or may not have arrived, of what kind, and what to do."""
    mailed = sum(each.mailing_id is not None for each in deliveries)
    rooms = Counter(each.room for each in deliveries if each.mailing_id is None)
    lines: list[Line] = [
        ntext(
            "The connection was cut while {count} message was leaving: nobody knows whether it "
            "arrived. I do not send it again, so that nobody gets it twice.",
            "The connection was cut while {count} messages were leaving: nobody knows whether they "
            "arrived. I do not send them again, so that nobody gets them twice.",
            len(deliveries),
        )
    ]
    if mailed:
        lines.append(
            ntext(
                "{count} private letter. Nothing to do: the letter is in the rooms as well.",
                "{count} private letters. Nothing to do: the letter is in the rooms as well.",
                mailed,
            )
        )
    for room, many in rooms.items():
        lines.append(
            ntext(
                "{count} message to {room}. Look there, and post it again if it is missing.",
                "{count} messages to {room}. Look there, and post again what is missing.",
                many,
                room=_called(ctx, room),
            )
        )
    ctx.tell_gardeners(Card(text("Perhaps not arrived"), tuple(lines)))


@router.hook("room_lost")
def tell_lost_room(ctx: JobContext, address: str) -> None:
    """Tell that a shared room is closed to the bot; that a person blocked it is theirs to know."""
    room = ctx.store.communities.room(address)
    if room is None or room.kind == RoomKind.DIRECT:
        return
    lines: tuple[Line, ...] = (
        text("I can no longer write in {room}.", room=_called(ctx, address)),
        text(
            "If that was not meant: invite me there again, and let me write. What I could not say "
            "meanwhile is not said later."
        ),
    )
    ctx.tell_gardeners(Card(text("A room is closed to me"), lines))


def _called(ctx: JobContext, address: str) -> Text:
    network = address.partition(":")[0].capitalize()
    room = ctx.store.communities.room(address)
    if room is None or room.kind == RoomKind.DIRECT:
        return text("somebody in private ({network})", network=network)
    return text("{room} ({network})", room=ROOMS[RoomKind(room.kind)], network=network)
