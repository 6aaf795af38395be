"""Messages of members that are shown before they are sent, and kept for an hour until then.

The card names the readers before anything is sent.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.core import (
    Answer,
    Button,
    Buttons,
    Card,
    CommunityChoice,
    Context,
    Line,
    Replace,
    Router,
    Text,
    Unsent,
    Upload,
    Words,
    declarations_of,
    encode_upload,
    join_command,
    menu_command,
    quoted,
    text,
    write_command,
)
from bot.domain.rates import MESSAGES
from bot.domain.roles import Role, Seat
from bot.references.conversations import new_message_form, other_uses, send_kept
from handlers.conversations.messages import (
    LONGEST_MESSAGE,
    NobodyToWriteTo,
    Written,
    begin_conversation,
    gardener_to_write_to,
    is_picture,
    open_conversation,
    pass_on_file,
    reply_in_conversation,
)
from storage.communities import RoomKind
from storage.conversations import Conversation
from storage.inbound import Forms, OpenForm
from storage.members import Member

router = Router()

WRITE_FORM = write_command.name
KEPT_FOR = timedelta(hours=1)
LONGEST_SHOWN = 24
_SENT_ALREADY = text("Sent already. To write another message: {write}", write=write_command.typed())


def onward_buttons(ctx: Context) -> tuple[Button, ...]:
    """Buttons to the menu and, for strangers, to joining."""
    menu = menu_command.button(text("Menu"))
    join = join_command.button(text("Join"))
    return (join, menu) if ctx.person.circle is None else (menu,)


def keep_message(ctx: Context, conversation: Conversation | None = None) -> bool:
    """Keep a member's message for an hour; messages of others are not kept.

    It continues the conversation of `conversation`, or begins one.
    """
    form = declarations_of(ctx).forms.get(WRITE_FORM)
    incoming = ctx.incoming
    if form is None or ctx.person.circle is None or not (incoming.words or incoming.file):
        return False
    kept: dict[str, Any] = {"words": incoming.words}
    if incoming.file is not None:
        kept["file"] = encode_upload(incoming.file)
    if conversation is not None and len(incoming.words) <= LONGEST_MESSAGE:
        kept["letter"] = conversation.id
    held = OpenForm(WRITE_FORM, ctx.said_for, kept)
    ctx.store[Forms].put_aside(incoming.room, held, ctx.now + KEPT_FOR)
    return True


def passing_on(
    ctx: Context, conversation: Conversation | None = None, *, kept: bool
) -> tuple[list[Text], Buttons]:
    """The readers of a message, and the buttons that send it at once or ask for its words."""
    if WRITE_FORM not in declarations_of(ctx).forms or ctx.community_or_none is None:
        return [], ()
    try:
        recipient = recipient_of(ctx, conversation)
    except NobodyToWriteTo:
        return [], ()
    if not kept:
        label = text("Write to the gardening team")
        if recipient is not None:
            label = text("Write to {name}", name=recipient.name)
        return [], ((write_command.ask_button(label),),)
    mark = kept_words(ctx)[1]
    is_reply = conversation is not None or ctx.incoming.attachment is not None
    rows = () if is_reply else other_use_rows(ctx, mark)
    return readers_lines(ctx), ((send_kept.button(_send_label(ctx, recipient, mark), mark),), *rows)


def kept_words(ctx: Context) -> tuple[str, int]:
    """The words that are kept in this room, and their mark; empty and 0 without any."""
    kept = ctx.store[Forms].aside_in(ctx.incoming.room, ctx.now)
    return ("", 0) if kept is None else (kept.answers.get("words", ""), kept.mark)


def other_use_rows(ctx: Context, mark: int) -> Buttons:
    """The buttons of features that use a member's kept words otherwise."""
    if ctx.person.circle is None:
        return ()
    return tuple((each,) for each in other_uses.collect(ctx, mark) if each is not None)


def recipient_name(ctx: Context) -> Words | None:
    """The name of the gardener who would get the kept words; None if there is nobody."""
    try:
        recipient = recipient_of(ctx, None)
    except NobodyToWriteTo:
        return None
    return text("the gardening team") if recipient is None else recipient.name


def readers_lines(ctx: Context) -> list[Text]:
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


