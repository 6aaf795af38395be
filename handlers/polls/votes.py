"""Vote by button, by number, or in plain words below the card: “samedi oui, mardi si besoin”."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from bot.core import (
    Answer,
    Button,
    Card,
    CommunityChoice,
    Context,
    Router,
    Toast,
    Typed,
    Where,
    presses_above,
    text,
)
from bot.domain.polls.ballots_by_kind import METHODS, reason_in, says_consent
from bot.domain.polls.dates import explicit_answers, with_answers
from bot.domain.polls.rules import (
    WORD_CHOICE,
    Choices,
    NotInNativePoll,
    PollKind,
    check_ballot,
    check_whole_ballot,
    no_such_choice,
)
from bot.domain.rates import MESSAGES
from bot.domain.roles import Role
from bot.domain.words import fold
from bot.references.conversations import explained_words, other_uses
from bot.references.polls import (
    answer_with_kept_words,
    open_poll,
    poll_card,
    poll_command,
    poll_thing,
    vote_by_ballot,
    vote_command,
    vote_for_choice,
    withdraw_vote,
)
from handlers.polls.ballot_box import (
    WORDS_ABOUT,
    cast_vote,
    check_open,
    is_open,
    turn_by_id,
    turn_by_number,
)
from handlers.polls.own_card import VOTE_AGAIN, toast_text, vote_confirmation, vote_text
from handlers.polls.poll_view import numbered_labels
from handlers.polls.reasons_and_answers import ask_for_words, record_words
from handlers.polls.secret_votes import vote_in_writing
from storage.inbound import Forms
from storage.outbound import SentMessages
from storage.polls import Poll, Polls

router = Router(own_page=True)


@router.revised(poll_thing)
def show_poll_again(ctx: Context, poll_id: int) -> Answer:
    """Show a poll that changed since the person voted on it."""
    return open_poll.run(ctx, poll_id)


@router.button(
    vote_for_choice, of=poll_thing, who=Role.MEMBER, deep=True, by_link=open_poll, card=poll_card
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


@router.button(withdraw_vote, who=Role.MEMBER, undoes=True)
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


@router.command(
    vote_command, who=Role.MEMBER, theme="part", label=text("Vote"), shows=True, ephemeral=True
)
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
    ephemeral=True,
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
        return ask_for_words(ctx, turn.poll, words)
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


_KINDS = frozenset({PollKind.ONE, PollKind.SEVERAL, PollKind.DATE, PollKind.BRING, PollKind.RANKED})
_LEAD = re.compile(
    r"(?:(?:oui|non|alors|moi|pour moi|finalement|plutot),? )*"
    r"(?:(?:je (?:apporte|ramene|viens avec|m'occupe|me charge|peux (?:apporter|amener|prendre))"
    r"|je (?:ne )?(?:prends?|prendrai|peux|vote(?: pour)?|choisis|prefere|suis(?: libre)?)"
    r"|j'(?:apporte|apporterai|amene|amenerai)|voter?(?: pour)?"
    r"|i (?:take|bring|can|choose|prefer|vote for)|i'll (?:take|bring)"
    r"|i(?= can't| cannot)) )?"
)
_COURTESIES = (
    *("plutot", "merci", "svp", "stp", "s'il vous plait", "s'il te plait"),
    *("please", "thanks", "thank you"),
)
# They are counted from the first of them on only: else each would be tried as a beginning.
_END = re.compile(
    "".join(f"(?<! {each})" for each in _COURTESIES) + rf"(?:,? (?:{'|'.join(_COURTESIES)}))+$"
)
_ARTICLE = re.compile(
    r"(?:(?<=^)|(?<=,)|(?<=, )|(?<=\bet )|(?<=\band ))"
    r"(?:(?:le|la|les|du|de la|des|une?|the|some|an?) |(?:de )?l')"
)


@router.contribution(explained_words)
def vote_in_plain_words(ctx: Context, words: str) -> Answer:
    """Count words that are a whole ballot right below the poll's card; None for others."""
    poll = _poll_above(ctx)
    if poll is not None and poll.kind == PollKind.CONSENT and says_consent(words):
        return vote(ctx, poll.number, words)
    if poll is None or poll.secret or poll.kind not in _KINDS:
        return None
    typed = fold(words).strip(" .!")
    if poll.kind == PollKind.DATE and (answers := _answers_in(poll, typed, ctx.today)):
        return _answer_dates(ctx, poll, answers)
    ballot = _ballot_in(poll, typed, ctx.today)
    return None if ballot is None else vote(ctx, poll.number, ballot)


