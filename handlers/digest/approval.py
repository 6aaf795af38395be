"""Submit, approve or correct the next digest, and show the other gardener what changed."""

from collections.abc import Collection, Sequence
from typing import Annotated

from bot.core import (
    Act,
    Answer,
    ButtonRef,
    Card,
    Context,
    JobContext,
    Line,
    Replace,
    Router,
    Text,
    Where,
    asks,
    at_most,
    text,
)
from bot.domain.digest.approvals import DigestState, DigestStatus, approval_of
from bot.domain.digest.composing import NEWS
from bot.domain.digest.contents import Changes, changes_since
from bot.domain.roles import Role
from bot.references.digest import (
    approve_neutral_digest,
    approve_shown_digest,
    ask_digest_correction,
    draft_card,
    letter_thing,
    submit_neutral_digest,
    submit_shown_digest,
)
from bot.vocabulary.gardeners import approver_name
from bot.vocabulary.letter_items import LetterItem
from bot.vocabulary.publications import NEUTRAL, ask_if_neutral, must_be_neutral, note_neutral
from handlers.digest.draft_changes import current_digest, review_button
from handlers.digest.letter import (
    draft_items,
    freeze_letter,
    items_of,
    keep_contents,
    nothing_left_text,
    send_digest,
)
from handlers.digest.preview import alone_text, check_links, due_text, preview_card
from handlers.digest.words import (
    GREETING,
    INTRODUCTION,
    TITLE,
    decision_buttons,
    digest_parts,
    digest_title,
    hours_to_answer,
    item_lines,
    key_word,
    missing_approval_text,
    opening_words,
)
from storage.digest import Digest, Digests, NewsItems, read_parts, stored_parts

router = Router()

SUBMIT = Act(text("{who} submitted the letter"), text("submit the letter"))
APPROVE = Act(text("{who} approved the letter"), text("approve the letter"))
SUBMIT_NEUTRAL = Act(
    text("{who} checked that the letter is neutral and submitted it"),
    text("submit a letter that is neutral"),
)
APPROVE_NEUTRAL = Act(
    text("{who} checked that the letter is neutral and approved it"),
    text("approve a letter that is neutral"),
)
CORRECT = Act(
    text("{who} asked for corrections to the letter"), text("ask for corrections to the letter")
)

LONGEST_REASON = 500
ITEM_NAMES = {"poll": text("a poll"), "event": text("an event"), "outcome": text("an outcome")}
PART_NAMES = {
    TITLE: text("the title"),
    GREETING: text("the greeting"),
    INTRODUCTION: text("the introduction"),
}


@router.command(
    "digest submit",
    fr="lettre soumettre",
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=SUBMIT,
)
def submit_digest(ctx: Context) -> Answer:
    """Submit the letter: the other gardener is asked to approve it."""
    digest = current_digest(ctx)
    _submitted_status(ctx, digest, draft_items(ctx, digest))
    letter_thing.check_delivered(ctx, digest.id)
    return submit(ctx, digest)


@router.button(
    submit_shown_digest, of=letter_thing, deliberate=True, who=Role.GARDENER, trace=SUBMIT
)
def submit_by_button(ctx: Context, digest_id: int) -> Answer:
    return submit(ctx, shown_digest(ctx, digest_id))


@router.button(
    submit_neutral_digest,
    of=letter_thing,
    deliberate=True,
    who=Role.GARDENER,
    trace=SUBMIT_NEUTRAL,
)
def submit_neutral(ctx: Context, digest_id: int) -> Answer:
    digest = shown_digest(ctx, digest_id)
    answer = submit(ctx, digest, neutral=True)
    _note_check(ctx, digest)
    return answer


def submit(ctx: Context, digest: Digest, *, neutral: bool = False) -> Answer:
    """Submit a digest; in a pre-election period, once it is `neutral`."""
    items = draft_items(ctx, digest)
    submitted = _submitted_status(ctx, digest, items)
    if not neutral and must_be_neutral(ctx, digest.due_at):
        return _ask_if_neutral(ctx, digest, submit_neutral_digest)
    missing = missing_approval_text(ctx, approval_of(ctx.member.id, ctx.hands()))
    digest.alone_hours, digest.neutral = ctx.community.alone_after, neutral
    freeze_letter(ctx, digest, items)
    ctx.store[Digests].become(digest, submitted)
    letter = items_of(ctx, digest)
    check_links(ctx, digest, letter)
    ctx.tell_other_gardeners(submitted_card(ctx, digest, letter))
    digest.shown = stored_parts(digest_parts(digest, letter))
    digest.shown_to = _reader_ids(ctx)
    draft_card.refresh(ctx, digest.id)
    line = text("{name} submitted the letter. {missing}", name=ctx.member.name, missing=missing)
    ctx.tell_back_room(line)
    return Replace(preview_card(ctx, digest, letter))


