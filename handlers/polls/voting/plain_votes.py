"""A vote in plain words below the poll's card: “samedi oui, mardi si besoin”, “du pain”."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.core import (
    Answer,
    Button,
    Card,
    CommunityChoice,
    Context,
    Router,
    presses_above,
    text,
)
from bot.domain.polls.ballots import METHODS, says_consent
from bot.domain.polls.dates import explicit_answers, with_answers
from bot.domain.polls.kinds import PollKind
from bot.domain.rates import MESSAGES
from bot.domain.roles import Role
from bot.domain.words import fold
from bot.references.conversations import explained_words, other_uses
from bot.references.polls import answer_with_kept_words, open_poll, poll_thing
from handlers.polls.cards.own_card import vote_confirmation
from handlers.polls.poll_lookup import WORDS_ABOUT, is_open, turn_by_id
from handlers.polls.vote_words import vote_text
from handlers.polls.voting.ballot_box import cast_vote, check_open
from handlers.polls.voting.poll_words import record_words
from handlers.polls.voting.votes import vote
from storage.inbound import Forms
from storage.outbound import SentMessages
from storage.polls import Poll, Polls

router = Router()

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
        asked = text("And the other dates? Nothing is noted yet.")
        return replace(shown, lines=(asked, *shown.lines)) if isinstance(shown, Card) else shown
    turn = cast_vote(ctx, turn, with_answers(turn.ballot, answers))
    return vote_confirmation(ctx, turn, vote_text(turn))


@router.contribution(other_uses)
def poll_of_other_words(ctx: Context, _mark: int) -> Button | None:
    """The button back to the poll below whose card words were not understood."""
    poll = _poll_above(ctx) or _poll_led_to(ctx)
    if poll is None or not is_open(poll):
        return None
    return open_poll.button(text("Back to the poll"), poll.id)


@router.contribution(other_uses)
def answer_of_other_words(ctx: Context, mark: int) -> Button | None:
    """The button that makes words below an open question its answer."""
    poll = _poll_above(ctx) or _poll_led_to(ctx)
    if poll is None or poll.kind != PollKind.OPEN or not is_open(poll):
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


def _poll_above(ctx: Context) -> Poll | None:
    """The poll of this community whose card is the newest message here."""
    if ctx.community_choice is CommunityChoice.OPEN:
        return None
    about = ctx.store[SentMessages].newest_about(ctx.incoming.room) or ""
    kind, _, key = about.partition(":")
    if kind != WORDS_ABOUT:
        return None
    return _poll_here(ctx, key)


def _poll_led_to(ctx: Context) -> Poll | None:
    """The one poll that a button of the newest message opens: words came before, and led back."""
    if ctx.community_choice is CommunityChoice.OPEN:
        return None
    presses = [each.partition(":") for each in presses_above(ctx)]
    keys = [key for name, _, key in presses if name == open_poll.name]
    if len(keys) != 1:
        return None
    return _poll_here(ctx, keys[0])


def _poll_here(ctx: Context, key: str) -> Poll | None:
    poll = ctx.store[Polls].get(int(key))
    return poll if poll.community_id == ctx.community.id else None
