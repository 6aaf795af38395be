"""The card of a poll and of its result; of a secret one, how many voted and never what."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core import (
    Button,
    Buttons,
    Card,
    Context,
    JobContext,
    Line,
    Picture,
    Router,
    Small,
    Text,
    Typed,
    Words,
    joined,
    ntext,
    text,
)
from bot.domain.dates.spans import Deadline
from bot.domain.polls.ballots_by_kind import carried
from bot.domain.polls.boxes_and_receipts import EXAMPLE_RECEIPT
from bot.domain.polls.rules import Choices, PollKind
from bot.references.own_page import open_on_page
from bot.references.polls import (
    change_in_secret,
    open_poll,
    open_poll_in_private,
    poll_card,
    result_card,
    tick_in_secret,
    tick_with_receipt,
    vote_command,
    vote_in_secret,
)
from handlers.polls.ballot_box import (
    entitled_count,
    has_quorum,
    opening_day,
    quorum_end_rule,
    quorum_rule,
    voters_rule,
)
from handlers.polls.poll_view import (
    PollView,
    choice_labels,
    limits_rule,
    option_labels,
    ranking_text,
)
from handlers.polls.results import result_chart
from handlers.polls.views_by_kind import view_of
from storage.members import Members
from storage.polls import Ballots, NewPoll, Poll, Polls, SecretVotes, Turnout

router = Router()


@router.card(poll_card, shows=[Poll, Turnout])
def draw_poll_card(ctx: JobContext, poll_id: int) -> Card:
    """A poll in a room: the count so far, and how to vote."""
    return poll_as_it_is(ctx, ctx.store[Polls].get(poll_id))


def poll_as_it_is(
    ctx: JobContext,
    poll: Poll,
    own: Sequence[Line] = (),
    *,
    direct: bool = False,
    types: bool = True,
) -> Card:
    """The card of a poll, in private with the reader's `own` vote.

    Where nobody `types`, on a page, its small print is the number alone.
    """
    view = view_of(ctx, poll)
    if poll.withdrawn_at is not None:
        # The question is taken back, too.
        withdrawn = text("Withdrawn before anybody voted.")
        title = text("📊 Poll {number}", number=poll.number)
        return Card(title, (withdrawn,), ballot=view.native_ballot(withdrawn))
    if poll.secret and poll.closed_at is None:
        shown = open_secret_card(view, ctx.store[SecretVotes].turnout(poll.id))
        door = open_poll_in_private.button(text("Vote in private"), poll.id)
        rows: Buttons = ((replace(door, private=True),),)
        return replace(shown, buttons=(*rows, *_own_page_row(ctx, poll)))
    counts = view.labels if poll.conceals else view.count_lines()
    turnout = view.turnout() if view.voters else view.nobody()
    quorum = quorum_rule(poll, view.voters)
    state = joined(turnout, *_passed_on(view), *quorum, *poll_rules(ctx, poll))
    lines = (*first_question(poll), *counts, state, *own)
    number = text("Poll {number}", number=poll.number)
    if poll.closed_at is not None:
        ended = view.native_ballot(result_text(view))
        return Card(poll_card_title(poll), (*lines, Small(number)), ballot=ended)
    by_hand = Small(_typed_vote_text(view, direct=direct) if types else number)
    rows = view.buttons() if direct else (*view.buttons(), *_own_page_row(ctx, poll))
    return Card(poll_card_title(poll), (*lines, by_hand), rows, view.native_ballot())


def _own_page_row(ctx: JobContext, poll: Poll) -> Buttons:
    """The row that leads from a room to each reader's own page, by their direct room."""
    if not ctx.contact.public_url:
        return ()
    button = open_on_page.button(text("Open"), open_poll.name, poll.id)
    return ((replace(button, private=True),),)


def open_secret_card(
    view: PollView,
    turnout: Turnout,
    own: Sequence[Line] = (),
    *,
    direct: bool = False,
    may_vote: bool = True,
) -> Card:
    """An open secret poll, without buttons: no count before it closes, and no vote but in private.

    The small print says how to vote in writing, unless the reader may not vote any more, or not so.
    """
    poll = view.poll
    quorum = quorum_rule(poll, turnout.voted)
    state = joined(_secret_turnout(turnout), *quorum, *poll_rules(view.ctx, poll))
    number = text("Poll {number}", number=poll.number)
    by_hand = Small(_typed_vote_text(view, direct=direct) if may_vote else number)
    lines = (*first_question(poll), *view.labels, state, *own, by_hand)
    return Card(poll_card_title(poll), lines)


