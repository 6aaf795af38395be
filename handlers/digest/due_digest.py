"""The digest at its time: sent if it is approved, else held back, and the gardeners are told."""

from collections.abc import Callable
from datetime import datetime

from bot.core import Button, Card, JobContext, Line, Text, is_paused, text
from bot.domain.dates.local_time import USUAL_QUIET_HOURS
from bot.domain.digest.approvals import LATE_APPROVAL, DigestState
from bot.domain.digest.contents import REMINDED_AHEAD, schedule_key
from bot.domain.roles import Seat
from bot.references.digest import (
    approve_neutral_digest,
    approve_shown_digest,
    ask_digest_correction,
)
from bot.vocabulary.gardeners import tell_pause
from bot.vocabulary.publications import NEUTRAL, check_lines, must_be_neutral
from handlers.digest.approval import was_shown
from handlers.digest.draft_changes import current_digest, review_button
from handlers.digest.letter import is_prepared, send_digest
from handlers.digest.words import hours_to_answer, missing_approval_text
from storage.digest import Digest, Digests
from storage.members import Member
from storage.schedules import Schedules


def miss_due_digest(ctx: JobContext, _argument: int | None) -> None:
    """Hold back a digest whose time passed too long ago while the program was down."""
    digest = _due_digest(ctx)
    if digest is not None and not _skip_if_paused(ctx, digest):
        _miss(ctx, digest)


def hold_doubtful_digest(ctx: JobContext, _argument: int | None) -> None:
    """Hold back a digest that may have been sent before a backup was restored."""
    digest = _due_digest(ctx)
    if digest is not None:
        _miss(ctx, digest, in_doubt=True)


def send_due_digest(ctx: JobContext) -> None:
    """Send the digest that is due; without both approvals it is missed, or skipped.

    One approval is enough if the other seat did not answer in its time. In a pre-election period
    it is missed, too, if nobody checked that it is neutral.
    """
    digest = _due_digest(ctx)
    if digest is None:
        return
    hours = hours_to_answer(ctx, digest)
    alone_at = digest.status.alone_at(hours)
    if alone_at is not None and ctx.now >= alone_at:
        ctx.store[Digests].become(digest, digest.status.approve_alone(ctx.now, hours))
    is_approved = digest.status.state is DigestState.APPROVED and digest.status.has_both_approvals
    if is_approved and not _lacks_check(ctx, digest):
        send_digest(ctx, digest)
    elif is_approved or not _skip_if_paused(ctx, digest):
        _miss(ctx, digest)


def remind_of_approvals(ctx: JobContext) -> None:
    """Remind the gardeners that an approval is missing, unless these are quiet hours."""
    if USUAL_QUIET_HOURS.holds(ctx.now.astimezone(ctx.zone).time()):
        return
    digest = current_digest(ctx)
    due, status = digest.due_at, digest.status
    soon = due is not None and ctx.now < due <= ctx.now + REMINDED_AHEAD
    if due is None or not soon or status.has_both_approvals or not is_prepared(ctx, digest):
        return
    if is_paused(ctx.seat_statuses()):
        return

    def remind(seat: Seat) -> Card:
        why = _missing_approval(ctx, digest, seat)
        line = text("The letter is due on {due}. {why}", due=due, why=why)
        may_approve = status.may_be_approved_from(seat, ctx.unattended_seats())
        if not (may_approve and was_shown(ctx, digest)):
            return _card((line,))
        approve = approve_shown_digest.button(text("Approve"), digest.id)
        return _card((line,), approve, _correct_button(digest))

    _tell_gardeners(ctx, remind)


def _due_digest(ctx: JobContext) -> Digest | None:
    """The digest that is due now, unless it is skipped or has no news."""
    planned = ctx.store[Schedules].get(schedule_key(ctx.community.id))
    if planned is None or ctx.store[Digests].is_skipped(ctx.community.id, planned.since):
        return None
    digest = ctx.store[Digests].current(ctx.community.id, ctx.now, due=planned.since)
    return digest if is_prepared(ctx, digest) else None


def _skip_if_paused(ctx: JobContext, digest: Digest) -> bool:
    """Skip a digest that nobody present can approve: its news wait; True if skipped."""
    if digest.status.has_both_approvals or not is_paused(ctx.seat_statuses()):
        return False
    ctx.store[Digests].skip(digest)
    tell_pause(ctx)
    return True


