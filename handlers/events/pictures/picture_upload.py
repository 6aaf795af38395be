"""The picture of an event: sent in private, shown with its details and before its card."""

from dataclasses import replace
from typing import Annotated

from bot.core import (
    Answer,
    Context,
    Router,
    Text,
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
from handlers.events.pictures.picture_posts import (
    current_picture,
    fetch_picture,
    fetched_picture,
    forget_picture,
)
from storage.events import Event, Events, Pictures
from storage.files import Files

router = Router()


@router.command(
    event_image_command,
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="part",
    example="12 image",
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
def send_picture(
    ctx: Context,
    number: int,
    file: PictureSent,
    words: PictureText = "",
) -> Text:
    """Have the picture fetched."""
    event = changeable_event(ctx, event_by_number(ctx, number))
    return fetch_picture(ctx, event, file, words, then=keep_picture, after=False)


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


@router.button("event_unpicture", of=event_thing, deliberate=True, who=Role.MEMBER)
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
