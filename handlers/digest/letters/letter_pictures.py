"""The pictures of a letter, sent to those who ask for them in a direct room."""

from collections.abc import Sequence

from bot.core import (
    Answer,
    Button,
    Context,
    LetterItem,
    OpenDirect,
    Photo,
    Picture,
    Router,
    Toast,
    text,
)
from bot.domain.digest.approvals import DigestState
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.digest import preview_digest, read_digest
from handlers.digest import acts
from handlers.digest.digest_lookup import NoSuchDigest, digest_readers, sent_digest
from handlers.digest.digest_parts import headline_of
from handlers.digest.letters.letter import items_of
from storage.digest import Digest, Digests
from storage.files import Files

router = Router()

MOST_PICTURES = 4
LONGEST_LABEL = 30


class LetterPictureGone(Final):
    """This photo is no longer kept. Its description is in the letter."""


@router.button("letter_photo", who=digest_readers, outside=True)
def send_letter_picture(ctx: Context, digest_id: int, file_id: int) -> Answer:
    """Send a picture of a letter that has gone out."""
    digest = sent_digest(ctx, digest_id)
    picture = _picture_of(ctx, digest, file_id)
    if ctx.direct:
        return picture
    if not ctx.whisper(picture):
        return OpenDirect(read_digest.link_word(ctx, digest.id))
    return Toast(text("I am sending you the photo in private."))


@router.button("digest_photo", who=Role.GARDENER, trace=acts.LOOK_AT_THE_DRAFT_OF_THE_LETTER)
def send_draft_picture(ctx: Context, digest_id: int, file_id: int) -> Answer:
    """Send a picture of the letter that is being prepared."""
    digest = ctx.store[Digests].get(digest_id)
    if digest is None or digest.community_id != ctx.community.id:
        raise NoSuchDigest
    picture = _picture_of(ctx, digest, file_id)
    if ctx.direct:
        return picture
    if not ctx.whisper(picture):
        return OpenDirect(preview_digest.link_word(ctx))
    return Toast(text("I am sending you the photo in private."))


def picture_buttons(digest: Digest, items: Sequence[LetterItem]) -> tuple[tuple[Button, ...], ...]:
    """A button for each of the first pictures of a letter."""
    show = send_letter_picture if digest.state == DigestState.SENT else send_draft_picture
    rows = []
    for item in items:
        if item.picture is None or not isinstance(item.picture.content, Photo):
            continue
        title = headline_of(item)
        if isinstance(title, str) and len(title) > LONGEST_LABEL:
            title = f"{title[: LONGEST_LABEL - 1]}…"
        label = text("See the photo: {title}", title=title)
        rows.append((show.button(label, digest.id, item.picture.content.file_id),))
    return tuple(rows[:MOST_PICTURES])


def _picture_of(ctx: Context, digest: Digest, file_id: int) -> Picture:
    """Return a picture that a letter has, as it was approved, while it is kept.

    A file that came after the letter was submitted is another one, under an id used again.
    """
    pictures = (each.picture for each in items_of(ctx, digest))
    found = next((each for each in pictures if each and each.content == Photo(file_id)), None)
    row = ctx.store[Files].get(file_id)
    if found is None or row is None or row.created_at > (digest.submitted_at or ctx.now):
        raise LetterPictureGone
    return found
