"""The preview of the next digest for gardeners: its text, its state, and the decisions to take."""

from collections.abc import Sequence

from bot.core import (
    Button,
    Card,
    Context,
    LetterItem,
    Line,
    Text,
    ntext,
    text,
)
from bot.domain.digest.approvals import LATE_APPROVAL, DigestState, DigestStatus
from bot.domain.roles import Hand
from bot.references.digest import (
    approve_shown_digest,
    ask_digest_correction,
    digest_schedule_command,
    news_command,
    submit_shown_digest,
)
from handlers.digest.approval_words import approver_name, missing_approval_text
from handlers.digest.digest_words import digest_title
from handlers.digest.letter import contents_mark, items_of
from handlers.digest.letter_words import letter_lines
from storage.digest import Digest, Digests, NewsItems


def preview_card(ctx: Context, digest: Digest, *, to_approve: bool = False) -> Card:
    """The digest as it will be sent, its state, and the possible decisions."""
    items = ctx.store[Digests].items(digest)
    letter = items_of(ctx, digest)
    lines: list[Line] = letter_lines(ctx, digest, letter)
    if not letter:
        lines.append(
            text(
                "No news yet: without any, no letter goes out. To add some: {news}.",
                news=news_command.typed(),
            )
        )
    lines += ["", *_state_lines(ctx, digest)]
    if items:
        numbers = [f"{each.number}" for each in items]
        lines.append(text("News, in order: {numbers}.", numbers=numbers))
    lines += _waiting_lines(ctx, digest)
    return Card(
        digest_title(ctx, digest), tuple(lines), _decision_buttons(ctx, digest, letter, to_approve)
    )


def _waiting_lines(ctx: Context, digest: Digest) -> list[Line]:
    """News that came too late for a submitted digest."""
    waiting = 0 if digest.status.takes_more else len(ctx.store[NewsItems].kept(ctx.community.id))
    if not waiting:
        return []
    return [
        ntext(
            "{count} news item is waiting for the following letter.",
            "{count} news items are waiting for the following letter.",
            waiting,
        )
    ]


def _state_lines(ctx: Context, digest: Digest) -> list[Line]:
    status, number = digest.status, digest.number
    if status.submitted is None:
        return [text("Letter {number}: draft.", number=number), due_text(status)]
    by = approver_name(ctx, status.submitted)
    submitted = text("Letter {number}: submitted by {name}.", number=number, name=by)
    if status.approved is None:
        return [submitted, missing_approval_text(ctx, status.submitted), due_text(status)]
    if status.approved.hand is Hand.NOBODY:
        return [submitted, due_text(status)]
    both = text(
        "Letter {number}: submitted by {name}, approved by {other}.",
        number=number,
        name=by,
        other=approver_name(ctx, status.approved),
    )
    return [both, due_text(status)]


def due_text(status: DigestStatus) -> Text:
    """The time at which the digest is sent."""
    if status.due is None:
        return text(
            "No day is planned. To choose one: {schedule}.",
            schedule=digest_schedule_command.typed(("tuesday", "mardi"), ("8:00", "8h")),
        )
    if status.state is DigestState.MISSED:
        return text(
            "It was planned for {due} and did not go out. You can still send it until {until}.",
            due=status.due,
            until=status.due + LATE_APPROVAL,
        )
    if status.has_both_approvals:
        return text("It goes out on {due}.", due=status.due)
    return text("It goes out on {due} if it is approved.", due=status.due)


def _decision_buttons(
    ctx: Context,
    digest: Digest,
    items: Sequence[LetterItem],
    to_approve: bool,  # noqa: FBT001
) -> tuple[tuple[Button, ...], ...]:
    """Buttons for the possible decisions; a person is offered one approval at most."""
    status, here = digest.status, (digest.id, contents_mark(ctx, digest))
    if status.submitted is None:
        return ((submit_shown_digest.button(text("Submit"), *here),),) if items else ()
    correct = ask_digest_correction.button(text("Correct"))
    alone = status.submitted.seat.other in ctx.unattended
    by_me = ctx.direct and status.submitted.member_id == ctx.member.id and not alone
    is_own = by_me and not to_approve
    if status.state is DigestState.MISSED and (status.has_both_approvals or not is_own):
        return ((approve_shown_digest.button(text("Send now"), *here), correct),)
    if status.approved is not None or is_own:
        return ((correct,),)
    return ((approve_shown_digest.button(text("Approve"), *here), correct),)
