"""Approvals of a digest in words, and the buttons that submit, approve, send or correct it."""

from collections.abc import Sequence

from bot.core import Buttons, Context, JobContext, Text, ntext, text
from bot.domain.digest.approvals import Approval, DigestState
from bot.domain.roles import Hand, Seat
from bot.references.digest import approve_shown_digest, ask_digest_correction, submit_shown_digest
from bot.vocabulary.gardeners import approver_name
from bot.vocabulary.letter_items import LetterItem
from storage.digest import Digest


def approval_notes(ctx: JobContext, digest: Digest) -> list[Text]:
    """Notes on approvals by a deputy, in an absence, or without an answer of the other seat."""
    status = digest.status
    if status.approved is not None and status.approved.hand is Hand.SILENT:
        return [*_notes(ctx, status.submitted), _silence_note(ctx, digest)]
    return _notes(ctx, status.submitted, status.approved)


def _notes(ctx: JobContext, *approvals: Approval | None) -> list[Text]:
    return [
        _approval_note(ctx, each)
        for each in approvals
        if each is not None and each.hand is not Hand.HOLDER
    ]


def _approval_note(ctx: JobContext, approval: Approval) -> Text:
    from_region = approval.seat is Seat.REGION
    if approval.hand is Hand.NOBODY:
        if from_region:
            return text(
                "The Region's gardener is away: this letter was approved for the territory only."
            )
        return text(
            "The territory's gardener is away: this letter was approved for the Region only."
        )
    name = approver_name(ctx, approval)
    if from_region:
        return text("{name} acted for the Region's gardener, who is away.", name=name)
    return text("{name} acted for the territory's gardener, who is away.", name=name)


def _silence_note(ctx: JobContext, digest: Digest) -> Text:
    approved, submitted = digest.status.approved, digest.status.submitted
    name = None if submitted is None else approver_name(ctx, submitted)
    if approved is not None and approved.seat is Seat.REGION:
        return ntext(
            "Approved by {name} only: the Region did not answer within {count} hour.",
            "Approved by {name} only: the Region did not answer within {count} hours.",
            digest.alone_hours,
            name=name,
        )
    return ntext(
        "Approved by {name} only: the territory did not answer within {count} hour.",
        "Approved by {name} only: the territory did not answer within {count} hours.",
        digest.alone_hours,
        name=name,
    )


def hours_to_answer(ctx: JobContext, digest: Digest) -> int:
    """Hours that the other seat has to answer; 0 if the letter waits for it.

    They were told so when it was submitted; the community may since have chosen otherwise.
    """
    return digest.alone_hours if ctx.community.alone_after else 0


def missing_approval_text(ctx: JobContext, submitted: Approval, *, is_own: bool = False) -> Text:
    """The missing approval and its seat, or that none is needed or possible.

    `is_own` if it is the reader who has to give it.
    """
    seat = submitted.seat.other
    status = ctx.seat_statuses()[seat]
    if status.holder is not None and seat in ctx.unattended_seats():
        return text(
            "{name} is away until {day}, without a deputy: one approval is enough.",
            name=status.holder.name,
            day=status.absence.last if status.absence else None,
        )
    others = [each.name for each in status.acting if each.id != submitted.member_id]
    if others and is_own:
        return text("Your approval is still missing.")
    if others:
        return text("{name} still has to approve it.", name=others)
    if status.absence is not None:
        return text("Both gardeners are away: the letter waits.")
    if seat is Seat.REGION:
        return text("The letter cannot be approved yet: the Region's gardener has to join first.")
    return text("The letter cannot be approved yet: the territory's gardener has to join first.")


def is_own_turn(ctx: Context, digest: Digest) -> bool:
    """True if a submitted digest waits for the sender."""
    submitted = digest.status.submitted
    if submitted is None or submitted.member_id == ctx.member.id:
        return False
    return submitted.seat.other in ctx.hands()


def decision_buttons(
    ctx: Context, digest: Digest, letter: Sequence[LetterItem], *, to_approve: bool = False
) -> Buttons:
    """Buttons for the possible decisions; a person is offered one approval at most."""
    status, here = digest.status, digest.id
    if status.submitted is None:
        return ((submit_shown_digest.button(_submit_label(ctx), here),),) if letter else ()
    correct = ask_digest_correction.button(text("Correct"), here)
    alone = status.submitted.seat.other in ctx.unattended_seats()
    by_me = ctx.direct and status.submitted.member_id == ctx.member.id and not alone
    is_own = by_me and not to_approve
    alone_at = status.alone_at(hours_to_answer(ctx, digest))
    is_enough = status.has_both_approvals or (alone_at is not None and alone_at <= ctx.now)
    if status.state is DigestState.MISSED and (is_enough or not is_own):
        return ((approve_shown_digest.button(text("Send now"), here), correct),)
    if status.approved is not None or is_own:
        return ((correct,),)
    return ((approve_shown_digest.button(text("Approve"), here), correct),)


def _submit_label(ctx: Context) -> Text:
    """The label names the approver, if there is only one."""
    hands = sorted(ctx.hands())
    others = ctx.seat_statuses()[hands[0].other].acting if len(hands) == 1 else ()
    if len(others) != 1 or hands[0].other in ctx.unattended_seats():
        return text("Submit")
    return text("Submit to {name}", name=others[0].name)
