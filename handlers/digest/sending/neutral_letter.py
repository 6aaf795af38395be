"""Submit or approve a letter whose content was checked, in a pre-election period."""

from typing import Protocol

from bot.core import Answer, Context, Router, text
from bot.domain.roles import Role
from bot.references.digest import approve_neutral_digest, letter_thing, submit_neutral_digest
from bot.vocabulary.community.neutrality import note_neutral
from handlers.digest import acts
from handlers.digest.sending.approval_commands import approve, shown_digest, submit
from storage.digest import Digest

router = Router()


class NeutralAct(Protocol):
    """Submits or approves a digest that is `neutral`."""

    def __call__(self, ctx: Context, digest: Digest, *, neutral: bool) -> Answer: ...


@router.button(
    submit_neutral_digest,
    of=letter_thing,
    deliberate=True,
    who=Role.GARDENER,
    trace=acts.SUBMIT_THE_NEUTRAL_LETTER,
)
def submit_neutral(ctx: Context, digest_id: int) -> Answer:
    """Submit the letter that was read and found neutral."""
    return _act_on_neutral(submit, ctx, shown_digest(ctx, digest_id))


@router.button(
    approve_neutral_digest,
    of=letter_thing,
    deliberate=True,
    who=Role.GARDENER,
    trace=acts.APPROVE_THE_NEUTRAL_LETTER,
)
def approve_neutral(ctx: Context, digest_id: int) -> Answer:
    """Approve the letter that was read and found neutral."""
    return _act_on_neutral(approve, ctx, shown_digest(ctx, digest_id))


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
