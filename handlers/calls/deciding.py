"""Entries before the gardeners, who accept, ask for a change or set aside; and before members."""

from typing import Annotated

from bot.core import (
    Act,
    Answer,
    Button,
    Card,
    Context,
    Line,
    OpenDirect,
    Replace,
    Router,
    Text,
    Toast,
    asks,
    at_most,
    text,
)
from bot.domain.calls import LONGEST_NOTE, CallState, EntryState
from bot.domain.polls.rules import MOST_CHOICES
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.calls import (
    call_card,
    call_command,
    entry_thing,
    list_entries,
    look_at_entry,
    read_entry,
    show_call,
)
from bot.references.polls import open_poll_in_private
from handlers.calls.call_words import (
    NoSuchEntry,
    accepted_entries,
    call_title,
    entry_label,
    entry_line,
    entry_lines,
    found_entry,
    rows_of,
    tell_author,
    visible_call,
    whisper_pictures,
)
from storage.calls import Call, CallEntry, Calls, Entries
from storage.members import Members

router = Router()

LOOK_AT_AN_ENTRY = Act(text("{who} looked at an entry"), text("look at an entry"))
DECIDE_ABOUT_AN_ENTRY = Act(text("{who} decided about an entry"), text("decide about an entry"))

_SHOWN = (CallState.VOTING, CallState.OVER)
_STATES = {
    EntryState.SENT: text("to look at"),
    EntryState.CHANGE_ASKED: text("to be changed"),
    EntryState.ACCEPTED: text("accepted"),
    EntryState.SET_ASIDE: text("set aside"),
}


class EntryNotDecidable(Final):
    """Nothing can be decided about this entry now. The call: {call}."""


class EnoughAccepted(Final):
    """{count} entries are accepted, as many as a vote has choices: set one aside first."""


@router.button(list_entries, who=Role.MEMBER, deep=True)
def show_entries(ctx: Context, number: int) -> Answer:
    """List the entries that members see, in private; gardeners read all that were sent."""
    if not ctx.direct:
        return OpenDirect(list_entries.link_word(ctx, number))
    call = visible_call(ctx, number)
    tends = ctx.role() >= Role.GARDENER
    rows: list[Button] = []
    lines: list[Line] = []
    if call.state in _SHOWN:
        shown = accepted_entries(ctx, call)
        lines += [entry_line(ctx, each) for each in shown]
        rows += [read_entry.button(entry_label(each), each.id) for each in shown]
    elif tends:
        sent = ctx.store[Entries].of(call.id, *_STATES)
        lines += [
            text("{entry} ({state})", entry=entry_line(ctx, each), state=_STATES[each.state])
            for each in sent
        ]
        rows += [look_at_entry.button(entry_label(each), each.id) for each in sent]
    nothing = text("There is no entry to see yet.")
    if call.state is CallState.VOTING and call.poll_id is not None:
        rows.append(open_poll_in_private.button(text("Vote"), call.poll_id))
    return Card(call_title(call), tuple(lines) or (nothing,), rows_of(*rows))


@router.button(read_entry, who=Role.MEMBER)
def show_entry(ctx: Context, entry_id: int) -> Answer:
    """Show an accepted entry with its pictures, in private."""
    entry, call = found_entry(ctx, entry_id)
    if call.state not in _SHOWN or entry.state is not EntryState.ACCEPTED or not ctx.direct:
        raise NoSuchEntry(calls=call_command.typed())
    whisper_pictures(ctx, entry)
    back = list_entries.button(text("All entries"), call.id)
    rows: list[tuple[Button, ...]] = [(back,)]
    if call.state is CallState.VOTING and call.poll_id is not None:
        rows = [(back, open_poll_in_private.button(text("Vote"), call.poll_id))]
        if ctx.role() >= Role.GARDENER:
            rows.append((_aside_button(entry),))
    title = text("🌻 {title}", title=entry.title)
    return Card(title, tuple(entry_lines(ctx, entry)), tuple(rows))


@router.button(look_at_entry, who=Role.GARDENER, trace=LOOK_AT_AN_ENTRY)
def show_entry_to_decide(ctx: Context, entry_id: int) -> Answer:
    """Show an entry in private with its pictures and the buttons to decide about it."""
    entry, call = _sent_entry(ctx, entry_id)
    whisper_pictures(ctx, entry)
    card = _entry_to_decide(ctx, entry, call)
    if ctx.direct or ctx.on_page:
        return card
    if ctx.whisper(card):
        return Toast(text("I answered you in private."))
    return OpenDirect(list_entries.link_word(ctx, call.id))


def _entry_to_decide(ctx: Context, entry: CallEntry, call: Call) -> Card:
    author = ctx.store[Members].get(entry.member_id)
    lines: list[Line] = [call_title(call), *entry_lines(ctx, entry)]
    if entry.team and author is not None:
        lines.append(text("Entered by {name}", name=author.name))
    lines.append("")
    if any(each.people for each in ctx.store[Entries].pictures(entry.id)):
        lines.append(text("Who can be recognised in its pictures agreed, its author says."))
    lines.append(text("It is {state}.", state=_STATES[entry.state]))
    if call.state in _SHOWN:
        return Card(text("🌻 {title}", title=entry.title), tuple(lines))
    accept = accept_entry.button(text("Accept"), entry.id)
    change = ask_entry_change.button(text("Ask for a change"), entry.id)
    first = (change,) if entry.state is EntryState.ACCEPTED else (accept, change)
    rows = (first, () if entry.state is EntryState.SET_ASIDE else (_aside_button(entry),))
    return Card(text("🌻 {title}", title=entry.title), tuple(lines), tuple(filter(None, rows)))


