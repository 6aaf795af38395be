"""Passing on a member's words to the gardeners: their readers are named before."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.core import (
    Answer,
    Buttons,
    CommunityChoice,
    Context,
    Router,
    Text,
    Unsent,
    Upload,
    declarations_of,
    encode_upload,
    text,
    write_command,
)
from bot.domain.rates import MESSAGES
from bot.domain.roles import Role, Seat
from bot.references.conversations import other_uses
from handlers.conversations.attachments import is_picture, pass_on_file
from handlers.conversations.letter_posts import NobodyToWriteTo, gardener_to_write_to
from handlers.conversations.messages import LONGEST_MESSAGE, reply_in_conversation
from storage.communities import RoomKind
from storage.conversations import Letter, Letters
from storage.inbound import Forms, OpenForm
from storage.members import Member
from storage.outbound import SentMessages

router = Router()

WRITE_FORM = write_command.name
KEPT_FOR = timedelta(hours=1)
LONGEST_SHOWN = 24
_TYPED_WRITE = write_command.typed()


def answered_letter(ctx: Context) -> Letter | None:
    """The conversation of the newest message in this room, if its member writes below it."""
    about = ctx.store[SentMessages].newest_about(ctx.incoming.room)
    kind, _, key = (about or "").partition(":")
    me = ctx.person.member
    letter = ctx.store[Letters].get(int(key)) if kind == "letter" else None
    if letter is None or me is None or letter.member_id != me.id:
        return None
    ctx.enter(letter.community_id)
    ctx.community_choice = CommunityChoice.NAMED
    return letter


def keep_message(ctx: Context, letter: Letter | None = None) -> bool:
    """Keep what a member just wrote or sent for an hour; that of others is not kept.

    It goes on with a `letter`, or begins a conversation.
    """
    form = declarations_of(ctx).forms.get(WRITE_FORM)
    incoming = ctx.incoming
    if form is None or ctx.person.circle is None or not (incoming.words or incoming.file):
        return False
    kept: dict[str, Any] = {"words": incoming.words}
    if incoming.file is not None:
        kept["file"] = encode_upload(incoming.file)
    if letter is not None and len(incoming.words) <= LONGEST_MESSAGE:
        kept["letter"] = letter.id
    held = OpenForm(WRITE_FORM, ctx.said_for, kept)
    ctx.store[Forms].put_aside(incoming.room, held, ctx.now + KEPT_FOR)
    return True


def passing_on(
    ctx: Context, letter: Letter | None = None, *, kept: bool
) -> tuple[list[Text], Buttons]:
    """Its readers, and the button that sends it at once, or asks for words."""
    if WRITE_FORM not in declarations_of(ctx).forms or ctx.community_or_none is None:
        return [], ()
    try:
        recipient = _recipient(ctx, letter)
    except NobodyToWriteTo:
        return [], ()
    if not kept:
        label = text("Write to the gardening team")
        if recipient is not None:
            label = text("Write to {name}", name=recipient.name)
        return [], ((write_command.ask_button(label),),)
    kept_form = ctx.store[Forms].aside_in(ctx.incoming.room, ctx.now)
    mark = 0 if kept_form is None else kept_form.mark
    is_reply = letter is not None or ctx.incoming.attachment is not None
    is_member = ctx.person.circle is not None
    others = other_uses.collect(ctx, mark) if is_member and not is_reply else []
    rows = [(each,) for each in others if each is not None]
    return _readers(ctx), ((send_kept.button(_send_label(ctx, recipient, mark), mark),), *rows)


def _readers(ctx: Context) -> list[Text]:
    """The readers of passed-on words: both gardeners, where they have a room."""
    upload = ctx.incoming.file
    if ctx.community_choice is CommunityChoice.OPEN:
        return []
    if upload is not None and not is_picture(upload):  # goes to one of them, in private
        return []
    gardeners = list(dict.fromkeys(ctx.gardeners().values()))
    if not ctx.rooms(RoomKind.GARDENERS) or len(gardeners) < 2:  # noqa: PLR2004 - a pair
        return []
    return [text("If you send it, {names} will read it.", names=[each.name for each in gardeners])]


@router.button("write_said", deliberate=True, everywhere=False)
def send_kept(ctx: Context, mark: int) -> Answer:
    """Send what its label quotes to the gardener, once; if that is not kept, ask for words."""
    room, until = ctx.incoming.room, ctx.now + KEPT_FOR
    form = ctx.store[Forms].aside_in(room, ctx.now)
    if form is None:
        return write_command.ask(ctx)
    if form.answers and form.mark != mark:
        return write_command.ask(ctx)
    if not form.answers:
        return text("Sent already. To write another message: {write}", write=_TYPED_WRITE)
    ctx.store[Forms].put_aside(room, OpenForm(WRITE_FORM, form.community_id, {}), until)
    if "file" in form.answers:
        ctx.incoming = replace(ctx.incoming, file=Upload(**form.answers["file"]))
    if "letter" in form.answers:
        ctx.incoming = replace(ctx.incoming, words=form.answers["words"])
        return send_reply.run(ctx, form.answers["letter"])
    if not form.answers["words"]:
        return send_file.run(ctx)
    return write_command.ask(ctx, words=form.answers["words"])


@router.button("write_file", who=Role.MEMBER, limit=MESSAGES)
def send_file(ctx: Context) -> Text:
    """Begin a conversation with a picture, a voice message or a file."""
    upload = ctx.incoming.file
    if upload is None:
        return text("Sent already. To write another message: {write}", write=_TYPED_WRITE)
    seat, gardener = gardener_to_write_to(ctx, ctx.member.id)
    letter = ctx.store[Letters].open(
        ctx.community.id, ctx.member.id, account=ctx.person.address, seat=seat, at=ctx.now
    )
    pass_on_file(ctx, letter, upload)
    return text("I am passing it on to {name}, whose answer will come here.", name=gardener.name)


@router.button("write_reply", who=Role.MEMBER, limit=MESSAGES)
def send_reply(ctx: Context, letter_id: int) -> Answer:
    """Go on with a conversation in the words that were kept."""
    return reply_in_conversation(ctx, letter_id, ctx.incoming.words)


def _send_label(ctx: Context, recipient: Member | None, mark: int) -> Text:
    """The label that quotes the message and names its recipient."""
    name = text("the gardening team") if recipient is None else recipient.name
    upload = ctx.incoming.file
    if upload is None:
        words = Unsent(ctx.incoming.room, mark, LONGEST_SHOWN)
        return text("Send “{words}” to {name}", words=words, name=name)
    if is_picture(upload):
        return text("Send this picture to {name}", name=name)
    if upload.media_type.startswith("audio/"):
        return text("Send this voice message to {name}", name=name)
    return text("Send this file to {name}", name=name)


def _recipient(ctx: Context, letter: Letter | None) -> Member | None:
    """The gardener who would get it; None while the community is open. May raise a `Refusal`."""
    if ctx.community_choice is CommunityChoice.OPEN:
        return None
    writer = ctx.person.member
    first = Seat.TERRITORY if letter is None else Seat(letter.seat)
    return gardener_to_write_to(ctx, 0 if writer is None else writer.id, first)[1]
