"""Send or approve an announcement whose content was checked, in a pre-election period."""

from functools import partial
from typing import Protocol

from bot.core import Answer, Context, Router, text
from bot.domain.rates import PROPOSALS
from bot.domain.roles import Role
from bot.references.announcements import (
    announcement_thing,
    approve_neutral_announcement,
    send_neutral_announcement,
)
from bot.vocabulary.community.neutrality import note_neutral
from handlers.announcements import acts
from handlers.announcements.announcement_lookup import unsent_announcement
from handlers.announcements.sending.approval import approve, submit
from storage.announcements import Announcement

router = Router()


class NeutralSending(Protocol):
    """Sends or approves an announcement that is `neutral`."""

    def __call__(self, ctx: Context, announcement: Announcement, /, *, neutral: bool) -> Answer: ...


@router.button(
    send_neutral_announcement,
    of=announcement_thing,
    deliberate=True,
    who=Role.GARDENER,
    limit=PROPOSALS,
    trace=acts.SEND_A_NEUTRAL_ANNOUNCEMENT,
)
def submit_neutral(ctx: Context, announcement_id: int, asks_first: int) -> Answer:
    """Send or submit the announcement that was read and found neutral."""
    found = unsent_announcement(ctx, announcement_id)
    return _act_on_neutral(ctx, found, partial(submit, asks_first=bool(asks_first)))


@router.button(
    approve_neutral_announcement,
    of=announcement_thing,
    deliberate=True,
    who=Role.GARDENER,
    limit=PROPOSALS,
    trace=acts.APPROVE_A_NEUTRAL_ANNOUNCEMENT,
)
def approve_neutral(ctx: Context, announcement_id: int) -> Answer:
    """Approve the announcement that was read and found neutral."""
    return _act_on_neutral(ctx, unsent_announcement(ctx, announcement_id), approve)


def _act_on_neutral(ctx: Context, announcement: Announcement, act: NeutralSending) -> Answer:
    answer = act(ctx, announcement, neutral=True)
    note_neutral(
        ctx,
        text(
            "{name} checked that announcement {number} is neutral (pre-election period).",
            name=ctx.member.name,
            number=announcement.number,
        ),
    )
    return answer
