"""The live card of a call, the call in private, and the list of all."""

from collections.abc import Sequence

from bot.core import (
    Answer,
    Button,
    Card,
    Context,
    JobContext,
    Line,
    Router,
    Small,
    Where,
    ntext,
    quoted,
    text,
    write_command,
)
from bot.domain.calls import CallState, EntryState
from bot.domain.conversations import only_named
from bot.domain.dates.spans import Deadline
from bot.domain.roles import Role
from bot.references.calls import (
    call_card,
    call_command,
    call_thing,
    change_call,
    end_call,
    list_entries,
    new_call_form,
    open_call_vote,
    show_call,
    show_own_entry,
    take_part,
)
from bot.references.conversations import Intent, intents
from bot.references.polls import open_poll_in_private
from handlers.calls.call_words import (
    accepted_entries,
    call_facts,
    call_title,
    entry_label,
    entry_line,
    has_lost_its_vote,
    numbered_line,
    result_line,
    rows_of,
    state_text,
    visible_call,
)
from handlers.calls.making import ALIASES, ask_withdrawal, preview_card
from storage.calls import Call, Calls, Entries
from storage.polls import Polls

router = Router(on_page=True)

MOST_LISTED = 8
_STOP_WORDS = frozenset({"appel", "appels", "concours", "call", "calls", "contest", "contests"})
"""Words of titles that say nothing about which call is meant."""


@router.card(call_card, shows=[Call])
def draw_call_card(ctx: JobContext, call_id: int) -> Card:
    """A call in the rooms: its purpose, then the entries of its vote, then its result."""
    call = ctx.store[Calls].get(call_id)
    if call is None or call.state is CallState.WITHDRAWN:
        return Card(None, (text("This call is withdrawn."),))
    small = Small(
        text("Call {number} · in writing: {call}", number=call.id, call=call_command.typed(call.id))
    )
    return Card(call_title(call), (*_state_lines(ctx, call), small), _room_buttons(call))


def _state_lines(ctx: JobContext, call: Call) -> list[Line]:
    """The public lines of a call in its present state."""
    if call.state is CallState.CLOSED:
        line = text("The time to take part is over. The gardening team looks at the entries.")
        return [*quoted(call.purpose), line]
    if call.state is CallState.VOTING and call.poll_id is not None:
        ends_at = ctx.store[Polls].get(call.poll_id).ends_at
        line = text("Look at the entries, then vote.")
        if ends_at is not None:
            line = text("Look at the entries, then vote until {when}.", when=Deadline(ends_at))
        entries = accepted_entries(ctx, call)
        numbered = [numbered_line(ctx, each.choice, each) for each in entries if each.choice]
        return [*numbered, line]
    if call.state is CallState.OVER:
        first = ctx.store[Entries].first(call.id)
        lines: list[Line] = [result_line(ctx, call, each) for each in first]
        thanks = text("It is over. Thanks to all who took part.")
        return [*lines, thanks] if lines else [text("It ended without a first place.")]
    return call_facts(call)


def _room_buttons(call: Call) -> tuple[tuple[Button, ...], ...]:
    details = show_call.button(text("Details"), call.id)
    look = list_entries.button(text("See the entries"), call.id)
    if call.state is CallState.OPEN:
        return ((take_part.button(text("Take part"), call.id), details),)
    if call.state is CallState.VOTING and call.poll_id is not None:
        return ((look, open_poll_in_private.button(text("Vote"), call.poll_id)),)
    return ((look,),) if call.state is CallState.OVER else ((details,),)


@router.command(
    "call",
    fr="appel",
    aliases=ALIASES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="part",
    label=text("Calls and contests"),
    in_shared_menu=True,
    shows=True,
)
def list_calls(ctx: Context) -> Card:
    """See the calls and contests, and take part."""
    tends = ctx.role() >= Role.GARDENER
    calls = ctx.store[Calls].listed(ctx.community.id, MOST_LISTED)
    drafts = ctx.store[Calls].drafts_of(ctx.community.id, ctx.member.id) if tends else []
    shown = [*drafts, *calls][:MOST_LISTED]
    lines: list[Line] = [
        text(
            "{number} · {title} – {state}",
            number=each.id,
            title=each.title,
            state=state_text(each),
        )
        for each in shown
    ]
    buttons = [
        show_call.button(text("{number} · {title}", number=each.id, title=each.title), each.id)
        for each in shown
    ]
    make = new_call_form.ask_button(text("Make a call")) if tends else None
    if not shown:
        lines = [text("There is no call yet. The next one is announced in the rooms.")]
        if not tends:
            lines.append(text("Do you have an idea for a contest? Tell the team."))
            make = write_command.ask_button(text("Write to the team"))
    return Card(text("🌻 Calls and contests"), tuple(lines), rows_of(make, *buttons))