def _miss(ctx: JobContext, digest: Digest, *, in_doubt: bool = False) -> None:
    """Mark a digest as missed, and tell the gardeners how to go on."""
    status = digest.status.end(DigestState.MISSED)
    ctx.store[Digests].become(digest, status)
    following = ctx.store[Digests].next_due(ctx.community.id)
    is_followed = following is not None and following <= ctx.now
    if status.is_past(ctx.now) and status.submitted is None and is_followed:
        return  # a message about the next digest, which is due as well, is enough

    def missed_card(seat: Seat) -> Card:
        not_sent = text("The letter of {due} did not go out.", due=_due_at(digest))
        if in_doubt:
            lines = _doubt_lines(digest)
        elif digest.status.has_both_approvals and _lacks_check(ctx, digest):
            lines = [not_sent, *check_lines(ctx)]
        else:
            lines = [not_sent, _missing_approval(ctx, digest, seat)]
        lines.append(_next_chance(ctx, digest))
        may_send = status.has_both_approvals or status.may_be_approved_from(
            seat, ctx.unattended_seats()
        )
        if status.is_past(ctx.now) or not may_send or not was_shown(ctx, digest):
            return _card(tuple(lines))
        send = approve_shown_digest.button(text("Send now"), digest.id)
        if _lacks_check(ctx, digest) and status.has_both_approvals and not in_doubt:
            lines.append(text("Once it is confirmed, the letter goes out at once."))
            send = approve_neutral_digest.button(NEUTRAL, digest.id)
        return _card(tuple(lines), send, _correct_button(digest))

    _tell_gardeners(ctx, missed_card)


def _lacks_check(ctx: JobContext, digest: Digest) -> bool:
    """True if it would go out in a pre-election period, and nobody checked it."""
    return not digest.neutral and must_be_neutral(ctx)


def _doubt_lines(digest: Digest) -> list[Line]:
    may_be_sent = text(
        "The letter of {due} was planned after the backup that I was restored from. I do not send "
        "it automatically: check in the rooms whether it went out.",
        due=_due_at(digest),
    )
    return [may_be_sent, text("If it did, remove its news from the next one.")]


def _next_chance(ctx: JobContext, digest: Digest) -> Text:
    """Until when a missed digest can be sent, and which one has its news after that."""
    due = ctx.store[Schedules].next_due(schedule_key(ctx.community.id), ctx.now)
    following = due or text("a day not yet chosen")
    if digest.status.is_past(ctx.now):
        return text("Its news will be in the letter of {following}.", following=following)
    return text(
        "You can still send it until {until}. After that, its news will be in the letter of "
        "{following}.",
        until=_due_at(digest) + LATE_APPROVAL,
        following=following,
    )


def _missing_approval(ctx: JobContext, digest: Digest, seat: Seat) -> Text:
    """The missing approval, as the holder of a seat reads it."""
    status = digest.status
    if status.submitted is None:
        return text("Nobody has submitted it yet.")
    if status.approved is not None:
        return text("The letter was approved, but the service was interrupted.")
    if seat in status.missing_seats:
        return text("Your approval is missing.")
    other = status.submitted.seat.other
    if other in ctx.unattended_seats():
        return missing_approval_text(ctx, status.submitted)
    holders = [each.name for each in ctx.seat_statuses()[other].acting]
    if not holders:
        return text("Nobody else can approve it yet.")
    return text("{name} still has to give their approval.", name=holders)


def _tell_gardeners(ctx: JobContext, card_for: Callable[[Seat], Card]) -> None:
    """Send each gardener the card of their seat in private; one with two seats gets one."""
    recipients: dict[int, tuple[Member, Seat]] = {}
    for seat, status in ctx.seat_statuses().items():
        for member in status.acting:
            recipients.setdefault(member.id, (member, seat))
    for member, seat in recipients.values():
        ctx.tell_in_person(member, card_for(seat))


def _correct_button(digest: Digest) -> Button:
    return ask_digest_correction.button(text("Correct"), digest.id)


def _card(lines: tuple[Line, ...], *decisions: Button) -> Card:
    read = (review_button(),)
    return Card(None, lines, (decisions, read) if decisions else (read,))


def _due_at(digest: Digest) -> datetime:
    if digest.due_at is None:
        raise AssertionError  # a missed digest was due
    return digest.due_at
