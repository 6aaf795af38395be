"""Calls in the to-do list, handovers, the letter, the figures, and the data of a member."""

from collections.abc import Collection, Mapping, Sequence

from bot.core import (
    MOST_WAITING,
    Context,
    JobContext,
    Router,
    Text,
    Todo,
    ntext,
    quoted,
    text,
    todos,
)
from bot.domain.calls import IN_LETTER_FOR, CallState
from bot.domain.dates.local_time import Period
from bot.domain.dates.spans import Deadline
from bot.domain.digest.composing import Key, Section
from bot.domain.stats import Counted, FigureKind
from bot.references.calls import list_entries, look_at_entry, show_call
from bot.references.digest import letter_items, outdated_items
from bot.references.personal_data import erasure, leaving, losses
from bot.references.seats import Open, OpenThing, handover
from bot.references.stats import Figure, FigureSet, figures
from bot.vocabulary.letter_items import LetterItem
from handlers.calls.call_words import call_title, picture_of, result_line
from handlers.calls.entry_pictures import delete_entries
from storage.calls import RESULT_IN_LETTER, Call, CallEntry, Calls, Entries
from storage.members import Member, Members

router = Router()

CALL_IN_LETTER = "call"
MOST_IN_LETTER = 5
_RUNNING = (CallState.OPEN, CallState.CLOSED, CallState.VOTING)


@router.contribution(todos)
def entries_to_look_at(ctx: Context) -> list[Todo]:
    """Entries that no gardener decided about, and closed calls that wait for their vote."""
    tasks = []
    for each in ctx.store[Entries].waiting(ctx.community.id, MOST_WAITING):
        line = text("New entry {number}: “{title}”", number=each.id, title=each.title)
        label = text("Look at entry {number}", number=each.id)
        tasks.append(Todo(line, (look_at_entry.button(label, each.id),), since=each.sent_at))
    for call in ctx.store[Calls].listed(ctx.community.id, MOST_WAITING, CallState.CLOSED):
        line = text("“{title}” is closed: open its vote", title=call.title)
        look = show_call.button(text("See call {number}", number=call.id), call.id)
        tasks.append(Todo(line, (look,)))
    return tasks


@router.contribution(handover)
def running_calls(ctx: Context) -> list[OpenThing]:
    """The calls that are not over, by their deadline."""
    if not ctx.seats():
        return []
    calls = ctx.store[Calls].listed(ctx.community.id, MOST_WAITING, *_RUNNING)
    return [
        OpenThing(
            Open.DATES,
            text("Call {number} · {title}", number=each.id, title=each.title),
            each.ends_at,
        )
        for each in calls
    ]


@router.contribution(letter_items, order=1)
def calls_in_letter(ctx: JobContext) -> list[LetterItem]:
    """The calls in which people can take part."""
    calls = ctx.store[Calls].listed(ctx.community.id, MOST_IN_LETTER, CallState.OPEN)
    return [_open_item(each) for each in reversed(calls)]


@router.contribution(letter_items, order=3)
def results_in_letter(ctx: JobContext) -> list[LetterItem]:
    """The results of calls that ended lately, with the first picture."""
    ended = ctx.store[Calls].over_since(ctx.community.id, ctx.now - IN_LETTER_FOR)
    items = [_result_item(ctx, each) for each in ended]
    return [each for each in items if each is not None]


@router.contribution(outdated_items)
def changed_calls(ctx: JobContext, items: Sequence[LetterItem]) -> Collection[Key]:
    """Items of calls that are closed or changed, and of results that lost an entry."""
    approved = {each.key: each for each in items if each.kind in (CALL_IN_LETTER, RESULT_IN_LETTER)}
    if not approved:
        return set()
    present = {each.key: each for each in (*calls_in_letter(ctx), *results_in_letter(ctx))}
    return {
        key
        for key, item in approved.items()
        if key not in present or not present[key].says_the_same_as(item)
    }


