"""A poll in private: the reader's vote in words with its buttons, and a view of it for visitors."""

import re
from dataclasses import replace

from bot.core import (
    Answer,
    Buttons,
    Card,
    Context,
    Line,
    Replace,
    Router,
    Small,
    Text,
    Words,
    ntext,
    presses_beside,
    split_revision,
    text,
)
from bot.domain.polls.rules import WORD_CHOICE, Choices, PollKind
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.joining import show_notice, views_before_joining
from bot.references.polls import (
    change_poll,
    close_poll_button,
    closed_poll_parts,
    open_poll,
    open_poll_in_private,
    poll_card,
    poll_command,
    read_poll_words,
    repeat_poll,
    see_awaited_voters,
    see_voter_list,
    use_receipt,
    vote_by_ballot,
    vote_command,
    vote_for_choice,
    withdraw_vote,
)
from bot.vocabulary.audiences import is_in_place
from handlers.polls.ballot_box import is_open, may_close, poll_makers, reply_subject
from handlers.polls.card import (
    open_secret_card,
    own_secret_lines,
    poll_as_it_is,
    poll_card_title,
    secret_buttons,
)
from handlers.polls.poll_view import READ_LABELS, choice_labels, option_labels, ranking_text
from handlers.polls.results import offered_events, sheet_button
from handlers.polls.views_by_kind import date_tap_text, view_of
from storage.polls import Poll, Polls, SecretVotes, Turn, WordsOnPolls

router = Router(own_page=True)

VOTE_AGAIN = text("Then vote again: until a vote counts, I keep nothing of it.")
"""Said where a vote that may be secret does not wait for the answer to another question."""
CHANGE_WITH_RECEIPT = text("Change my vote with my receipt")
_BUTTONS = "|".join(
    each.name for each in (vote_for_choice, vote_by_ballot, open_poll, open_poll_in_private)
)
_COMMANDS = "|".join(name for each in (vote_command, poll_command) for name in (each.name, each.fr))
_WORD = re.compile(
    rf"in(\d{{1,9}})-(?:v\d{{1,9}}-)?(?:(?:{_BUTTONS})-(\d{{1,9}})|cmd-(?:{_COMMANDS})-(\d{{1,9}}))(?:-.*)?"
)
"""The word of a link to a poll, by its community and its id, or its number there."""


class ViewIsOver(Final):
    """This button was for ten minutes. Press a choice of the poll in its room again."""


def own_poll_card(ctx: Context, turn: Turn) -> Card:
    """The poll as it is now; in private with the member's own vote and rights.

    It is not a live card, so it has no native poll, which would never be closed.
    """
    poll = turn.poll
    if poll.secret and is_open(poll) and (ctx.direct or ctx.incoming.in_the_open):
        return own_secret_card(ctx, poll)
    if not ctx.direct or poll.withdrawn_at is not None:
        return replace(poll_card(ctx, poll.id), ballot=None)
    own: tuple[Line, ...] = _tap_hint(ctx, poll)
    if turn.ballot:
        own = (vote_text(turn), *own)
        # Some kinds ask for words by themselves.
        asks_for_words = poll.kind in WORD_CHOICE or poll.kind == PollKind.BRING
        if not asks_for_words and is_open(poll) and not ctx.on_page:
            hint = text("To add a reason for the gardening team, reply to this message.")
            own = (*own, Small(hint))
    card = poll_as_it_is(ctx, poll, own, direct=True, types=not ctx.on_page)
    card = replace(card, ballot=None, about=reply_subject(poll))
    if not is_open(poll):
        return _closed_card(ctx, poll, card)
    card = replace(card, buttons=_marked_choices(turn, card.buttons))
    below = [*_words_button(ctx, poll)]
    if ctx.role() >= Role.GARDENER and poll.public:
        below.append((see_awaited_voters.button(text("Who has not voted yet"), poll.id),))
    below += [*_list_button(ctx, poll), *_withdraw_buttons(turn), *_manager_buttons(ctx, poll)]
    return replace(card, buttons=(*card.buttons, *below))


def _marked_choices(turn: Turn, rows: Buttons) -> Buttons:
    """The buttons of a poll, with a mark on what the member chose."""
    poll = turn.poll
    if poll.kind == PollKind.OPEN:
        return rows
    marks: dict[str, Text] = {}
    for choice in turn.ballot:
        label = option_labels(poll)[abs(choice) - 1] if choice else text("None of these dates")
        mark = text("✓ {choice}", choice=label)
        if choice < 0:
            mark = text("✓ {choice} (if need be)", choice=label)
        marks[vote_for_choice.press(poll.id, poll.choice_id(abs(choice)))] = mark
    return tuple(
        tuple(
            replace(each, label=marks.get(split_revision(each.press)[0], each.label))
            for each in row
        )
        for row in rows
    )