def _answer_dates(ctx: Context, poll: Poll, answers: Mapping[int, int]) -> Answer:
    """Change the answers for some dates; a first no leaves the other dates to be answered."""
    turn = turn_by_id(ctx, poll.id)
    check_open(ctx, poll)
    poll_thing.check_delivered(ctx, poll.id)
    if not turn.ballot and not any(answers.values()) and len(answers) < len(poll.options):
        shown = open_poll.run(ctx, poll.id)
        asked = text("And the other dates? Nothing has been saved yet.")
        return replace(shown, lines=(asked, *shown.lines)) if isinstance(shown, Card) else shown
    turn = cast_vote(ctx, turn, with_answers(turn.ballot, answers))
    return vote_confirmation(ctx, turn, vote_text(turn))


@router.contribution(other_uses)
def poll_of_other_words(ctx: Context, _mark: int) -> Button | None:
    """The button back to the poll below whose card words were not understood."""
    poll = _open_poll_here(ctx)
    return None if poll is None else open_poll.button(text("Back to the poll"), poll.id)


@router.contribution(other_uses)
def answer_of_other_words(ctx: Context, mark: int) -> Button | None:
    """The button that makes words below an open question its answer."""
    poll = _open_poll_here(ctx)
    if poll is None or poll.kind != PollKind.OPEN:
        return None
    return answer_with_kept_words.button(text("Make it my answer"), poll.id, mark)


@router.button(
    answer_with_kept_words, of=poll_thing, deliberate=True, who=Role.MEMBER, limit=MESSAGES
)
def answer_with_words(ctx: Context, poll_id: int, mark: int) -> Answer:
    """Answer an open question with what was just written."""
    turn = turn_by_id(ctx, poll_id)
    kept = ctx.store[Forms].aside_in(ctx.incoming.room, ctx.now)
    words = "" if kept is None or kept.mark != mark else kept.answers.get("words", "")
    if turn.poll.kind != PollKind.OPEN or not words:
        return open_poll.run(ctx, poll_id)
    return record_words(ctx, turn, words)


def _answers_in(poll: Poll, typed: str, today: date) -> Mapping[int, int] | None:
    """Answers to single dates, each with its yes or no."""
    for said in _ways_to_say(typed):
        if answers := explicit_answers(said, poll.options, today):
            return answers
    return None


def _ways_to_say(typed: str) -> tuple[str, str, str]:
    """Folded words as they are, without a verb and courtesies, and without articles either."""
    said = _END.sub("", _LEAD.sub("", typed, count=1))
    return typed, said, _ARTICLE.sub("", said)


def _ballot_in(poll: Poll, typed: str, today: date) -> str | None:
    """The ballot in folded words, with or without a verb, courtesies and articles."""
    read = METHODS[poll.kind].read
    *whole, bare = _ways_to_say(typed)
    for ballot in (*whole, bare):
        if read(ballot, poll.options, today):
            return ballot
    if poll.kind == PollKind.DATE:
        return None
    chosen = read(bare, [_ARTICLE.sub("", fold(each)) for each in poll.options], today)
    return ", ".join(map(str, chosen)) if chosen else None


def _open_poll_here(ctx: Context) -> Poll | None:
    """The open poll that the newest message shows, or leads to."""
    poll = _poll_above(ctx) or _poll_led_to(ctx)
    return poll if poll is not None and is_open(poll) else None


def _poll_above(ctx: Context) -> Poll | None:
    """The poll of this community whose card is the newest message here."""
    if ctx.community_choice is CommunityChoice.OPEN:
        return None
    about = ctx.store[SentMessages].newest_about(ctx.incoming.room) or ""
    kind, _, key = about.partition(":")
    if kind != WORDS_ABOUT:
        return None
    return _poll_by_key(ctx, key)


def _poll_led_to(ctx: Context) -> Poll | None:
    """The only poll that buttons of the newest message open: earlier words led back to it."""
    if ctx.community_choice is CommunityChoice.OPEN:
        return None
    presses = [each.partition(":") for each in presses_above(ctx)]
    keys = [key for name, _, key in presses if name == open_poll.name]
    if len(keys) != 1:
        return None
    return _poll_by_key(ctx, keys[0])


def _poll_by_key(ctx: Context, key: str) -> Poll | None:
    poll = ctx.store[Polls].get(int(key))
    return poll if poll.community_id == ctx.community.id else None
