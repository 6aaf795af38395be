"""Fetch pictures of events, and show them before the words."""

from datetime import timedelta
from typing import Any

from bot.core import (
    Context,
    JobContext,
    Photo,
    Picture,
    Text,
    Upload,
    UploadRef,
    text,
)
from storage.events import Event, Events, PictureRow, Pictures
from storage.files import Files

KEPT_AFTER_EVENT = timedelta(days=365)
"""Time for which a picture is kept after its event."""


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
