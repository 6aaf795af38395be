"""Fetch pictures of events, and show them before the words."""

from datetime import timedelta
from typing import Annotated, Any

from bot.core import (
    Context,
    JobContext,
    Photo,
    Picture,
    Text,
    Upload,
    UploadRef,
    asks,
    at_most,
    read_upload,
    text,
)
from bot.domain.refusals import Refusal
from storage.communities import RoomKind
from storage.events import Event, Events, PictureRow, Pictures
from storage.files import Files
from storage.outbound import Priority

LONGEST_TEXT = 300
KEPT_AFTER_EVENT = timedelta(days=365)
"""Time for which a picture is kept after its event."""
_UNKNOWN_TYPES = ("application/octet-stream", "")

PictureText = Annotated[
    str,
    asks("Describe the picture in a few words, for people who cannot see it."),
    at_most(LONGEST_TEXT),
]
"""The description of a picture, as forms ask for it."""


class NoPictureSent(Refusal):
    """Send me the picture itself here: a PNG, JPEG or WebP."""


def read_picture(typed: str) -> Upload:
    """Parse a sent picture; raises `NoPictureSent` for other types."""
    if not typed.startswith("\x00"):
        raise NoPictureSent
    upload = read_upload(typed)
    if not upload.media_type.startswith("image/") and upload.media_type not in _UNKNOWN_TYPES:
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
) -> Text:
    """Fetch a picture; `then` gets the id of its row as the key."""
    at = ctx.now
    picture_id = ctx.store[Pictures].expect(event.id, ctx.member.id, words, at, after=after)
    kept = max(event.over_at, at) + KEPT_AFTER_EVENT - at
    then.fetch(ctx, upload, key=picture_id, kept=kept, photo=True)
    return text("Thank you, I am fetching the picture.")


def fetched_picture(ctx: Context, key: int, file_id: int) -> tuple[Event, PictureRow] | None:
    """Store a fetched picture; None, and no file, if its event is gone."""
    row = ctx.store[Pictures].arrived(key, file_id)
    event = None if row is None else ctx.store[Events].find(ctx.community.id, row.event_id)
    if row is None or event is None:
        ctx.store[Files].drop(file_id)
        return None
    return event, row


def forget_picture(ctx: Context, key: int) -> None:
    """Forget a picture that cannot be fetched."""
    ctx.store[Pictures].drop(key)


def picture_message(event: Event, row: PictureRow) -> Picture | None:
    """A picture with its description, once it is fetched."""
    if row.file_id is None:
        return None
    return Picture(Photo(row.file_id), text("Picture: {words}", words=row.words or event.title))


def current_picture(ctx: JobContext, event: Event) -> Picture | None:
    """The picture of an event, if it is still kept."""
    row = ctx.store[Pictures].of(event.id, event.picture_id)
    return None if row is None else picture_message(event, row)


def whisper_picture(ctx: Context, event: Event) -> None:
    """Show the picture of an event in private, before the words."""
    picture = current_picture(ctx, event)
    if picture is not None:
        ctx.whisper(picture)


def post_picture(ctx: JobContext, picture: Picture | None, *kinds: RoomKind) -> None:
    """Post a picture in rooms once, quietly: the card that follows notifies people."""
    if picture is None:
        return
    for room in ctx.rooms(*kinds):
        ctx.post(room.address, picture, again=False, priority=Priority.CARD, quiet=True)
