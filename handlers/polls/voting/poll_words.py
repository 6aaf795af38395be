"""Words in polls: reasons of votes and answers to open questions, read by the gardeners."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from bot.core import (
    Answer,
    Bold,
    Button,
    Card,
    Context,
    Line,
    PassedOn,
    Quote,
    Replace,
    Router,
    Text,
    asks,
    at_most,
    ntext,
    read_words,
    text,
)
from bot.domain.polls.choices import tidy
from bot.domain.polls.kinds import WORD_CHOICE, PollKind
from bot.domain.polls.poll_words import LONGEST_TOPIC, LONGEST_WORDS
from bot.domain.rates import MESSAGES
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.polls import (
    give_answer,
    give_objection,
    open_poll,
    post_poll_words,
    read_poll_words,
)
from handlers.polls import acts
from handlers.polls.cards.card import poll_card_title
from handlers.polls.cards.own_card import vote_confirmation
from handlers.polls.kinds import READ_LABELS
from handlers.polls.poll_lookup import is_open, turn_by_id, turn_by_number
from handlers.polls.vote_words import vote_text
from handlers.polls.voting.ballot_box import cast_vote, check_open
from storage.communities import RoomKind
from storage.polls import Poll, Polls, PollWords, Turn, WordsOnPolls

router = Router()

MOST_READ = 30


class NoWordsHere(Final):
    """The poll “{question}” takes no words, only choices."""


@router.form(give_objection, who=Role.MEMBER, limit=MESSAGES)
def object_with_reason(
    ctx: Context,
    number: int,
    reason: Annotated[
        str,
        asks(
            "What is your objection, and what would lift it? The gardening team reads it first, "
            "with your name. Your objection counts once you have written it."
        ),
        at_most(LONGEST_WORDS),
    ],
) -> Answer:
    """Object to a proposal, with the reason."""
    return record_words(ctx, turn_by_number(ctx, number), reason)


@router.form(give_answer, who=Role.MEMBER, limit=MESSAGES)
def answer_open_question(
    ctx: Context,
    number: int,
    answer: Annotated[
        str,
        asks("What is your answer? The gardening team reads it with your name."),
        at_most(LONGEST_WORDS),
    ],
) -> Answer:
    """Answer an open question."""
    return record_words(ctx, turn_by_number(ctx, number), answer)


def ask_for_words(ctx: Context, poll: Poll) -> Answer:
    """Ask for the words that come with a vote."""
    form = give_objection if poll.kind == PollKind.CONSENT else give_answer
    return form.ask(ctx, number=str(poll.number))


def take_words(ctx: Context, poll: Poll, words: str) -> Answer:
    """Take the words of a vote that was typed whole; they count as those that were asked for."""
    number = str(poll.number)
    if poll.kind == PollKind.CONSENT:
        answered = give_objection.ask(ctx, number=number, reason=words)
    else:
        answered = give_answer.ask(ctx, number=number, answer=words)
    return None if isinstance(answered, Text) and not ctx.direct else answered


@router.reply("poll_words", limit=MESSAGES, buttons_first=True)
def reply_to_poll(
    ctx: Context, poll_id: int, words: Annotated[str, at_most(LONGEST_WORDS)]
) -> Answer:
    """Take a reply to a poll: the answer to an open question, else the reason of a vote."""
    poll = ctx.store[Polls].get(poll_id)
    ctx.enter(poll.community_id)
    if poll.kind != PollKind.OPEN:
        return _add_reason(ctx, poll, words)
    if ctx.person.circle is None or not words.strip():
        return open_poll.run(ctx, poll_id)
    answered = record_words(ctx, turn_by_id(ctx, poll_id), words)
    return answered if ctx.direct else PassedOn(text("Your answer counts."))


def _add_reason(ctx: Context, poll: Poll, words: str) -> Answer:
    """Take a reply as the reason of the sender's vote; without one it is talk in the room."""
    turn = None if ctx.person.circle is None else turn_by_id(ctx, poll.id)
    if turn is None or not _takes_reason(turn) or not words.strip():
        return open_poll.run(ctx, poll.id) if ctx.direct else None
    if poll.kind == PollKind.CONSENT:
        answered = record_words(ctx, turn, words)
        return answered if ctx.direct else PassedOn(text("Your objection counts."))
    reason = tidy(read_words(words, LONGEST_WORDS))
    ctx.store[WordsOnPolls].put(poll.id, ctx.member.id, reason, ctx.now)
    told = text("The gardening team can read your reason, without your name.")
    if poll.public:
        told = text("The gardening team can read your reason, with your name.")
    return told if ctx.direct else PassedOn(told)


def _takes_reason(turn: Turn) -> bool:
    """True for an open vote; of the answers to a proposal for the one that comes with words."""
    choice = WORD_CHOICE.get(turn.poll.kind)
    has_vote = bool(turn.ballot) if choice is None else choice in turn.ballot
    return has_vote and is_open(turn.poll) and not turn.poll.secret


def record_words(ctx: Context, turn: Turn, typed: str) -> Answer:
    """Record a vote that comes with words, and tell the gardeners of an objection."""
    poll = turn.poll
    choice = WORD_CHOICE.get(poll.kind)
    if choice is None:
        raise NoWordsHere(question=poll.short_question)
    check_open(ctx, poll)
    words = tidy(read_words(typed, LONGEST_WORDS))
    ctx.store[WordsOnPolls].put(poll.id, ctx.member.id, words, ctx.now)
    turn = cast_vote(ctx, turn, (choice,))
    if poll.kind == PollKind.CONSENT:
        told = text("{name} objects:", name=ctx.member.name)
        card = Card(poll_card_title(poll), (told, Quote(words)), ((_read_button(poll),),))
        ctx.tell_gardeners(card)
    return vote_confirmation(ctx, turn, vote_text(turn))


