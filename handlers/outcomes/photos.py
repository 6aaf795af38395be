"""Photos of a past event: sent by gardeners, shown with its outcome."""

from dataclasses import replace

from bot.core import Answer, Context, Router, Text, text
from bot.domain.outcomes import MOST_PHOTOS
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.outcomes import add_outcome_photo, tell_outcome
from bot.vocabulary.pictures import PictureSent, PictureText, post_picture
from handlers.events import (
    fetch_picture,
    fetched_picture,
    forget_picture,
    past_event_by_id,
    past_event_by_number,
    picture_message,
)
from handlers.outcomes import acts
from storage.communities import RoomKind
from storage.events import Event, Events, Pictures
from storage.files import Files
from storage.outcomes import Outcomes, OutcomeState

router = Router()


class PhotosEnough(Final):
    """Event {number} already has {count} photos: remove one first."""


class PhotoGone(Final):
    """This photo is no longer here."""


@router.button(add_outcome_photo, who=Role.GARDENER, trace=acts.SEE_TO_PHOTOS_OF_AN_EVENT)
def ask_photo(ctx: Context, event_id: int) -> Answer:
    """Ask for a photo."""
    event = _event_with_room(ctx, past_event_by_id(ctx, event_id))
    return send_photo.ask(ctx, number=str(event.number))


@router.form("outcome_photo", who=Role.GARDENER)
def send_photo(
    ctx: Context,
    number: int,
    file: PictureSent,
    words: PictureText = "",
) -> Text:
    """Have a photo fetched."""
    event = _event_with_room(ctx, past_event_by_number(ctx, number))
    return fetch_picture(ctx, event, file, words, then=keep_photo, after=True)


@router.outcome("outcome_picture", who=Role.GARDENER, failed=forget_picture)
def keep_photo(ctx: Context, key: int, file_id: int) -> Answer:
    """Attach a fetched photo to the outcome; post it if the outcome is published."""
    fetched = fetched_picture(ctx, key, file_id)
    if fetched is None:
        return None
    event, row = fetched
    ctx.store[Events].hold(event.id)
    photos = ctx.store[Pictures].after(event.id)
    if len(photos) > MOST_PHOTOS:
        ctx.store[Files].drop(file_id)
        enough = PhotosEnough(number=event.number, count=MOST_PHOTOS)
        return Text(enough.sentence, enough.values)
    outcome, photo = ctx.store[Outcomes].of(event.id), picture_message(event, row)
    if outcome is not None and outcome.state == OutcomeState.PUBLISHED:
        post_picture(ctx, photo, RoomKind.COMMUNITY)
    away = remove_photo.button(text("Remove this photo"), row.id)
    more = add_outcome_photo.button(text("Another photo"), event.id)
    look = tell_outcome.button(text("Finish"), event.id)
    return None if photo is None else replace(photo, buttons=((away, more), (look,)))


@router.button(
    "outcome_unphoto", deliberate=True, who=Role.GARDENER, trace=acts.SEE_TO_PHOTOS_OF_AN_EVENT
)
def remove_photo(ctx: Context, picture_id: int) -> Text:
    """Remove a photo; posts in rooms stay."""
    row = ctx.store[Pictures].get(picture_id)
    event = None if row is None else ctx.store[Events].find(ctx.community.id, row.event_id)
    if row is None or event is None or not row.after or row.file_id is None:
        raise PhotoGone
    ctx.store[Files].drop(row.file_id)
    return text("The photo is removed. Where it is already published, it stays.")


def _event_with_room(ctx: Context, event: Event) -> Event:
    """Return the event if it may have another photo."""
    if len(ctx.store[Pictures].after(event.id)) >= MOST_PHOTOS:
        raise PhotosEnough(number=event.number, count=MOST_PHOTOS)
    return event