def _submitted_status(ctx: Context, digest: Digest, items: Sequence[LetterItem]) -> DigestStatus:
    """The status after the sender's submission; raises a `Refusal` if it is not possible."""
    approval = approval_of(ctx.member.id, ctx.hands())
    return digest.status.submit(
        approval, items=len(items), unattended=ctx.unattended_seats(), at=ctx.now
    )


def submitted_card(ctx: Context, digest: Digest, letter: Sequence[LetterItem]) -> Card:
    """A submitted digest for the other gardener: in full, or only its changes."""
    if digest.shown is None or digest.shown_to != _reader_ids(ctx):
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


def _changed_words(
    digest: Digest, letter: Sequence[LetterItem], keys: Collection[str]
) -> list[Line]:
    """The full text of changed parts: nobody approves text that they were not shown."""
    parts: list[Sequence[Line]] = [
        words.split("\n") for key, words in opening_words(digest).items() if key in keys
    ]
    parts += [item_lines(each) for each in letter if key_word(each.key) in keys]
    lines = [line for each in parts for line in ("", *each)]
    return [*lines, ""] if lines else []


def _change_lines(ctx: Context, changes: Changes) -> list[Line]:
    """The changes of a digest, a line for each kind."""
    if not changes:
        return [text("Nothing has changed since.")]
    lines: list[Line] = []
    if changes.added:
        lines.append(text("New: {parts}.", parts=_part_names(ctx, changes.added)))
    if changes.removed:
        lines.append(text("Removed: {parts}.", parts=_part_names(ctx, changes.removed)))
    if changes.reworded:
        lines.append(text("Changed: {parts}.", parts=_part_names(ctx, changes.reworded)))
    if changes.moved:
        lines.append(text("The order has changed."))
    return lines


def _part_names(ctx: Context, keys: Sequence[str]) -> list[Text]:
    return [_part_name(ctx, key) for key in keys]


def _part_name(ctx: Context, key: str) -> Text:
    kind, _, ref = key.rpartition("-")
    news = ctx.store[NewsItems].get(int(ref)) if kind == NEWS else None
    if news is not None:
        return text("news item {number}", number=news.number)
    return PART_NAMES.get(key) or ITEM_NAMES.get(kind, text("an item"))


@router.command(
    "digest approve",
    fr="lettre approuver",
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=APPROVE,
)
def approve_digest(ctx: Context) -> Answer:
    """Approve the submitted letter that you have read: it goes out at its time."""
    digest = current_digest(ctx)
    _approved_status(ctx, digest)
    letter_thing.check_delivered(ctx, digest.id)
    return approve(ctx, digest)


@router.button(
    approve_shown_digest, of=letter_thing, deliberate=True, who=Role.GARDENER, trace=APPROVE
)
def approve_by_button(ctx: Context, digest_id: int) -> Answer:
    """Approve the digest that was read; a missed one is sent at once."""
    return approve(ctx, shown_digest(ctx, digest_id))


@router.button(
    approve_neutral_digest,
    of=letter_thing,
    deliberate=True,
    who=Role.GARDENER,
    trace=APPROVE_NEUTRAL,
)
def approve_neutral(ctx: Context, digest_id: int) -> Answer:
    digest = shown_digest(ctx, digest_id)
    answer = approve(ctx, digest, neutral=True)
    _note_check(ctx, digest)
    return answer


def approve(ctx: Context, digest: Digest, *, neutral: bool = False) -> Answer:
    """Approve a digest, or send a missed one; in a pre-election period, once it is `neutral`."""
    approved = _approved_status(ctx, digest)
    if not neutral and must_be_neutral(ctx, digest.due_at):
        return _ask_if_neutral(ctx, digest, approve_neutral_digest)
    digest.neutral = digest.neutral or neutral
    ctx.store[Digests].become(digest, approved)
    if approved.state is DigestState.SENT:
        if not send_digest(ctx, digest):
            return Replace(nothing_left_text(digest))
        ctx.tell_other_gardeners(text("{name} sent the letter.", name=ctx.member.name))
        return Replace(text("The letter goes out now."))
    draft_card.refresh(ctx, digest.id)
    told = text("{name} approved the letter.", name=ctx.member.name)
    ctx.tell_other_gardeners(Card(None, (told, due_text(digest.status))))
    return Replace(preview_card(ctx, digest, items_of(ctx, digest)))


