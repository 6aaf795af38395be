"""Open polls in the letter, each for those who have not voted."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from bot.core import JobContext, LetterItem, Router, joined, text
from bot.domain.digest.composing import Key, Section
from bot.references.digest import outdated_items, settled_items
from bot.references.polls import open_poll
from handlers.polls.cards.card import poll_card_title, poll_rules
from storage.polls import Ballots, Poll, Polls, SecretVotes

router = Router()

KIND = "poll"
MOST_LISTED = 10
LONGEST_LABEL = 30


@router.section(Section.FOR_YOU)
def polls_in_letter(ctx: JobContext) -> list[LetterItem]:
    """The open polls, the oldest first."""
    polls = ctx.store[Polls].open_in(ctx.community.id)
    return [_letter_item(each) for each in polls[:MOST_LISTED]]


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


def _letter_item(poll: Poll) -> LetterItem:
    question = poll.question
    if len(question) > LONGEST_LABEL:
        question = f"{question[: LONGEST_LABEL - 1]}…"
    first, *rest = poll_rules(poll)
    return LetterItem(
        kind=KIND,
        ref=poll.id,
        until=poll.ends_at,
        audience=poll.whom,
        headline=poll_card_title(poll),
        lines=(joined(first, *rest),),
        button=open_poll.button(text("Vote: {question}", question=question), poll.id),
    )
