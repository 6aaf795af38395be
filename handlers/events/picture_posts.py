"""Pictures of events: how they are asked for, and how they are shown before the words."""

from datetime import timedelta
from typing import Any

from bot.core import Context, JobContext, Photo, Picture, Upload, UploadRef, read_upload, text
from bot.domain.refusals import Refusal
from storage.communities import RoomKind
from storage.events import Event, PictureRow, Pictures
from storage.outbound import Priority

LONGEST_WORDS = 300
KEPT = timedelta(days=365)
"""How long a picture is kept after its event."""
_MAYBE = ("application/octet-stream", "")


class NoPictureSent(Refusal):
    """Send me the picture itself here: a PNG, JPEG or WebP."""


def read_picture(typed: str) -> Upload:
    """A picture that was sent, as far as its sender's client says."""
    if not typed.startswith("\x00"):
        raise NoPictureSent
    upload = read_upload(typed)
    if not upload.media_type.startswith("image/") and upload.media_type not in _MAYBE:
        raise NoPictureSent
    return upload


def fetch_picture(
    ctx: Context,
    event: Event,
    upload: Upload,
    words: str,
    *,
    then: UploadRef[..., Any],
    after: bool,
) -> None:
    """Have a picture fetched; `then` gets its row's id as the key."""
    at = ctx.now
    picture_id = ctx.store[Pictures].expect(event.id, ctx.member.id, words, at, after=after)
    kept = max(event.over_at, at) + KEPT - at
    then.fetch(ctx, upload, key=picture_id, kept=kept, photo=True)


def shown(event: Event, row: PictureRow) -> Picture | None:
    """A picture with words for whoever does not see it."""
    if row.file_id is None:
        return None
    return Picture(Photo(row.file_id), text("Picture: {words}", words=row.words or event.title))


def picture_of(ctx: JobContext, event: Event) -> Picture | None:
    """The picture of an event, if it has one that is still kept."""
    row = ctx.store[Pictures].of(event.id, event.picture_id)
    return None if row is None else shown(event, row)


def whisper_picture(ctx: Context, event: Event) -> None:
    """Show the picture of an event to whoever asked about it, before the words."""
    picture = picture_of(ctx, event)
    if picture is not None:
        ctx.whisper(picture)


def post_picture(ctx: JobContext, picture: Picture | None, *kinds: RoomKind) -> None:
    """Show a picture in rooms, once: the card that follows calls people."""
    if picture is None:
        return
    for room in ctx.rooms(*kinds):
        ctx.post(room.address, picture, again=False, priority=Priority.CARD, quiet=True)
