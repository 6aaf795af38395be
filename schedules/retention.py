"""Members who were not seen for long are asked whether to stay, once, and erased without a sign.

Who cannot be written to is erased after the same time: what is kept for nobody's use must have an
end. The notice tells how long that is. Anything that somebody writes or presses is a sign.
"""

from dataclasses import dataclass
from datetime import UTC, date, timedelta

import structlog

from bot.core import Button, Card, JobContext, JobRegistry, Text, text
from bot.references.personal_data import forget_command, remain_member
from handlers.seats import leave_all_seats
from storage.audit import About, Audit
from storage.members import Member, Members
from storage.personal_data import Since, Unseen

jobs = JobRegistry()

AT_ONCE = 15
"""How many are looked at in one transaction: buttons are answered in between."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Step:
    """How many were asked, or are to be, and how many erased."""

    asked: int = 0
    erased: int = 0

    def __bool__(self) -> bool:
        """Whether there was anybody."""
        return bool(self.asked or self.erased)


@jobs.job("retention", grace=timedelta(hours=1), every=timedelta(minutes=2))
def tend_the_unseen(ctx: JobContext, _argument: None) -> None:
    """Ask the next few whether to stay, and erase the next few who did not answer."""
    done = go_on(ctx)
    if done:
        log.info("unseen", kind="asked", rows=done.asked)
        log.info("unseen", kind="erased", rows=done.erased)


def go_on(ctx: JobContext) -> Step:
    """Do the next few; nothing is done where no time was set."""
    since = _since(ctx)
    if since is None:
        return Step()
    gone = ctx.store[Unseen].to_erase(since, AT_ONCE)
    for member in gone:
        _erase(ctx, member)
    if gone:
        told = About({"members": len(gone)})
        ctx.store[Audit].note("", "unseen erased", None, "done", ctx.now, about=told)
    asked = ctx.store[Unseen].to_ask(since, AT_ONCE)
    for member in asked:
        _ask(ctx, member)
    ctx.store[Unseen].ask([each.id for each in asked], _today(ctx))
    return Step(len(asked), len(gone))


def look(ctx: JobContext) -> Step:
    """How many would be asked and erased by now; nothing changes."""
    since = _since(ctx)
    return Step() if since is None else Step(*ctx.store[Unseen].counts(since))


def _since(ctx: JobContext) -> Since | None:
    ages, today = ctx.contact.ages, _today(ctx)
    seen = ages.unseen_since(today)
    return None if seen is None else Since(seen, ages.asked_until(today))


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


def _erase(ctx: JobContext, member: Member) -> None:
    leave_all_seats(ctx, member)
    ctx.store.erase(member)
