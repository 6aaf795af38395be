"""Open polls: the list, the menu, and the polls and wishes that plain words name."""

from collections.abc import Sequence

from bot.core import Answer, Bold, Button, Card, Context, Line, Router, Text, Where, ntext, text
from bot.domain.conversations import is_named_by, mentions
from bot.domain.polls.rules import FEWEST_CHOICES, LONGEST_QUESTION, MOST_CHOICES
from bot.domain.roles import Role
from bot.domain.words import fold
from bot.references.conversations import Intent, intents, named_things
from bot.references.help import Happening, happenings
from bot.references.own_page import own_page_parts
from bot.references.polls import new_poll_form, open_poll, poll_command, poll_kinds
from bot.vocabulary.audiences import is_in_place
from bot.vocabulary.lists import others_label, page_start
from handlers.polls.ballot_box import (
    LONGEST_LABEL,
    own_turns,
    poll_choice,
    poll_makers,
    turn_by_id,
    turn_by_number,
)
from handlers.polls.new_poll import ALIASES
from handlers.polls.own_card import own_poll_card
from handlers.polls.poll_view import poll_label
from storage.polls import ListedTurn, Polls, Turn

router = Router(own_page=True)

MOST_LISTED = 20


@router.command(
    "poll",
    fr="sondage",
    aliases=ALIASES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="part",
    label=text("Polls"),
    listed=3,
    own_tab=2,
    in_shared_menu=True,
    ephemeral=True,
    shows=True,
)
def list_polls(ctx: Context) -> Answer:
    """See the open polls, those waiting for your vote first."""
    if ctx.incoming.answered is not None:
        return _poll_of_message(ctx, ctx.incoming.answered.words)
    return _polls_card(ctx, 0)


@router.button("polls_more", who=Role.MEMBER)
def list_more_polls(ctx: Context, after: int) -> Card:
    """See the next open polls."""
    return _polls_card(ctx, page_start(after))


def _polls_card(ctx: Context, after: int) -> Card:
    """The open polls from one of them on, with the ways to make one."""
    turns = own_turns(ctx)[after:]
    listed, others = turns[:MOST_LISTED], len(turns[MOST_LISTED:])
    waiting = [poll_label(turn.poll) for turn in listed if turn.awaits]
    voted = [poll_label(turn.poll) for turn in listed if turn.has_voted]
    followed = [poll_label(turn.poll) for turn in listed if not turn.awaits and not turn.has_voted]
    lines: list[Line] = []
    if waiting:
        lines += [Bold(text("Waiting for your vote")), *waiting]
    if voted:
        lines += [Bold(text("You have voted")), *voted]
    if followed:
        lines += [Bold(text("To follow: others vote")), *followed]
    if not turns:
        lines.append(text("No poll is open at the moment."))
    rows: list[tuple[Button, ...]] = [
        (open_poll.button(poll_label(turn.poll, LONGEST_LABEL), turn.poll.id),) for turn in listed
    ]
    if others:
        rows.append((list_more_polls.button(others_label(others), after + MOST_LISTED),))
    if ctx.role() >= poll_makers(ctx.community):
        rows.append(
            (
                poll_command.ask_button(text("Make a poll")),
                poll_kinds.button(text("Other kinds of polls")),
            )
        )
    else:
        rows.append((poll_command.ask_button(text("Suggest a poll")),))
    return Card(text("Open polls"), tuple(lines), tuple(rows))


def _poll_of_message(ctx: Context, words: str) -> Answer:
    """Ask for a poll whose question is a message; the lines below it are choices, if it has any."""
    question, *choices = [line for line in words.splitlines() if line.strip()] or [""]
    given = {"question": question} if 0 < len(question) <= LONGEST_QUESTION else {}
    if given and FEWEST_CHOICES <= len(choices) <= MOST_CHOICES:
        given["choices"] = "\n".join(choices)
    asked = new_poll_form.ask(ctx, **given)
    return None if isinstance(asked, Text) else asked  # asked in private, as this would be told


