"""Skip the next digest, or resume a skipped one."""

from bot.core import (
    Answer,
    Card,
    Context,
    Replace,
    Router,
    Where,
    text,
)
from bot.domain.digest.approvals import (
    DigestState,
    TooLate,
    approval_of,
)
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.digest import (
    digest_schedule_command,
    letter_thing,
    pause_digest_command,
)
from handlers.digest import acts
from handlers.digest.digest_lookup import NoSuchDigest
from handlers.digest.letters.letter import items_of
from handlers.digest.previews.preview import preview_card
from storage.digest import Digests

router = Router()


class NothingToSkip(Final):
    """No letter is planned. To choose a day: {schedule}."""


class NextIsInProgress(Final):
    """The following letter is already submitted: this one stays skipped."""


@router.command(
    "digest skip",
    fr="lettre passer",
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=acts.SKIP_THE_LETTER,
)
def skip_digest(ctx: Context) -> Card:
    """Skip the next letter; its news go into the following one."""
    approval_of(ctx.member.id, ctx.hands)
    digest = ctx.store[Digests].current(ctx.community.id, ctx.now)
    if digest.due_at is None:
        raise NothingToSkip(schedule=digest_schedule_command.typed())
    if items_of(ctx, digest):
        letter_thing.check_delivered(ctx, digest.id)
    ctx.store[Digests].skip(digest)
    following = ctx.store[Digests].current(ctx.community.id, ctx.now).due_at
    skipped = text(
        "The letter of {due} is skipped. Its news will be in the one of {following}.",
        due=digest.due_at,
        following=following or text("a day not yet chosen"),
    )
    ctx.tell_other_gardeners(
        text("{name} skipped the letter. {skipped}", name=ctx.member.name, skipped=skipped)
    )
    resume = resume_digest.button(text("Send it after all"), digest.id)
    pause = pause_digest_command.button(text("Pause"))
    return Card(None, (skipped,), ((resume, pause),))


@router.button("digest_resume", who=Role.GARDENER, trace=acts.TAKE_A_SKIPPED_LETTER_UP_AGAIN)
def resume_digest(ctx: Context, digest_id: int) -> Answer:
    """Resume a skipped digest."""
    approval_of(ctx.member.id, ctx.hands)
    ctx.store[Digests].current(ctx.community.id, ctx.now)
    digest = ctx.store[Digests].get(digest_id)
    if digest is None or digest.community_id != ctx.community.id:
        raise NoSuchDigest
    if digest.state == DigestState.SKIPPED:
        if digest.due_at is None or digest.due_at <= ctx.now:
            raise TooLate
        if not ctx.store[Digests].unskip(digest):
            raise NextIsInProgress
        ctx.tell_other_gardeners(text("{name} restored the skipped letter.", name=ctx.member.name))
    current = ctx.store[Digests].current(ctx.community.id, ctx.now)
    return Replace(preview_card(ctx, current, items_of(ctx, current)))
