"""The digest at its time: sent if it is approved, else held back, and the gardeners are told."""

from collections.abc import Callable
from datetime import datetime

from bot.core import (
    Button,
    Card,
    JobContext,
    Line,
    Text,
    is_paused,
    text,
)
from bot.domain.digest.approvals import (
    LATE_KEY,
    REMINDED_BEFORE,
    DigestState,
    fingerprint,
    schedule_key,
)
from bot.domain.roles import Seat
from bot.references.digest import (
    approve_shown_digest,
    ask_digest_correction,
    digest_command,
)
from bot.vocabulary.gardeners import tell_pause
from handlers.digest.approvals import missing_approval_text
from handlers.digest.sending import send_digest
from storage.digest import Digest, Digests
from storage.members import Member
from storage.schedules import Schedules


def miss_due_digest(ctx: JobContext, _argument: int | None) -> None:
    """Hold back a digest whose time passed too long ago while the program was down."""
    digest = _due_digest(ctx)
    if digest is not None and not _pauses(ctx, digest):
        _miss(ctx, digest)


def hold_doubtful_digest(ctx: JobContext, _argument: int | None) -> None:
    """Hold back a digest that may have been sent before a backup was restored."""
    digest = _due_digest(ctx)
    if digest is not None:
        _miss(ctx, digest, in_doubt=True)


def send_due_digest(ctx: JobContext) -> None:
    """Send the digest that is due; without both approvals it is missed, or skipped."""
    digest = _due_digest(ctx)
    if digest is None:
        return
    approved = digest.issue.state is DigestState.APPROVED and digest.issue.has_both_keys
    if not approved:
        if not _pauses(ctx, digest):
            _miss(ctx, digest)
        return
    send_digest(ctx, digest)


def remind_of_approvals(ctx: JobContext) -> None:
    """Remind the gardeners, two hours before, that an approval is missing."""
    digest = ctx.store[Digests].current(ctx.community.id, ctx.now)
    due, issue = digest.due_at, digest.issue
    soon = due is not None and ctx.now < due <= ctx.now + REMINDED_BEFORE + REMINDED_BEFORE
    if due is None or not soon or issue.has_both_keys or not ctx.store[Digests].items(digest):
        return
    if is_paused(ctx.keepers):
        return

    def remind(seat: Seat) -> Card:
        leaves = text("The letter is due on {due}. {why}", due=due, why=_why(ctx, digest, seat))
        turns = issue.may_be_turned_by(seat, ctx.unattended)
        keys = (_approve(ctx, digest, text("Approve")), _correct()) if turns else ()
        return _with_doors((leaves,), *keys)

    _tell_both(ctx, remind)


def _due_digest(ctx: JobContext) -> Digest | None:
    """The letter that is due now, unless it is skipped or there is nothing to say."""
    planned = ctx.store[Schedules].get(schedule_key(ctx.community.id))
    if planned is None or ctx.store[Digests].is_skipped(ctx.community.id, planned.since):
        return None
    digest = ctx.store[Digests].current(ctx.community.id, ctx.now, due=planned.since)
    return digest if ctx.store[Digests].items(digest) else None


def _pauses(ctx: JobContext, digest: Digest) -> bool:
    """Where everybody who could turn a key is away, let the letter be skipped: its news wait."""
    if digest.issue.has_both_keys or not is_paused(ctx.keepers):
        return False
    ctx.store[Digests].skip(digest)
    tell_pause(ctx)
    return True


def _miss(ctx: JobContext, digest: Digest, *, in_doubt: bool = False) -> None:
    issue = digest.issue.end(DigestState.MISSED)
    ctx.store[Digests].become(digest, issue)
    due, until = _known(issue.due), _known(issue.due) + LATE_KEY
    if issue.is_past(ctx.now) and issue.submitted is None and _is_followed(ctx):
        return
    following = ctx.store[Schedules].next_due(schedule_key(ctx.community.id), ctx.now)
    following_day = following or text("a day to come")

    def tell(seat: Seat) -> Card:
        lines = _doubted(due) if in_doubt else _not_sent(ctx, digest, due, seat)
        if issue.is_past(ctx.now):
            lines.append(
                text("Its news wait for the letter of {following}.", following=following_day)
            )
            return _with_doors(tuple(lines))
        lines.append(
            text(
                "It can still be sent until {until}; after that, its news wait for the letter of "
                "{following}.",
                until=until,
                following=following_day,
            )
        )
        sends = issue.has_both_keys or issue.may_be_turned_by(seat, ctx.unattended)
        keys = (_approve(ctx, digest, text("Send now")), _correct()) if sends else ()
        return _with_doors(tuple(lines), *keys)

    _tell_both(ctx, tell)


def _not_sent(ctx: JobContext, digest: Digest, due: datetime, seat: Seat) -> list[Line]:
    did_not = text("The letter of {due} did not go out.", due=due)
    return [did_not, _why(ctx, digest, seat)]


def _doubted(due: datetime) -> list[Line]:
    may_have = text(
        "The letter of {due} was to go out after the backup that I was restored from. I do not "
        "send it by myself: look in the rooms whether it went out.",
        due=due,
    )
    return [may_have, text("If it did, take its news out of the next one.")]


def _is_followed(ctx: JobContext) -> bool:
    """Whether the next letter's time passed as well: one word about the last one is enough."""
    following = ctx.store[Digests].next_due(ctx.community.id)
    return following is not None and following <= ctx.now


def _why(ctx: JobContext, digest: Digest, seat: Seat) -> Text:
    """Which key is missing, told to the holder of a seat."""
    issue = digest.issue
    if issue.submitted is None:
        return text("Nobody has submitted it yet.")
    if issue.approved is not None:
        return text("Both keys were there, but I was not running.")
    if seat in issue.needs:
        return text("Your key is missing.")
    other = issue.submitted.seat.other
    if other in ctx.unattended:
        return missing_approval_text(ctx, issue.submitted)
    holders = [each.name for each in ctx.keepers[other].acting]
    if not holders:
        return text("The other key is in nobody's hands.")
    return text("{name}'s key is missing.", name=holders)


def _tell_both(ctx: JobContext, words: Callable[[Seat], Card]) -> None:
    """Tell each gardener in private, once, what their seat is to know."""
    told: dict[int, tuple[Member, Seat]] = {}
    for seat, keeper in ctx.keepers.items():
        for member in keeper.acting:
            told.setdefault(member.id, (member, seat))
    for member, seat in told.values():
        ctx.tell_in_person(member, words(seat))


def _approve(ctx: JobContext, digest: Digest, label: Text) -> Button:
    numbers = [each.number for each in ctx.store[Digests].items(digest)]
    return approve_shown_digest.button(label, digest.id, fingerprint(digest.title, numbers))


def _correct() -> Button:
    return ask_digest_correction.button(text("Correct"))


def _with_doors(lines: tuple[Line, ...], *keys: Button) -> Card:
    read = (digest_command.button(text("Read the letter through")),)
    return Card(None, lines, (keys, read) if keys else (read,))


def _known(due: datetime | None) -> datetime:
    if due is None:
        raise AssertionError  # what is due has its time
    return due