def _aside_button(entry: CallEntry) -> Button:
    return ask_setting_aside.button(text("Set aside"), entry.id)


def _sent_entry(ctx: Context, entry_id: int) -> tuple[CallEntry, Call]:
    """An entry that was sent, with its call; an unsent one is its author's alone."""
    entry, call = found_entry(ctx, entry_id)
    if entry.state is EntryState.DRAFT:
        raise NoSuchEntry(calls=call_command.typed())
    return entry, call


def _decidable(ctx: Context, entry_id: int, *also: CallState) -> tuple[CallEntry, Call]:
    """An entry about which something can be decided, with its call, which nobody else changes."""
    entry, call = _sent_entry(ctx, entry_id)
    call = ctx.store[Calls].held(call.id)
    if call.state not in (CallState.OPEN, CallState.CLOSED, *also):
        raise EntryNotDecidable(call=call_command.typed(call.id))
    return entry, call


@router.button(
    "call_accept",
    of=entry_thing,
    deliberate=True,
    who=Role.GARDENER,
    trace=DECIDE_ABOUT_AN_ENTRY,
)
def accept_entry(ctx: Context, entry_id: int) -> Replace:
    """Accept an entry for the vote; its author is told."""
    entry, call = _decidable(ctx, entry_id)
    if entry.state is not EntryState.ACCEPTED:
        accepted = len(accepted_entries(ctx, call))
        if accepted >= MOST_CHOICES:
            raise EnoughAccepted(count=accepted)
        entry.state, entry.note = EntryState.ACCEPTED, ""
        ctx.store.flush()
        told = text("Your entry “{title}” is accepted.", title=entry.title)
        tell_author(ctx, entry, told)
    return Replace(_decided_card(call, text("“{title}” is accepted.", title=entry.title)))


@router.button("call_ask", of=entry_thing, who=Role.GARDENER, trace=DECIDE_ABOUT_AN_ENTRY)
def ask_entry_change(ctx: Context, entry_id: int) -> Answer:
    """Ask the gardener which change they wish."""
    entry, _ = _decidable(ctx, entry_id)
    shown = str(entry_thing.present(ctx, entry.id))
    return write_wish.ask(ctx, entry_id=str(entry.id), shown=shown)


@router.form("call_wish", who=Role.GARDENER, trace=DECIDE_ABOUT_AN_ENTRY)
def write_wish(
    ctx: Context,
    entry_id: int,
    shown: int,
    words: Annotated[
        str,
        asks("Which change do you ask for? Its author reads your words."),
        at_most(LONGEST_NOTE),
    ],
) -> Card:
    """Ask the author of an entry for a change, with a word."""
    entry, call = _decidable(ctx, entry_id)
    entry_thing.check(ctx, entry.id, shown)
    entry.state, entry.note = EntryState.CHANGE_ASKED, words
    ctx.store.flush()
    line = text(
        "{name} asks you to change your entry “{title}”:", name=ctx.member.name, title=entry.title
    )
    tell_author(ctx, entry, line, words)
    return _decided_card(call, text("The author of “{title}” is told.", title=entry.title))


@router.button("call_aside", of=entry_thing, who=Role.GARDENER, trace=DECIDE_ABOUT_AN_ENTRY)
def ask_setting_aside(ctx: Context, entry_id: int) -> Answer:
    """Ask the gardener for the reason."""
    entry, _ = _decidable(ctx, entry_id, CallState.VOTING)
    shown = str(entry_thing.present(ctx, entry.id))
    return write_reason.ask(ctx, entry_id=str(entry.id), shown=shown)


@router.form("call_reason", who=Role.GARDENER, trace=DECIDE_ABOUT_AN_ENTRY)
def write_reason(
    ctx: Context,
    entry_id: int,
    shown: int,
    words: Annotated[
        str,
        asks("Why is it set aside? Write it kindly: its author reads your words."),
        at_most(LONGEST_NOTE),
    ],
) -> Card:
    """Set an entry aside, also out of a vote, with a reason for its author."""
    entry, call = _decidable(ctx, entry_id, CallState.VOTING)
    entry_thing.check(ctx, entry.id, shown)
    ctx.store[Entries].set_aside(entry, words)
    call_card.refresh(ctx, call.id)
    line = text("{name} set your entry “{title}” aside:", name=ctx.member.name, title=entry.title)
    tell_author(ctx, entry, line, words)
    return _decided_card(call, text("“{title}” is set aside.", title=entry.title))


def _decided_card(call: Call, line: Text) -> Card:
    every = list_entries.button(text("All entries"), call.id)
    return Card(None, (line,), ((every, show_call.button(text("See the call"), call.id)),))
