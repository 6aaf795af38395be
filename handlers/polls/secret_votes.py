"""Secret votes: cast in private, once; a receipt lets its owner change or withdraw the vote.

Nothing of the choice is kept with the person: see `storage.polls.ballot_boxes`. The answer is not
kept either once it is sent.
"""

from functools import partial
from typing import Annotated, NewType

from bot.core import (
    Answer,
    Card,
    Context,
    OpenDirect,
    Replace,
    Router,
    Small,
    Text,
    asks,
    reads,
    text,
)
from bot.domain.polls.ballots_by_kind import METHODS, carried, read_carried
from bot.domain.polls.boxes_and_receipts import (
    EXAMPLE_RECEIPT,
    read_receipt,
    split_misread_receipt,
    split_receipt,
)
from bot.domain.polls.rules import Choices, check_ballot, check_whole_ballot, no_such_choice
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role
from bot.references.linking import link_command
from bot.references.polls import (
    change_in_secret,
    give_receipt,
    open_poll,
    open_poll_in_private,
    poll_card,
    poll_thing,
    tick_in_secret,
    tick_with_receipt,
    use_receipt,
    vote_command,
    vote_in_secret,
)
from handlers.polls.ballot_box import (
    check_deadline,
    has_quorum,
    not_listed,
    plan_close_at_quorum,
    turn_by_id,
    turn_by_number,
)
from handlers.polls.card import changing_words, poll_card_title, secret_buttons, ticked_text
from handlers.polls.own_card import (
    CHANGE_WITH_RECEIPT,
    VOTE_AGAIN,
    elsewhere,
    own_poll_card,
    own_secret_card,
    vote_text,
)
from handlers.polls.poll_view import numbered_labels, option_labels
from storage.inbound import Forms
from storage.polls import Poll, SecretVotes, Turn

router = Router(own_page=True)


class OthersRead(Final):
    """“{question}” is a secret vote, and others read this room: nothing was counted.

    Write to me in private.
    """


class NotByMail(Final):
    """“{question}” is a secret vote, and an e-mail can be read on its way: nothing was counted.

    Vote in private on {networks}; {link} makes such an account yours, too.
    """


class VotedInSecret(Final):
    """You have voted in “{question}”. To change your vote, add your own receipt.

    For example, with an invented receipt: {vote}. Without yours, your vote stays as it is: nobody
    can find it any more, neither can I.
    """


class VotedOnPage(Final):
    """You have voted in “{question}”: “{change}” asks for your receipt.

    Without it your vote stays as it is: nobody can find it any more, neither can I.
    """


class NoReceipt(Refusal):
    """A receipt looks like this: {example}. It stood below your vote, once you had voted."""


class WrongReceipt(Refusal):
    """This is no receipt of “{question}”. It looks like this: {example}."""


@router.button(open_poll_in_private, of=poll_thing, any_revision=True, who=Role.MEMBER)
def lead_into_private(ctx: Context, poll_id: int) -> Answer:
    """Open the poll in private, where a secret vote is cast."""
    if ctx.direct:
        return own_poll_card(ctx, turn_by_id(ctx, poll_id))
    return OpenDirect(open_poll.link_word(ctx, poll_id))


@router.button(vote_in_secret, of=poll_thing, who=Role.MEMBER, confidential=VOTE_AGAIN)
def vote_by_secret_button(ctx: Context, poll_id: int, choices: str) -> Answer:
    """Cast a secret vote by button."""
    poll = turn_by_id(ctx, poll_id).poll
    if not poll.secret:
        return open_poll.run(ctx, poll_id)
    ballot = _read_ballot(poll, choices)
    receipt = _cast(ctx, poll, ballot)
    return Replace(_confirmation(ctx, poll, ballot, receipt))


@router.button(change_in_secret, of=poll_thing, who=Role.MEMBER, confidential=VOTE_AGAIN)
def change_by_button(ctx: Context, poll_id: int, choices: str, receipt: str) -> Answer:
    """Change or withdraw a secret vote; pages alone show this button, for it has the receipt."""
    poll, known = turn_by_id(ctx, poll_id).poll, read_receipt(receipt)
    if not poll.secret or known is None:
        return open_poll.run(ctx, poll_id)
    return Replace(_change(ctx, poll, _read_ballot(poll, choices), known))


@router.button(tick_with_receipt, of=poll_thing, who=Role.MEMBER, confidential=VOTE_AGAIN)
def tick_another(ctx: Context, poll_id: int, so_far: str, choice_id: int, receipt: str) -> Answer:
    """Tick a choice of a vote that is being changed; on pages alone, too."""
    poll, known = turn_by_id(ctx, poll_id).poll, read_receipt(receipt)
    if not poll.secret or not poll.rules.multiple or known is None:
        return open_poll.run(ctx, poll_id)
    ticked = _ticked(poll, so_far, choice_id)
    _check(ctx, poll, ticked, whole=False)
    return Replace(_choices_anew(ctx, poll, ticked, known))


