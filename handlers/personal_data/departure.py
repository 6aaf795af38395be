"""Silence, leaving and erasure: by choice, at a written request, or after a long absence.

Members who cannot be reached are erased after the same time as those who do not answer: unused data
must have an end. The notice states the period. Any message or press counts as an answer.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta
from itertools import chain

import structlog

from bot.core import (
    Answer,
    Button,
    Card,
    Context,
    JobContext,
    Keys,
    Line,
    Replace,
    Router,
    Text,
    Where,
    join_command,
    leave_command,
    mail_stopped,
    text,
)
from bot.domain.personal_data import MESSAGES
from bot.references.personal_data import (
    change_nothing,
    erasure,
    forget_command,
    leaving,
    losses,
    remain_member,
    resume_messages,
    stop_command,
    stranger_leaving,
)
from bot.references.profile import me_command, settings_command
from bot.vocabulary.privacy import has_agreed
from storage.audit import About, Audit
from storage.members import Member, Members
from storage.outbound import Deliveries
from storage.personal_data import Cutoffs, InactiveMembers

router = Router()

log = structlog.get_logger()
AT_ONCE = 15
"""Members handled in one transaction, so that buttons are answered in between."""
_JOIN, _ME = join_command.typed(), me_command.typed()


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to leave."""

    label: Text
    """Label of its button."""
    does: Text
    """Its effect."""
    back: Text
    """The way back."""
    sure: Text
    """Label of the confirmation."""
    go: Callable[[Context, Member], Card | Text]
    """Carries it out."""


@dataclass(frozen=True, slots=True)
class InactivityStep:
    """Numbers of members who were asked, or are to be, and of erased ones."""

    asked: int = 0
    erased: int = 0

    def __bool__(self) -> bool:
        """True if any member was asked or erased."""
        return bool(self.asked or self.erased)


@router.command(stop_command, where=Where.DIRECT, theme="you", shows=True, leaves_form=True)
def stop_messages(ctx: Context) -> Card | Text:
    """Stop messages, leave, or have your data erased."""
    found = _open_choice(ctx, "stop") if ctx.network.by_mail else None
    return show_choices(ctx) if found is None else _go_quiet(ctx, found[0])


@router.command(forget_command, where=Where.DIRECT, theme="you", shows=True)
@router.command(
    leave_command,
    where=Where.DIRECT,
    theme="you",
    label=text("Leave"),
    everywhere=False,
    shows=True,
)
def show_choices(ctx: Context) -> Card | Text:
    """Stop messages, leave, or have your data erased."""
    member = ctx.person.member
    if member is None:
        stranger_leaving.collect(ctx)
        return text("I keep nothing about you, and I only write to answer you.")
    here = 0 if ctx.community_or_none is None else ctx.community.id
    lines: list[Line] = []
    rows: list[tuple[Button, ...]] = []
    for name, choice in _open_choices(ctx, member).items():
        lines.append(_explanation(ctx, choice))
        rows.append((ask_confirmation.button(choice.label, name, here),))
    if member.stopped_at is not None:
        rows.append((resume_messages.button(text("Write to me again")),))
    return Card(text("Pause, leave, erase"), tuple(lines), tuple(rows))


@router.button("leave")
def ask_confirmation(ctx: Context, name: str, community_id: int) -> Answer:
    """Ask for confirmation."""
    ctx.enter(community_id)
    if (found := _open_choice(ctx, name)) is None:
        return show_choices(ctx)
    member, choice = found
    lines = [_explanation(ctx, choice)]
    if name != "stop":
        lines += chain.from_iterable(losses.collect(ctx, member, name == "forget"))
    yes = confirm_choice.button(choice.sure, name, community_id)
    no = change_nothing.button(text("No, change nothing"))
    return Replace(Card(None, tuple(lines), ((yes,), (no,))))


@router.button("left", deliberate=True, tone="danger")
def confirm_choice(ctx: Context, name: str, community_id: int) -> Answer:
    """Do what was confirmed."""
    ctx.enter(community_id)
    if (found := _open_choice(ctx, name)) is None:
        return show_choices(ctx)
    member, choice = found
    answer = choice.go(ctx, member)
    is_gone = name == "forget" or not ctx.store[Members].communities_of(member)
    if is_gone and ctx.network.keys and ctx.direct:  # the keys below the text field go, too
        ctx.whisper(Keys(text("Goodbye, and thank you.")))
    return Replace(answer)


