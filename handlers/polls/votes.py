"""Vote by button, by number or in plain words: “samedi oui, mardi si besoin”, and say why."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Annotated

from bot.core import (
    Answer,
    Button,
    Card,
    CommunityChoice,
    Context,
    PassedOn,
    Quote,
    Router,
    Text,
    Toast,
    Typed,
    Where,
    asks,
    at_most,
    presses_above,
    read_words,
    text,
    write_command,
)
from bot.domain.polls.ballots_by_kind import LONGEST_WORDS, METHODS, reason_in, says_consent
from bot.domain.polls.dates import explicit_answers, with_answers
from bot.domain.polls.rules import (
    WORD_CHOICE,
    Choices,
    NotInNativePoll,
    PollKind,
    check_ballot,
    check_whole_ballot,
    no_such_choice,
    tidy,
)
from bot.domain.rates import MESSAGES
from bot.domain.roles import Role
from bot.domain.words import fold
from bot.references.conversations import explained_words, other_uses
from bot.references.polls import (
    answer_with_kept_words,
    give_answer,
    give_objection,
    open_poll,
    poll_card,
    poll_command,
    poll_thing,
    published_words_card,
    read_poll_words,
    vote_by_ballot,
    vote_command,
    vote_for_choice,
    withdraw_vote,
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
from handlers.polls.own_card import VOTE_AGAIN, toast_text, vote_confirmation, vote_text
from handlers.polls.poll_view import READ_LABELS, numbered_labels
from handlers.polls.secret_votes import vote_in_writing
from storage.inbound import Forms
from storage.outbound import SentMessages
from storage.polls import Poll, Polls, Turn, WordsOnPolls

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
    labels, example = partial(numbered_labels, poll), partial(_example, poll, *ballot[:1])
    check_ballot(ballot, poll.short_question, labels, poll.rules, example)


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
    if poll.kind == PollKind.DATE:
        for said in _ways_to_say(typed):
            if answers := explicit_answers(said, poll.options, ctx.today):
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
