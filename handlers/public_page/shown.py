"""The things that a public page may show at this moment, each with its author's consent.

A yes is to the words that were read: a thing whose revision is another one is not shown.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.core import JobContext, Picture, Text, Words, text
from bot.domain.events.rules import Event, EventState
from bot.domain.projects import ProjectState
from bot.domain.public_page import FEWEST_VOTES, PagePart, Thing
from bot.domain.questions.question import Question, QuestionState
from bot.domain.stats import whole_year
from bot.vocabulary.gardeners import SIDES
from handlers.map import member_map, monthly_snapshot
from handlers.polls import PublicResult, public_result
from handlers.public_page.consents import is_shown_question
from handlers.stats import cell_text, panorama_of, time_text
from storage.digest import Digests, News, NewsItems
from storage.events import Events
from storage.map import EVERYBODY, MapSnapshots
from storage.polls import Polls
from storage.projects import Project, Projects
from storage.public_page import PublicParts, WebConsents
from storage.questions import QuestionFilter, Questions
from storage.revisions import Revisions

MOST_QUESTIONS = 1_000
"""So many of the newest answered questions are looked at."""
FEWEST_MONTHS = 3
"""Months after which a year is shown rather than the one before it."""


@dataclass(frozen=True, slots=True)
class ShownPoll:
    """The result of a closed poll."""

    id: int
    closed_at: datetime
    result: PublicResult


@dataclass(frozen=True, slots=True)
class ShownLetter:
    """A letter with those of its news that may be shown."""

    number: int
    sent_at: datetime
    day: date
    """Its day in the community."""
    news: Sequence[News]


def agreed(ctx: JobContext, thing: Thing) -> dict[int, int]:
    """The ids of the things whose author said yes to them as they are now, with the author."""
    given = ctx.store[WebConsents].given(ctx.community.id, thing)
    present = ctx.store[Revisions].these(thing, [ref for ref, _ in given]) if given else {}
    return {ref: member for (ref, member), read in given.items() if present[ref] == read}


def named_gardeners(ctx: JobContext) -> list[tuple[str, Text]]:
    """The gardeners who agreed to be named, each with their side."""
    named = {member for _, member in ctx.store[WebConsents].given(ctx.community.id, Thing.NAME)}
    return [
        (each.holder.name, SIDES[each.seat])
        for each in ctx.seat_statuses().values()
        if each.holder is not None and each.holder.id in named
    ]


def shown_events(ctx: JobContext) -> list[Event]:
    """The events to come that are for everyone, the next first.

    The team announces its own for the community; those of members need their maker's yes, which
    holds for an event whatever becomes of it.
    """
    coming = ctx.store[Events].upcoming(ctx.community.id, ctx.now)
    return _for_the_web(ctx, [each for each in coming if each.audience.is_everyone])


def _for_the_web(ctx: JobContext, events: Sequence[Event]) -> list[Event]:
    agreed_by = {*ctx.store[WebConsents].given(ctx.community.id, Thing.EVENT)}
    team = {each.id for each in ctx.seat_holders()}
    return [
        each
        for each in events
        if each.source_url or each.maker_id in team or (each.id, each.maker_id) in agreed_by
    ]


def shown_event(ctx: JobContext, number: int) -> Event | None:
    """An event that is, or was to be, for everyone."""
    found = ctx.store[Events].numbered(ctx.community.id, number)
    announced = (EventState.PUBLISHED, EventState.CANCELLED)
    if found is None or found.state not in announced or found.published_at is None:
        return None
    return next(iter(_for_the_web(ctx, [found] if found.audience.is_everyone else [])), None)


def shown_member_map(ctx: JobContext) -> Picture | None:
    """The members by department, as the latest snapshot counted them; None where it has none."""
    snapshot = ctx.store[MapSnapshots].latest(ctx.community.id)
    has_areas = snapshot is not None and EVERYBODY in snapshot.counts
    return member_map(ctx, snapshot) if snapshot is not None and has_areas else None


def take_snapshots(ctx: JobContext) -> None:
    """Take this month's snapshot where the page shows the map: a page that is read writes none."""
    for community_id in ctx.store[PublicParts].communities_with(PagePart.MAP):
        monthly_snapshot(ctx.within(community_id))