def _approved_status(ctx: Context, digest: Digest) -> DigestStatus:
    """The status after the sender's approval: a missed digest is sent."""
    approval = approval_of(ctx.member.id, ctx.hands(), digest.status.submitted)
    if digest.status.state is not DigestState.MISSED:
        return digest.status.approve(approval, unattended=ctx.unattended_seats())
    hours = hours_to_answer(ctx, digest)
    return digest.status.send_late(
        approval, ctx.now, unattended=ctx.unattended_seats(), hours=hours
    )


def _ask_if_neutral(ctx: Context, digest: Digest, go_on: ButtonRef[[int], Answer]) -> Answer:
    return ask_if_neutral(
        ctx, digest_title(ctx, digest), go_on.button(NEUTRAL, digest.id), review_button()
    )


def _note_check(ctx: Context, digest: Digest) -> None:
    ctx.trace(number=digest.number)
    checked = text(
        "{name} checked that letter {number} is neutral (pre-election period).",
        name=ctx.member.name,
        number=digest.number,
    )
    note_neutral(ctx, checked)


@router.command(
    "digest correct",
    fr="lettre corriger",
    example=("correct The link is wrong", "corriger Le lien est faux"),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=CORRECT,
)
def correct_digest(ctx: Context, why: Annotated[str, at_most(LONGEST_REASON)] = "") -> Answer:
    """Turn a submitted letter back into a draft, and say why."""
    approval_of(ctx.member.id, ctx.hands())
    digest = current_digest(ctx)
    digest.status.reopen()
    letter_thing.check_delivered(ctx, digest.id)
    return _reopen(ctx, digest, why)


@router.button(ask_digest_correction, of=letter_thing, who=Role.GARDENER, trace=CORRECT)
def ask_correction(ctx: Context, digest_id: int) -> Answer:
    letter = shown_digest(ctx, digest_id).id
    shown = letter_thing.present(ctx, letter)
    return correct_shown_digest.ask(ctx, letter=str(letter), shown=str(shown))


@router.form("digest_correction", who=Role.GARDENER, trace=CORRECT)
def correct_shown_digest(
    ctx: Context,
    letter: int,
    shown: int,
    why: Annotated[
        str,
        asks("What needs correcting? The gardening team will read it."),
        at_most(LONGEST_REASON),
    ] = "",
) -> Answer:
    """Turn the letter that was read back into a draft, and say why."""
    approval_of(ctx.member.id, ctx.hands())
    letter_thing.check(ctx, letter, shown)
    return _reopen(ctx, shown_digest(ctx, letter), why)


def _reopen(ctx: Context, digest: Digest, why: str) -> Answer:
    ctx.store[Digests].become(digest, digest.status.reopen())
    draft_card.refresh(ctx, digest.id)
    request = text(
        "{name} asked for corrections: the letter is a draft again.", name=ctx.member.name
    )
    reason = (text("“{why}”", why=why),) if why.strip() else ()
    ctx.tell_other_gardeners(Card(None, (request, *reason), ((review_button(),),)))
    return Replace(preview_card(ctx, digest, items_of(ctx, digest)))


@router.revised(letter_thing, compose=keep_contents)
def show_letter_again(ctx: Context, _digest_id: int) -> Card:
    """Show the letter in the making, to a gardener who acted on it as it was before."""
    digest = current_digest(ctx)
    letter = items_of(ctx, digest)
    check_links(ctx, digest, letter)
    return preview_card(ctx, digest, letter)


def shown_digest(ctx: Context, digest_id: int) -> Digest:
    """The letter in the making, which was shown with a button.

    Raises `ChangedSinceShown` if it is another one by now, or planned for another day.
    """
    shown = letter_thing.present(ctx, digest_id)
    digest = current_digest(ctx)
    letter_thing.check(ctx, digest.id, shown if digest.id == digest_id else 0)
    return digest


def was_shown(ctx: JobContext, digest: Digest) -> bool:
    """True if the people who act for the seats now were shown the digest as it is."""
    if digest.shown is None or digest.shown_to != _reader_ids(ctx):
        return False
    return not changes_since(read_parts(digest.shown), digest_parts(digest, items_of(ctx, digest)))


def _reader_ids(ctx: JobContext) -> list[int]:
    """The ids of those who act for the seats: a newcomer gets the whole letter."""
    return sorted({each.id for status in ctx.seat_statuses().values() for each in status.acting})
