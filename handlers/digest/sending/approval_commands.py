"""Submit, approve or correct the next digest.

News are added in `handlers/digest/news/drafts/added_news.py`; title, order and day are set in
`handlers/digest/drafting/draft.py`; it is sent at its time by
`handlers/digest/sending/due_digest.py`.
"""

from collections.abc import Callable
from typing import Annotated

from bot.core import (
    Answer,
    ButtonRef,
    Card,
    Context,
    Replace,
    Router,
    Where,
    asks,
    at_most,
    text,
)
from bot.domain.digest.approvals import (
    DigestState,
    DigestStatus,
    approval_of,
)
from bot.domain.roles import Role
from bot.references.digest import (
    approve_neutral_digest,
    approve_shown_digest,
    ask_digest_correction,
    digest_command,
    draft_card,
    submit_neutral_digest,
    submit_shown_digest,
)
from bot.vocabulary.community.neutrality import NEUTRAL, ask_if_neutral, must_be_neutral
from handlers.digest import acts
from handlers.digest.approval_words import hours_to_answer, missing_approval_text
from handlers.digest.digest_parts import contents_mark
from handlers.digest.digest_words import digest_title
from handlers.digest.draft_changes import review_button
from handlers.digest.letters.digest_mailing import nothing_left_text, send_digest
from handlers.digest.letters.letter import draft_items, freeze_letter, items_of
from handlers.digest.previews.link_checks import check_links
from handlers.digest.previews.preview import due_text, preview_card
from handlers.digest.sending.submissions import note_submitted, submitted_card
from storage.digest import Digest, Digests

router = Router()

TYPED_DIGEST = digest_command.typed()
LONGEST_REASON = 500


@router.command(
    "digest submit",
    fr="lettre soumettre",
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=acts.SUBMIT_THE_LETTER,
)
def submit_digest(ctx: Context) -> Answer:
    """Submit the letter: the other gardener is asked to approve it."""
    return submit(ctx, ctx.store[Digests].current(ctx.community.id, ctx.now))


@router.command(
    "digest approve",
    fr="lettre approuver",
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=acts.LOOK_AT_THE_DRAFT_OF_THE_LETTER,
)
def approve_digest(ctx: Context) -> Answer:
    """Read the submitted letter and approve it by its button: it goes out at its time."""
    digest = ctx.store[Digests].current(ctx.community.id, ctx.now)
    _approved_status(ctx, digest)
    return preview_card(ctx, digest, items_of(ctx, digest), to_approve=True)


@router.command(
    "digest correct",
    fr="lettre corriger",
    example=("correct The link is wrong", "corriger Le lien est faux"),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=acts.CORRECT_THE_LETTER,
)
def correct_digest(
    ctx: Context,
    why: Annotated[
        str,
        asks("What needs correcting? The gardening team will read it."),
        at_most(LONGEST_REASON),
    ] = "",
) -> Answer:
    """Turn a submitted letter back into a draft, and say why."""
    approval_of(ctx.member.id, ctx.hands)
    digest = ctx.store[Digests].current(ctx.community.id, ctx.now)
    ctx.store[Digests].become(digest, digest.status.reopen())
    draft_card.refresh(ctx, digest.id)
    request = text(
        "{name} asked for corrections: the letter is a draft again.", name=ctx.member.name
    )
    reason = (text("“{why}”", why=why),) if why.strip() else ()
    ctx.tell_other_gardeners(Card(None, (request, *reason), ((review_button(),),)))
    return Replace(preview_card(ctx, digest, items_of(ctx, digest)))


@router.button(
    submit_shown_digest, deliberate=True, who=Role.GARDENER, trace=acts.SUBMIT_THE_LETTER
)
def submit_by_button(ctx: Context, digest_id: int, seen: int) -> Answer:
    """Submit the digest that was read."""
    return act_on_seen(ctx, digest_id, seen, submit)


@router.button(
    approve_shown_digest, deliberate=True, who=Role.GARDENER, trace=acts.APPROVE_THE_LETTER
)
def approve_by_button(ctx: Context, digest_id: int, seen: int) -> Answer:
    """Approve the digest that was read; a missed one is sent at once."""
    return act_on_seen(ctx, digest_id, seen, approve)


