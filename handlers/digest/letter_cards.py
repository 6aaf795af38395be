"""The letter on cards in rooms and in private, its pictures, and who may read it."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core import (
    Answer,
    Bold,
    Button,
    Card,
    Context,
    JobContext,
    Line,
    OpenDirect,
    Photo,
    Picture,
    Router,
    Text,
    Toast,
    text,
)
from bot.domain.addresses import shortened
from bot.domain.digest.approvals import DigestState
from bot.domain.digest.contents import ROOM_LINES, fits_in_a_room
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role
from bot.references.digest import LOOK_AT_DRAFT, digest_command, preview_digest, read_digest
from bot.references.profile import settings_command
from bot.vocabulary.letter_items import LetterItem
from handlers.digest.letter import items_of
from handlers.digest.words import (
    approval_notes,
    digest_title,
    headline_of,
    is_section_title,
    item_headline,
    letter_buttons,
    letter_lines,
)
from storage.communities import Community
from storage.digest import Digest, Digests
from storage.files import Files

router = Router(on_page=True)

MOST_PICTURES = 4
LONGEST_LABEL = 30


class NoSuchDigest(Refusal):
    """No such letter has gone out here. {digest} shows the last one."""

    def __init__(self) -> None:
        super().__init__(digest=digest_command.typed())


class LetterPictureGone(Final):
    """This photo is no longer kept. Its description is in the letter."""


def room_card(ctx: JobContext, digest: Digest, items: Sequence[LetterItem]) -> Card:
    """A letter as rooms see it: in full if it has at most seven lines, else its headlines."""
    items = [replace(each, picture=None) for each in items]
    lines = letter_lines(ctx, digest, items)
    if fits_in_a_room([_length_of(line) for line in lines if line and not is_section_title(line)]):
        return Card(digest_title(ctx, digest), tuple(lines))
    foot = approval_notes(ctx, digest)
    heads = [item_headline(each) for each in items[: ROOM_LINES - len(foot)]]
    read = read_digest.button(text("Read on"), digest.id)
    return Card(digest_title(ctx, digest), (*heads, *foot), ((read,),))


def whole_card(
    ctx: JobContext, digest: Digest, items: Sequence[LetterItem], missed: Sequence[LetterItem] = ()
) -> Card:
    why = text(
        "You receive it because you asked for it. To change that: {settings}.",
        settings=settings_command.typed(),
    )
    lines = letter_lines(ctx, digest, items)
    if missed:
        title = Bold(text("👋 What you may have missed"))
        lines = [title, *(item_headline(each) for each in missed), "", *lines]
    card = Card(digest_title(ctx, digest), (*lines, "", why))
    return replace(card, buttons=(*letter_buttons(ctx, items), *picture_buttons(digest, items)))


def _length_of(line: Line) -> int:
    words = line if isinstance(line, str | Text) else line.words
    if isinstance(words, str):
        return len(words)
    return sum(len(each) for each in words.values.values() if isinstance(each, str))


def digest_readers(community: Community | None) -> Role:
    """The least role that may read a digest by its link."""
    is_public = community is not None and community.public_channel
    return Role.ANYONE if is_public else Role.MEMBER


@router.button("letter_photo", who=digest_readers, outside=True)
def send_letter_picture(ctx: Context, digest_id: int, file_id: int) -> Answer:
    digest = sent_digest(ctx, digest_id)
    return _send_picture(ctx, digest, file_id, read_digest.link_word(ctx, digest.id))


@router.button("digest_photo", who=Role.GARDENER, trace=LOOK_AT_DRAFT)
def send_draft_picture(ctx: Context, digest_id: int, file_id: int) -> Answer:
    digest = ctx.store[Digests].get(digest_id)
    if digest is None or digest.community_id != ctx.community.id:
        raise NoSuchDigest
    return _send_picture(ctx, digest, file_id, preview_digest.link_word(ctx))


def _send_picture(ctx: Context, digest: Digest, file_id: int, link_word: str) -> Answer:
    picture = _picture_of(ctx, digest, file_id)
    if ctx.direct:
        return picture
    if not ctx.whisper(picture):
        return OpenDirect(link_word)
    return Toast(text("I am sending you the photo in private."))


def picture_buttons(digest: Digest, items: Sequence[LetterItem]) -> tuple[tuple[Button, ...], ...]:
    """Buttons of the first pictures of a letter."""
    show = send_letter_picture if digest.state == DigestState.SENT else send_draft_picture
    rows = []
    for item in items:
        if item.picture is None or not isinstance(item.picture.content, Photo):
            continue
        title = headline_of(item)
        if isinstance(title, str):
            title = shortened(title, LONGEST_LABEL)
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


def sent_digest(ctx: Context, digest_id: int) -> Digest:
    here = ctx.community_or_none
    digest = ctx.store[Digests].get(digest_id)
    if digest is None or here is None or digest.community_id != here.id:
        raise NoSuchDigest
    if digest.state != DigestState.SENT:
        raise NoSuchDigest
    return digest
