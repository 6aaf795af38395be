"""Answers to open questions for the letter: a gardener asks, their author says yes.

With the yes the answer becomes a news item that its author proposes: the gardeners decide about it
as about any other.
"""

from bot.core import Act, Card, Context, Quote, Replace, Router, Text, text
from bot.domain.addresses import shortened
from bot.domain.digest.news_content import LONGEST_TITLE, NewsContent
from bot.domain.polls.rules import PollKind
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Final
from bot.domain.roles import Role, Seat
from bot.references.digest import news_card
from bot.references.polls import ask_for_letter, read_poll_words
from bot.vocabulary.gardeners import gardeners_rooms
from handlers.polls.ballot_box import NoWordsHere, turn_by_id
from handlers.polls.card import poll_card_title
from handlers.polls.gathered_words import written_words
from handlers.polls.poll_view import READ_LABELS
from storage.digest import Byline, NewsItems, NewsState
from storage.members import Member, Members
from storage.polls import LetterAsk, Poll, Polls, PollWords, WordsOnPolls

router = Router()

ASK_FOR_THE_LETTER = Act(
    text("{who} asked an author whether the letter may have their answer"),
    text("ask an author whether the letter may have their answer"),
)


class AnswerGone(Final):
    """This answer was taken back, or its author was asked already."""


class NotAskedForLetter(Final):
    """You changed your answer since, or answered already: nothing was done."""


@router.button(ask_for_letter, who=Role.GARDENER, trace=ASK_FOR_THE_LETTER)
def choose_answer(ctx: Context, poll_id: int) -> Card:
    """Ask which answer the letter would have."""
    poll = turn_by_id(ctx, poll_id).poll
    if poll.kind != PollKind.OPEN:
        raise NoWordsHere(question=poll.short_question)
    rows = [
        (ask_author.button(text("Ask {name}", name=each.name), each.id),)
        for each in written_words(ctx, poll)
        if each.letter is LetterAsk.NOT_ASKED
    ]
    why = text("Whose answer would you like in the letter? I ask them in private.")
    back = read_poll_words.button(READ_LABELS[poll.kind], poll.id)
    return Card(poll_card_title(poll), (why,), (*rows, (back,)))


@router.button("poll_letter_ask", who=Role.GARDENER, trace=ASK_FOR_THE_LETTER)
def ask_author(ctx: Context, words_id: int) -> Text:
    """Ask an author whether the letter may have their answer."""
    words, poll = _answer(ctx, words_id)
    author = ctx.store[Members].get(words.member_id)
    if author is None or words.letter is not LetterAsk.NOT_ASKED:
        raise AnswerGone
    if not ctx.tell(author, _question_card(ctx, author, words, poll), calm=True, unasked=True):
        return text(
            "{name} gets no messages that they did not ask for: ask in person.", name=author.name
        )
    ctx.store[WordsOnPolls].ask_for_letter(words.id, LetterAsk.ASKED)
    return text("I ask {name}. With a yes, you find the answer among the news.", name=author.name)


def _question_card(ctx: Context, author: Member, words: PollWords, poll: Poll) -> Card:
    """What the author is asked; who said to be under 18 is not named."""
    named = give_answer_to_letter.button(text("Yes, with my name"), words.id, 1)
    nameless = give_answer_to_letter.button(text("Yes, without my name"), words.id, 0)
    no = refuse_letter.button(text("No, thank you"), words.id)
    lines = (
        text("You answered “{question}”:", question=poll.question),
        Quote(words.words),
        text(
            "{name} would like it in the next letter, which all members can read.",
            name=ctx.member.name,
        ),
    )
    yes = (nameless,) if author.adult is False else (named, nameless)
    return Card(text("Your answer in the letter?"), lines, (yes, (no,)))


@router.button("poll_letter_yes", who=Role.MEMBER, limit=PROPOSALS)
def give_answer_to_letter(ctx: Context, words_id: int, named: int) -> Replace:
    """Propose one's answer for the letter."""
    words, poll = _own_answer(ctx, words_id)
    shows_name = bool(named) and ctx.member.adult is not False
    name = ctx.member.name if shows_name else None
    news = ctx.store[NewsItems].add(
        ctx.community.id,
        NewsContent(shortened(poll.question, LONGEST_TITLE), words.words, ""),
        Byline(Seat.TERRITORY, ctx.member.id, name, is_member=True),
        state=NewsState.PROPOSED,
        at=ctx.now,
    )
    ctx.store[WordsOnPolls].ask_for_letter(words.id, LetterAsk.GIVEN)
    for room in gardeners_rooms(ctx):
        news_card.post(ctx, room, news.id)
    done = text("Thank you. The gardening team decides whether it is in the letter.")
    if shows_name:
        done = text(
            "Thank you. The gardening team decides whether it is in the letter, with your name."
        )
    return Replace(Card(None, (done,)))


@router.button("poll_letter_no", who=Role.MEMBER)
def refuse_letter(ctx: Context, words_id: int) -> Replace:
    """Keep one's answer out of the letter; nobody is told."""
    words, _ = _own_answer(ctx, words_id)
    ctx.store[WordsOnPolls].ask_for_letter(words.id, LetterAsk.REFUSED)
    return Replace(text("It stays out of the letter. Nobody is told that you said no."))


def _answer(ctx: Context, words_id: int) -> tuple[PollWords, Poll]:
    """An answer to an open question of this community; raises `AnswerGone`."""
    words = ctx.store[WordsOnPolls].get(words_id)
    if words is None:
        raise AnswerGone
    poll = ctx.store[Polls].get(words.poll_id)
    if poll.community_id != ctx.community.id or poll.kind != PollKind.OPEN:
        raise AnswerGone
    return words, poll


def _own_answer(ctx: Context, words_id: int) -> tuple[PollWords, Poll]:
    """The sender's own answer, as they were asked about it; raises `NotAskedForLetter`."""
    words = ctx.store[WordsOnPolls].get(words_id)
    if words is None or words.member_id != ctx.member.id or words.letter is not LetterAsk.ASKED:
        raise NotAskedForLetter
    poll = ctx.store[Polls].get(words.poll_id)
    ctx.enter(poll.community_id)
    return words, poll
