"""Submit or approve a letter whose content was checked, in a pre-election period."""

from functools import partial
from typing import Protocol

from bot.core import Answer, Context, Router, text
from bot.domain.roles import Role
from bot.references.digest import approve_neutral_digest, submit_neutral_digest
from bot.vocabulary.community.neutrality import note_neutral
from handlers.digest import acts
from handlers.digest.sending.approval_commands import act_on_seen, approve, submit
from storage.digest import Digest

router = Router()


class NeutralAct(Protocol):
    """Submits or approves a digest that is `neutral`."""

    def __call__(self, ctx: Context, digest: Digest, *, neutral: bool) -> Answer: ...


@router.button(
    submit_neutral_digest,
    deliberate=True,
    who=Role.GARDENER,
    trace=acts.SUBMIT_THE_NEUTRAL_LETTER,
)
def submit_neutral(ctx: Context, digest_id: int, seen: int) -> Answer:
    """Submit the letter that was read and found neutral."""
    return act_on_seen(ctx, digest_id, seen, partial(_act_on_neutral, submit))


@router.button(
    approve_neutral_digest,
    deliberate=True,
    who=Role.GARDENER,
    trace=acts.APPROVE_THE_NEUTRAL_LETTER,
)
def approve_neutral(ctx: Context, digest_id: int, seen: int) -> Answer:
    """Approve the letter that was read and found neutral."""
    return act_on_seen(ctx, digest_id, seen, partial(_act_on_neutral, approve))


def _act_on_neutral(act: NeutralAct, ctx: Context, digest: Digest) -> Answer:
    answer = act(ctx, digest, neutral=True)
    _note_check(ctx, digest)
    return answer


def _note_check(ctx: Context, digest: Digest) -> None:
    ctx.trace(number=digest.number)
    note_neutral(
        ctx,
        text(
            "{name} checked that letter {number} is neutral (pre-election period).",
            name=ctx.member.name,
            number=digest.number,
        ),
    )