def _open_item(call: Call) -> LetterItem:
    return LetterItem(
        kind=CALL_IN_LETTER,
        ref=call.id,
        section=Section.FOR_YOU,
        until=call.ends_at,
        headline=call_title(call),
        lines=(*quoted(call.purpose), text("Take part until {when}.", when=Deadline(call.ends_at))),
        button=show_call.button(text("See call {number}", number=call.id), call.id),
    )


def _result_item(ctx: JobContext, call: Call) -> LetterItem | None:
    first = ctx.store[Entries].first(call.id)
    if not first or call.over_at is None:
        return None
    rows = ((each, row) for each in first for row in ctx.store[Entries].pictures(each.id)[:1])
    picture = next((picture_of(ctx, *each) for each in rows), None)
    return LetterItem(
        kind=RESULT_IN_LETTER,
        ref=call.id,
        section=Section.CHANGED,
        until=call.over_at + IN_LETTER_FOR,
        headline=text("{call}: the result", call=call_title(call)),
        lines=tuple(result_line(ctx, call, each) for each in first),
        button=list_entries.button(text("See the entries {number}", number=call.id), call.id),
        picture=picture,
    )


CALL_FIGURES = (
    Figure(
        key="calls_opened",
        title=text("Calls published"),
        definition=text("Calls for entries, such as contests, published in the month."),
        kind=FigureKind.THINGS,
    ),
    Figure(
        key="call_entries",
        title=text("Entries in calls"),
        definition=text("Entries that members sent in the month, without those withdrawn."),
        kind=FigureKind.THINGS,
    ),
)


@router.contribution(figures)
def call_figures(_ctx: JobContext) -> FigureSet:
    """Numbers of calls and of their entries."""
    return FigureSet(order=45, theme=text("Calls"), figures=CALL_FIGURES, count=_count_calls)


def _count_calls(ctx: JobContext, period: Period) -> Mapping[str, Counted]:
    found = ctx.store[Calls].counts(ctx.community.id, period.since, period.until)
    return {"calls_opened": found.opened, "call_entries": found.entries}


@router.contribution(leaving)
def withdraw_entries(ctx: Context, member: Member) -> None:
    """Delete the member's entries in calls that go on; in a result their name goes."""
    delete_entries(ctx, _running_entries(ctx, ctx.community.id, member))


@router.contribution(erasure)
def take_pictures_away(ctx: JobContext, member: Member) -> None:
    """Delete a member's entries, and their pictures in rooms."""
    delete_entries(ctx, ctx.store[Entries].of_member(member.id))


@router.contribution(losses)
def lost_entries(ctx: Context, member: Member, everywhere: bool) -> list[Text]:  # noqa: FBT001 - see `losses`
    """The number of entries that would be deleted."""
    left = ctx.store[Members].communities_of(member) if everywhere else [ctx.community.id]
    count = sum(len(_running_entries(ctx, each, member)) for each in left)
    if not count:
        return []
    return [
        ntext(
            "{count} entry of yours in a call will be deleted.",
            "{count} entries of yours in calls will be deleted.",
            count,
        )
    ]


def _running_entries(ctx: JobContext, community_id: int, member: Member) -> Sequence[CallEntry]:
    return ctx.store[Entries].own(community_id, member.id, *_RUNNING)


router.personal_data(
    "calls",
    text("Calls that you made"),
    text("Kept without your name when you have your data erased."),
    order=376,
    labels={
        "purpose": text("what it is for"),
        "rules": text("rules"),
        "secret": text("secret vote"),
        "opened_at": text("published on"),
        "over_at": text("over on"),
    },
)
router.personal_data(
    "call_entries",
    text("What you entered in calls"),
    text(
        "Kept until 12 months after the end of the call; the first entries are kept longer, "
        "without their pictures. All of it is deleted when you withdraw it, or have your data "
        "erased: a result then keeps only its number."
    ),
    order=377,
    labels={
        "team": text("team's name"),
        "note": text("the gardeners' words"),
        "place": text("place"),
    },
)
router.personal_data(
    "call_pictures",
    text("Pictures that you entered in calls"),
    text("Deleted about a year after the end of the call, or with their entry."),
    order=378,
    labels={"people": text("people can be recognised, who agreed")},
)