def _typed_vote_text(view: PollView, *, direct: bool) -> Text:
    number = view.poll.number
    values = {"number": number, "vote": vote_command.typed(number), "choice": view.typed_choice()}
    if view.poll.public or direct:
        return text("Poll {number} · in writing: {vote} {choice}", **values)
    return text("Poll {number} · in writing, in private: {vote} {choice}", **values)


@router.card(result_card, shows=[Poll])
def draw_result_card(ctx: JobContext, poll_id: int) -> Card | Picture:
    """The result of a poll, as a message of its own; one line if nobody voted."""
    poll = ctx.store[Polls].get(poll_id)
    view = view_of(ctx, poll)
    if not view.voters:
        return Card(None, (_closed_text(view),))
    lines = (
        *first_question(poll),
        *_missed_quorum(view),
        view.verdict(),
        *view.count_lines(),
        joined(_turnout_of_members(view), *_passed_on(view), level_rule(poll)),
        Small(text("Poll {number}", number=poll.number)),
    )
    title = text("📊 Result: {question}", question=poll.question)
    chart = result_chart(view, (title, *lines))
    return Card(title, lines) if chart is None else Picture(chart, title, lines=lines)


def _closed_text(view: PollView) -> Text:
    """The end of a poll without a result."""
    question = view.poll.question
    if view.has_too_few():
        return text(
            "📊 The poll “{question}” is closed. Fewer than five votes: the result is not shown.",
            question=question,
        )
    return text("📊 The poll “{question}” is closed: nobody voted.", question=question)


def _turnout_of_members(view: PollView) -> Text:
    """The number of votes, of the people who may vote where these are not all members."""
    if not view.takes_votes:
        return view.turnout()
    entitled = entitled_count(view.ctx, view.poll)
    if entitled is not None:
        return _turnout_of_entitled(view, entitled)
    members = view.ctx.store[Members].count(view.poll.community_id)
    return ntext(
        "{count} vote from {members}",
        "{count} votes from {members}",
        view.voters,
        members=ntext("{count} member", "{count} members", members),
    )


def _turnout_of_entitled(view: PollView, entitled: int) -> Text:
    """The number of votes of those on the list, or of an audience, which voters may have left."""
    if view.poll.has_list:
        return ntext(
            "{count} vote of {entitled} people entitled",
            "{count} votes of {entitled} people entitled",
            view.voters,
            entitled=entitled,
        )
    return ntext(
        "{count} vote of {entitled} people asked",
        "{count} votes of {entitled} people asked",
        view.voters,
        entitled=max(entitled, view.voters),
    )


def _missed_quorum(view: PollView) -> list[Text]:
    """The first line of a result that is not valid."""
    if has_quorum(view.poll, view.voters):
        return []
    return [
        text(
            "Not valid: {count} voted, and the quorum was {quorum}.",
            count=view.voters,
            quorum=view.poll.quorum,
        )
    ]


def result_text(view: PollView) -> Text:
    """The outcome and turnout, which end a native poll."""
    verdict = view.verdict()
    if not has_quorum(view.poll, view.voters):
        return _missed_quorum(view)[0]
    if not view.voters or not view.takes_votes:
        return verdict
    return ntext(
        "{verdict} {count} person voted, all networks together.",
        "{verdict} {count} people voted, all networks together.",
        view.voters,
        verdict=verdict,
    )


def outcome_sentence(ctx: JobContext, poll: Poll) -> Text | None:
    """The outcome and turnout of a poll; None if nobody voted."""
    view = view_of(ctx, poll)
    return result_text(view) if view.voters else None


def first_question(poll: Poll) -> tuple[Line, ...]:
    """The question as people saw it first, if it was corrected since."""
    if poll.first_question is None:
        return ()
    told = text("Corrected. First asked: “{question}”", question=poll.first_question)
    if poll.first_question == poll.question:
        told = text("The question was changed meanwhile, then put back.")
    return (Small(told),)


def own_secret_lines(
    ctx: Context, poll: Poll, ticked: Choices, *, voted: bool | None
) -> tuple[Line, ...]:
    """The reader's own part in an open secret poll: the permitted acts, or why there are none.

    `voted` is None for a reader who may not vote.
    """
    if voted is None:
        return (
            text(
                "You can follow this vote, but not take part: you were not on the list of voters "
                "when it opened, on {day}.",
                day=opening_day(ctx, poll),
            ),
        )
    if voted and (ctx.on_page or ctx.network.by_mail):
        return (text("You have voted. To change your vote, you need its receipt."),)
    if voted:
        changing = text(
            "You have voted. Your receipt changes your vote. For example, with an invented "
            "receipt: {vote}",
            vote=changing_words(poll),
        )
        return (changing,)
    lines = [ticked_text(poll, ticked)]
    if not poll.rules.multiple:
        lines = [text("Nobody will be able to tell what you chose.")]
    if ctx.on_page:
        lines.append(text("You get a receipt to keep: it alone lets you change your vote."))
    if ctx.network.buttons or not poll.rules.multiple:
        return tuple(lines)
    written = vote_command.typed(poll.number, 1, 2)
    return (text("Write your choices in one message: {vote}", vote=written),)


