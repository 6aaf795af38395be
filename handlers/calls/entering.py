"""A member takes part in a call: rules agreed to, the entry sent, changed or withdrawn."""

from typing import Annotated, Any

from bot.core import (
    Answer,
    Card,
    Context,
    FormRef,
    Line,
    OpenDirect,
    Replace,
    Router,
    asks,
    at_most,
    in_rows,
    ntext,
    quoted,
    reads,
    text,
)
from bot.domain.calls import (
    LONGEST_ENTRY,
    LONGEST_ENTRY_TITLE,
    LONGEST_TEAM,
    MOST_OWN,
    MOST_PICTURES,
    CallState,
    EntryState,
    read_team,
)
from bot.domain.dates.spans import Deadline
from bot.domain.polls.rules import tidy
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.calls import (
    add_entry_picture,
    call_card,
    call_command,
    call_thing,
    change_entry,
    entry_thing,
    look_at_entry,
    send_entry,
    show_call,
    show_own_entry,
    take_part,
    withdraw_entry,
)
from handlers.calls.call_words import (
    CallNotOpen,
    call_facts,
    call_title,
    changeable_entry,
    entry_lines,
    found_entry,
    may_change,
    note_change,
    own_entry,
    visible_call,
    whisper_pictures,
)
from handlers.calls.entry_pictures import delete_entries
from handlers.profile import age_check
from storage.calls import Call, CallEntry, Calls, Entries

router = Router()

Team = Annotated[
    str,
    asks(
        "Under which name is your entry shown? Write a team's name, such as that of a class, or "
        "choose your own. No names of pupils, please.",
        choices=lambda _ctx: [("me", text("My own name"))],
    ),
    at_most(LONGEST_TEAM),
    reads(read_team),
]
Title = Annotated[str, asks("What is your entry named?"), at_most(LONGEST_ENTRY_TITLE)]
Words = Annotated[
    str,
    asks("Describe it. Pictures come afterwards. No names of pupils, please."),
    at_most(LONGEST_ENTRY),
]
_STATES = {
    EntryState.DRAFT: text("⏳ Not sent: only you see it."),
    EntryState.SENT: text("✅ Sent: the gardening team will look at it."),
    EntryState.CHANGE_ASKED: text("⏳ The gardening team asks for a change, then send it again."),
    EntryState.ACCEPTED: text("✅ Accepted."),
    EntryState.SET_ASIDE: text("Not accepted. You may change it and send it again."),
}


class EntriesEnough(Final):
    """You have {count} entries in “{title}” already: withdraw one first."""


class NothingToSend(Final):
    """This entry is sent already. All calls: {calls}."""


@router.button(take_part, who=Role.MEMBER, deep=True)
def show_rules(ctx: Context, number: int) -> Answer:
    """Show the rules of a call in private, with a button that agrees to them."""
    if not ctx.direct:
        return OpenDirect(take_part.link_word(ctx, number))
    call = _open_call(ctx, visible_call(ctx, number))
    asked = age_check(ctx, f"{take_part.name}-{call.id}")
    if asked is not None:
        return asked
    lines = (
        *call_facts(call),
        "",
        text("Rules:"),
        *quoted(call.rules),
        "",
        text(
            "The gardening team looks at each entry. All members see those accepted, with the "
            "name that you choose. The first ones are shown in the rooms and in the letter."
        ),
        text(
            "Adults take part. A class enters through an adult, under a team's name, without "
            "names or faces of pupils."
        ),
        text("Other entries than the first ones are deleted 12 months after the end."),
    )
    agree = agree_to_rules.button(text("I have read the rules and agree"), call.id)
    return Card(call_title(call), lines, ((agree,),))


@router.button("call_agree", of=call_thing, who=Role.MEMBER, limit=PROPOSALS)
def agree_to_rules(ctx: Context, number: int) -> Answer:
    """Begin an entry, once its author read the rules and agreed."""
    call = _open_call(ctx, visible_call(ctx, number))
    asked = age_check(ctx, f"{take_part.name}-{call.id}")
    if asked is not None:
        return asked
    _check_number(ctx, call)
    shown = call_thing.present(ctx, call.id)
    return write_entry.ask(ctx, number=str(call.id), shown=str(shown))


@router.form("call_entry", who=Role.MEMBER)
def write_entry(
    ctx: Context, number: int, shown: int, team: Team, title: Title, words: Words
) -> Answer:
    """Keep an entry as a draft, and show it whole."""
    call = _open_call(ctx, visible_call(ctx, number))
    call_thing.check(ctx, call.id, shown)
    if ctx.member.adult is not True:
        return show_rules(ctx, call.id)
    _check_number(ctx, call)
    new = CallEntry(
        call_id=call.id,
        member_id=ctx.member.id,
        team=team,
        title=tidy(title),
        words=words,
        state=EntryState.DRAFT,
        note="",
        created_at=ctx.now,
    )
    return _own_card(ctx, ctx.store[Entries].add(new), call)


def _open_call(ctx: Context, call: Call) -> Call:
    """The call, which stays open until this unit of work ends; raises `CallNotOpen`."""
    held = ctx.store[Calls].held(call.id)
    if held.state is not CallState.OPEN or held.ends_at <= ctx.now:
        raise CallNotOpen(title=call.title, calls=call_command.typed())
    return held


