"""Submit or approve a letter whose content was checked, in a pre-election period."""

from bot.core import Answer, Context, Router, text
from bot.domain.roles import Role
from bot.references.digest import approve_neutral_digest, submit_neutral_digest
from bot.vocabulary.neutrality import note_neutral
from handlers.digest import acts
from handlers.digest.approval_commands import approve, submit, unchanged_digest
from storage.digest import Digest

router = Router()


@router.button(
    submit_neutral_digest,
    deliberate=True,
    who=Role.GARDENER,
    trace=acts.SUBMIT_THE_NEUTRAL_LETTER,
)
def submit_neutral(ctx: Context, digest_id: int, seen: int) -> Answer:
    """Submit the letter that was read and found neutral."""
    digest = unchanged_digest(ctx, digest_id, seen)
    answer = submit(ctx, digest, neutral=True)
    _note_check(ctx, digest)
    return answer


@router.button(
    approve_neutral_digest,
    deliberate=True,
    who=Role.GARDENER,
    trace=acts.APPROVE_THE_NEUTRAL_LETTER,
)
def approve_neutral(ctx: Context, digest_id: int, seen: int) -> Answer:
    """Approve the letter that was read and found neutral."""
    digest = unchanged_digest(ctx, digest_id, seen)
    answer = approve(ctx, digest, neutral=True)
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
