"""Skip the next digest, or pause the letter from one day to another, and resume it."""

from dataclasses import replace
from typing import Annotated

from bot.core import Act, Answer, Card, Context, Line, Replace, Router, Text, Where, asks, text
from bot.domain.dates.moments import Days
from bot.domain.dates.recurrence import Recurring
from bot.domain.digest.approvals import DigestState, TooLate, approval_of
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.digest import (
    digest_schedule_command,
    draft_card,
    letter_thing,
    pause_digest_command,
    resume_paused_digest,
)
from handlers.digest.draft_changes import (
    current_digest,
    digest_rule,
    pause_lines,
    pause_of,
    put_digest_rule,
    review_button,
)
from handlers.digest.letter import items_of
from handlers.digest.letter_cards import NoSuchDigest
from handlers.digest.preview import preview_card
from storage.digest import Digests

router = Router()

SKIP = Act(text("{who} skipped a letter"), text("skip a letter"))
PAUSE = Act(text("{who} paused the letter"), text("pause the letter"))
RESUME = Act(text("{who} ended the pause of the letter"), text("end the pause of the letter"))
RESTORE_SKIPPED = Act(text("{who} restored a skipped letter"), text("restore a skipped letter"))


class NothingToSkip(Final):
    """No letter is planned. To choose a day: {schedule}."""


class NextIsInProgress(Final):
    """The following letter is already submitted: this one stays skipped."""


class NotPaused(Final):
    """The letter is not paused."""


@router.command(
    "digest skip", fr="lettre passer", who=Role.GARDENER, where=Where.BACKSTAGE, trace=SKIP
)
def skip_digest(ctx: Context) -> Card:
    """Skip the next letter; its news go into the following one."""
    approval_of(ctx.member.id, ctx.hands())
    digest = current_digest(ctx)
    if digest.due_at is None:
        raise NothingToSkip(schedule=digest_schedule_command.typed())
    if items_of(ctx, digest):
        letter_thing.check_delivered(ctx, digest.id)
    ctx.store[Digests].skip(digest)
    following = current_digest(ctx).due_at
    skipped = text(
        "The letter of {due} is skipped. Its news will be in the one of {following}.",
        due=digest.due_at,
        following=following or text("a day not yet chosen"),
    )
    told = text("{name} skipped the letter. {skipped}", name=ctx.member.name, skipped=skipped)
    ctx.tell_other_gardeners(told)
    resume = resume_digest.button(text("Send it after all"), digest.id)
    pause = pause_digest_command.button(text("Pause"))
    return Card(None, (skipped,), ((resume, pause),))


@router.button("digest_resume", who=Role.GARDENER, trace=RESTORE_SKIPPED)
def resume_digest(ctx: Context, digest_id: int) -> Answer:
    approval_of(ctx.member.id, ctx.hands())
    current_digest(ctx)
    digest = ctx.store[Digests].get(digest_id)
    if digest is None or digest.community_id != ctx.community.id:
        raise NoSuchDigest
    if digest.state == DigestState.SKIPPED:
        if digest.due_at is None or digest.due_at <= ctx.now:
            raise TooLate
        if not ctx.store[Digests].unskip(digest):
            raise NextIsInProgress
        ctx.tell_other_gardeners(text("{name} restored the skipped letter.", name=ctx.member.name))
    current = current_digest(ctx)
    return Replace(preview_card(ctx, current, items_of(ctx, current)))


@router.command(
    pause_digest_command,
    example=("pause 1 August - 31 August", "pause 1er août - 31 août"),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=PAUSE,
)
def pause_digest(
    ctx: Context,
    days: Annotated[Days, asks("From when to when? For example: 1 August - 31 August")],
) -> Card:
    """Send no letter from one day to another; news wait for the one after."""
    approval_of(ctx.member.id, ctx.hands())
    rule = digest_rule(ctx)
    if rule is None:
        raise NothingToSkip(schedule=digest_schedule_command.typed())
    _set_rule(ctx, replace(rule, pause=days), _pause_text(ctx.member.name, days))
    ctx.trace(first=str(days.first), last=str(days.last))
    resume = resume_paused_digest.button(text("Resume"))
    return Card(None, (*pause_lines(ctx), *_next_lines(ctx)), ((resume, review_button()),))


@router.button(resume_paused_digest, who=Role.GARDENER, trace=RESUME)
def resume_by_button(ctx: Context) -> Replace:
    return Replace(end_pause(ctx))


@router.command(
    "digest resume",
    fr="lettre reprendre",
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=RESUME,
)
def end_pause(ctx: Context) -> Card:
    """Resume the letter: it goes out again on its days."""
    approval_of(ctx.member.id, ctx.hands())
    rule = digest_rule(ctx)
    if rule is None or pause_of(ctx) is None:
        raise NotPaused
    change = text("{name} ended the pause of the letter.", name=ctx.member.name)
    _set_rule(ctx, replace(rule, pause=None), change)
    resumed = text("The letter is resumed.")
    return Card(None, (resumed, *_next_lines(ctx)), ((review_button(),),))


def _pause_text(name: str, days: Days) -> Text:
    if days.first == days.last:
        return text("{name} paused the letter on {day}.", name=name, day=days.first)
    return text(
        "{name} paused the letter from {first} to {last}.",
        name=name,
        first=days.first,
        last=days.last,
    )


def _set_rule(ctx: Context, rule: Recurring, change: Text) -> None:
    put_digest_rule(ctx, rule, change)
    draft_card.refresh(ctx, current_digest(ctx).id)


def _next_lines(ctx: Context) -> list[Line]:
    due = ctx.store[Digests].next_due(ctx.community.id)
    return [] if due is None else [text("The next one: {due}.", due=due)]
