"""Words, lines and look-ups of calls and entries that several cards use."""

from collections.abc import Sequence

from bot.core import (
    Button,
    Card,
    Context,
    JobContext,
    Line,
    Photo,
    Picture,
    Text,
    Words,
    joined,
    quoted,
    text,
)
from bot.domain.addresses import shortened
from bot.domain.calls import CallKind, CallState, EntryState
from bot.domain.dates.spans import Deadline
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.calls import call_command, show_own_entry
from storage.calls import Call, CallEntry, CallPicture, Calls, Entries
from storage.members import Members
from storage.polls import Polls

LONGEST_LABEL = 34
KINDS = {
    CallKind.CALL: text("Call"),
    CallKind.CONTEST: text("Contest"),
    CallKind.PROJECTS: text("Call for projects"),
}
STATES = {
    CallState.DRAFT: text("not published"),
    CallState.CLOSED: text("closed"),
    CallState.VOTING: text("vote open"),
    CallState.OVER: text("over"),
    CallState.WITHDRAWN: text("withdrawn"),
}


class NoSuchCall(Final):
    """There is no call {number} here. All calls: {calls}."""


class NoSuchEntry(Final):
    """This entry is not here any more. All calls: {calls}."""


class CallNotOpen(Final):
    """Nobody can take part in “{title}” any more. All calls: {calls}."""


class NotAtThisPoint(Final):
    """“{title}” is not at this point any more: it is shown as it is with {call}."""


def call_title(call: Call) -> Text:
    if call.kind is CallKind.CONTEST:
        return text("🌻 Contest: {title}", title=call.title)
    if call.kind is CallKind.PROJECTS:
        return text("🌻 Call for projects: {title}", title=call.title)
    return text("🌻 Call: {title}", title=call.title)


def call_facts(call: Call) -> list[Line]:
    """The purpose, the deadline and the kind of vote of a call."""
    vote = text("Then the members vote, without names shown.")
    if call.secret:
        vote = text("Then the members vote: the vote is secret.")
    return [
        *quoted(call.purpose),
        text("Take part until {when}.", when=Deadline(call.ends_at)),
        vote,
    ]


def state_text(call: Call) -> Text:
    """The state of a call in a list."""
    if call.state is CallState.OPEN:
        return text("until {when}", when=Deadline(call.ends_at))
    return STATES[call.state]


def visible_call(ctx: Context, number: int) -> Call:
    """A call of this community; drafts and withdrawn ones are for gardeners."""
    call = ctx.store[Calls].get(number)
    hidden = (CallState.DRAFT, CallState.WITHDRAWN)
    if call is None or call.community_id != ctx.community.id:
        raise NoSuchCall(number=number, calls=call_command.typed())
    if call.state in hidden and ctx.role() < Role.GARDENER:
        raise NoSuchCall(number=number, calls=call_command.typed())
    return call


def call_in(ctx: Context, number: int, *states: CallState) -> Call:
    """A call in one of these states, which nobody else changes until this unit of work ends."""
    call = ctx.store[Calls].held(visible_call(ctx, number).id)
    if call.state not in states:
        raise NotAtThisPoint(title=call.title, call=call_command.typed(call.id))
    return call


def call_of(ctx: Context, entry: CallEntry) -> Call:
    """The call of an entry; raises `NoSuchEntry` in another community."""
    call = ctx.store[Calls].get(entry.call_id)
    if call is None or call.community_id != ctx.community.id:
        raise NoSuchEntry(calls=call_command.typed())
    return call


def found_entry(ctx: Context, entry_id: int) -> tuple[CallEntry, Call]:
    """An entry with its call, in this community."""
    entry = ctx.store[Entries].get(entry_id)
    if entry is None:
        raise NoSuchEntry(calls=call_command.typed())
    return entry, call_of(ctx, entry)


def own_entry(ctx: Context, entry_id: int) -> tuple[CallEntry, Call]:
    """The sender's own entry with its call."""
    entry, call = found_entry(ctx, entry_id)
    if entry.member_id != ctx.member.id:
        raise NoSuchEntry(calls=call_command.typed())
    return entry, call


