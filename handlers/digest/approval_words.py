"""Approvals of a digest in words: the missing one, and the approvers."""

from bot.core import JobContext, Text, text
from bot.domain.digest.approvals import Approval, DigestStatus
from bot.domain.roles import Hand, Seat
from storage.members import Members


def approval_notes(ctx: JobContext, status: DigestStatus) -> list[Text]:
    """Notes at the end of a digest on approvals that the holders of the seats did not give."""
    return [
        _approval_note(ctx, each)
        for each in (status.submitted, status.approved)
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


def approver_name(ctx: JobContext, approval: Approval) -> str | Text:
    """The name of the person who approved."""
    member = None if approval.member_id is None else ctx.store[Members].get(approval.member_id)
    return text("someone who left") if member is None else member.name


def missing_approval_text(ctx: JobContext, submitted: Approval) -> Text:
    """The missing approval and its seat, or that none is needed or possible."""
    seat = submitted.seat.other
    status = ctx.seat_statuses[seat]
    if status.holder is not None and seat in ctx.unattended:
        return text(
            "{name} is away until {day}, without a deputy: one approval is enough.",
            name=status.holder.name,
            day=status.absence.last if status.absence else None,
        )
    others = [each.name for each in status.acting if each.id != submitted.member_id]
    if others:
        return text("{name} still has to approve it.", name=others)
    if status.absence is not None:
        return text("Both gardeners are away: the letter waits.")
    if seat is Seat.REGION:
        return text("The letter cannot be approved yet: the Region's gardener has to join first.")
    return text("The letter cannot be approved yet: the territory's gardener has to join first.")
