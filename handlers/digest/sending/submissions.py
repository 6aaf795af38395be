"""Submitted digests for the other gardener: in full once, then only their changes."""

from collections.abc import Collection, Sequence

from bot.core import Card, Context, JobContext, LetterItem, Line, Text, text
from bot.domain.digest.composing import NEWS
from bot.domain.digest.contents import Changes, changes_since
from handlers.digest.approval_words import approver_name, missing_approval_text
from handlers.digest.decision_buttons import decision_buttons
from handlers.digest.digest_parts import (
    GREETING,
    INTRODUCTION,
    TITLE,
    digest_parts,
    key_word,
    opening_words,
)
from handlers.digest.draft_changes import review_button
from handlers.digest.letter_words import item_lines
from handlers.digest.letters.letter import items_of
from handlers.digest.previews.preview import alone_text, preview_card
from storage.digest import Digest, NewsItems, read_parts, stored_parts


def submitted_card(ctx: Context, digest: Digest, letter: Sequence[LetterItem]) -> Card:
    """A submitted digest for the other gardener: in full, or only its changes."""
    if digest.shown is None or digest.shown_to != _readers(ctx):
        return preview_card(ctx, digest, letter, to_approve=True)
    status = digest.status
    if status.submitted is None:
        raise AssertionError  # it was just submitted
    by = approver_name(ctx, status.submitted)
    changes = changes_since(read_parts(digest.shown), digest_parts(digest, letter))
    lines: list[Line] = [
        text("{name} submitted the letter again.", name=by),
        *_change_lines(ctx, changes),
        *_changed_words(digest, letter, {*changes.added, *changes.reworded}),
        missing_approval_text(ctx, status.submitted, is_own=True),
        *alone_text(ctx, digest),
    ]
    buttons = decision_buttons(ctx, digest, letter, to_approve=True)
    return Card(None, tuple(lines), (*buttons, (review_button(),)))


def note_submitted(ctx: Context, digest: Digest, letter: Sequence[LetterItem]) -> None:
    """Save the submitted words and who was shown them: later, only changes are told."""
    digest.shown = stored_parts(digest_parts(digest, letter))
    digest.shown_to = _readers(ctx)


def was_shown(ctx: JobContext, digest: Digest) -> bool:
    """True if the people who act for the seats now were shown a submitted digest as it is."""
    if digest.shown is None or digest.shown_to != _readers(ctx):
        return False
    return not changes_since(read_parts(digest.shown), digest_parts(digest, items_of(ctx, digest)))


def _readers(ctx: JobContext) -> list[int]:
    """The people who act for the seats: a newcomer gets the whole letter."""
    return sorted({each.id for status in ctx.seat_statuses.values() for each in status.acting})


def _changed_words(
    digest: Digest, letter: Sequence[LetterItem], keys: Collection[str]
) -> list[Line]:
    """The words of these parts, set apart: nobody approves what they were not shown."""
    parts: list[Sequence[Line]] = [
        words.split("\n") for key, words in opening_words(digest).items() if key in keys
    ]
    parts += [item_lines(each) for each in letter if key_word(each.key) in keys]
    lines: list[Line] = []
    for each in parts:
        lines += ["", *each]
    return [*lines, ""] if lines else []


def _change_lines(ctx: Context, changes: Changes) -> list[Line]:
    """Changes of a digest, one line for each kind."""
    if not changes:
        return [text("Nothing has changed since.")]
    lines: list[Line] = []
    if changes.added:
        lines.append(text("New: {parts}.", parts=_names(ctx, changes.added)))
    if changes.removed:
        lines.append(text("Removed: {parts}.", parts=_names(ctx, changes.removed)))
    if changes.reworded:
        lines.append(text("Changed: {parts}.", parts=_names(ctx, changes.reworded)))
    if changes.moved:
        lines.append(text("The order has changed."))
    return lines


def _names(ctx: Context, keys: Sequence[str]) -> list[Text]:
    return [_name(ctx, key) for key in keys]


def _name(ctx: Context, key: str) -> Text:
    kind, _, ref = key.rpartition("-")
    news = ctx.store[NewsItems].get(int(ref)) if kind == NEWS else None
    if news is not None:
        return text("news item {number}", number=news.number)
    return PART_NAMES.get(key) or ITEM_NAMES.get(kind, text("an item"))


ITEM_NAMES = {
    "poll": text("a poll"),
    "event": text("an event"),
    "outcome": text("an outcome"),
}
PART_NAMES = {
    TITLE: text("the title"),
    GREETING: text("the greeting"),
    INTRODUCTION: text("the introduction"),
}
