"""Needs in the to-do list, the letter, the figures, and the data of a member.

The Region's side reads the letter before it is sent: only what its author agreed to show it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time, timedelta

from bot.core import MOST_WAITING, Context, JobContext, Line, Router, Text, Todo, ntext, text, todos
from bot.domain.dates.local_time import Period, instant
from bot.domain.digest.composing import Key, Section
from bot.domain.needs import Need, NeedKind
from bot.domain.roles import Seat
from bot.domain.stats import Counted, FigureKind
from bot.references.digest import letter_items, outdated_items
from bot.references.needs import look_at_need, need_command, show_need
from bot.references.personal_data import leaving, losses
from bot.references.seats import MOST_OPEN, Open, OpenThing, handover
from bot.references.stats import Figure, FigureSet, figures
from bot.vocabulary.letter_items import LetterItem
from handlers.needs.need_words import headline, need_reader, place_text
from storage.members import Member, Members
from storage.needs import LETTER_KIND, NeedFigures, NeedFilter, Needs

router = Router()

MOST_TO_LOOK_AT = 3
WITHOUT_INTRODUCTION = timedelta(days=7)
MOST_NAMED = 3
"""Needs of a person who leaves whose words are said."""
MOST_IN_LETTER = 5
LONGEST_LABEL = 30
LONGEST_HEADLINE = 120


@router.contribution(todos)
def new_needs(ctx: Context) -> list[Todo]:
    """New needs and offers, the oldest first; those beyond three are one line."""
    if Seat.TERRITORY not in ctx.seats():
        return []
    new = NeedFilter(day=ctx.today, reader=need_reader(ctx), noted=False)
    found = ctx.store[Needs].listed(ctx.community.id, new, most=MOST_TO_LOOK_AT, oldest_first=True)
    others = ctx.store[Needs].count(ctx.community.id, new) - len(found)
    lines = []
    for each in found:
        values = {"number": each.id, "words": headline(each.words)}
        line = text("New need {number}: “{words}”", **values)
        label = text("Look at need {number}", **values)
        if each.kind is NeedKind.OFFER:
            line = text("New offer {number}: “{words}”", **values)
            label = text("Look at offer {number}", **values)
        lines.append(Todo(line, (look_at_need.button(label, each.id),)))
    if others > 0:
        more = ntext("{count} more new need or offer", "{count} more new needs and offers", others)
        lines.append(Todo(more, (need_command.button(text("Needs and offers")),)))
    return lines


@router.contribution(handover)
def open_needs(ctx: Context) -> list[OpenThing]:
    """The open needs and offers that this gardener reads, by their end."""
    if not ctx.seats():
        return []
    which = NeedFilter(day=ctx.today, reader=need_reader(ctx))
    found = []
    for each in ctx.store[Needs].listed(ctx.community.id, which, most=MOST_OPEN, oldest_first=True):
        values = {"number": each.id, "words": headline(each.words), "day": each.ends_on}
        line = text("Need {number}: “{words}”, until {day}", **values)
        if each.kind is NeedKind.OFFER:
            line = text("Offer {number}: “{words}”, until {day}", **values)
        found.append(OpenThing(Open.NEEDS, line))
    return found


@router.contribution(todos, order=-1)
def needs_without_introduction(ctx: Context) -> list[Todo]:
    """Needs looked at a week ago or more, whose author was introduced to nobody since."""
    if Seat.TERRITORY not in ctx.seats():
        return []
    which = NeedFilter(
        day=ctx.today,
        reader=need_reader(ctx),
        noted=True,
        kind=NeedKind.NEED,
        unmet_since=ctx.now - WITHOUT_INTRODUCTION,
    )
    tasks = []
    for each in ctx.store[Needs].listed(
        ctx.community.id, which, most=MOST_WAITING, oldest_first=True
    ):
        if each.author_id == ctx.person.member_id:
            continue
        author = ctx.store[Members].get(each.author_id)
        values = {"number": each.id, "words": headline(each.words)}
        values["name"] = "" if author is None else author.name
        line = text("Nobody was introduced to {name} for need {number}: “{words}”", **values)
        find = text("Find somebody for need {number}", **values)
        tasks.append(Todo(line, (look_at_need.button(find, each.id),), thing=f"unmet {each.id}"))
    return tasks


@router.contribution(letter_items, order=2)
def needs_in_letter(ctx: JobContext) -> list[LetterItem]:
    """The newest needs and offers that all members and the Region may read."""
    readable = NeedFilter(day=ctx.today)
    newest = ctx.store[Needs].listed(ctx.community.id, readable, most=MOST_IN_LETTER)
    return [_letter_item(ctx, each) for each in reversed(newest)]


@router.contribution(outdated_items)
def ended_needs(ctx: JobContext, items: Sequence[LetterItem]) -> Collection[Key]:
    """Items of needs that are closed, or valid for another time."""
    approved = {each.ref: each for each in items if each.kind == LETTER_KIND}
    if not approved:
        return set()
    needs = ctx.store[Needs].these(ctx.community.id, approved, NeedFilter(day=ctx.today))
    as_approved = {
        each.id for each in needs if _letter_item(ctx, each).says_the_same_as(approved[each.id])
    }
    return {(LETTER_KIND, each) for each in approved.keys() - as_approved}


def _letter_item(ctx: JobContext, need: Need) -> LetterItem:
    words = headline(need.words, LONGEST_HEADLINE)
    title = text("Need: {words}", words=words)
    if need.kind is NeedKind.OFFER:
        title = text("Offer: {words}", words=words)
    place = place_text(need.commune, need.radius_km)
    lines: list[Line] = [] if place is None else [place]
    label = text("Read: {words}", words=headline(need.words, LONGEST_LABEL))
    after = datetime.combine(need.ends_on + timedelta(days=1), time())
    return LetterItem(
        kind=LETTER_KIND,
        ref=need.id,
        section=Section.FOR_YOU,
        until=instant(after, ctx.zone),
        headline=title,
        lines=(*lines, text("Until {day}", day=need.ends_on)),
        button=show_need.button(label, need.id),
    )


NEED_FIGURES = (
    Figure(
        key="needs_published",
        title=text("Needs published"),
        definition=text("Needs that members published in the month."),
        kind=FigureKind.THINGS,
    ),
    Figure(
        key="offers_published",
        title=text("Offers published"),
        definition=text("Offers that members published in the month."),
        kind=FigureKind.THINGS,
    ),
    Figure(
        key="needs_found",
        title=text("Needs and offers that found somebody"),
        definition=text("Needs and offers that their author closed as found in the month."),
        kind=FigureKind.THINGS,
    ),
    Figure(
        key="needs_open",
        title=text("Needs and offers open"),
        definition=text("Needs and offers that were open at the end of the month."),
        kind=FigureKind.AT_END,
    ),
)


@router.contribution(figures)
def need_figures(_ctx: JobContext) -> FigureSet:
    """Needs and offers, and what came of them."""
    return FigureSet(
        order=65,
        theme=text("Needs and offers"),
        figures=NEED_FIGURES,
        count=_count_needs,
    )


def _count_needs(ctx: JobContext, period: Period) -> Mapping[str, Counted]:
    found = ctx.store[NeedFigures].counts(ctx.community.id, period.since, period.until, ctx.today)
    return {
        "needs_published": found.published.get(NeedKind.NEED, 0),
        "offers_published": found.published.get(NeedKind.OFFER, 0),
        "needs_found": found.found,
        "needs_open": found.open,
    }


@router.contribution(leaving)
def close_needs(ctx: Context, member: Member) -> None:
    ctx.store[Needs].close_of(member.id, ctx.community.id, ctx.now)


@router.contribution(losses)
def lost_needs(ctx: Context, member: Member, everywhere: bool) -> list[Text]:  # noqa: FBT001 - see `losses`
    """The open needs and offers that would be closed: the words of a few, else their number."""
    left = ctx.store[Members].communities_of(member) if everywhere else [ctx.community.id]
    own = NeedFilter(day=ctx.today, reader=need_reader(ctx), author_id=member.id)
    count = sum(ctx.store[Needs].count(each, own) for each in left)
    if count <= MOST_NAMED:
        listed = (ctx.store[Needs].listed(each, own) for each in left)
        return [_closing_text(need) for needs in listed for need in needs]
    closed = ntext(
        "{count} need or offer of yours will be closed.",
        "{count} needs and offers of yours will be closed.",
        count,
    )
    return [closed]


def _closing_text(need: Need) -> Text:
    if need.kind is NeedKind.OFFER:
        return text("Your offer “{words}” will be closed.", words=headline(need.words))
    return text("Your need “{words}” will be closed.", words=headline(need.words))


router.personal_data(
    "needs",
    text("What you need and offer"),
    text(
        "Its words are deleted when it ends; that it was there is counted for a year. All of it is "
        "deleted when you have your data erased."
    ),
    order=115,
    labels={
        "radius_km": text("kilometres around"),
        "ends_on": text("until"),
        "readers": text("readers"),
        "for_region": text("shown to the Region, too"),
        "noted_at": text("seen by the gardener on"),
    },
)
