"""Send or approve an announcement whose content was checked, in a pre-election period."""

from bot.core import Answer, Context, Router, text
from bot.domain.rates import PROPOSALS
from bot.domain.roles import Role
from bot.references.announcements import approve_neutral_announcement, send_neutral_announcement
from bot.vocabulary.neutrality import note_neutral
from handlers.announcements import acts
from handlers.announcements.announcement_lookup import unchanged_announcement
from handlers.announcements.approval import approve, submit
from storage.announcements import Announcement

router = Router()


@router.button(
    send_neutral_announcement,
    deliberate=True,
    who=Role.GARDENER,
    limit=PROPOSALS,
    trace=acts.SEND_A_NEUTRAL_ANNOUNCEMENT,
)
def submit_neutral(ctx: Context, announcement_id: int, seen: int) -> Answer:
    """Send or submit the announcement that was read and found neutral."""
    found = unchanged_announcement(ctx, announcement_id, seen)
    answer = submit(ctx, found, neutral=True)
    _note_check(ctx, found)
    return answer


@router.button(
    approve_neutral_announcement,
    deliberate=True,
    who=Role.GARDENER,
    limit=PROPOSALS,
    trace=acts.APPROVE_A_NEUTRAL_ANNOUNCEMENT,
)
def approve_neutral(ctx: Context, announcement_id: int, seen: int) -> Answer:
    """Approve the announcement that was read and found neutral."""
    found = unchanged_announcement(ctx, announcement_id, seen)
    answer = approve(ctx, found, neutral=True)
    _note_check(ctx, found)
    return answer


def _note_check(ctx: Context, announcement: Announcement) -> None:
    note_neutral(
        ctx,
        text(
            "{name} checked that announcement {number} is neutral (pre-election period).",
            name=ctx.member.name,
            number=announcement.number,
        ),
    )
