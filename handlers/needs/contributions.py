"""Needs in the to-do list, the letter, the figures, and the data of a member.

The Region's side reads the letter before it is sent: only what its author agreed to show it.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, time, timedelta

from bot.core import MOST_WAITING, Context, JobContext, Line, Router, Text, Todo, ntext, text, todos
from bot.domain.dates.local_time import Period, instant
from bot.domain.digest.composing import Key, Section
from bot.domain.needs import Need, NeedKind
from bot.domain.roles import Seat
from bot.references.digest import letter_items, outdated_items
from bot.references.needs import look_at_need, need_command, show_need
from bot.references.personal_data import leaving, losses
from bot.references.stats import Figures, figures
from bot.vocabulary.audiences import domain_label
from bot.vocabulary.letter_items import LetterItem
from handlers.needs.need_words import headline, need_reader, place_text
from storage.members import Member, Members
from storage.needs import LETTER_KIND, NeedCounts, NeedFigures, NeedFilter, Needs

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


@router.contribution(figures)
def need_figures(ctx: JobContext, period: Period) -> Figures:
    """Numbers of needs and offers, and what came of them."""
    counts = ctx.store[NeedFigures].counts(ctx.community.id, period.since, period.until, ctx.today)
    return Figures(
        order=60,
        title=text("Needs and offers"),
        lines=tuple(_figure_lines(counts)),
        brief=_brief_text(counts),
    )


def _figure_lines(counts: NeedCounts) -> list[Line]:
    needs, offers = (counts.published.get(each, 0) for each in NeedKind)
    lines: list[Line] = []
    if needs:
        lines.append(ntext("{count} need was published.", "{count} needs were published.", needs))
    if offers:
        lines.append(
            ntext("{count} offer was published.", "{count} offers were published.", offers)
        )
    if counts.domains:
        most_first = sorted(counts.domains.items(), key=lambda each: (-each[1], each[0]))
        domains = [
            text("{domain}: {count}", domain=domain_label(domain), count=count)
            for domain, count in most_first
        ]
        lines.append(text("{domains}", domains=domains))
    if counts.found:
        lines.append(text("Closed as found: {count}", count=counts.found))
    if counts.open:
        lines.append(text("Open now: {count}", count=counts.open))
    return lines or [text("Nothing was needed or offered.")]


def _brief_text(counts: NeedCounts) -> Text | None:
    """Needs, offers and matches, in one line; None if there was nothing."""
    needs, offers = (counts.published.get(each, 0) for each in NeedKind)
    if not needs and not offers and not counts.found:
        return None
    return text(
        "Needs: {needs}, offers: {offers}, found: {found}",
        needs=needs,
        offers=offers,
        found=counts.found,
    )


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
