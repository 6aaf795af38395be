"""Requests for files that people sent, web pages and sizes of rooms.

The result comes back as an outcome.
"""

from datetime import timedelta

from bot.core.context.audience import zone_of
from bot.core.context.context import Context
from bot.core.context.job_context import JobContext
from bot.core.messages.encoding.message_encoding import encode_upload
from bot.core.messages.incoming import Upload
from storage.communities import Room
from storage.outbound import Fetches

FETCHED_LIFE = timedelta(days=1)
"""The time for which a fetched file is kept, unless its feature says otherwise."""
WEB = "web"
"""The network of pages that are fetched from the web; nobody writes there."""


def fetch_file(
    ctx: Context,
    upload: Upload,
    *,
    outcome: str,
    key: object = "",
    kept: timedelta = FETCHED_LIFE,
    photo: bool = False,
) -> None:
    """Fetch a file that the sender uploaded, then call the declared `outcome`.

    `key` is the feature's own reference. The file is erased after `kept`, or with its person. A
    `photo` is stripped of everything but the picture.
    """
    incoming, member, community = ctx.incoming, ctx.person.member, ctx.community_or_none
    who = {
        "sender": incoming.sender,
        "name": incoming.name,
        "handle": incoming.handle,
        "locale": incoming.locale,
    }
    ctx.store[Fetches].put(
        upload.network,
        {
            "upload": encode_upload(upload),
            "outcome": outcome,
            "key": str(key),
            "kept": kept.total_seconds(),
            "photo": photo,
            "who": who,
        },
        room=ctx.private_room or incoming.sender,
        locale=ctx.person.locale,
        zone="UTC" if community is None else community.timezone,
        community_id=None if community is None else community.id,
        member_id=None if member is None else member.id,
        at=ctx.now,
    )


def fetch_member_count(ctx: JobContext, room: Room, *, outcome: str) -> None:
    """Ask a network how many people a shared room has, unless it is being asked already.

    The `key` of the declared page `outcome` is the id of the room.
    """
    if ctx.store[Fetches].is_wanted(room.address):
        return
    ctx.store[Fetches].put(
        room.address.partition(":")[0],
        {"members_of": room.address, "outcome": outcome, "key": str(room.id)},
        room=room.address,
        locale=ctx.contact.locale,
        zone=zone_of(None, ctx.community_or_none),
        community_id=room.community_id,
        member_id=None,
        at=ctx.now,
    )


def fetch_page(
    ctx: JobContext,
    url: str,
    *,
    outcome: str,
    key: object,
    media_type: str,
    kept: timedelta = FETCHED_LIFE,
    **more: str,
) -> None:
    """Fetch and read a web page, then call the declared page `outcome`.

    `key` is the feature's own reference, `more` is for the reader of the page. The result is
    erased after `kept`.
    """
    upload = Upload(WEB, "", media_type, None, {"url": url, "download": outcome, **more})
    ctx.store[Fetches].put(
        WEB,
        {
            "upload": encode_upload(upload),
            "outcome": outcome,
            "key": str(key),
            "kept": kept.total_seconds(),
        },
        room=f"{WEB}:",
        locale=ctx.contact.locale,
        zone=zone_of(None, ctx.community_or_none),
        community_id=ctx.said_for,
        member_id=None,
        at=ctx.now,
    )