def _tap_hint(ctx: Context, poll: Poll) -> tuple[Line, ...]:
    """The effect of one more tap, where several choices count and buttons are tapped."""
    if not is_open(poll) or not ctx.network.buttons:
        return ()
    if poll.kind == PollKind.DATE:
        return (Small(text("Tap a date for “yes”, again for “if need be”, again for “no”.")),)
    if poll.rules.multiple and poll.kind != PollKind.RANKED:
        return (Small(text("Tap a choice to add it, again to remove it.")),)
    return ()


def own_secret_card(ctx: Context, poll: Poll, ticked: Choices = ()) -> Card:
    """An open secret poll in private: its choices only for an entitled reader."""
    voted = ctx.store[SecretVotes].voted(poll.id, ctx.member.id)
    turnout = ctx.store[SecretVotes].turnout(poll.id)
    own = own_secret_lines(ctx, poll, ticked, voted=voted)
    may_vote = voted is False and not ctx.network.by_mail
    door: Buttons = ()
    if ctx.network.by_mail and voted is not None:
        own, door = _by_another_way(ctx, poll, own, voted=voted)
    elif ctx.on_page and voted:
        door = ((use_receipt.button(CHANGE_WITH_RECEIPT, poll.id),),)
    types = may_vote and not ctx.on_page
    card = open_secret_card(view_of(ctx, poll), turnout, own, direct=True, may_vote=types)
    choices = secret_buttons(ctx, poll, ticked) if may_vote else door
    below = (*_list_button(ctx, poll), *_manager_buttons(ctx, poll))
    return replace(card, buttons=(*choices, *below))


def _by_another_way(
    ctx: Context, poll: Poll, own: tuple[Line, ...], *, voted: bool
) -> tuple[tuple[Line, ...], Buttons]:
    """The lines and the button that lead out of an e-mail, in which no secret vote is cast."""
    if not ctx.contact.public_url:
        networks = elsewhere(ctx)
        how = text("To vote, write to me in private on {networks}.", networks=networks)
        return (*own, how), ()
    how = text("An e-mail can be read on its way: vote on your page.")
    label = text("Change my vote on my page") if voted else text("Vote on my page")
    return (*own, how), ((open_poll.button(label, poll.id),),)


def elsewhere(ctx: Context) -> list[str]:
    """The names of the other networks than this one."""
    others = (each for each in ctx.contact.networks if each != ctx.incoming.network)
    return [ctx.contact.network_name(each) for each in others]


def _closed_card(ctx: Context, poll: Poll, card: Card) -> Card:
    """The card of a closed poll, with the words written on it and the parts of other features."""
    after = offered_events(ctx, poll) if may_close(ctx, poll) else ()
    card = replace(card, buttons=(*_words_button(ctx, poll), *_list_button(ctx, poll), *after))
    for added, buttons in closed_poll_parts.collect(ctx, poll):
        card = replace(card, lines=(*card.lines, *added), buttons=(*card.buttons, *buttons))
    card = replace(card, buttons=(*card.buttons, *sheet_button(ctx, poll)))
    if ctx.role() < poll_makers(ctx.community) or poll.kind == PollKind.DATE:
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
    if withdraw:
        change = open_poll.button(changing_labels(turn.poll.kind)[0], turn.poll.id)
        rows: Buttons = ((change, *withdraw[0]),)
    else:
        again = open_poll.button(text("See the poll again"), turn.poll.id)
        rows = ((again,),) if is_open(turn.poll) else ()
    card = Card(poll_card_title(turn.poll), (line,), rows, about=reply_subject(turn.poll))
    if turn.poll.group_id is None or is_in_place(ctx, turn.poll.group_id):
        return card
    ctx.whisper(card)
    return None


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


@router.contribution(views_before_joining)
def offer_view(ctx: Context, word: str) -> Buttons:
    """A button that shows the poll, to people who are in a room of the community."""
    if _visible_poll(ctx, word) is None:
        return ()
    return ((look_first.button(text("See without voting"), ctx.community.id, word),),)


@router.button("poll_look")
def look_first(ctx: Context, community_id: int, word: str) -> Card:
    """Show a poll as its room shows it; the word is signed for the account that was there."""
    ctx.enter(community_id)
    poll = _visible_poll(ctx, word)
    if poll is None:
        raise ViewIsOver
    shown = open_poll.link_word(ctx, poll.id)
    join = show_notice.button(text("Join and vote"), community_id, shown)
    return replace(poll_as_it_is(ctx, poll), ballot=None, buttons=((join,),))


def _visible_poll(ctx: Context, word: str) -> Poll | None:
    """The poll of a signed word, unless it shows nothing before its end."""
    plain, is_own = ctx.read_word(word)
    poll = _poll_of(ctx, plain) if is_own else None
    if poll is None or poll.conceals or (poll.secret and poll.closed_at is None):
        return None
    return poll


