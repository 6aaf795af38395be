"""Members who are not seen for long: fewer messages, then a question, at last their erasure.

The first steps are a community's own, after the weeks that it chose; the end is the instance's.
Nobody is told that they are silent, and any message or press is a sign: all is as before then.
Members who cannot be reached are erased after the same time as those who do not answer: unused data
must have an end. The notice states the period.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, timedelta

import structlog
from dateutil.relativedelta import relativedelta

from bot.core import (
    LETTER,
    Act,
    Buttons,
    Card,
    Context,
    JobContext,
    Line,
    Replace,
    Router,
    Text,
    join_command,
    leave_command,
    ntext,
    text,
)
from bot.domain.dates.local_time import Period
from bot.domain.personal_data import silent_since
from bot.domain.roles import Role
from bot.domain.stats import Counted, FigureKind
from bot.references.communities import CommunitySetting, community_settings, put_community_value
from bot.references.personal_data import choose_pause, erasure, remain_member, resume_messages
from bot.references.profile import me_command
from bot.references.stats import Figure, FigureSet, figures
from storage.audit import About, Audit
from storage.communities import Communities, Community
from storage.members import Consents, Member, Members
from storage.outbound import Deliveries
from storage.personal_data import Cutoffs, InactiveMembers

router = Router()
ERASE_MEMBERS_WHO_GAVE_NO_SIGN_FOR_LONG = Act(
    text("Members without any sign for a long time were erased"),
    text("erase members without any sign for a long time"),
)
router.act("unseen erased", ERASE_MEMBERS_WHO_GAVE_NO_SIGN_FOR_LONG)

log = structlog.get_logger()
AT_ONCE = 15
"""Members handled in one transaction, so that buttons are answered in between."""
WEEKS = (4, 8, 12, 26)
NEVER = 0
PAUSES = (1, 3, 6)
"""Months."""


@dataclass(frozen=True, slots=True)
class InactivityStep:
    """Numbers of members who were asked, or are to be, and of erased ones."""

    asked: int = 0
    erased: int = 0

    def __bool__(self) -> bool:
        """True if any member was asked or erased."""
        return bool(self.asked or self.erased)


def ask_inactive_members(ctx: JobContext) -> InactivityStep:
    """Take the next step with the next few members; the last one only where a time was set."""
    ctx.store[InactiveMembers].end_pauses(_today(ctx), AT_ONCE)
    step = _end_with_inactive(ctx)
    for community in ctx.store[Communities].all():
        if community.fewer_after:
            here = ctx.within(community.id)
            _spare_members(here)
            _offer_pauses(here)
    return step


def count_inactive_members(ctx: JobContext) -> InactivityStep:
    """Count those who would be asked and erased by now; nothing changes."""
    since = _cutoffs(ctx)
    if since is None:
        return InactivityStep()
    return InactivityStep(*ctx.store[InactiveMembers].counts(since))


# The steps of a community


def _spare_members(ctx: JobContext) -> None:
    """Write less to the next few members, and say so once."""
    seen = silent_since(ctx.now, ctx.community.fewer_after)
    members = ctx.store[InactiveMembers].to_spare(ctx.community.id, seen, AT_ONCE)
    for member in members:
        ctx.tell(member, _fewer_card(ctx, member), unasked=True)
    ctx.store[InactiveMembers].spare([each.id for each in members], _today(ctx))


def _fewer_card(ctx: JobContext, member: Member) -> Card:
    lines: list[Line] = [
        text("From now on I write to you less: once a week at most, all in one message."),
        text("As soon as you write to me or press a button, all is as before."),
    ]
    if ctx.store[Consents].of(member, ctx.community.id, LETTER):
        lines.insert(1, text("Of the letters, the first one of each month comes to you."))
    return Card(None, tuple(lines), ((write_as_before.button(text("Write to me as before")),),))


@router.button("as_before", who=Role.MEMBER)
def write_as_before(ctx: Context) -> Replace:
    """Get all messages again: the press itself is the sign."""
    ctx.member.fewer_since = None
    return Replace(text("Noted: all comes to you as before."))


def _offer_pauses(ctx: JobContext) -> None:
    """Ask the next few who get fewer messages, and as long again gave no sign."""
    weeks = ctx.community.fewer_after
    seen, spared = silent_since(ctx.now, 2 * weeks), silent_since(ctx.now, weeks)
    members = ctx.store[InactiveMembers].to_offer_pause(ctx.community.id, seen, spared, AT_ONCE)
    title = text("How do you want to go on with {community}?", community=ctx.community.name)
    line = text("You can change your mind at any time.")
    for member in members:
        ctx.tell(member, Card(title, (line,), _answer_buttons()), unasked=True)
    ctx.store[InactiveMembers].offer_pause([each.id for each in members], _today(ctx))


def _answer_buttons() -> Buttons:
    stay, leave = remain_member.button(text("I stay")), leave_command.button(text("Leave"))
    return ((stay,), (choose_pause.button(text("Pause until…")),), (leave,))


@router.button(remain_member)
def stay_member(ctx: Context) -> Replace | Text:
    """Stay a member: the press is the sign that was asked for."""
    member = ctx.person.member
    if member is None:
        join = join_command.typed()
        return text("All that I kept about you is erased. {join} begins anew.", join=join)
    member.asked_to_stay_on = None
    me = me_command.typed()
    return Replace(text("Good: you stay, and nothing changes. {me} shows your profile.", me=me))


@router.button(choose_pause, who=Role.MEMBER)
def ask_until_when(ctx: Context) -> Replace:
    """Ask until when a member wants to be left alone."""
    rows = [
        (pause_member.button(text("Until {day}", day=_pause_end(ctx, each)), each),)
        for each in PAUSES
    ]
    line = text("Until when do I leave you alone? You stay a member, and I answer when you write.")
    return Replace(Card(text("Pause"), (line,), tuple(rows)))


@router.button("pause_for", who=Role.MEMBER)
def pause_member(ctx: Context, months: int) -> Replace:
    """Write nothing unasked to a member for some months."""
    if months not in PAUSES:
        return ask_until_when(ctx)
    until = _pause_end(ctx, months)
    ctx.member.stop(ctx.now, until)
    ctx.store[Deliveries].hush(ctx.member.id)
    line = text("Noted: I only answer you until {day}, then I write to you as before.", day=until)
    again = resume_messages.button(text("Write to me again"))
    return Replace(Card(None, (line,), ((again,),)))


def _pause_end(ctx: Context, months: int) -> date:
    return ctx.today + relativedelta(months=months)


# The end


def _end_with_inactive(ctx: JobContext) -> InactivityStep:
    """Ask the next few whether to stay, and erase the next few who did not answer."""
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
        # on behalf of the first community that may write to them
        for there in map(ctx.within, ctx.store[Members].communities_of(member)):
            if there.tell(member, _last_question(there), unasked=True):
                break
    ctx.store[InactiveMembers].ask([each.id for each in members], _today(ctx))
    step = InactivityStep(len(members), len(unanswered))
    if step:
        log.info("unseen", kind="asked", rows=step.asked)
        log.info("unseen", kind="erased", rows=step.erased)
    return step


def _cutoffs(ctx: JobContext) -> Cutoffs | None:
    ages, today = ctx.contact.ages, _today(ctx)
    last_seen = ages.unseen_since(today)
    return None if last_seen is None else Cutoffs(last_seen, ages.asked_until(today))


def _today(ctx: JobContext) -> date:
    """The day in UTC, as last visits are recorded."""
    return ctx.now.astimezone(UTC).date()


def _last_question(ctx: JobContext) -> Card:
    until = ctx.today + timedelta(days=ctx.contact.ages.answer_days)
    title = text("Do you want to stay in {community}?", community=ctx.community.name)
    line = text(
        "Without a sign from you by {day}, I erase all that I keep about you. Any word from you is "
        "enough.",
        day=until,
    )
    return Card(title, (line,), _answer_buttons())


# Settings and figures


@router.contribution(community_settings)
def fewer_setting(_ctx: Context, community: Community) -> CommunitySetting:
    """After how many weeks without a sign members get fewer messages."""
    line = _weeks_text(community.fewer_after) if community.fewer_after else None
    return CommunitySetting("fewer", text("Silent members"), line, _ask_weeks, put=_set_weeks)


def _ask_weeks(_ctx: Context, community: Community) -> Card:
    question = text(
        "Who does nothing here for long gets fewer messages by themselves, and is told so once. "
        "After as long again they are asked whether to stay, pause or leave. Nobody is told that "
        "they are silent. After how many weeks?"
    )
    labels = {each: ntext("{count} week", "{count} weeks", each) for each in WEEKS}
    labels[NEVER] = text("Never")
    rows = [
        (put_community_value.button(label, community, "fewer", str(weeks)),)
        for weeks, label in labels.items()
    ]
    return Card(community.name, (question,), tuple(rows))


def _set_weeks(ctx: Context, value: str) -> Text | None:
    if value not in map(str, (NEVER, *WEEKS)):
        return None
    ctx.community.fewer_after = int(value)
    if ctx.community.fewer_after:
        return _weeks_text(ctx.community.fewer_after)
    return text("Silent members get as many messages as the others.")


def _weeks_text(weeks: int) -> Text:
    return ntext(
        "Members without a sign for {count} week get fewer messages.",
        "Members without a sign for {count} weeks get fewer messages.",
        weeks,
    )


SILENCE_FIGURES = (
    Figure(
        key="members_silent",
        title=text("Members without a sign"),
        definition=text(
            "Members who did nothing through Terreau for as many weeks as the community chose, at "
            "the end of the month."
        ),
        kind=FigureKind.MEMBERS,
    ),
    Figure(
        key="members_paused",
        title=text("Members who paused"),
        definition=text("Members who get no unasked messages until a day, at the month's end."),
        kind=FigureKind.MEMBERS,
    ),
)


@router.contribution(figures)
def silence_figures(_ctx: JobContext) -> FigureSet:
    """Members without a sign, and those who paused; never who they are."""
    return FigureSet(order=15, theme=text("Silence"), figures=SILENCE_FIGURES, count=_count_silence)


def _count_silence(ctx: JobContext, _period: Period) -> Mapping[str, Counted]:
    if not ctx.community.fewer_after:
        return {"members_silent": 0, "members_paused": 0}
    seen = silent_since(ctx.now, ctx.community.fewer_after)
    silent, paused = ctx.store[InactiveMembers].silence_counts(ctx.community.id, seen)
    return {"members_silent": silent, "members_paused": paused}