def shown_questions(ctx: JobContext, words: str = "") -> list[Question]:
    """Answered questions that members may read, with these words, the newest first."""
    authors = agreed(ctx, Thing.QUESTION)
    if not authors:
        return []
    which = QuestionFilter(states=(QuestionState.ANSWERED,), shown=True, words=words)
    found = ctx.store[Questions].listed(ctx.community.id, which, most=MOST_QUESTIONS)
    return [
        each
        for each in found
        if is_shown_question(each) and authors.get(each.id, 0) == each.asker_id
    ]


def shown_polls(ctx: JobContext) -> list[ShownPoll]:
    """The results of closed polls, the latest first."""
    return sorted(_shown_polls(ctx), key=lambda each: each.closed_at, reverse=True)


def _shown_polls(ctx: JobContext) -> Iterator[ShownPoll]:
    authors = agreed(ctx, Thing.POLL)
    for poll in ctx.store[Polls].these(authors):
        result = public_result(ctx, poll, FEWEST_VOTES)
        if result is not None and poll.closed_at and poll.maker_id == authors[poll.id]:
            yield ShownPoll(poll.id, poll.closed_at, result)


def shown_letters(ctx: JobContext) -> list[ShownLetter]:
    """The letters that went out with news that may be shown, the latest first."""
    if not ctx.community.public_channel:
        return []
    by_letter: dict[int, list[News]] = defaultdict(list)
    for ref, author in agreed(ctx, Thing.NEWS).items():
        news = ctx.store[NewsItems].get(ref)
        if news is not None and news.author_id == author and news.digest_id is not None:
            by_letter[news.digest_id].append(news)
    found = []
    for digest_id, items in by_letter.items():
        digest = ctx.store[Digests].get(digest_id)
        if digest is not None and digest.sent_at is not None:
            in_order = sorted(items, key=lambda each: (each.place, each.id))
            day = digest.sent_at.astimezone(ctx.zone).date()
            found.append(ShownLetter(digest.number, digest.sent_at, day, in_order))
    return sorted(found, key=lambda each: each.sent_at, reverse=True)


def shown_projects(ctx: JobContext) -> list[Project]:
    """The projects whose makers all said yes, those that go on first, then the newest.

    A yes holds for a project whatever becomes of its words: those who said it write them.
    """
    given = ctx.store[WebConsents].given(ctx.community.id, Thing.PROJECT)
    found = ctx.store[Projects].shown(ctx.community.id, {ref for ref, _ in given})
    makers = ctx.store[Projects].makers([each.id for each in found])
    agreed_to = [
        each
        for each in found
        if makers[each.id] and all((each.id, maker.id) in given for maker in makers[each.id])
    ]
    return sorted(agreed_to, key=lambda each: (each.state is not ProjectState.LIVE, -each.id))


def shown_figures(ctx: JobContext) -> list[Words]:
    """The figures of a year, as they are told everywhere: its first months are too few alone."""
    found = panorama_of(ctx)
    if not found.years:
        return []
    this, before = whole_year(found.years[0]), whole_year(found.years[-1])
    has_begun = len(set(this.months) & set(found.months)) >= FEWEST_MONTHS
    year = this if has_begun or this == before else whole_year(found.years[1])
    cells = [(each, found.cell(each, year)) for each in found.figures]
    lines: list[Words] = [
        text("{figure}: {number}", figure=figure.title, number=cell_text(figure, cell))
        for figure, cell in cells
        if cell is not None and cell.value
    ]
    return [time_text(found.months, year), *lines] if lines else []