def _check_number(ctx: Context, call: Call) -> None:
    own = ctx.store[Entries].own_in(call.id, ctx.member.id)
    if len(own) >= MOST_OWN:
        raise EntriesEnough(count=len(own), title=call.title)


@router.button(show_own_entry, who=Role.MEMBER, deep=True)
def show_entry_whole(ctx: Context, entry_id: int) -> Answer:
    """Show one's own entry with its pictures."""
    entry, call = own_entry(ctx, entry_id)
    whisper_pictures(ctx, entry)
    return _own_card(ctx, entry, call)


@router.revised(entry_thing)
def show_entry_again(ctx: Context, entry_id: int) -> Answer:
    """Show an entry that changed since the person acted on it, to its author or a gardener."""
    entry, _ = found_entry(ctx, entry_id)
    shown = show_own_entry if entry.member_id == ctx.member.id else look_at_entry
    return shown.run(ctx, entry_id)


def _own_card(ctx: Context, entry: CallEntry, call: Call) -> Card:
    """One's own entry: its state, what the gardeners said, and what can be done now."""
    lines: list[Line] = entry_lines(ctx, entry)
    pictures = ctx.store[Entries].pictures(entry.id)
    if pictures:
        count = ntext("{count} picture", "{count} pictures", len(pictures))
        with_people = text("{pictures}. Who can be recognised agreed.", pictures=count)
        lines.append(with_people if any(each.people for each in pictures) else count)
    lines += ["", _STATES[entry.state]]
    if entry.note and entry.state in (EntryState.CHANGE_ASKED, EntryState.SET_ASIDE):
        lines += quoted(entry.note)
    if call.state is CallState.OPEN:
        lines.append(
            text("You may change or withdraw it until {when}.", when=Deadline(call.ends_at))
        )
    title = text("🌻 Your entry: {title}", title=entry.title)
    away = withdraw_entry.button(text("Withdraw and delete"), entry.id)
    if not may_change(call, entry):
        look = show_call.button(text("See the call"), call.id)
        return Card(title, tuple(lines), ((look, away),))
    parts = [
        change_entry.button(text("Name"), entry.id, "team"),
        change_entry.button(text("Title"), entry.id, "title"),
        change_entry.button(text("Description"), entry.id, "words"),
    ]
    if len(pictures) < MOST_PICTURES:
        parts.append(add_entry_picture.button(text("Add a picture"), entry.id))
    send = send_entry.button(text("Send my entry"), entry.id)
    first = ((send,),) if entry.state in (EntryState.DRAFT, EntryState.CHANGE_ASKED) else ()
    return Card(title, tuple(lines), (*first, *in_rows(parts, 2), (away,)))


@router.button(send_entry, of=entry_thing, deliberate=True, who=Role.MEMBER, limit=PROPOSALS)
def send_shown_entry(ctx: Context, entry_id: int) -> Answer:
    """Send an entry that its author sees whole to the gardeners."""
    entry, call = changeable_entry(ctx, entry_id)
    asked = age_check(ctx, f"{show_own_entry.name}-{entry.id}")
    if asked is not None:
        return asked
    if entry.state not in (EntryState.DRAFT, EntryState.CHANGE_ASKED):
        raise NothingToSend(calls=call_command.typed())
    entry.state, entry.sent_at = EntryState.SENT, ctx.now
    ctx.store.flush()
    return Replace(_own_card(ctx, entry, call))


@router.button(withdraw_entry, of=entry_thing, deliberate=True, tone="danger", who=Role.MEMBER)
def withdraw_own_entry(ctx: Context, entry_id: int) -> Replace:
    """Delete one's own entry with its pictures, at any time."""
    entry, call = own_entry(ctx, entry_id)
    delete_entries(ctx, [entry])
    call_card.refresh(ctx, call.id)
    look = show_call.button(text("See the call"), call.id)
    done = text("Your entry is withdrawn and deleted, with its pictures.")
    return Replace(Card(None, (done,), ((look,),)))


@router.button(change_entry, who=Role.MEMBER)
def change_entry_part(ctx: Context, entry_id: int, part: str) -> Answer:
    """Ask for another value."""
    entry, call = changeable_entry(ctx, entry_id)
    if part not in _FORMS:
        return _own_card(ctx, entry, call)
    return _FORMS[part].ask(ctx, entry_id=str(entry.id))


@router.form("call_entry_team", who=Role.MEMBER)
def change_team(ctx: Context, entry_id: int, team: Team) -> Card:
    """Show an entry under another name."""
    return _with(ctx, entry_id, team=team)


@router.form("call_entry_title", who=Role.MEMBER)
def change_entry_title(ctx: Context, entry_id: int, title: Title) -> Card:
    """Change the title of an entry."""
    return _with(ctx, entry_id, title=tidy(title))


@router.form("call_entry_words", who=Role.MEMBER)
def change_words(ctx: Context, entry_id: int, words: Words) -> Card:
    """Change the description of an entry."""
    return _with(ctx, entry_id, words=words)


_FORMS: dict[str, FormRef[..., Any]] = {
    "team": change_team,
    "title": change_entry_title,
    "words": change_words,
}


def _with(ctx: Context, entry_id: int, **values: str) -> Card:
    """The entry with another value: it has to be sent again."""
    entry, call = changeable_entry(ctx, entry_id)
    for name, value in values.items():
        setattr(entry, name, value)
    note_change(ctx, entry)
    return _own_card(ctx, entry, call)