def ticked_text(poll: Poll, ticked: Choices) -> Text:
    """The choices so far, which only the buttons below carry."""
    if not ticked:
        return text("Tap your choices, then vote. Nobody will be able to tell what you chose.")
    is_ranked = poll.kind == PollKind.RANKED
    choices = ranking_text(poll, ticked) if is_ranked else choice_labels(poll, ticked)
    return text("So far, and not counted yet: {choices}", choices=choices)


def _secret_turnout(turnout: Turnout) -> Text:
    """The number of people who voted, of those who may."""
    voted, entitled = turnout
    if not voted:
        return text("Be the first to vote")
    return ntext(
        "{count} of {entitled} people entitled voted",
        "{count} of {entitled} people entitled voted",
        voted,
        entitled=entitled,
    )


def changing_words(poll: Poll) -> Typed:
    """An example of how a vote is changed by its receipt."""
    return vote_command.typed(poll.number, 2, EXAMPLE_RECEIPT)


def secret_buttons(ctx: Context, poll: Poll, ticked: Choices, receipt: str = "") -> Buttons:
    """A button for each choice, for an entitled member who has not voted, or has the receipt.

    Where several choices are possible, they carry those that are ticked: nothing else keeps them.
    A network without buttons keeps what its numbers mean, so there they are written.
    """
    rules = poll.rules
    if rules.multiple and not ctx.network.buttons:
        return ()
    numbered = enumerate(option_labels(poll), start=1)
    if not rules.multiple:
        return tuple((_vote_button(poll, label, (nth,), receipt),) for nth, label in numbered)
    rows = tuple((_tick_button(poll, label, nth, ticked, receipt),) for nth, label in numbered)
    if not ticked or rules.missing(ticked):
        return rows
    vote = ntext("Vote: {count} choice", "Vote: {count} choices", len(ticked))
    return (*rows, (_vote_button(poll, vote, ticked, receipt),))


def _vote_button(poll: Poll, label: Words, ballot: Choices, receipt: str) -> Button:
    if receipt:
        return change_in_secret.button(label, poll.id, _carried(poll, ballot), receipt)
    return vote_in_secret.button(label, poll.id, _carried(poll, ballot))


def _tick_button(poll: Poll, label: Words, option: int, ticked: Choices, receipt: str) -> Button:
    if option in ticked and poll.kind == PollKind.RANKED:
        rank = ticked.index(option) + 1
        label = text("{number}. {choice}", number=rank, choice=label)
    elif option in ticked:
        label = text("✓ {choice}", choice=label)
    ticked_ids, option_id = _carried(poll, ticked), poll.choice_id(option)
    if receipt:
        return tick_with_receipt.button(label, poll.id, ticked_ids, option_id, receipt)
    return tick_in_secret.button(label, poll.id, ticked_ids, option_id)


def _carried(poll: Poll, ballot: Choices) -> str:
    """A ballot as the argument of a button: the ids of its choices."""
    return carried(tuple(map(poll.choice_id, ballot)))


def poll_card_title(poll: Poll) -> Text:
    return text("📊 {question}", question=poll.question)


def poll_rules(ctx: JobContext, poll: Poll) -> list[Words]:
    """Until when, how many choices, and whether names are shown."""
    rules: list[Words] = []
    if poll.closed_at is not None:
        rules.append(text("closed on {moment}", moment=poll.closed_at))
    elif poll.ends_at is not None:
        rules.append(text("until {end}", end=Deadline(poll.ends_at)))
    limits = limits_rule(poll.rules)
    rules += [*([limits] if limits else []), *quorum_end_rule(poll), *voters_rule(ctx, poll)]
    return [*rules, level_rule(poll), *counts_rule(poll)]


def level_rule(poll: Poll | NewPoll) -> Text:
    """The level of a vote: names shown, not shown, or known to nobody."""
    if poll.secret:
        return text("secret vote")
    return text("names shown") if poll.public else text("names not shown")


def counts_rule(poll: Poll | NewPoll) -> list[Words]:
    """The rule that counts are shown at the end, while they are hidden."""
    hidden = poll.hidden and (isinstance(poll, NewPoll) or poll.conceals)
    return [text("counts shown at the end")] if hidden else []


def _passed_on(view: PollView) -> list[Words]:
    """The number of votes that the gardener passed on for people without a phone."""
    count = view.ctx.store[Ballots].passed_on(view.poll.id)
    return [ntext("{count} of them passed on", "{count} of them passed on", count)] if count else []