@router.button(use_receipt, of=poll_thing, any_revision=True, who=Role.MEMBER)
def ask_for_receipt(ctx: Context, poll_id: int) -> Answer:
    """Ask for the receipt of a secret vote, on a page: elsewhere it is typed with the vote."""
    poll = turn_by_id(ctx, poll_id).poll
    if not ctx.on_page or not poll.secret:
        return open_poll.run(ctx, poll_id)
    return give_receipt.ask(ctx, number=str(poll.number))


def _receipt(typed: str) -> str:
    """The receipt that was typed alone; raises `NoReceipt`."""
    receipt = read_receipt("".join(typed.split()))
    if receipt is None:
        raise NoReceipt(example=EXAMPLE_RECEIPT)
    return receipt


_Receipt = NewType("_Receipt", str)
"""Not words of one's own: forms keep no draft of it."""


@router.form(give_receipt, who=Role.MEMBER)
def choose_anew(
    ctx: Context,
    number: int,
    receipt: Annotated[_Receipt, reads(_receipt), asks("What is the receipt of your vote?")],
) -> Answer:
    """Change a secret vote with its receipt."""
    poll = turn_by_number(ctx, number).poll
    if not ctx.on_page or not poll.secret:
        return open_poll.run(ctx, poll.id)
    check_deadline(ctx, poll)
    if not _has_voted(ctx, poll) or not ctx.store[SecretVotes].has(poll.id, receipt):
        raise WrongReceipt(question=poll.question, example=EXAMPLE_RECEIPT)
    return _choices_anew(ctx, poll, (), receipt)


def _choices_anew(ctx: Context, poll: Poll, ticked: Choices, receipt: str) -> Card:
    """All choices of a vote that is being changed; nothing but the buttons has its receipt."""
    lines = [text("Your vote stays as it is until you have chosen anew.")]
    if poll.rules.multiple:
        lines.append(ticked_text(poll, ticked))
    withdraw = change_in_secret.button(text("Withdraw my vote"), poll.id, carried(()), receipt)
    rows = (*secret_buttons(ctx, poll, ticked, receipt), (withdraw,))
    return Card(poll_card_title(poll), tuple(lines), rows)


@router.button(tick_in_secret, of=poll_thing, who=Role.MEMBER, confidential=VOTE_AGAIN)
def tick_choice(ctx: Context, poll_id: int, so_far: str, choice_id: int) -> Answer:
    """Tick a choice of a secret vote, or untick it: only the buttons of the answer keep it."""
    poll = turn_by_id(ctx, poll_id).poll
    if not poll.secret or not poll.rules.multiple:
        return open_poll.run(ctx, poll_id)
    ticked = _ticked(poll, so_far, choice_id)
    _check(ctx, poll, ticked, whole=False)
    if _has_voted(ctx, poll):
        raise _has_voted_before(ctx, poll)
    ctx.parting = True
    return Replace(own_secret_card(ctx, poll, ticked))


def _read_ballot(poll: Poll, word: str) -> Choices:
    """The ballot that a button carries by the ids of its choices."""
    return tuple(map(poll.choice_number, read_carried(word)))


def _ticked(poll: Poll, so_far: str, choice_id: int) -> Choices:
    """The choices of a ballot after one more press."""
    choice = poll.choice_number(choice_id)
    return METHODS[poll.kind].tap(_read_ballot(poll, so_far), choice, poll.rules)


def vote_in_writing(ctx: Context, poll: Poll, typed: str) -> Card | Text:
    """Cast a secret vote in writing; with its receipt, change or withdraw it."""
    _check_by_mail(ctx, poll)
    poll_thing.check_delivered(ctx, poll.id)
    words, receipt = split_receipt(typed)
    ballot = METHODS[poll.kind].read(words, poll.options, ctx.today)
    if ballot is None:
        # A receipt may lack a character, or be spaced.
        for choices in split_misread_receipt(words):
            if METHODS[poll.kind].read(choices, poll.options, ctx.today) is not None:
                raise WrongReceipt(question=poll.question, example=EXAMPLE_RECEIPT)
        raise no_such_choice(poll.short_question, numbered_labels(poll), words)
    if receipt is not None:
        return _change(ctx, poll, ballot, receipt)
    return _confirmation(ctx, poll, ballot, _cast(ctx, poll, ballot))


