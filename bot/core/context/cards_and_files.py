"""Live cards posted and refreshed, files about people handed out, files and pages requested.

The result of a request comes back as an outcome.
"""

from dataclasses import asdict
from datetime import timedelta

from bot.core.context.audience import zone_of
from bot.core.context.context import Context
from bot.core.context.job_context import JobContext
from bot.core.messages.content import Card, File, Link, Message, Text, Words, text
from bot.core.messages.encoding import encode_upload
from bot.core.messages.incoming import Upload
from bot.domain import codes
from bot.domain.circles import Audience
from storage.communities import Room
from storage.files import Handouts
from storage.members import Member
from storage.outbound import PIN, UNPIN, CardRow, Cards, Fetches, Mailings, Priority


def post_card(  # noqa: PLR0913 - options of a post, named where it is called
    ctx: JobContext,
    room: str,
    kind: str,
    key: int,
    *,
    again: bool = True,
    priority: Priority = Priority.CARD,
    quiet: bool = False,
    about: str | None = None,
    reader: Member | None = None,
    reply_to: str | None = None,
) -> None:
    """Post a live card in a room: it is drawn when it is sent, and refreshed from then on.

    `again`, `quiet` and `about` are those of `JobContext.post`. In a direct room, `reader` is the
    person in whose language and zone it is drawn. `reply_to` is the message that it answers.
    """
    card = _add_card(ctx, room, kind, key, reader)
    ctx.enqueue(
        room,
        None,
        priority,
        card_id=card.id,
        again=again,
        quiet=quiet,
        about=about,
        locale=card.locale,
        zone=card.zone,
        member_id=None if reader is None else reader.id,
        reply_to=reply_to,
    )


def adopt_card(ctx: JobContext, kind: str, key: int, room: str, message_id: str) -> None:
    """Attach an existing message to a card so that it is refreshed with it.

    It is a copy whose fate was unknown after sending, until one of its buttons was pressed.
    """
    if not ctx.store[Cards].knows(kind, key, room, message_id):
        card = _add_card(ctx, room, kind, key)
        ctx.store[Cards].posted(card.id, message_id, shown=0)


def refresh_card(ctx: JobContext, kind: str, key: int) -> None:
    """Show the latest state wherever the card is posted, at the pace that rooms allow."""
    ctx.store[Cards].refresh(kind, key)


def delete_card(ctx: JobContext, kind: str, key: int, *, instead: Message) -> None:
    """Delete every posted copy of a card, and cancel copies that are not sent yet.

    A message that the network does not delete any more is edited to say `instead`.
    """
    for card in ctx.store[Cards].living(kind, key):
        ctx.store[Cards].end(card.id)
        ctx.enqueue(
            card.room,
            instead,
            Priority.CARD,
            locale=card.locale,
            action="delete",
            card_id=card.id,
            quiet=True,
        )


def pin_card(ctx: JobContext, kind: str, key: int, *, pinned: bool) -> None:
    """Pin a card wherever it is posted, or unpin it, without a notification.

    Where the bot has no right to pin nothing is done or said.
    """
    for card in ctx.store[Cards].living(kind, key):
        action = PIN if pinned else UNPIN
        ctx.enqueue(card.room, None, Priority.CARD, action=action, card_id=card.id, quiet=True)


def mail_card(
    ctx: JobContext, purpose: str, kind: str, key: int, *, audience: Audience | None = None
) -> int:
    """Send a card privately to all who consented to `purpose`, once each; returns the mailing.

    It is drawn for each person when it is sent, and not refreshed. With an `audience`, `purpose` is
    a `Sending`: it goes to those of the audience who get it and consented to messages, as one of
    their unasked messages.
    """
    drawn = {"drawn": kind, "key": key}
    to = None if audience is None else asdict(audience)
    return ctx.store[Mailings].add(ctx.community.id, purpose, drawn, ctx.now, audience=to).id


def _add_card(
    ctx: JobContext, room: str, kind: str, key: int, reader: Member | None = None
) -> CardRow:
    community = ctx.community
    own_locale = None if reader is None else reader.locale
    return ctx.store[Cards].add(
        kind,
        key,
        room=room,
        community_id=community.id,
        locale=own_locale or community.locale,
        zone=zone_of(reader, community),
    )


FILE_LIFE = timedelta(hours=1)
"""The time for which the link to a file works."""


def hand_out_file(
    ctx: Context, kind: str, *arguments: object, caption: Words, own: bool = False
) -> Card | File | Text:
    """Give a declared file to the sender in private, by a link that works once.

    Without public pages it goes into the direct room, where the network may carry files about
    others or the file is about its reader alone (`own`). Else the answer says where to ask.
    """
    given = tuple(map(str, arguments))
    in_chat = ctx.network.private_files or own
    if (ctx.contact.public_url or in_chat) and not own:
        ctx.trace(file=kind)
    if ctx.contact.public_url:
        url = _one_time_link(ctx, kind, given)
        once = text("The link works once, within {time}.", time=FILE_LIFE)
        return Card(None, (caption, Link(text("Fetch the file"), url), once))
    if in_chat:
        return File(kind, given, caption)
    return text(
        "Files with personal data are not sent through {network}. Ask me on {other}, or ask the "
        "team that runs this service.",
        network=ctx.contact.network_name(ctx.incoming.network),
        other=ctx.contact.matrix_names,
    )


def _one_time_link(ctx: Context, kind: str, arguments: tuple[str, ...]) -> str:
    token, member, community = codes.new_token(), ctx.person.member, ctx.community_or_none
    ctx.store[Handouts].add(
        codes.digest_of_token(token),
        kind,
        arguments,
        member_id=None if member is None else member.id,
        account=ctx.person.address,
        community_id=None if community is None else community.id,
        expires_at=ctx.now + FILE_LIFE,
    )
    return ctx.contact.file_link(token)


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
