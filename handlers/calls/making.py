"""A gardener makes a call: asked part by part, previewed, changed, published or withdrawn."""

from datetime import datetime, time
from typing import Annotated, Any

from bot.core import (
    Act,
    Answer,
    Card,
    Context,
    FormRef,
    Replace,
    Router,
    Where,
    asks,
    at_most,
    in_rows,
    ntext,
    quoted,
    text,
)
from bot.domain.calls import (
    LONGEST_PURPOSE,
    LONGEST_RULES,
    LONGEST_TITLE,
    CallKind,
    CallState,
    check_deadline,
)
from bot.domain.dates.recurrence import Once
from bot.domain.dates.spans import Deadline as Until
from bot.domain.polls.rules import tidy
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.calls import (
    call_card,
    call_command,
    call_thing,
    change_call,
    close_call_job,
    new_call_form,
    publish_call,
    show_call,
    withdraw_call,
)
from handlers.calls.call_words import KINDS, call_facts, call_in, call_title
from handlers.calls.voting import clear_call
from storage.calls import Call, Calls, Entries
from storage.communities import RoomKind
from storage.digest import Digests

router = Router()

MAKE_A_CALL = Act(text("{who} prepared or changed a call"), text("prepare or change a call"))
PUBLISH_A_CALL = Act(text("{who} published a call"), text("publish a call"))
WITHDRAW_A_CALL = Act(text("{who} withdrew a call"), text("withdraw a call"))

ALIASES = ("calls", "appels", "contest", "concours")
_LEVELS = {"secret": True, "counted": False}
_CHANGEABLE = (CallState.DRAFT, CallState.OPEN)
POSTED_IN = (RoomKind.COMMUNITY, RoomKind.CHANNEL)

Title = Annotated[str, asks("What is the call named?"), at_most(LONGEST_TITLE)]
Purpose = Annotated[
    str, asks("What is it for? Say in a few sentences what people enter."), at_most(LONGEST_PURPOSE)
]
Rules = Annotated[
    str,
    asks("What are the rules? Everybody who takes part agrees to them."),
    at_most(LONGEST_RULES),
]
Deadline = Annotated[
    datetime,
    asks("Until when can people take part? For example: Friday 18 December 6pm."),
    time(18),
]


class RulesAgreedTo(Final):
    """Somebody took part in “{title}” and agreed to its rules: they stay as they are."""


@router.form(new_call_form, who=Role.GARDENER, trace=MAKE_A_CALL)
@router.command(
    call_command,
    aliases=ALIASES,
    example=("Photos of our gardens", "Photos de nos jardins"),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    theme="part",
    label=text("Make a call for entries"),
    form=new_call_form,
    trace=MAKE_A_CALL,
)
def make_call(
    ctx: Context, title: Title, purpose: Purpose, rules: Rules, deadline: Deadline
) -> Card:
    """Make a call, such as a contest: members enter, then they vote."""
    new = Call(
        community_id=ctx.community.id,
        maker_id=ctx.member.id,
        kind=CallKind.CALL,
        title=tidy(title),
        purpose=purpose,
        rules=rules,
        ends_at=check_deadline(deadline, ctx.now),
        secret=False,
        state=CallState.DRAFT,
        created_at=ctx.now,
    )
    return preview_card(ctx, ctx.store[Calls].add(new))


def preview_card(ctx: Context, call: Call) -> Card:
    """The call as everybody will see it, its rules, and what may be changed."""
    rooms = len(ctx.rooms(*POSTED_IN))
    plan = ntext(
        "Nobody sees this yet. It will be posted in {count} room.",
        "Nobody sees this yet. It will be posted in {count} rooms.",
        rooms,
    )
    lines = (*call_facts(call), "", text("Rules:"), *quoted(call.rules), "", plan)
    decisions = (
        publish_call.button(text("Publish the call"), call.id),
        discard_call.button(text("Throw away"), call.id),
    )
    return Card(call_title(call), lines, (decisions, *_change_buttons(call)))


def _change_buttons(call: Call) -> tuple[tuple[Any, ...], ...]:
    """The buttons to change a call; its kind of vote is fixed once it is published."""
    parts = [
        change_call.button(text("Title"), call.id, "title"),
        change_call.button(text("What it is for"), call.id, "purpose"),
        change_call.button(text("Rules"), call.id, "rules"),
        change_call.button(text("Deadline"), call.id, "deadline"),
    ]
    parts += [
        change_call.button(label, call.id, kind.value)
        for kind, label in KINDS.items()
        if kind is not call.kind
    ]
    if call.state is CallState.DRAFT:
        level, value = (text("Secret vote"), "secret")
        if call.secret:
            level, value = (text("No secret vote"), "counted")
        parts.append(change_call.button(level, call.id, value))
    return in_rows(parts, 2)


@router.button(change_call, who=Role.GARDENER, trace=MAKE_A_CALL)
def change_part(ctx: Context, number: int, part: str) -> Answer:
    """Ask for another value, switch what has two, or show what can be changed."""
    call = call_in(ctx, number, *_CHANGEABLE)
    if part in _FORMS:
        return _FORMS[part].ask(ctx, number=str(call.id))
    if part in _LEVELS and call.state is CallState.DRAFT:
        return Replace(_with(ctx, number, secret=_LEVELS[part]))
    if part in set(CallKind):
        return Replace(_with(ctx, number, kind=CallKind(part)))
    return Card(call_title(call), tuple(call_facts(call)), _change_buttons(call))


