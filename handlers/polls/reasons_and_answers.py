"""Words in polls: reasons of votes and answers to open questions, as members write them."""

from dataclasses import replace
from typing import Annotated

from bot.core import (
    Answer,
    Card,
    Context,
    PassedOn,
    Quote,
    Router,
    Text,
    asks,
    at_most,
    read_words,
    text,
    write_command,
)
from bot.domain.polls.ballots_by_kind import LONGEST_WORDS
from bot.domain.polls.rules import WORD_CHOICE, PollKind, tidy
from bot.domain.rates import MESSAGES
from bot.domain.roles import Role
from bot.references.polls import (
    give_answer,
    give_objection,
    open_poll,
    poll_thing,
    published_words_card,
    read_poll_words,
)
from handlers.polls.ballot_box import (
    WORDS_ABOUT,
    NoWordsHere,
    cast_vote,
    check_open,
    is_open,
    turn_by_id,
    turn_by_number,
)
from handlers.polls.card import poll_card_title
from handlers.polls.own_card import vote_confirmation, vote_text
from handlers.polls.poll_view import READ_LABELS
from storage.polls import Poll, Polls, Turn, WordsOnPolls

router = Router(own_page=True)


@router.form(give_objection, who=Role.MEMBER, limit=MESSAGES)
def object_with_reason(
    ctx: Context,
    number: int,
    shown: int,
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
    turn = turn_by_number(ctx, number)
    poll_thing.check(ctx, turn.poll.id, shown)
    return record_words(ctx, turn, reason)


@router.form(give_answer, who=Role.MEMBER, limit=MESSAGES)
def answer_open_question(
    ctx: Context,
    number: int,
    shown: int,
    answer: Annotated[
        str,
        asks("What is your answer? The gardening team reads it with your name."),
        at_most(LONGEST_WORDS),
    ],
) -> Answer:
    """Answer an open question."""
    turn = turn_by_number(ctx, number)
    poll_thing.check(ctx, turn.poll.id, shown)
    return record_words(ctx, turn, answer)


def ask_for_words(ctx: Context, poll: Poll, words: str = "") -> Answer:
    """Ask for the words that come with a vote; `words` that were typed with it answer at once."""
    form, part = give_answer, "answer"
    if poll.kind == PollKind.CONSENT:
        form, part = give_objection, "reason"
    known = {"number": str(poll.number), "shown": str(poll_thing.present(ctx, poll.id))}
    if not words:
        return form.ask(ctx, **known)
    answered = form.ask(ctx, **known, **{part: words})
    return None if isinstance(answered, Text) and not ctx.direct else answered


@router.reply(WORDS_ABOUT, limit=MESSAGES, buttons_first=True)
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
    poll_thing.check_delivered(ctx, poll_id)
    answered = record_words(ctx, turn_by_id(ctx, poll_id), words)
    return answered if ctx.direct else PassedOn(text("Your answer counts."))


def _add_reason(ctx: Context, poll: Poll, words: str) -> Answer:
    """Take a reply as the reason of the sender's vote; without one it is talk in the room."""
    turn = None if ctx.person.circle is None else turn_by_id(ctx, poll.id)
    if turn is None or not _takes_reason(turn) or not words.strip():
        return _without_reason(ctx, poll, turn, words) if ctx.direct else None
    poll_thing.check_delivered(ctx, poll.id)
    if poll.kind == PollKind.CONSENT:
        answered = record_words(ctx, turn, words)
        return answered if ctx.direct else PassedOn(text("Your objection counts."))
    reason = tidy(read_words(words, LONGEST_WORDS))
    ctx.store[WordsOnPolls].put(poll.id, ctx.member.id, reason, ctx.now)
    told = text("The gardening team can read your reason, without your name.")
    if poll.public:
        told = text("The gardening team can read your reason, with your name.")
    return told if ctx.direct else PassedOn(told)


def _without_reason(ctx: Context, poll: Poll, turn: Turn | None, words: str) -> Answer:
    """Show the poll again, and say that the words of a reply in private were not passed on."""
    shown = open_poll.run(ctx, poll.id)
    if turn is None or not words.strip() or not isinstance(shown, Card):
        return shown
    told = text(
        "Your words were not passed on: no reason can be added here. To write to the gardening "
        "team: {write}",
        write=write_command.typed(),
    )
    if is_open(poll) and not poll.secret and not turn.ballot:
        told = text("Your words were not passed on. Vote first, then reply with your reason.")
    return replace(shown, lines=(told, *shown.lines))


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
    published_words_card.refresh(ctx, poll.id)
    turn = cast_vote(ctx, turn, (choice,))
    if poll.kind == PollKind.CONSENT:
        told = text("{name} objects:", name=ctx.member.name)
        read = read_poll_words.button(READ_LABELS[poll.kind], poll.id)
        card = Card(poll_card_title(poll), (told, Quote(words)), ((read,),))
        ctx.tell_gardeners(card)
    return vote_confirmation(ctx, turn, vote_text(turn))
