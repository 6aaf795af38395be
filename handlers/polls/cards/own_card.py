"""A poll in private, with the reader's own vote and the buttons for it."""

from dataclasses import replace

from bot.core import (
    Answer,
    Buttons,
    Card,
    Context,
    Line,
    Replace,
    Small,
    Words,
    presses_beside,
    text,
)
from bot.domain.polls.choices import Choices
from bot.domain.polls.kinds import WORD_CHOICE, PollKind
from bot.domain.roles import Role
from bot.references.polls import (
    change_poll,
    close_poll_button,
    closed_poll_parts,
    open_poll,
    poll_card,
    read_poll_words,
    repeat_poll,
    see_awaited_voters,
    see_voter_list,
    vote_for_choice,
    withdraw_vote,
)
from handlers.polls.cards.card import open_secret_card, poll_as_it_is, poll_card_title
from handlers.polls.cards.secret_card import own_secret_lines, secret_buttons
from handlers.polls.kinds import READ_LABELS, view_of
from handlers.polls.poll_lookup import is_open, may_close, poll_makers, reply_subject
from handlers.polls.results.date_event import offered_events
from handlers.polls.results.result_file import sheet_button
from handlers.polls.vote_words import changing_labels, vote_text
from storage.polls import Poll, SecretVotes, Turn, WordsOnPolls


def own_poll_card(ctx: Context, turn: Turn) -> Card:
    """The poll as it is now; in private with the member's own vote and rights.

    It is not a live card, so it has no native poll, which would never be closed.
    """
    poll = turn.poll
    if poll.secret and is_open(poll) and (ctx.direct or ctx.incoming.in_the_open):
        return own_secret_card(ctx, poll)
    if not ctx.direct or poll.withdrawn_at is not None:
        return replace(poll_card(ctx, poll.id), ballot=None)
    own: tuple[Line, ...] = ()
    if turn.ballot:
        own = (vote_text(turn), *_reason_hint(poll))
    card = poll_as_it_is(ctx, poll, own, direct=True)
    card = replace(card, ballot=None, about=reply_subject(poll))
    if not is_open(poll):
        return _closed_card(ctx, poll, card)
    below = (
        *_words_button(ctx, poll),
        *_awaited_button(ctx, poll),
        *_list_button(ctx, poll),
        *_withdraw_buttons(turn),
        *_manager_buttons(ctx, poll),
    )
    return replace(card, buttons=(*card.buttons, *below))


def own_secret_card(ctx: Context, poll: Poll, ticked: Choices = ()) -> Card:
    """An open secret poll in private: its choices only for an entitled reader."""
    voted = ctx.store[SecretVotes].voted(poll.id, ctx.member.id)
    turnout = ctx.store[SecretVotes].turnout(poll.id)
    own = own_secret_lines(ctx, poll, ticked, voted=voted)
    card = open_secret_card(view_of(ctx, poll), turnout, own, direct=True, may_vote=voted is False)
    choices = secret_buttons(ctx, poll, ticked) if voted is False else ()
    below = (*_list_button(ctx, poll), *_manager_buttons(ctx, poll))
    return replace(card, buttons=(*choices, *below))


def _manager_buttons(ctx: Context, poll: Poll) -> Buttons:
    """The buttons that change and close a poll, for those who may."""
    if not may_close(ctx, poll):
        return ()
    change = change_poll.button(text("Change the poll"), poll.id)
    return ((change, close_poll_button.button(text("Close this poll"), poll.id)),)


def _words_button(ctx: Context, poll: Poll) -> Buttons:
    """The words that people wrote, for gardeners."""
    if ctx.role < Role.GARDENER:
        return ()
    label = READ_LABELS.get(poll.kind)
    if label is None and ctx.store[WordsOnPolls].count(poll.id):
        label = text("All reasons")
    return () if label is None else ((read_poll_words.button(label, poll.id),),)


def _awaited_button(ctx: Context, poll: Poll) -> Buttons:
    """The people who have not voted, for gardeners, where the poll shows names."""
    if ctx.role < Role.GARDENER or not poll.public:
        return ()
    return ((see_awaited_voters.button(text("Who has not voted yet"), poll.id),),)


def _list_button(ctx: Context, poll: Poll) -> Buttons:
    """The settled list of voters, for gardeners."""
    if ctx.role < Role.GARDENER or not poll.has_list:
        return ()
    return ((see_voter_list.button(text("List of voters"), poll.id),),)


def _closed_card(ctx: Context, poll: Poll, card: Card) -> Card:
    """The card of a closed poll, with the words written on it and the parts of other features."""
    after = offered_events(ctx, poll) if may_close(ctx, poll) else ()
    card = replace(card, buttons=(*_words_button(ctx, poll), *_list_button(ctx, poll), *after))
    for added, buttons in closed_poll_parts.collect(ctx, poll):
        card = replace(card, lines=(*card.lines, *added), buttons=(*card.buttons, *buttons))
    card = replace(card, buttons=(*card.buttons, *sheet_button(ctx, poll)))
    if ctx.role < poll_makers(ctx.community) or poll.kind == PollKind.DATE:
        return card
    again = repeat_poll.button(text("Make the same poll again"), poll.id)
    return replace(card, buttons=(*card.buttons, (again,)))


def vote_confirmation(ctx: Context, turn: Turn, line: Words) -> Answer:
    """The answer to a vote in private.

    Above a pressed button it is the poll with the new vote; elsewhere a line, and the way back.
    """
    if ctx.direct and _is_own_card(ctx, turn.poll):
        return Replace(own_poll_card(ctx, turn))
    withdraw = _withdraw_buttons(turn)
    about = reply_subject(turn.poll)
    if not withdraw:
        again = open_poll.button(text("See the poll again"), turn.poll.id)
        back = ((again,),) if is_open(turn.poll) else ()
        return Card(poll_card_title(turn.poll), (line,), back, about=about)
    change = open_poll.button(changing_labels(turn.poll.kind)[0], turn.poll.id)
    return Card(poll_card_title(turn.poll), (line,), ((change, *withdraw[0]),), about=about)


def _reason_hint(poll: Poll) -> tuple[Line, ...]:
    """Hint on adding a reason, for kinds that do not ask for words by themselves."""
    if poll.kind in WORD_CHOICE or poll.kind == PollKind.BRING or not is_open(poll):
        return ()
    return (Small(text("To add a reason for the gardening team, reply to this message.")),)


def _withdraw_buttons(turn: Turn) -> Buttons:
    if not turn.ballot or not is_open(turn.poll):
        return ()
    return ((withdraw_vote.button(changing_labels(turn.poll.kind)[1], turn.poll.id),),)


def _is_own_card(ctx: Context, poll: Poll) -> bool:
    """True if the pressed message is about this poll and nothing else."""
    if not ctx.incoming.press_id:
        return False
    buttons = (
        *(vote_for_choice, withdraw_vote, change_poll, close_poll_button, read_poll_words),
        *(see_awaited_voters, see_voter_list),
    )
    own = {f"{each.name}:{poll.id}" for each in buttons}
    presses = presses_beside(ctx)
    return bool(presses) and {":".join(each.split(":")[:2]) for each in presses} <= own
