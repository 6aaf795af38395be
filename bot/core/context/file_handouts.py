"""Files about people, given in private: by a link that works once, or in the direct room."""

from datetime import timedelta

from bot.core.context.context import Context
from bot.core.messages.content import Card, File, Link, Text, Words, text
from bot.domain import codes
from storage.files import Handouts

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
