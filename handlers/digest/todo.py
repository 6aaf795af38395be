"""The to-do line of a digest that waits for an approval."""

from bot.core import Context, Router, Text, Todo, is_paused, text
from bot.domain.digest.approvals import DigestState
from handlers.digest.approval_words import approver_name, is_own_turn, missing_approval_text
from handlers.digest.draft_changes import review_button
from handlers.digest.letters.letter import is_prepared
from storage.digest import Digest, Digests

router = Router()


@router.todo
def waiting_digest(ctx: Context) -> list[Todo]:
    """The current digest, while an approval is missing and it is prepared."""
    digest = ctx.store[Digests].current(ctx.community.id, ctx.now)
    if digest.status.has_both_approvals or not is_prepared(ctx, digest):
        return []
    read = review_button()
    return [Todo(_todo_line(ctx, digest), (read,), digest.due_at)]


def _todo_line(ctx: Context, digest: Digest) -> Text:
    submitted = digest.status.submitted
    if submitted is not None:
        name = approver_name(ctx, submitted)
        missing = missing_approval_text(ctx, submitted, is_own=is_own_turn(ctx, digest))
        return text("{name} submitted the letter. {missing}", name=name, missing=missing)
    if digest.status.state is DigestState.MISSED:
        return text("The letter did not go out: nobody has submitted it.")
    if digest.due_at is None or is_paused(ctx.seat_statuses):
        return text("The letter is a draft: nobody has submitted it.")
    return text("The letter of {due} is a draft: nobody has submitted it.", due=digest.due_at)
