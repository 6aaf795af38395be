"""Send a digest to rooms, channels and people."""

from collections.abc import Sequence

from bot.core import LETTER, JobContext, LetterItem, Text, text
from bot.references.digest import digest_card, digest_mailed_card
from handlers.digest.letters.letter import anybody_gets_it, items_of, lasting_items, room_items
from storage.communities import RoomKind
from storage.digest import Digest, Digests, LetterItems
from storage.outbound import Priority


def send_digest(ctx: JobContext, digest: Digest) -> bool:
    """Post a digest in rooms and channels, once, and mail it to those who want it in private.

    False if nothing of it is left: it is not sent, its news wait, and the gardeners are told.
    """
    approved = items_of(ctx, digest)
    items = lasting_items(ctx, approved)
    in_rooms = room_items(ctx, digest, items)
    if not in_rooms and not anybody_gets_it(ctx, digest, items):
        ctx.tell_gardeners(nothing_left_text(digest))
        ctx.store[Digests].skip(digest)
        return False
    kept = {each.key for each in items}
    gone = [each for each in approved if each.key not in kept]
    ctx.store[LetterItems].remove(digest.id, [each.key for each in gone])
    if gone:
        ctx.tell_gardeners(_left_out_text(digest, gone))
    if in_rooms:
        for room in ctx.rooms(RoomKind.COMMUNITY, RoomKind.CHANNEL):
            digest_card.post(ctx, room.address, digest.id, again=False, priority=Priority.DIGEST)
    digest.mailing_id = digest_mailed_card.mail(ctx, LETTER, digest.id)
    ctx.store[Digests].send(digest, ctx.now)
    return True


def _left_out_text(digest: Digest, gone: Sequence[LetterItem]) -> Text:
    """List the items that a letter goes out without."""
    return text(
        "Letter {number} goes out without what has ended or changed since it was approved: "
        "{items}.",
        number=digest.number,
        items=[text("“{item}”", item=each.headline) for each in gone],
    )


def nothing_left_text(digest: Digest) -> Text:
    """The reason why a letter was not sent."""
    return text(
        "Letter {number} was not sent: all that was in it is over, or was sent before.",
        number=digest.number,
    )
