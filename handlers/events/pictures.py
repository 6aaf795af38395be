"""The picture of an event: sent in private, shown with its details and before its card in rooms."""

from dataclasses import replace
from typing import Annotated

from bot.core import (
    Answer,
    Context,
    Router,
    Text,
    Upload,
    Where,
    asks,
    at_most,
    reads,
    text,
)
from bot.domain.roles import Role
from bot.references.events import event_image_command, press_event_change
from handlers.events.event_meant import changeable, numbered, pressed
from handlers.events.picture_posts import (
    LONGEST_WORDS,
    fetch_picture,
    picture_of,
    read_picture,
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
    number: Annotated[int, asks("Which event is the picture for? Its number:")],
) -> Answer:
    """Give an event a picture."""
    changeable(ctx, numbered(ctx, number))
    return send_picture.ask(ctx, number=str(number))


@router.form("event_picture", who=Role.MEMBER)
def send_picture(
    ctx: Context,
    number: int,
    file: Annotated[
        Upload,
        asks("Send me the picture. Where and when it was taken is not kept."),
        reads(read_picture),
    ],
    words: Annotated[
        str,
        asks("Describe the picture in a few words, for those who do not see it."),
        at_most(LONGEST_WORDS),
    ] = "",
) -> Text:
    """Have the picture fetched."""
    event = changeable(ctx, numbered(ctx, number))
    fetch_picture(ctx, event, file, words, then=keep_picture, after=False)
    return text("Thank you, I am fetching the picture.")


def _never_came(ctx: Context, key: int) -> None:
    ctx.store[Pictures].drop(key)


@router.outcome("event_picture", who=Role.MEMBER, failed=_never_came)
def keep_picture(ctx: Context, key: int, file_id: int) -> Answer:
    """The picture is here: it is the event's from now on."""
    row = ctx.store[Pictures].arrived(key, file_id)
    event = None if row is None else ctx.store[Events].find(ctx.community.id, row.event_id)
    if event is None:
        ctx.store[Files].drop(file_id)
        return None
    after = ctx.store[Events].change(event.id, ctx.now, picture_id=file_id)
    _let_go(ctx, event)
    picture = picture_of(ctx, after)
    if picture is None:
        return None
    away = remove_picture.button(text("Remove the picture"), event.id)
    change = press_event_change.button(text("Change something else"), event.id)
    return replace(picture, buttons=((away, change),))


@router.button("event_unpicture", who=Role.MEMBER)
def remove_picture(ctx: Context, event_id: int) -> Answer:
    """Let an event have no picture any more; what stands in rooms stays there."""
    event = changeable(ctx, pressed(ctx, event_id))
    _let_go(ctx, event)
    if event.picture_id is not None:
        ctx.store[Events].change(event.id, ctx.now, picture_id=None)
    return text("Event {number} has no picture any more.", number=event.number)


def _let_go(ctx: Context, event: Event) -> None:
    """Keep the picture that an event has had no longer; its number may be another file's now."""
    picture_id = event.picture_id
    if picture_id is not None and ctx.store[Pictures].of(event.id, picture_id) is not None:
        ctx.store[Files].drop(picture_id)
