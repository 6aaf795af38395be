"""Erasure at a written request, for a member who has lost their accounts."""

from bot.core import JobContext
from bot.references.personal_data import erasure
from storage.audit import About, Audit
from storage.members import Member


def erase_on_request(ctx: JobContext, member: Member, *, actor: str, reason: str) -> None:
    """Erase a member as they would themselves, and note who did it and why."""
    erasure.collect(ctx, member)
    ctx.store.erase(member)
    ctx.store[Audit].note(
        actor, "member erased", None, "done", ctx.now, about=About({"reason": reason})
    )
