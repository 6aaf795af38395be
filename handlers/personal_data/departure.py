"""Silence, leaving and erasure: by choice, or at a written request."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import chain

import structlog

from bot.core import (
    Act,
    Answer,
    Button,
    Buttons,
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
    choose_pause,
    erasure,
    forget_command,
    leaving,
    losses,
    resume_messages,
    stop_command,
    stranger_leaving,
    unwanted_mail,
)
from bot.references.profile import me_command, settings_command
from bot.vocabulary.privacy import has_agreed
from storage.audit import About, Audit
from storage.members import Member, Members
from storage.outbound import Deliveries

router = Router(personal=True)
ERASE_A_MEMBER_ON_REQUEST = Act(
    text("{who} erased a member at their written request"),
    text("erase a member at their written request"),
)
router.act("member erased", ERASE_A_MEMBER_ON_REQUEST)

log = structlog.get_logger()
PURGED_AT_ONCE = 10
"""The steps of a purge in one unit of work: others come in between."""
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


@router.command(stop_command, where=Where.DIRECT, theme="you", shows=True, leaves_form=True)
def stop_messages(ctx: Context) -> Card | Text:
    """Get no more messages that you did not ask for."""
    found = _open_choice(ctx, "stop") if ctx.network.by_mail else None
    return show_choices(ctx) if found is None else _go_quiet(ctx, found[0])


@router.command(forget_command, where=Where.DIRECT, theme="you", shows=True)
@router.command(
    leave_command,
    where=Where.DIRECT,
    theme="you",
    label=text("Leave"),
    everywhere=False,
    own_tab=8,
    shows=True,
)
def show_choices(ctx: Context) -> Card | Text:
    """Stop messages, leave, or have your data erased."""
    member = ctx.person.member
    if member is None:
        stranger_leaving.collect(ctx)
        if ctx.network.by_mail:
            unwanted_mail.collect(ctx, ctx.person.address)
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
    rows: Buttons = ((yes,), (no,))
    if name == "stop":
        rows = ((yes,), (choose_pause.button(text("Pause until…")),), (no,))
    return Replace(Card(None, tuple(lines), rows))


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
    member.stop(ctx.now)
    ctx.store[Deliveries].hush(member.id)
    again = resume_messages.button(text("Write to me again"))
    confirmation = text("From now on, I only answer you. To change this: {me}.", me=_ME)
    return Card(None, (confirmation,), ((again,),))


@router.contribution(mail_stopped)
def stop_mail(ctx: JobContext, mailbox: str) -> None:
    """Stop what comes unasked, as a link in an e-mail asks for."""
    if (member := ctx.store[Members].behind(mailbox)) is None:
        unwanted_mail.collect(ctx, mailbox)
    else:
        member.stop(ctx.now)
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
        member.resume()
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


def purge_old_rows(ctx: JobContext) -> bool:
    """Purge the next rows that have had their time, and log how many went from each table.

    Returns True while a part is left.
    """
    steps, begin = ctx.store.purging(ctx.now, ctx.contact.ages), ctx.slice_number * PURGED_AT_ONCE
    end = begin + PURGED_AT_ONCE
    for each in chain.from_iterable(step() for step in steps[begin:end]):
        if each.count:
            log.info("purged", kind=each.table, rows=each.count)
    return end < len(steps)