def _cast(ctx: Context, poll: Poll, ballot: Choices) -> str:
    """Cast a first vote; returns its receipt."""
    _check(ctx, poll, ballot)
    if _has_voted(ctx, poll) or not ballot:
        raise _has_voted_before(ctx, poll)
    receipt = ctx.store[SecretVotes].cast(poll.id, ctx.member.id, ballot)
    _forget_answer(ctx, poll)
    return receipt


def _change(ctx: Context, poll: Poll, ballot: Choices, receipt: str) -> Card | Text:
    _check(ctx, poll, ballot)
    votes = ctx.store[SecretVotes]
    changed = _has_voted(ctx, poll) and (
        votes.change(poll.id, receipt, ballot)
        if ballot
        else votes.withdraw(poll.id, ctx.member.id, receipt)
    )
    if not changed:
        raise WrongReceipt(question=poll.question, example=EXAMPLE_RECEIPT)
    _forget_answer(ctx, poll)
    if ballot:
        return _confirmation(ctx, poll, ballot, receipt)
    withdrawn = text("Your vote is withdrawn, and its receipt is worth nothing any more.")
    again = open_poll.button(text("Vote again"), poll.id)
    return Card(poll_card_title(poll), (withdrawn,), ((again,),))


def _check(ctx: Context, poll: Poll, ballot: Choices, *, whole: bool = True) -> None:
    """Raise for a vote that others read, that comes too late, or that means nothing."""
    if not ctx.direct:
        raise OthersRead(question=poll.question)
    _check_by_mail(ctx, poll)
    check_deadline(ctx, poll)
    rules = poll.rules
    example = vote_command.typed(poll.number, *range(1, rules.least + 1))
    labels = partial(numbered_labels, poll)
    check_ballot(ballot, poll.short_question, labels, rules, lambda: example)
    if whole:
        check_whole_ballot(ballot, poll.short_question, rules, example)


def _check_by_mail(ctx: Context, poll: Poll) -> None:
    """Raise `NotByMail` for any try by e-mail, before it is asked for once more."""
    if ctx.network.by_mail:
        raise NotByMail(
            question=poll.short_question, networks=elsewhere(ctx), link=link_command.typed()
        )


def _has_voted(ctx: Context, poll: Poll) -> bool:
    """True once the member voted; raises for one who may not."""
    voted = ctx.store[SecretVotes].voted(poll.id, ctx.member.id)
    if voted is None:
        raise not_listed(ctx, poll)
    return voted


def _has_voted_before(ctx: Context, poll: Poll) -> Refusal:
    """The refusal of a second vote, with the way to change the first."""
    if ctx.on_page:
        return VotedOnPage(question=poll.question, change=CHANGE_WITH_RECEIPT)
    return VotedInSecret(question=poll.question, vote=changing_words(poll))


def _forget_answer(ctx: Context, poll: Poll) -> None:
    """Refresh the number of votes; keep nothing of the answer once it is sent.

    Earlier words that were not understood may have been this vote.
    """
    ctx.parting = True
    ctx.store[Forms].forget_aside(ctx.incoming.room)
    poll_card.refresh(ctx, poll.id)
    if poll.close_at_quorum and has_quorum(poll, ctx.store[SecretVotes].turnout(poll.id).voted):
        plan_close_at_quorum(ctx, poll)  # not before: a plan tells the time of a vote


def _confirmation(ctx: Context, poll: Poll, ballot: Choices, receipt: str) -> Card:
    """The counted choice, its receipt, and how to change it: with another choice as the example.

    On a page nothing is typed: buttons change it, which only this answer carries.
    """
    others = [each for each in range(1, poll.rules.options + 1) if each not in ballot]
    example = vote_command.typed(poll.number, *(others or ballot)[:1], receipt)
    lines = (
        vote_text(Turn(poll, ballot)),
        text("Your receipt: {receipt}", receipt=receipt),
        text(
            "I keep neither your choice with your name nor this receipt: note it down if you may "
            "want to change your vote. Whoever has it can change it, too."
        ),
    )
    if ctx.on_page and poll.rules.multiple:
        return Card(poll_card_title(poll), lines, secret_buttons(ctx, poll, ballot, receipt))
    if ctx.on_page:
        rows = tuple(
            (
                change_in_secret.button(
                    text("Change to: {choice}", choice=option_labels(poll)[each - 1]),
                    poll.id,
                    carried((poll.choice_id(each),)),
                    receipt,
                ),
            )
            for each in others
        )
        return Card(poll_card_title(poll), lines, rows)
    to_change = Small(text("To change it: {vote}", vote=example))
    return Card(poll_card_title(poll), (*lines, to_change))
