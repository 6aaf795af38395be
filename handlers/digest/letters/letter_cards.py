"""The letter on cards: as rooms show it, and as it is sent in private."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core import Bold, Card, JobContext, LetterItem, Line, Text, text
from bot.domain.digest.contents import ROOM_LINES, fits_in_a_room
from bot.references.digest import read_digest
from bot.references.profile import settings_command
from bot.vocabulary.lists.cut_lists import others_lines
from handlers.digest.approval_words import approval_notes
from handlers.digest.digest_words import digest_title
from handlers.digest.letter_words import (
    is_section_title,
    item_headline,
    letter_buttons,
    letter_lines,
)
from handlers.digest.letters.letter_pictures import picture_buttons
from storage.digest import Digest


def room_card(ctx: JobContext, digest: Digest, items: Sequence[LetterItem]) -> Card:
    """A letter as rooms see it: at most seven lines, or the way to the rest."""
    items = [replace(each, picture=None) for each in items]
    lines = letter_lines(ctx, digest, items)
    if fits_in_a_room([_length_of(line) for line in lines if line and not is_section_title(line)]):
        return Card(digest_title(ctx, digest), tuple(lines))
    foot = approval_notes(ctx, digest)
    room = ROOM_LINES - len(foot)
    listed = items if len(items) <= room else items[: room - 1]
    heads: list[Line] = [item_headline(each) for each in listed]
    heads += others_lines(len(items) - len(listed))
    read = read_digest.button(text("Read on"), digest.id)
    return Card(digest_title(ctx, digest), (*heads, *foot), ((read,),))


def whole_card(
    ctx: JobContext,
    digest: Digest,
    items: Sequence[LetterItem],
    missed: Sequence[LetterItem] = (),
) -> Card:
    """A letter as it is sent in private."""
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