def changeable_entry(ctx: Context, entry_id: int) -> tuple[CallEntry, Call]:
    """The sender's own entry with its call, while it may change; raises `CallNotOpen`."""
    entry, call = own_entry(ctx, entry_id)
    call = ctx.store[Calls].held(call.id)
    if not may_change(call, entry):
        raise CallNotOpen(title=call.title, calls=call_command.typed())
    return entry, call


def may_change(call: Call, entry: CallEntry) -> bool:
    """True until the deadline, and after it for an entry whose change gardeners asked for."""
    is_awaited = call.state is CallState.CLOSED and entry.state is EntryState.CHANGE_ASKED
    return call.state is CallState.OPEN or is_awaited


def tell_author(ctx: JobContext, entry: CallEntry, line: Text, words: str = "") -> None:
    """Tell the author of an entry what happened to it, with the words of a gardener, if any."""
    author = ctx.store[Members].get(entry.member_id)
    if author is not None:
        look = show_own_entry.button(text("See my entry"), entry.id)
        ctx.tell(author, Card(None, (line, *quoted(words)), ((look,),)), calm=True)


def note_change(ctx: Context, entry: CallEntry) -> None:
    """Note that an entry changed: its author has to send it again."""
    if entry.state is not EntryState.CHANGE_ASKED:
        entry.state = EntryState.DRAFT
    ctx.store.flush()


def entry_name(ctx: JobContext, entry: CallEntry) -> Words:
    """The name that its author chose: their team's or their own; neither for who left."""
    if entry.team:
        return entry.team
    member = ctx.store[Members].get(entry.member_id)
    here = member and ctx.store[Members].membership(member, ctx.community.id)
    return text("a member") if member is None or here is None else member.name


def entry_line(ctx: JobContext, entry: CallEntry) -> Text:
    return text("{title} – {name}", title=entry.title, name=entry_name(ctx, entry))


def numbered_line(ctx: JobContext, number: int, entry: CallEntry) -> Text:
    return text("{number}. {entry}", number=number, entry=entry_line(ctx, entry))


def result_line(ctx: JobContext, call: Call, entry: CallEntry) -> Text:
    """One of the first entries, with its place where there was a vote."""
    if call.poll_id is None or entry.place is None:
        return entry_line(ctx, entry)
    return numbered_line(ctx, entry.place, entry)


def entry_lines(ctx: JobContext, entry: CallEntry) -> list[Line]:
    """The words of an entry, the name beside them, and how many pictures there are."""
    return [*quoted(entry.words), text("Under the name: {name}", name=entry_name(ctx, entry))]


def entry_label(entry: CallEntry) -> Text:
    return text("“{title}”", title=shortened(entry.title, LONGEST_LABEL))


def picture_of(ctx: JobContext, entry: CallEntry, row: CallPicture) -> Picture | None:
    """A picture with its description and the name of its entry, once it is here."""
    if row.file_id is None:
        return None
    what = text("Picture: {words}", words=row.words or entry.title)
    return Picture(Photo(row.file_id), joined(what, entry_line(ctx, entry)))


def whisper_pictures(ctx: Context, entry: CallEntry) -> None:
    """Show the pictures of an entry in private, before its words."""
    for row in ctx.store[Entries].pictures(entry.id):
        picture = picture_of(ctx, entry, row)
        if picture is not None:
            ctx.whisper(picture)


def accepted_entries(ctx: JobContext, call: Call) -> Sequence[CallEntry]:
    """The entries that members see: accepted, and in the vote once there is one."""
    return ctx.store[Entries].of(call.id, EntryState.ACCEPTED)


def has_lost_its_vote(ctx: JobContext, call: Call) -> bool:
    """True if the poll of a call was withdrawn before any vote: it may be opened again."""
    if call.state is not CallState.VOTING or call.poll_id is None:
        return False
    return ctx.store[Polls].get(call.poll_id).withdrawn_at is not None


def rows_of(*buttons: Button | None) -> tuple[tuple[Button, ...], ...]:
    """A row for each button that there is."""
    return tuple((each,) for each in buttons if each is not None)
