"""Ask members not seen for long whether to stay, once, and erase them without an answer.

Members who cannot be reached are erased after the same time: unused data must have an end. The
notice states the period. Any message or press counts as an answer.
"""

from dataclasses import dataclass
from datetime import UTC, date, timedelta

import structlog

from bot.core import Button, Card, Context, JobContext, Replace, Router, Text, join_command, text
from bot.references.personal_data import erasure, forget_command, remain_member
from bot.references.profile import me_command
from storage.audit import About, Audit
from storage.members import Member, Members
from storage.personal_data import Cutoffs, InactiveMembers

router = Router()

AT_ONCE = 15
"""Members handled in one transaction, so that buttons are answered in between."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class InactivityStep:
    """Numbers of members who were asked, or are to be, and of erased ones."""

    asked: int = 0
    erased: int = 0

    def __bool__(self) -> bool:
        """True if any member was asked or erased."""
        return bool(self.asked or self.erased)


def ask_inactive_members(ctx: JobContext) -> InactivityStep:
    """Ask the next few whether to stay, and erase the next few who did not answer.

    Nothing is done where no time was set.
    """
    since = _cutoffs(ctx)
    if since is None:
        return InactivityStep()
    unanswered = ctx.store[InactiveMembers].to_erase(since, AT_ONCE)
    for member in unanswered:
        erasure.collect(ctx, member)
        ctx.store.erase(member)
    if unanswered:
        about = About({"members": len(unanswered)})
        ctx.store[Audit].note("", "unseen erased", None, "done", ctx.now, about=about)
    members = ctx.store[InactiveMembers].to_ask(since, AT_ONCE)
    for member in members:
        _ask(ctx, member)
    ctx.store[InactiveMembers].ask([each.id for each in members], _today(ctx))
    step = InactivityStep(len(members), len(unanswered))
    if step:
        log.info("unseen", kind="asked", rows=step.asked)
        log.info("unseen", kind="erased", rows=step.erased)
    return step


def count_inactive_members(ctx: JobContext) -> InactivityStep:
    """Count those who would be asked and erased by now; nothing changes."""
    since = _cutoffs(ctx)
    if since is None:
        return InactivityStep()
    return InactivityStep(*ctx.store[InactiveMembers].counts(since))


def _cutoffs(ctx: JobContext) -> Cutoffs | None:
    ages, today = ctx.contact.ages, _today(ctx)
    last_seen = ages.unseen_since(today)
    return None if last_seen is None else Cutoffs(last_seen, ages.asked_until(today))


def _today(ctx: JobContext) -> date:
    """Days are counted as they are noted."""
    return ctx.now.astimezone(UTC).date()


def _ask(ctx: JobContext, member: Member) -> None:
    """Ask in the name of the first of their communities in which they may be written to."""
    for there in map(ctx.within, ctx.store[Members].communities_of(member)):
        if there.tell(member, _question(there), unasked=True):
            return


def _question(ctx: JobContext) -> Card:
    ages = ctx.contact.ages
    until = ctx.today + timedelta(days=ages.answer_days)
    lines: tuple[Text, ...] = (
        text(
            "I have not heard from you for {months} months. Do you want to stay in {community}?",
            months=ages.unseen_months,
            community=ctx.community.name,
        ),
        text(
            "Without a sign from you by {day}, I erase all that I keep about you. Any word from "
            "you is enough.",
            day=until,
        ),
    )
    rows: tuple[tuple[Button, ...], ...] = (
        (remain_member.button(text("I stay")),),
        (forget_command.button(text("Erase my data")),),
    )
    return Card(None, lines, rows)


@router.button(remain_member)
def stay_member(ctx: Context) -> Replace | Text:
    """Stay a member: the press is the sign that was asked for."""
    member = ctx.person.member
    if member is None:
        return text("All that I kept about you is erased. {join} begins anew.", join=_JOIN)
    member.asked_to_stay_on = None
    return Replace(text("Good: you stay, and nothing changes. {me} shows your profile.", me=_ME))


_JOIN, _ME = join_command.typed(), me_command.typed()