@router.button(change_nothing)
def keep_everything(ctx: Context) -> Replace:
    """Change nothing after all."""
    return Replace(text("Nothing has changed."))


def _open_choices(ctx: Context, member: Member) -> dict[str, Choice]:
    """The choices that make sense for this person."""
    choices = dict(_CHOICES)
    if member.stopped_at is not None or ctx.person.circle is None:
        del choices["stop"]
    if ctx.person.circle is None:
        del choices["leave"]
    return choices


def _open_choice(ctx: Context, name: str) -> tuple[Member, Choice] | None:
    """The sender and their choice; None if it is not open to them."""
    member = ctx.person.member
    choice = None if member is None else _open_choices(ctx, member).get(name)
    return None if member is None or choice is None else (member, choice)


def _explanation(ctx: Context, choice: Choice) -> Text:
    community = ctx.community_or_none
    name = ctx.contact.instance if community is None else community.name
    return text(
        "“{way}”: {does} {back}",
        way=choice.label,
        does=replace(choice.does, values={"community": name}),
        back=choice.back,
    )


def _go_quiet(ctx: Context, member: Member) -> Card:
    stop_mail(ctx, member)
    again = resume_messages.button(text("Write to me again"))
    confirmation = text("From now on, I only answer you. To change this: {me}.", me=_ME)
    return Card(None, (confirmation,), ((again,),))


@router.contribution(mail_stopped)
def stop_mail(ctx: JobContext, member: Member) -> None:
    """Stop what comes unasked, as a link in an e-mail asks for."""
    member.stopped_at = ctx.now
    ctx.store[Deliveries].hush(member.id)


def _leave(ctx: Context, member: Member) -> Text:
    leaving.collect(ctx, member)
    ctx.store[Members].leave(member, ctx.community.id, ctx.now)
    return text(
        "You have left {community}. To come back: {join}. To erase what I still keep: {forget}.",
        community=ctx.community.name,
        join=_JOIN,
        forget=forget_command.typed(),
    )


def _erase(ctx: Context, member: Member) -> Text:
    erasure.collect(ctx, member)
    ctx.store.erase(member)
    ctx.part()
    return text(
        "Everything about you is erased. What you wrote in shared rooms stays there: only you "
        "can delete it. To start again: {join}.",
        join=_JOIN,
    )


_CHOICES = {
    "stop": Choice(
        text("Do not write to me any more"),
        text("you will stay a member of {community}, and I will only answer you."),
        text("To come back: {me}, then “Write to me again”.", me=_ME),
        text("Yes, do not write to me"),
        _go_quiet,
    ),
    "leave": Choice(
        text("Leave the community"),
        text("you will no longer be a member of {community}, nor get anything more from it."),
        text("To come back: {join}.", join=_JOIN),
        text("Yes, leave"),
        _leave,
    ),
    "forget": Choice(
        text("Erase my data"),
        text(
            "your name, your accounts and everything I know about you will disappear, at once and "
            "for good, in every community."
        ),
        text("To come back, you start again: {join}.", join=_JOIN),
        text("Yes, erase everything"),
        _erase,
    ),
}


@router.button(resume_messages)
def end_silence(ctx: Context) -> Text:
    """End the silence: earlier consents hold again."""
    member = ctx.person.member
    if member is not None:
        member.stopped_at = None
        if ctx.person.circle is not None and not has_agreed(ctx, MESSAGES):
            return text(
                "You receive messages again, as you chose them: {settings}.",
                settings=settings_command.typed(),
            )
    return text(
        "I write to you again, once a day at most. {stop} stops it.", stop=stop_command.typed()
    )


def erase_on_request(ctx: JobContext, member: Member, *, actor: str, reason: str) -> None:
    """Erase a member as they would themselves, and note who did it and why."""
    erasure.collect(ctx, member)
    ctx.store.erase(member)
    ctx.store[Audit].note(
        actor, "member erased", None, "done", ctx.now, about=About({"reason": reason})
    )


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
    """The day in UTC, as last visits are recorded."""
    return ctx.now.astimezone(UTC).date()


def _ask(ctx: JobContext, member: Member) -> None:
    """Ask on behalf of the first community that may write to them."""
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


def purge_old_rows(ctx: JobContext) -> None:
    """Purge the rows that have had their time, and log how many went from each table."""
    for each in ctx.store.purge(ctx.now, ctx.contact.ages):
        if each.count:
            log.info("purged", kind=each.table, rows=each.count)
