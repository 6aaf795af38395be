"""Recipients of the messages of a conversation: the gardeners' room, or a gardener in private."""

from bot.core import Context, Message, direct_room
from bot.domain.refusals import Final
from bot.domain.roles import Seat
from storage.communities import RoomKind
from storage.conversations import Letter
from storage.conversations import about as about_letter
from storage.members import Member


class NobodyToWriteTo(Final):
    """Nobody looks after {community} here yet: nothing was sent.

    Keep your words for later.
    """


def gardener_to_write_to(
    ctx: Context, member_id: int, first: Seat = Seat.TERRITORY
) -> tuple[Seat, Member]:
    """The holder of the seat, else the other gardener; never the writer."""
    gardeners = ctx.gardeners()
    for seat in (first, first.other):
        gardener = gardeners.get(seat)
        if gardener is None or gardener.id == member_id:
            continue
        if ctx.rooms(RoomKind.GARDENERS) or direct_room(ctx.store, gardener) is not None:
            return seat, gardener
    raise NobodyToWriteTo(community=ctx.community.name)


def post_to_gardeners(
    ctx: Context, letter: Letter, message: Message, *, in_private: bool = False
) -> Member:
    """Post in the gardeners' room, else in the gardener's direct room; gives the gardener."""
    _, gardener = gardener_to_write_to(ctx, letter.member_id, first=Seat(letter.seat))
    about = about_letter(letter.id)
    rooms = () if in_private else ctx.rooms(RoomKind.GARDENERS)
    for room in rooms:
        ctx.post(room.address, message, about=about)
    if not rooms and not ctx.tell(gardener, message, about=about):
        raise NobodyToWriteTo(community=ctx.community.name)
    return gardener


def post_to_member(ctx: Context, letter: Letter, writer: Member, message: Message) -> bool:
    """Write to the member of a conversation, where they wrote from; False if nobody is there."""
    return ctx.tell(writer, message, about=about_letter(letter.id), on=letter.account)
