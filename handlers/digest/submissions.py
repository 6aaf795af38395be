"""What the other gardener gets of a submitted digest: all of it once, then what has changed."""

from collections.abc import Sequence

from bot.core import Card, Context, Line, Text, text
from bot.domain.digest.composing import NEWS
from bot.domain.digest.contents import Changes, changes_since, checksums
from handlers.digest.approval_words import approver_name, missing_approval_text
from handlers.digest.digest_parts import digest_parts
from handlers.digest.draft_changes import review_button
from handlers.digest.preview import alone_text, decision_buttons, preview_card
from storage.digest import Digest, NewsItems


def submitted_card(ctx: Context, digest: Digest) -> Card:
    """A submitted digest for the other gardener: the letter, or what has changed since it."""
    if not digest.shown:
        return preview_card(ctx, digest, to_approve=True)
    status = digest.status
    if status.submitted is None:
        raise AssertionError  # it was just submitted
    by = approver_name(ctx, status.submitted)
    lines: list[Line] = [
        text("{name} submitted the letter again.", name=by),
        *_change_lines(ctx, changes_since(dict(digest.shown), digest_parts(ctx, digest))),
        missing_approval_text(ctx, status.submitted),
        *alone_text(ctx, digest),
    ]
    buttons = decision_buttons(ctx, digest, to_approve=True)
    return Card(None, tuple(lines), (*buttons, (review_button(),)))


def note_submitted(ctx: Context, digest: Digest) -> None:
    """Note what was submitted, so that a later message tells only what has changed."""
    digest.shown = [list(each) for each in checksums(digest_parts(ctx, digest)).items()]


def _change_lines(ctx: Context, changes: Changes) -> list[Line]:
    """What has changed in a digest, a line for each kind of change."""
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
    "title": text("the title"),
    "greeting": text("the greeting"),
    "introduction": text("the introduction"),
}