def _with(ctx: Context, number: int, **values: object) -> Card:
    """The call with other values, in the rooms, too."""
    call = call_in(ctx, number, *_CHANGEABLE)
    for name, value in values.items():
        setattr(call, name, value)
    ctx.store.flush()
    if call.state is CallState.DRAFT:
        return preview_card(ctx, call)
    call_card.refresh(ctx, call.id)
    ctx.store[Digests].refresh_draft(ctx.community.id)
    look = show_call.button(text("Look at it"), call.id)
    line = text("It is changed, in the rooms too.")
    return Card(call_title(call), (line, *call_facts(call)), ((look,), *_change_buttons(call)))


@router.form("call_title", who=Role.GARDENER, trace=MAKE_A_CALL)
def change_title(ctx: Context, number: int, title: Title) -> Card:
    """Change the title of a call."""
    return _with(ctx, number, title=tidy(title))


@router.form("call_purpose", who=Role.GARDENER, trace=MAKE_A_CALL)
def change_purpose(ctx: Context, number: int, purpose: Purpose) -> Card:
    """Change what a call is for."""
    return _with(ctx, number, purpose=purpose)


@router.form("call_rules", who=Role.GARDENER, trace=MAKE_A_CALL)
def change_rules(ctx: Context, number: int, rules: Rules) -> Card:
    """Change the rules of a call, until the first person agreed to them."""
    call = call_in(ctx, number, *_CHANGEABLE)
    if ctx.store[Entries].of(call.id):
        raise RulesAgreedTo(title=call.title)
    return _with(ctx, number, rules=rules)


@router.form("call_deadline", who=Role.GARDENER, trace=MAKE_A_CALL)
def change_deadline(ctx: Context, number: int, deadline: Deadline) -> Card:
    """Move the deadline of a call that is not closed."""
    call = call_in(ctx, number, *_CHANGEABLE)
    ends_at = check_deadline(deadline, ctx.now)
    if call.state is CallState.OPEN:
        close_call_job.plan(ctx, closing_key(call), Once(ends_at), call.id)
    return _with(ctx, number, ends_at=ends_at)


_FORMS: dict[str, FormRef[..., Any]] = {
    "title": change_title,
    "purpose": change_purpose,
    "rules": change_rules,
    "deadline": change_deadline,
}


def closing_key(call: Call) -> str:
    return f"close_call:{call.id}"


@router.button(
    publish_call, of=call_thing, deliberate=True, who=Role.GARDENER, trace=PUBLISH_A_CALL
)
def publish_draft(ctx: Context, number: int) -> Answer:
    """Post a call in the rooms; it closes at its deadline."""
    call = call_in(ctx, number, CallState.DRAFT)
    check_deadline(call.ends_at, ctx.now)
    call.state, call.opened_at = CallState.OPEN, ctx.now
    ctx.store.flush()
    ctx.trace(number=call.id)
    close_call_job.plan(ctx, closing_key(call), Once(call.ends_at), call.id)
    call_card.post_in_each(ctx, ctx.rooms(*POSTED_IN), call.id)
    ctx.store[Digests].refresh_draft(ctx.community.id)
    look = show_call.button(text("Look at it"), call.id)
    done = text("It is published: people can take part until {when}.", when=Until(call.ends_at))
    return Replace(Card(call_title(call), (done,), ((look,),)))


@router.button(
    "call_discard",
    of=call_thing,
    deliberate=True,
    tone="danger",
    who=Role.GARDENER,
    trace=MAKE_A_CALL,
)
def discard_call(ctx: Context, number: int) -> Replace:
    """Throw a draft away."""
    ctx.store[Calls].discard(call_in(ctx, number, CallState.DRAFT))
    return Replace(text("Thrown away. Nothing of it was kept."))


@router.button("call_off", who=Role.GARDENER, trace=WITHDRAW_A_CALL)
def ask_withdrawal(ctx: Context, number: int) -> Card:
    """Ask for confirmation: all entries go."""
    call = call_in(ctx, number, CallState.OPEN, CallState.CLOSED)
    entries = sum(ctx.store[Entries].counts(call.id).values())
    lines = [text("Withdraw this call? It ends without a vote, and does not open again.")]
    if entries:
        gone = ntext(
            "{count} entry is deleted with its pictures, and its author is told.",
            "{count} entries are deleted with their pictures, and their authors are told.",
            entries,
        )
        lines.append(gone)
    label = text("Withdraw the call")
    return Card(call_title(call), tuple(lines), ((withdraw_call.button(label, call.id),),))


@router.button(
    withdraw_call,
    of=call_thing,
    deliberate=True,
    tone="danger",
    who=Role.GARDENER,
    trace=WITHDRAW_A_CALL,
)
def withdraw_published(ctx: Context, number: int) -> Answer:
    """End a call without a vote; its entries are deleted, and their authors told."""
    call = call_in(ctx, number, CallState.OPEN, CallState.CLOSED)
    call.state = CallState.WITHDRAWN
    ctx.store.flush()
    ctx.trace(number=call.id)
    ctx.unplan(closing_key(call))
    clear_call(ctx, call)
    call_card.refresh(ctx, call.id)
    ctx.store[Digests].refresh_draft(ctx.community.id)
    return Replace(Card(call_title(call), (text("It is withdrawn."),)))
