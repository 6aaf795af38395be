"""Pictures, voice messages and files in a conversation, passed on both ways.

A picture goes where the words go, without where and when it was taken; anything else goes to a
direct room, as files about people do.
"""

from bot.core import (
    Answer,
    Context,
    Document,
    File,
    JobContext,
    Message,
    Photo,
    Picture,
    Router,
    Text,
    Upload,
    text,
)
from bot.domain.roles import Role
from handlers.conversations.letter_posts import post_to_gardeners, post_to_member
from storage.conversations import Letter, Letters
from storage.files import Files
from storage.members import Members

router = Router()


def is_picture(upload: Upload) -> bool:
    return upload.media_type.startswith("image/")


def pass_on_file(ctx: Context, letter: Letter, upload: Upload) -> None:
    """Fetch what the sender attached, then pass it on to the other side."""
    photo = is_picture(upload)
    then = pass_on_picture if photo else pass_on_document
    then.fetch(ctx, upload, key=letter.id, photo=photo)


@router.outcome("letter_picture", who=Role.MEMBER)
def pass_on_picture(ctx: Context, key: int, file_id: int) -> Answer:
    """Pass a fetched picture on."""
    caption = text("Picture from {name}", name=ctx.member.name)
    return _pass_on(ctx, key, Picture(Photo(file_id), caption))


@router.outcome("letter_document", who=Role.MEMBER)
def pass_on_document(ctx: Context, key: int, file_id: int) -> Answer:
    """Pass a fetched voice message or file on."""
    caption = text("Voice message or file from {name}", name=ctx.member.name)
    return _pass_on(ctx, key, File("letter_document", (str(file_id),), caption, traced=False))


@router.file("letter_document", who=Role.MEMBER)
def draw_document(ctx: JobContext, file_id: str) -> Document:
    """A picture or document that a member sent, as it came."""
    row = ctx.store[Files].get(int(file_id))
    name, media_type = ("file", "") if row is None else (row.name, row.media_type)
    return Document(name, media_type, ctx.store[Files].read(int(file_id)))


def _pass_on(ctx: Context, letter_id: int, message: Message) -> Text | None:
    """Post a picture or a file to the side that did not send it; nothing is said if it worked."""
    letter = ctx.store[Letters].get(letter_id)
    writer = None if letter is None else ctx.store[Members].get(letter.member_id)
    if letter is None or writer is None:
        return text("The person who wrote this is no longer here: nothing was passed on.")
    ctx.enter(letter.community_id)
    if writer.id == ctx.member.id:
        post_to_gardeners(ctx, letter, message, in_private=isinstance(message, File))
    elif not ctx.seats or not post_to_member(ctx, letter, writer, message):
        return text("{name} cannot be reached any more: nothing was passed on.", name=writer.name)
    return None