@router.button(ask_digest_correction, who=Role.GARDENER, trace=acts.CORRECT_THE_LETTER)
def ask_correction(ctx: Context) -> Answer:
    """Ask for the correction."""
    return correct_digest.ask(ctx)


def submit(ctx: Context, digest: Digest, *, neutral: bool = False) -> Answer:
    """Submit a digest; in a pre-election period, once it is `neutral`."""
    items = draft_items(ctx, digest)
    approval = approval_of(ctx.member.id, ctx.hands)
    submitted = digest.status.submit(
        approval, items=len(items), unattended=ctx.unattended, at=ctx.now
    )
    if not neutral and must_be_neutral(ctx, digest.due_at):
        return _ask_if_neutral(ctx, digest, submit_neutral_digest)
    missing = missing_approval_text(ctx, approval)
    digest.alone_hours, digest.neutral = ctx.community.alone_after, neutral
    freeze_letter(ctx, digest, items)
    ctx.store[Digests].become(digest, submitted)
    letter = items_of(ctx, digest)
    check_links(ctx, digest, letter)
    ctx.tell_other_gardeners(submitted_card(ctx, digest, letter))
    note_submitted(ctx, digest, letter)
    draft_card.refresh(ctx, digest.id)
    line = text("{name} submitted the letter. {missing}", name=ctx.member.name, missing=missing)
    ctx.tell_back_room(line)
    return Replace(preview_card(ctx, digest, letter))


def approve(ctx: Context, digest: Digest, *, neutral: bool = False) -> Answer:
    """Approve a digest, or send a missed one; in a pre-election period, once it is `neutral`."""
    approved = _approved_status(ctx, digest)
    if not neutral and must_be_neutral(ctx, digest.due_at):
        return _ask_if_neutral(ctx, digest, approve_neutral_digest)
    digest.neutral = digest.neutral or neutral
    ctx.store[Digests].become(digest, approved)
    is_late = approved.state is DigestState.SENT
    return _send_late(ctx, digest) if is_late else _tell_approved(ctx, digest)


def _approved_status(ctx: Context, digest: Digest) -> DigestStatus:
    """The status after the sender's approval: a missed digest is sent."""
    approval = approval_of(ctx.member.id, ctx.hands, digest.status.submitted)
    if digest.status.state is not DigestState.MISSED:
        return digest.status.approve(approval, unattended=ctx.unattended)
    hours = hours_to_answer(ctx, digest)
    return digest.status.send_late(approval, ctx.now, unattended=ctx.unattended, hours=hours)


def _tell_approved(ctx: Context, digest: Digest) -> Answer:
    draft_card.refresh(ctx, digest.id)
    approved = text("{name} approved the letter.", name=ctx.member.name)
    ctx.tell_other_gardeners(Card(None, (approved, due_text(digest.status))))
    return Replace(preview_card(ctx, digest, items_of(ctx, digest)))


def _send_late(ctx: Context, digest: Digest) -> Answer:
    if not send_digest(ctx, digest):
        return Replace(nothing_left_text(digest))
    ctx.tell_other_gardeners(text("{name} sent the letter.", name=ctx.member.name))
    return Replace(text("The letter goes out now."))


def _ask_if_neutral(ctx: Context, digest: Digest, go_on: ButtonRef[[int, int], Answer]) -> Answer:
    here = (digest.id, contents_mark(digest, items_of(ctx, digest)))
    return ask_if_neutral(
        ctx, digest_title(ctx, digest), go_on.button(NEUTRAL, *here), review_button()
    )


def act_on_seen(
    ctx: Context, digest_id: int, seen: int, act: Callable[[Context, Digest], Answer]
) -> Answer:
    """Act on the digest that was read; one that has changed is drawn again where it is shown."""
    digest = ctx.store[Digests].current(ctx.community.id, ctx.now)
    if digest.id == digest_id and contents_mark(digest, items_of(ctx, digest)) == seen:
        return act(ctx, digest)
    draft_card.refresh(ctx, digest.id)
    return text(
        "The letter has changed since this message. To read it as it is now: {letter}.",
        letter=TYPED_DIGEST,
    )