@router.command("poll", fr="sondage", aliases=ALIASES, who=Role.MEMBER, example="7", theme="part")
def show_poll(ctx: Context, number: int) -> Answer:
    """See one poll, and vote in it."""
    return _shown(ctx, turn_by_number(ctx, number))


@router.button(open_poll, who=Role.MEMBER, deep=True)
def show_poll_by_button(ctx: Context, poll_id: int) -> Answer:
    """Show a poll of the list."""
    return _shown(ctx, turn_by_id(ctx, poll_id))


def _shown(ctx: Context, turn: Turn) -> Answer:
    """The poll; in private only, where the room is not that of its group."""
    card = own_poll_card(ctx, turn)
    if is_in_place(ctx, turn.poll.group_id):
        return card
    ctx.whisper(card)
    return None


MOST_ON_PAGE = 5
"""Polls that a member's page shows whole."""


@router.contribution(own_page_parts, order=10)
def polls_on_page(ctx: Context) -> list[Card]:
    """The open polls, those waiting for the member's vote first."""
    return [own_poll_card(ctx, turn) for turn in own_turns(ctx)[:MOST_ON_PAGE]]


@router.contribution(happenings)
def open_polls(ctx: Context) -> Happening | None:
    """The open polls; a single one is shown at once."""
    turns = own_turns(ctx)
    if not turns:
        return None
    vote = text("Vote")
    first = open_poll.button(vote, turns[0].poll.id)
    return Happening(
        ntext("{count} poll", "{count} polls", len(turns)),
        first if len(turns) == 1 else poll_command.button(vote),
        poll_command.name,
        awaits=sum(turn.awaits for turn in turns),
    )


LONGEST = 80
"""Characters of words that may name a poll."""


@router.contribution(named_things)
def polls_called(ctx: Context, words: str) -> list[Button]:
    """The open polls that these words name."""
    if ctx.person.circle is None or len(words) > LONGEST:
        return []
    turns = ctx.store[Polls].open_turns(ctx.community.id, ctx.member.id)
    polls, chosen = [turn.poll for turn in turns], fold(words)
    return [
        open_poll.button(poll_choice(each), each.id)
        for each in polls
        if chosen in map(fold, each.options) or is_named_by(words, each.question)
    ]


@router.contribution(intents)
def intents_of_polls(ctx: Context) -> Sequence[Intent]:
    """The intents, from the list of polls to a new one."""
    poll = poll_command
    return (
        Intent("polls_list", text("Polls"), poll, show_named_poll, for_people=True),
        Intent("my_votes", text("See my votes"), poll, show_own_vote, card="vote"),
        Intent("change_vote", text("Change my vote"), poll, show_own_vote, card="vote"),
        Intent("propose_poll", text("Suggest a poll"), poll, offer_to_suggest, for_people=True),
    )


def show_named_poll(ctx: Context, words: str) -> Answer:
    """The one open poll whose question has a telling word of these; None for the list."""
    return _only(ctx, [each for each in own_turns(ctx) if mentions(words, each.poll.question)])


def show_own_vote(ctx: Context, words: str) -> Answer:
    """The poll in which the member voted, with the way to change it; None for the list."""
    voted = [each for each in own_turns(ctx) if each.has_voted]
    return _only(ctx, [each for each in voted if mentions(words, each.poll.question)] or voted)


def _only(ctx: Context, turns: Sequence[ListedTurn]) -> Answer:
    return open_poll.run(ctx, turns[0].poll.id) if len(turns) == 1 else None


def offer_to_suggest(ctx: Context, words: str) -> Card:
    """The button that asks for the parts of a poll."""
    suggest = poll_command.ask_button(text("Suggest a poll"))
    asked = text("I ask you for the question and the choices; you look at it before it counts.")
    return Card(text("📊 A new poll"), (asked,), ((suggest,),))
