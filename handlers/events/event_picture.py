"""The picture of an event: sent in private or fetched, and posted before the card."""

from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any

from bot.core import (
    Answer,
    Context,
    JobContext,
    Photo,
    Picture,
    Router,
    Text,
    Upload,
    UploadRef,
    Where,
    asks,
    text,
)
from bot.domain.roles import Role
from bot.references.events import (
    edit_event,
    event_card,
    event_image_command,
    event_thing,
    preview_event,
)
from bot.vocabulary.lists import NONE_TO_MANAGE, events_to_manage
from bot.vocabulary.publications import PictureSent, PictureText
from handlers.events.event_lookup import (
    audit_change,
    changeable_event,
    event_by_id,
    event_by_number,
)
from storage.events import Event, Events, PictureRow, Pictures
from storage.files import Files

router = Router()

KEPT_AFTER_EVENT = timedelta(days=365)
"""Time for which a picture is kept after its event."""


@router.command(
    event_image_command, who=Role.MEMBER, where=Where.DIRECT, theme="part", example="12 image"
)
def ask_picture(
    ctx: Context,
    number: Annotated[
        int,
        asks("Which event is the picture for?", choices=events_to_manage, nothing=NONE_TO_MANAGE),
    ],
) -> Answer:
    """Add a picture to an event."""
    changeable_event(ctx, event_by_number(ctx, number))
    return send_picture.ask(ctx, number=str(number))


@router.form("event_picture", who=Role.MEMBER)
def send_picture(ctx: Context, number: int, file: PictureSent, words: PictureText = "") -> Text:
    """Have the picture fetched."""
    event = changeable_event(ctx, event_by_number(ctx, number))
    return fetch_picture(ctx, event, file, words, then=keep_picture, after=False)


def forget_picture(ctx: Context, key: int) -> None:
    ctx.store[Pictures].drop(key)


@router.outcome("event_picture", who=Role.MEMBER, failed=forget_picture)
def keep_picture(ctx: Context, key: int, file_id: int) -> Answer:
    """Attach a fetched picture to its event."""
    fetched = fetched_picture(ctx, key, file_id)
    if fetched is None:
        return None
    event, _ = fetched
    after = ctx.store[Events].change(event.id, ctx.now, picture_id=file_id)
    audit_change(ctx, after)
    _drop_picture(ctx, event)
    event_card.refresh(ctx, event.id)
    picture = current_picture(ctx, after)
    if picture is None:
        return None
    away = remove_picture.button(text("Remove the picture"), event.id)
    change = edit_event.button(text("Change something else"), event.id)
    review = preview_event.button(text("Review"), event.id)
    rows = ((away, change), (review,)) if after.published_at is None else ((away, change),)
    return replace(picture, buttons=rows)


@router.button("event_unpicture", of=event_thing, deliberate=True, tone="", who=Role.MEMBER)
def remove_picture(ctx: Context, event_id: int) -> Answer:
    """Remove the picture of an event; posts in rooms stay."""
    event = changeable_event(ctx, event_by_id(ctx, event_id))
    _drop_picture(ctx, event)
    if event.picture_id is not None:
        audit_change(ctx, ctx.store[Events].change(event.id, ctx.now, picture_id=None))
        event_card.refresh(ctx, event.id)
    return text("Event {number} no longer has a picture.", number=event.number)


def _drop_picture(ctx: Context, event: Event) -> None:
    """Delete the picture file of an event; its id may be another file's by now."""
    picture_id = event.picture_id
    if picture_id is not None and ctx.store[Pictures].of(event.id, picture_id) is not None:
        ctx.store[Files].drop(picture_id)


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


def picture_message(event: Event, row: PictureRow) -> Picture | None:
    """A picture with its description, once it is fetched."""
    if row.file_id is None:
        return None
    return Picture(Photo(row.file_id), text("Picture: {words}", words=row.words or event.title))


def current_picture(ctx: JobContext, event: Event) -> Picture | None:
    row = ctx.store[Pictures].of(event.id, event.picture_id)
    return None if row is None else picture_message(event, row)


def whisper_picture(ctx: Context, event: Event) -> None:
    """Show the picture of an event in private, before the words."""
    picture = current_picture(ctx, event)
    if picture is not None:
        ctx.whisper(picture)