def _poll_of(ctx: Context, word: str) -> Poll | None:
    """The poll of this community that a link's word is about."""
    found = _WORD.fullmatch(word)
    if found is None or int(found[1]) != ctx.community.id:
        return None
    polls, (_, poll_id, number) = ctx.store[Polls], found.groups()
    if poll_id is None:
        polls_here = polls.open_in(ctx.community.id)
        return next((each for each in polls_here if each.number == int(number)), None)
    named = polls.these([int(poll_id)])
    here = (each for each in named if each.community_id == ctx.community.id)
    return next((each for each in here if each.group_id is None), None)


def vote_text(turn: Turn) -> Text:
    if not turn.ballot:
        return _withdrawn_text(turn.poll.kind)
    if missing := turn.poll.rules.missing(turn.ballot):
        return _incomplete_text(turn, missing)
    if turn.poll.kind == PollKind.OPEN:
        return text("You have answered: the gardening team reads it.")
    labels = choice_labels(turn.poll, turn.ballot)
    if turn.poll.kind == PollKind.BRING:
        return text("You bring: {things}.", things=labels)
    if turn.poll.kind == PollKind.RANKED:
        ranking = ranking_text(turn.poll, turn.ballot)
        return text("Your ranking: {ranking}.", ranking=ranking)
    return text("Your vote: {choices}.", choices=labels)


def toast_text(turn: Turn, choice: int, *, stays: bool) -> Text:
    """The confirmation over a pressed button, and how to take the vote back."""
    rules, labels = turn.poll.rules, choice_labels(turn.poll, turn.ballot)
    if not turn.ballot:
        return _withdrawn_text(turn.poll.kind)
    if turn.poll.kind == PollKind.DATE:
        return date_tap_text(turn.poll, turn.ballot, choice)
    if turn.poll.kind == PollKind.RANKED:
        ranking = ranking_text(turn.poll, turn.ballot)
        return text("{ranking}. Tap the next one, or one of these to take it out.", ranking=ranking)
    if turn.poll.kind == PollKind.BRING:
        return text("You bring: {things}. Tap it again to give it up.", things=labels)
    if missing := rules.missing(turn.ballot):
        return _incomplete_text(turn, missing)
    if rules.multiple:
        return text("Your vote: {choices}. Tap a choice again to untick it.", choices=labels)
    if stays:
        return text(
            "You have voted: {choices}. To withdraw your vote: {poll}, in private.",
            choices=labels,
            poll=poll_command.typed(turn.poll.number),
        )
    return text("Your vote: {choices}. Tap another choice to change it.", choices=labels)


def _withdrawn_text(kind: str) -> Text:
    if kind == PollKind.OPEN:
        return text("Your answer is withdrawn.")
    if kind == PollKind.BRING:
        return text("You bring nothing any more.")
    return text("Your vote is withdrawn.")


def _incomplete_text(turn: Turn, missing: int) -> Text:
    """The choices so far, and how many more make them count."""
    return ntext(
        "So far: {choices}. Choose {count} more, and your vote counts.",
        "So far: {choices}. Choose {count} more, and your vote counts.",
        missing,
        choices=choice_labels(turn.poll, turn.ballot),
    )


def changing_labels(kind: str) -> tuple[Text, Text]:
    """The labels of the buttons that change and withdraw a vote of this kind."""
    if kind == PollKind.OPEN:
        return text("Change my answer"), text("Withdraw my answer")
    if kind == PollKind.BRING:
        return text("Change what I bring"), text("Bring nothing any more")
    return text("Change my vote"), text("Withdraw my vote")


def _words_button(ctx: Context, poll: Poll) -> Buttons:
    """The words that people wrote, for gardeners."""
    if ctx.role() < Role.GARDENER:
        return ()
    label = READ_LABELS.get(poll.kind)
    if label is None and ctx.store[WordsOnPolls].count(poll.id):
        label = text("All reasons")
    return () if label is None else ((read_poll_words.button(label, poll.id),),)


def _list_button(ctx: Context, poll: Poll) -> Buttons:
    """The settled list of voters, for gardeners."""
    if ctx.role() < Role.GARDENER or not poll.has_list:
        return ()
    return ((see_voter_list.button(text("List of voters"), poll.id),),)


def _withdraw_buttons(turn: Turn) -> Buttons:
    if not turn.ballot or not is_open(turn.poll):
        return ()
    return ((withdraw_vote.button(changing_labels(turn.poll.kind)[1], turn.poll.id),),)


def _manager_buttons(ctx: Context, poll: Poll) -> Buttons:
    """The buttons that change and close a poll, for those who may."""
    if not may_close(ctx, poll):
        return ()
    change = change_poll.button(text("Change the poll"), poll.id)
    return ((change, close_poll_button.button(text("Close this poll"), poll.id)),)
