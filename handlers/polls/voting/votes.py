"""Vote by button, by the number of a choice or by its words; members may change their vote."""

from functools import partial

from bot.core import Answer, Context, Router, Toast, Typed, Where, text
from bot.domain.polls.ballots import METHODS, reason_in
from bot.domain.polls.choices import (
    Choices,
    NotInNativePoll,
    check_ballot,
    check_whole_ballot,
    no_such_choice,
)
from bot.domain.polls.kinds import WORD_CHOICE, PollKind
from bot.domain.roles import Role
from bot.references.polls import (
    open_poll,
    poll_card,
    poll_command,
    poll_thing,
    vote_by_ballot,
    vote_command,
    vote_for_choice,
    withdraw_vote,
)
from handlers.polls.cards.own_card import vote_confirmation
from handlers.polls.kinds import numbered_labels
from handlers.polls.poll_lookup import turn_by_id, turn_by_number
from handlers.polls.vote_words import VOTE_AGAIN, toast_text, vote_text
from handlers.polls.voting.ballot_box import cast_vote, check_open
from handlers.polls.voting.poll_words import ask_for_words, take_words
from handlers.polls.voting.secret_votes import vote_in_writing
from storage.polls import Poll

router = Router()


@router.revised(poll_thing)
def show_poll_again(ctx: Context, poll_id: int) -> Answer:
    """Show a poll that changed since the person voted on it."""
    return open_poll.run(ctx, poll_id)


@router.button(
    vote_for_choice,
    of=poll_thing,
    who=Role.MEMBER,
    deep=True,
    by_link=open_poll,
    card=poll_card,
)
def vote_by_button(ctx: Context, poll_id: int, choice_id: int) -> Answer:
    """Vote by button; where several choices are possible, a second press unticks one.

    Only a press on the button itself does: a link followed twice, or a yes to joining given twice,
    casts the same vote twice. A reaction is taken back by itself.
    """
    turn = turn_by_id(ctx, poll_id)
    check_open(ctx, turn.poll)
    choice = turn.poll.choice_number(choice_id)
    if not turn.poll.rules.offers(choice):
        raise no_such_choice(turn.poll.short_question, numbered_labels(turn.poll), str(choice))
    if WORD_CHOICE.get(turn.poll.kind) == choice:
        return ask_for_words(ctx, turn.poll)
    was_tapped = ctx.has_tapped(vote_for_choice.press(poll_id, choice_id))
    method = METHODS[turn.poll.kind]
    change = method.tap if was_tapped else method.add
    ballot = change(turn.ballot, choice, turn.poll.rules)
    _check_ballot(turn.poll, ballot)
    stays = ballot == turn.ballot
    turn = cast_vote(ctx, turn, ballot)
    if was_tapped and (stays or not ctx.direct):
        return Toast(toast_text(turn, choice, stays=stays))
    return vote_confirmation(ctx, turn, vote_text(turn))


@router.button(withdraw_vote, who=Role.MEMBER)
def withdraw_by_button(ctx: Context, poll_id: int) -> Answer:
    """Withdraw one's vote."""
    turn = turn_by_id(ctx, poll_id)
    check_open(ctx, turn.poll)
    turn = cast_vote(ctx, turn, ())
    return vote_confirmation(ctx, turn, vote_text(turn))


@router.undo(vote_for_choice)
def take_back_vote(ctx: Context, poll_id: int, choice_id: int) -> Toast | None:
    """Take a choice back with its reaction, unless another one has replaced it."""
    turn = turn_by_id(ctx, poll_id)
    choice = turn.poll.choice_number(choice_id)
    ballot = METHODS[turn.poll.kind].take_back(turn.ballot, choice)
    if ballot == turn.ballot:
        return None
    check_open(ctx, turn.poll)
    return Toast(vote_text(cast_vote(ctx, turn, ballot)))


@router.button(vote_by_ballot, of=poll_thing, who=Role.MEMBER, deep=True, by_link=open_poll)
def vote_in_native_poll(ctx: Context, poll_id: int, choices: list[int]) -> Toast:
    """Vote in a native poll: the choices are the whole ballot, none takes it back."""
    turn = turn_by_id(ctx, poll_id)
    check_open(ctx, turn.poll)
    if not turn.poll.capability.is_native:
        number = turn.poll.number
        raise NotInNativePoll(question=turn.poll.short_question, vote=vote_command.typed(number))
    ballot = tuple(sorted(set(choices)))
    _check_ballot(turn.poll, ballot)
    return Toast(vote_text(cast_vote(ctx, turn, ballot)))


@router.undo(vote_in_native_poll)
def take_back_ballot(ctx: Context, poll_id: int, choices: list[int]) -> Toast | None:
    """Take the vote back with its message, unless another one has replaced it."""
    turn = turn_by_id(ctx, poll_id)
    if not choices or turn.ballot != tuple(sorted(set(choices))):
        return None
    check_open(ctx, turn.poll)
    return Toast(vote_text(cast_vote(ctx, turn, ())))


@router.command(vote_command, who=Role.MEMBER, theme="part", label=text("Vote"), shows=True)
def choose_poll(ctx: Context) -> Answer:
    """See the polls that you can vote in."""
    return poll_command.follow(ctx)


@router.command(
    "vote",
    fr="voter",
    who=Role.MEMBER,
    where=Where.DIRECT,
    example="7 2",
    theme="part",
    confidential=VOTE_AGAIN,
)
def vote(ctx: Context, number: int, choices: str = "") -> Answer:
    """Vote by the number of a choice, or by its words."""
    turn = turn_by_number(ctx, number)
    if not choices:
        return open_poll.follow(ctx, turn.poll.id)
    if turn.poll.secret:
        return vote_in_writing(ctx, turn.poll, choices)
    check_open(ctx, turn.poll)
    poll_thing.check_delivered(ctx, turn.poll.id)
    ballot = METHODS[turn.poll.kind].read(choices, turn.poll.options, ctx.today)
    if ballot is None:
        raise no_such_choice(turn.poll.short_question, numbered_labels(turn.poll), choices)
    _check_ballot(turn.poll, ballot)
    if WORD_CHOICE.get(turn.poll.kind) in ballot:
        words = reason_in(choices) if turn.poll.kind == PollKind.CONSENT else choices
        return take_words(ctx, turn.poll, words) if words else ask_for_words(ctx, turn.poll)
    check_whole_ballot(ballot, turn.poll.short_question, turn.poll.rules, _example(turn.poll))
    if not ballot and not turn.ballot:
        return text("You have no vote in “{question}”.", question=turn.poll.short_question)
    turn = cast_vote(ctx, turn, ballot)
    return vote_confirmation(ctx, turn, vote_text(turn))


def _check_ballot(poll: Poll, ballot: Choices) -> None:
    """Raise for choices that the poll does not have, and for several where one counts."""
    example = _example(poll, ballot[0] if ballot else 1)
    check_ballot(ballot, poll.short_question, partial(numbered_labels, poll), poll.rules, example)


def _example(poll: Poll, first: int = 1) -> Typed:
    """A vote that counts, as it is typed."""
    choices = dict.fromkeys((first, *range(1, poll.rules.options + 1)))
    return choose_poll.typed(poll.number, *list(choices)[: poll.rules.least])
