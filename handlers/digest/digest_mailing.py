"""Send a digest to rooms, channels and people."""

from bot.core import LETTER, JobContext
from bot.references.digest import digest_card, digest_mailed_card
from storage.communities import RoomKind
from storage.digest import Digest, Digests
from storage.outbound import Priority


def send_digest(ctx: JobContext, digest: Digest) -> None:
    """Post a digest in rooms and channels, once, and mail it to those who want it in private."""
    for room in ctx.rooms(RoomKind.COMMUNITY, RoomKind.CHANNEL):
        digest_card.post(ctx, room.address, digest.id, again=False, priority=Priority.DIGEST)
    digest_mailed_card.mail(ctx, LETTER, digest.id)
    ctx.store[Digests].send(digest, ctx.now)
