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
                "The Region's gardener being away, this letter goes out with the territory's key "
                "alone."
            )
        return text(
            "The territory's gardener being away, this letter goes out with the Region's key alone."
        )
    name = approver_name(ctx, approval)
    if from_region:
        return text("The Region's gardener being away, {name} turned that key.", name=name)
    return text("The territory's gardener being away, {name} turned that key.", name=name)


def approver_name(ctx: JobContext, approval: Approval) -> str | Text:
    """The name of the person who approved."""
    member = None if approval.member_id is None else ctx.store[Members].get(approval.member_id)
    return text("somebody who left") if member is None else member.name


def missing_approval_text(ctx: JobContext, submitted: Approval) -> Text:
    """The missing approval and its seat, or that none is needed or possible."""
    seat = submitted.seat.other
    status = ctx.seat_statuses[seat]
    if status.holder is not None and seat in ctx.unattended:
        return text(
            "{name} is away until {day}, with nobody in their place: one key is enough.",
            name=status.holder.name,
            day=status.absence.last if status.absence else None,
        )
    others = [each.name for each in status.acting if each.id != submitted.member_id]
    if others:
        return text("The other key is {name}'s.", name=others)
    if status.absence is not None:
        return text("Both gardeners are away: the letter waits.")
    if seat is Seat.REGION:
        return text(
            "The key of the Region is in nobody's hands: its gardener has to join first. Until "
            "then nobody can approve the letter."
        )
    return text(
        "The key of the territory is in nobody's hands: its gardener has to join first. Until "
        "then nobody can approve the letter."
    )
