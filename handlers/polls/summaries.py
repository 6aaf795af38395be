"""Polls in the letter of a community, in the letter to the Region, and in figures."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core import (
    ChartBar,
    Context,
    JobContext,
    Router,
    Text,
    joined,
    text,
)
from bot.domain.addresses import shortened
from bot.domain.dates.local_time import Period
from bot.domain.digest.composing import Key, Section
from bot.domain.polls.rules import COUNTED_KINDS
from bot.domain.region_letter import RegionPart
from bot.domain.stats import Counted, FigureKind
from bot.references.digest import letter_items, outdated_items, settled_items
from bot.references.polls import open_poll
from bot.references.region_letter import RegionItem, RegionSource, region_sources
from bot.references.seats import MOST_OPEN, Open, OpenThing, handover
from bot.references.stats import Figure, FigureSet, figures
from bot.vocabulary.letter_items import LetterItem
from handlers.polls.card import poll_card_title, poll_rules, result_text
from handlers.polls.views_by_kind import view_of
from storage.polls import Ballots, Poll, PollFigures, Polls, SecretVotes

router = Router()

KIND = "poll"
MOST_LISTED = 10
LONGEST_LABEL = 30


@router.contribution(letter_items)
def polls_in_letter(ctx: JobContext) -> list[LetterItem]:
    """The open polls, the oldest first."""
    polls = ctx.store[Polls].open_in(ctx.community.id)
    return [_letter_item(ctx, each) for each in polls[:MOST_LISTED]]


@router.contribution(handover)
def polls_that_go_on(ctx: Context) -> list[OpenThing]:
    """The open polls, by their end."""
    if not ctx.seats():
        return []
    found = []
    for each in ctx.store[Polls].open_in(ctx.community.id)[:MOST_OPEN]:
        line = text("Poll {number} · {question}", number=each.number, question=each.question)
        if each.ends_at is not None:
            line = text("{poll}: until {when}", poll=line, when=each.ends_at)
        found.append(OpenThing(Open.DATES, line, each.ends_at))
    return found


@router.contribution(settled_items)
def answered_polls(
    ctx: JobContext, items: Sequence[LetterItem], member_ids: Collection[int]
) -> Mapping[int, Collection[Key]]:
    """The polls in which each of these members voted."""
    voted: dict[int, set[Key]] = defaultdict(set)
    polls = _polls_of(items)
    openly = ctx.store[Ballots].voted(polls, member_ids)
    secretly = ctx.store[SecretVotes].settled(polls, member_ids)
    for member_id, poll_id in (*openly, *secretly):
        voted[member_id].add((KIND, poll_id))
    return voted


@router.contribution(outdated_items)
def ended_polls(ctx: JobContext, items: Sequence[LetterItem]) -> Collection[Key]:
    """The polls that were closed or withdrawn since the letter was approved."""
    polls = set(_polls_of(items))
    still_open = ctx.store[Polls].open_among(polls)
    return {(KIND, each) for each in polls - still_open}


def _polls_of(items: Sequence[LetterItem]) -> list[int]:
    return [each.ref for each in items if each.kind == KIND]


def _letter_item(ctx: JobContext, poll: Poll) -> LetterItem:
    question = shortened(poll.question, LONGEST_LABEL)
    first, *rest = poll_rules(ctx, poll)
    return LetterItem(
        kind=KIND,
        ref=poll.id,
        section=Section.FOR_YOU,
        until=poll.ends_at,
        audience=poll.whom,
        headline=poll_card_title(poll),
        lines=(joined(first, *rest),),
        button=open_poll.button(text("Vote: {question}", question=question), poll.id),
    )


@dataclass(frozen=True, slots=True)
class PublicResult:
    """The result of a closed poll for people who are no members: numbers, and nobody's words."""

    question: str
    outcome: Text
    """The outcome and the turnout in words."""
    bars: tuple[ChartBar, ...]

    @property
    def most(self) -> int:
        """The largest value of a bar, at least one."""
        return max((each.value for each in self.bars), default=0) or 1


def public_result(ctx: JobContext, poll: Poll, fewest: int) -> PublicResult | None:
    """The result of a poll of all members with `fewest` votes or more; None of any other."""
    if poll.closed_at is None or poll.kind not in COUNTED_KINDS or not poll.whom.is_everyone:
        return None
    view = view_of(ctx, poll)
    if view.voters < fewest:
        return None
    return PublicResult(poll.question, result_text(view), view.bars())


def votes_by_option(ctx: JobContext, poll: Poll) -> list[int]:
    """The votes for each option of a closed poll, in their order; zeros without a result."""
    return [each.value for each in view_of(ctx, poll).bars()]


@router.contribution(region_sources)
def polls_for_region(_ctx: JobContext) -> RegionSource:
    """The polls that were closed with votes."""
    return RegionSource(
        kind=KIND, part=RegionPart.POLLS, find=_closed_polls, show=_poll_item, open=open_poll.run
    )


def _closed_polls(ctx: JobContext, since: datetime) -> Sequence[int]:
    return [each.id for each in ctx.store[Polls].closed_since(ctx.community.id, since)]


def _poll_item(ctx: JobContext, poll_id: int) -> RegionItem:
    poll = ctx.store[Polls].get(poll_id)
    return RegionItem(
        label=text("Poll {number}", number=poll.number),
        headline=poll.question,
        lines=(result_text(view_of(ctx, poll)),),
    )


POLL_FIGURES = (
    Figure(
        key="polls_opened",
        title=text("Polls opened"),
        definition=text("Polls that opened in the month and were not withdrawn."),
        kind=FigureKind.THINGS,
    ),
    Figure(
        key="voters",
        title=text("People who voted"),
        definition=text(
            "Members who voted in the month, each once; in a secret vote, at its close. Of a "
            "quarter or a year: the month with most."
        ),
        kind=FigureKind.PEOPLE_ONCE,
    ),
)


@router.contribution(figures)
def poll_figures(_ctx: JobContext) -> FigureSet:
    """Polls, and how many people voted."""
    return FigureSet(order=40, theme=text("Polls"), figures=POLL_FIGURES, count=_count_polls)


def _count_polls(ctx: JobContext, period: Period) -> Mapping[str, Counted]:
    found = ctx.store[PollFigures].counts(ctx.community.id, period.since, period.until)
    return {"polls_opened": found.opened, "voters": found.voters}