@router.contribution(intents)
def intents_of_calls(ctx: Context) -> Sequence[Intent]:
    """The intent to see a call or to take part in it."""
    label = text("Calls and contests")
    return (Intent("calls_list", label, call_command, show_meant_call, for_people=True),)


def show_meant_call(ctx: Context, words: str) -> Answer:
    """The call that is named, or the only one that is open; None for the list."""
    listed = ctx.store[Calls].listed(ctx.community.id, MOST_LISTED)
    number = only_named(words, {each.id: each.title for each in listed}, but=_STOP_WORDS)
    open_ones = [each.id for each in listed if each.state is CallState.OPEN]
    if number is None and len(open_ones) == 1:
        (number,) = open_ones
    return None if number is None else show_call.run(ctx, number)


@router.command(
    "call",
    fr="appel",
    aliases=ALIASES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    example="3",
    theme="part",
)
def show_call_numbered(ctx: Context, number: int) -> Answer:
    """See one call, with its rules and your entries."""
    return show_one_call(ctx, number)


@router.button(show_call, who=Role.MEMBER, deep=True)
def show_one_call(ctx: Context, number: int) -> Answer:
    """Show a call in private with its rules, one's own entries, and what one may do."""
    call = visible_call(ctx, number)
    card = _private_card(ctx, call)
    if ctx.direct or not ctx.whisper(card):
        return card
    return text("I am showing it to you in private.")


@router.revised(call_thing)
def show_call_again(ctx: Context, number: int) -> Answer:
    """Show a call that changed since the person acted on it."""
    return show_call.run(ctx, number)


def _private_card(ctx: Context, call: Call) -> Card:
    tends = ctx.role() >= Role.GARDENER
    if call.state is CallState.DRAFT:
        return preview_card(ctx, call)
    own = ctx.store[Entries].own_in(call.id, ctx.member.id)
    lines: list[Line] = _state_lines(ctx, call)
    if call.state in (CallState.OPEN, CallState.CLOSED):
        lines += ["", text("Rules:"), *quoted(call.rules)]
    lines += [text("Yours: {entry}", entry=entry_line(ctx, each)) for each in own]
    if tends and call.state in (CallState.OPEN, CallState.CLOSED):
        lines += ["", _entries_text(ctx, call)]
    rows = _room_buttons(call) if call.state is not CallState.OPEN else ()
    if call.state is CallState.OPEN:
        rows = ((take_part.button(text("Take part"), call.id),),)
    elif call.state is CallState.CLOSED:
        rows = ()
    own_rows = rows_of(*(show_own_entry.button(entry_label(each), each.id) for each in own))
    return Card(call_title(call), tuple(lines), (*rows, *own_rows, *_tending_rows(ctx, call)))


def _entries_text(ctx: Context, call: Call) -> Line:
    """The numbers of entries by state, for gardeners."""
    count = ctx.store[Entries].counts(call.id)
    accepted, sent = count[EntryState.ACCEPTED], count[EntryState.SENT]
    asked, aside = count[EntryState.CHANGE_ASKED], count[EntryState.SET_ASIDE]
    counts = [
        *([ntext("{count} accepted", "{count} accepted", accepted)] if accepted else []),
        *([ntext("{count} to look at", "{count} to look at", sent)] if sent else []),
        *([ntext("{count} to be changed", "{count} to be changed", asked)] if asked else []),
        *([ntext("{count} set aside", "{count} set aside", aside)] if aside else []),
    ]
    return text("Entries: {counts}", counts=counts) if counts else text("No entry yet.")


def _tending_rows(ctx: Context, call: Call) -> tuple[tuple[Button, ...], ...]:
    """The buttons of gardeners in the present state of a call."""
    if ctx.role() < Role.GARDENER:
        return ()
    entries = list_entries.button(text("All entries"), call.id)
    away = ask_withdrawal.button(text("Withdraw the call"), call.id)
    if call.state is CallState.OPEN:
        return ((change_call.button(text("Change"), call.id, "all"), entries), (away,))
    if call.state is CallState.CLOSED:
        vote = open_call_vote.button(text("Open the vote"), call.id)
        end = end_call.button(text("End it without a vote"), call.id)
        return ((vote, entries), (end, away))
    if has_lost_its_vote(ctx, call):
        return ((open_call_vote.button(text("Open the vote"), call.id),),)
    return ()