@router.button(read_poll_words, who=Role.GARDENER, trace=acts.READ_WORDS_OF_A_POLL)
def show_words(ctx: Context, poll_id: int) -> Card:
    """Show the words in a poll, with names."""
    return _words_card(ctx, turn_by_id(ctx, poll_id).poll)


def _words_card(ctx: Context, poll: Poll) -> Card:
    """The words in a poll with names and numbers, under their headings."""
    written = _written(ctx, poll)
    if not written:
        return Card(poll_card_title(poll), (text("Nobody has written anything."),))
    if poll.kind not in WORD_CHOICE:
        return _reasons_card(ctx, poll, written)
    numbers = {each.id: number for number, each in enumerate(written, start=1)}
    lines: list[Line] = []
    for topic, words in _by_topic(written):
        lines += _heading(topic, written)
        for each in words:
            name = text("{number}. {name}", number=numbers[each.id], name=each.name)
            lines += [name, Quote(each.words)]
    group = ask_group.button(text("Group under a heading"), poll.id)
    post = post_poll_words.button(text("Publish without names"), poll.id)
    back = open_poll.button(text("Back to the poll"), poll.id)
    return Card(poll_card_title(poll), (*lines, *_others(ctx, poll)), ((post,), (group,), (back,)))


def _reasons_card(ctx: Context, poll: Poll, written: Sequence[PollWords]) -> Card:
    """The reasons of votes, with names only where the poll shows them; they are not published."""
    lines: list[Line] = []
    for each in written:
        lines += [*([each.name] if poll.public else []), Quote(each.words)]
    back = open_poll.button(text("Back to the poll"), poll.id)
    return Card(poll_card_title(poll), (*lines, *_others(ctx, poll)), ((back,),))


def _by_topic(written: Sequence[PollWords]) -> list[tuple[str, list[PollWords]]]:
    """Words by heading, in the order of their first; those without one come last."""
    topics = sorted(dict.fromkeys(each.topic for each in written), key=lambda topic: not topic)
    return [(topic, [each for each in written if each.topic == topic]) for topic in topics]


def _heading(topic: str, written: Sequence[PollWords]) -> list[Line]:
    """The heading of words; those without one are the others, where some have one."""
    if topic:
        return [Bold(topic)]
    return [Bold(text("Other answers"))] if any(each.topic for each in written) else []


@router.button("poll_words_group", who=Role.GARDENER, trace=acts.READ_WORDS_OF_A_POLL)
def ask_group(ctx: Context, poll_id: int) -> Answer:
    """Ask which words belong together."""
    return group_words.ask(ctx, number=str(_worded_poll(ctx, poll_id).number))


@router.form("poll_words_grouped", who=Role.GARDENER, trace=acts.READ_WORDS_OF_A_POLL)
def group_words(
    ctx: Context,
    number: int,
    which: Annotated[list[int], asks("Which ones belong together? Write their numbers: 1, 3, 4.")],
    topic: Annotated[str, asks("Under which heading?"), at_most(LONGEST_TOPIC)],
) -> Card:
    """Put words under a heading."""
    poll = _worded_poll(ctx, turn_by_number(ctx, number).poll.id)
    written = _written(ctx, poll)
    ids = [each.id for nth, each in enumerate(written, start=1) if nth in which]
    ctx.store[WordsOnPolls].group(ids, tidy(topic))
    return _words_card(ctx, poll)


@router.button(
    post_poll_words, deliberate=True, who=Role.GARDENER, trace=acts.PUBLISH_WORDS_OF_A_POLL
)
def publish_words(ctx: Context, poll_id: int) -> Replace:
    """Publish the words in a poll in the rooms of the community, without names."""
    poll = _worded_poll(ctx, poll_id)
    written = _written(ctx, poll)
    lines: list[Line] = []
    for topic, words in _by_topic(written):
        lines += [*_heading(topic, written), *(Quote(each.words) for each in words)]
    rooms = ctx.rooms(RoomKind.COMMUNITY)
    for room in rooms:
        title = text("📊 {what}: {question}", what=_TITLES[poll.kind], question=poll.question)
        ctx.post(room.address, Card(title, (*lines, *_others(ctx, poll))), again=False)
    posted: Text = ntext("Posted in {count} room.", "Posted in {count} rooms.", len(rooms))
    return Replace(Card(poll_card_title(poll), (posted,)))


_TITLES: Mapping[str, Text] = {
    PollKind.CONSENT: text("Objections"),
    PollKind.OPEN: text("Answers"),
}


def _read_button(poll: Poll) -> Button:
    return read_poll_words.button(READ_LABELS[poll.kind], poll.id)


def _worded_poll(ctx: Context, poll_id: int) -> Poll:
    poll = turn_by_id(ctx, poll_id).poll
    if poll.kind not in WORD_CHOICE:
        raise NoWordsHere(question=poll.short_question)
    return poll


def _written(ctx: Context, poll: Poll) -> list[PollWords]:
    return ctx.store[WordsOnPolls].of(poll.id, MOST_READ)


def _others(ctx: Context, poll: Poll) -> list[Text]:
    """The number of texts that are not shown."""
    count = ctx.store[WordsOnPolls].count(poll.id) - MOST_READ
    return [ntext("And {count} more.", "And {count} more.", count)] if count > 0 else []