def recipient_of(ctx: Context, conversation: Conversation | None) -> Member | None:
    """The gardener who would get it; None while the community is open. May raise a `Refusal`."""
    if ctx.community_choice is CommunityChoice.OPEN:
        return None
    writer = ctx.person.member
    first = Seat.TERRITORY if conversation is None else Seat(conversation.seat)
    return gardener_to_write_to(ctx, 0 if writer is None else writer.id, first)[1]


@router.form(new_message_form, who=Role.MEMBER)
def show_message(ctx: Context, words: Written, mark: int = 0) -> Card:
    """Show a message before it is sent; `mark` is that of the one which it replaces."""
    before = ctx.store[Forms].aside_in(ctx.incoming.room, ctx.now)
    file = ctx.incoming.file
    if file is None and before is not None and before.mark == mark and "file" in before.answers:
        file = Upload(**before.answers["file"])
    ctx.incoming = replace(ctx.incoming, words=words, file=file)
    recipient = recipient_of(ctx, None)
    keep_message(ctx)
    mark = kept_words(ctx)[1]
    name = text("the gardening team") if recipient is None else recipient.name
    lines: list[Line] = quoted(words)
    lines += ["", text("Not sent yet."), *readers_lines(ctx)]
    if file is None and ctx.incoming.attachment is not None:
        lines.append(text("Only your words will be sent: what came with them will not."))
    rows = (
        (send_kept.button(_send_label(ctx, recipient, mark), mark),),
        (
            change_message.button(text("Change"), mark),
            discard_message.button(text("Cancel"), mark),
        ),
    )
    return Card(text("Your message to {name}", name=name), tuple(lines), rows)


@router.button("write_change", who=Role.MEMBER)
def change_message(ctx: Context, mark: int) -> Answer:
    """Ask for other words; what came with them stays."""
    return new_message_form.ask(ctx, mark=str(mark))


@router.button("write_discard", who=Role.MEMBER)
def discard_message(ctx: Context, mark: int) -> Answer:
    kept = ctx.store[Forms].aside_in(ctx.incoming.room, ctx.now)
    if kept is None or kept.mark != mark:
        return text("There is no draft any more.")
    ctx.store[Forms].forget_aside(ctx.incoming.room)
    return Replace(text("Thrown away. Nothing of it was kept."))


@router.button(send_kept, deliberate=True, everywhere=False)
def pass_on_kept(ctx: Context, mark: int) -> Answer:
    """Send what its label quotes to the gardener, once; if that is not kept, ask for words."""
    room, until = ctx.incoming.room, ctx.now + KEPT_FOR
    form = ctx.store[Forms].aside_in(room, ctx.now)
    if form is None or (form.answers and form.mark != mark):
        return new_message_form.ask(ctx)
    if not form.answers:
        return _SENT_ALREADY
    ctx.store[Forms].put_aside(room, OpenForm(WRITE_FORM, form.community_id, {}), until)
    if "file" in form.answers:
        ctx.incoming = replace(ctx.incoming, file=Upload(**form.answers["file"]))
    ctx.incoming = replace(ctx.incoming, words=form.answers["words"])
    if "letter" in form.answers:
        return send_reply.run(ctx, form.answers["letter"])
    if not form.answers["words"]:
        return send_file.run(ctx)
    if len(form.answers["words"]) > LONGEST_MESSAGE:
        return new_message_form.ask(ctx, words=form.answers["words"])
    return send_words.run(ctx)


@router.button("write_words", who=Role.MEMBER, limit=MESSAGES)
def send_words(ctx: Context) -> Answer:
    """Begin a conversation with the words that were kept."""
    return begin_conversation(ctx, ctx.incoming.words)


@router.button("write_file", who=Role.MEMBER, limit=MESSAGES)
def send_file(ctx: Context) -> Text:
    """Begin a conversation with a picture, a voice message or a file."""
    upload = ctx.incoming.file
    if upload is None:
        return _SENT_ALREADY
    conversation, gardener = open_conversation(ctx)
    pass_on_file(ctx, conversation, upload)
    return text("I am passing it on to {name}, whose answer will come here.", name=gardener.name)


@router.button("write_reply", who=Role.MEMBER, limit=MESSAGES)
def send_reply(ctx: Context, conversation_id: int) -> Answer:
    """Go on with a conversation in the words that were kept."""
    return reply_in_conversation(ctx, conversation_id, ctx.incoming.words)
