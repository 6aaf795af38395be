"""Requests for files that people sent and for web pages; the result comes back as an outcome."""

from datetime import timedelta

from bot.core.context.audience import zone_of
from bot.core.context.context import Context
from bot.core.context.job_context import JobContext
from bot.core.messages.encoding import encode_upload
from bot.core.messages.incoming import Upload
from storage.outbound import Fetches

FETCHED_LIFE = timedelta(days=1)
"""How long a fetched file is kept, unless its feature says otherwise."""
WEB = "web"
"""The network of what is fetched from the web; nobody writes there."""


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
