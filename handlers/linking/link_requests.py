"""Requests to link two accounts: the question, what differs, and the reasons to refuse it.

Roles never come by a link: an account that has a role must be the first one.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from bot.core import Button, Card, Context, Line, Text, Words, text
from bot.domain.addresses import shortened
from bot.domain.events.rules import Rsvp
from bot.domain.linking import (
    Registration,
    RegistrationSide,
    TakenAnswers,
    community_of,
    contradictions,
    join,
    questions,
)
from bot.domain.polls.boxes_and_receipts import EXAMPLE_RECEIPT
from bot.domain.refusals import Refusal
from bot.domain.roles import Circle
from bot.references.linking import confirm_link, link_command, refuse_link, take_other_answer
from bot.references.personal_data import privacy_command
from bot.references.polls import vote_command
from bot.vocabulary.accounts import accounts_of
from bot.vocabulary.audiences import CIRCLE_LABELS, domain_label
from bot.vocabulary.places import LANGUAGES, city_of, home_in_words
from bot.vocabulary.privacy import PURPOSE_NAMES, short_notice
from handlers.events import ALL_ANSWER_LABELS, event_title, reminder_choices
from handlers.polls import choice_labels
from handlers.seats import account_sides
from storage.communities import Communities, Cultivators, SeatHolders
from storage.events import Event, Events, MemberAttendances
from storage.linking import LinkCode, Links, Registrations
from storage.members import Identities, Member, Members
from storage.outbound import Priority
from storage.polls import Ballots, Poll, SecretVotes
from storage.seats import Posts
from storage.unit_of_work import Store

_LONGEST_SHOWN = 60
_FIELD_LABELS = {
    "name": text("Name"),
    "place": text("Place"),
    "about": text("What you do"),
    "link": text("Link"),
    "email": text("E-mail"),
    "locale": text("Language"),
    "timezone": text("Time zone"),
    "quiet": text("Quiet hours"),
    "reminders": text("Reminders"),
    "circle": text("Way of taking part"),
    "visible": text("Directory"),
    "rhythm": text("Letter in private"),
    "domains": text("Topics"),
}
_VISIBILITY_LABELS = {
    "no": text("not shown"),
    "name": text("by name"),
    "contact": text("by name and contact"),
}
_RHYTHM_LABELS = {"each": text("each one"), "month": text("one a month")}


@dataclass(frozen=True, slots=True)
class Question:
    """A difference, with the answer that is kept and the other one."""

    field: str
    what: Words
    """The label of the field."""
    kept: object
    other: object
    other_is: RegistrationSide
    """The registration of the other answer."""


@dataclass(frozen=True, slots=True)
class Differences:
    """Two registrations of one person beside each other."""

    first: Registration
    """The registration that asked for the link."""
    second: Registration
    """The registration that brought the code."""
    taken: TakenAnswers
    """Answers taken from the second one."""
    ballots: Sequence[tuple[Poll, Sequence[int]]]
    """Open polls with different votes, each with the later vote."""
    answers: Sequence[tuple[Event, Rsvp]]
    """Events with different answers, each with the later answer."""
    communities: Mapping[int, str]
    """Names of the communities of both, by id."""

    def questions(self, locale: str) -> list[Question]:
        """The differences to choose from, in a language."""
        return [self._question(name, locale) for name in questions(self.first, self.second)]

    @property
    def chosen(self) -> list[str]:
        """The fields taken from the second registration."""
        return [name for name in questions(self.first, self.second) if name in self.taken.fields]

    def kept(self, locale: str) -> list[Line]:
        """The chosen and the remaining answers, a line each."""
        chosen: list[Line] = [
            text("{what}: {kept}", what=each.what, kept=each.kept)
            for each in self.questions(locale)
        ]
        return [*chosen, *self.settled()]

    def settled(self) -> Iterator[Line]:
        """Differences without a choice: the latest decisions and votes, the age, the silence."""
        for (community_id, purpose), last in contradictions(self.first, self.second).items():
            what = self._with_community(PURPOSE_NAMES.get(purpose, purpose), community_id)
            kept = text("yes, as you said last") if last.yes else text("no, as you said last")
            yield text("{what}: {kept}", what=what, kept=kept)
        for poll, ballot in self.ballots:
            yield text(
                "“{question}”: {choices}, your latest vote",
                question=poll.question,
                choices=choice_labels(poll, ballot),
            )
        for event, answer in self.answers:
            yield text(
                "{event}: {answer}, your latest answer",
                event=event_title(event),
                answer=ALL_ANSWER_LABELS[answer],
            )
        joined = join(self.first, self.second)
        if joined.adult is False and self.first.adult != self.second.adult:
            yield text("Age: under 18, not shown to anybody")
        if bool(self.first.stopped_at) != bool(self.second.stopped_at):
            yield text("Silence: I only answer you")

    def stored_words(self) -> str:
        """The differences as stored text: equal as long as nothing has changed."""
        names = questions(self.first, self.second)
        shown = [
            [(name, self.first.answers[name], self.second.answers[name]) for name in names],
            self.chosen,
            [(what, each.yes) for what, each in contradictions(self.first, self.second).items()],
            [(poll.id, list(ballot)) for poll, ballot in self.ballots],
            [(event.id, answer.value) for event, answer in self.answers],
            [self.first.adult, self.second.adult],
            [bool(self.first.stopped_at), bool(self.second.stopped_at)],
        ]
        return json.dumps(shown)

    def _question(self, name: str, locale: str) -> Question:
        answers = {
            RegistrationSide.FIRST: self.first.answers[name],
            RegistrationSide.SECOND: self.second.answers[name],
        }
        kept, other = RegistrationSide.FIRST, RegistrationSide.SECOND
        if name in self.taken.fields:
            kept, other = other, kept
        what, here = name.partition("/")[0], community_of(name)
        return Question(
            name,
            self._with_community(_FIELD_LABELS[what], here),
            _answer_text(what, answers[kept], locale),
            _answer_text(what, answers[other], locale),
            other,
        )

    def _with_community(self, what: Words, community_id: int | None) -> Words:
        """A label, with its community if there are several."""
        if community_id is None or len(self.communities) == 1:
            return what
        return text("{what} ({where})", what=what, where=self.communities[community_id])


TYPED_LINK = link_command.typed()


class LinkOver(Refusal):
    """This request has expired. To link two accounts, ask for a new code: {link}."""


class TendingAccount(Refusal):
    """An account with a role must come first.

    Ask for the code there, then type it on the other one.
    """


class BothSeats(Refusal):
    """These two accounts have the two roles of {community}: they must belong to two people."""


class VotedInSecretTwice(Refusal):
    """Both accounts voted in the secret vote “{question}”, and nobody knows which votes are yours.

    Withdraw one of the two with its receipt: {vote}. Or link the accounts once that vote is over.
    """


def differences_of(
    store: Store, first: Member, second: Member, taken: TakenAnswers, now: datetime
) -> Differences:
    """Compare the registrations of two members."""
    ids = {*store[Members].communities_of(first), *store[Members].communities_of(second)}
    one, other = store[Registrations].of(first), store[Registrations].of(second)
    ids |= {community_id for community_id, _ in contradictions(one, other)}
    names = {each.id: each.name for each in map(store[Communities].get, sorted(ids))}
    ballots = store[Ballots].contradicted(first.id, second.id)
    answers = store[MemberAttendances].contradicted(first.id, second.id, now)
    events = {each.id: each for each in store[Events].these(answers)}
    answered = [(events[id_], answer) for id_, answer in answers.items()]
    return Differences(one, other, taken, ballots, answered, names)


def _answer_text(what: str, answer: object, locale: str) -> object:
    """An answer as a value of a sentence."""
    match what, answer:
        case "place", [str() | None as commune, str() | None as territory]:
            return home_in_words(commune, territory) or "–"
        case "locale", str():
            return LANGUAGES.get(answer, answer)
        case "timezone", str():
            return city_of(answer, locale)
        case "quiet", [str() as start, str() as end]:
            hours = {"start": time.fromisoformat(start), "end": time.fromisoformat(end)}
            return text("from {start} to {end}", **hours)
        case "reminders", str():
            return reminder_choices(answer) or text("none")
        case "circle", str():
            return CIRCLE_LABELS[Circle(answer)]
        case "visible", str():
            return _VISIBILITY_LABELS[answer]
        case "rhythm", str():
            return _RHYTHM_LABELS[answer]
        case "domains", list():
            return [domain_label(each) for each in answer]
    return shortened(str(answer), _LONGEST_SHOWN)


def claimed_request(ctx: Context, code_id: int) -> LinkCode:
    """The request that a button is about; only its two accounts may answer it.

    The members are held before it, as in everything that changes whose an account is.
    """
    code = ctx.store[Links].claimed(code_id, ctx.now)
    if code is not None:
        members = (ctx.store[Members].get(code.member_id), second_member(ctx, code))
        ctx.store.hold(*(each for each in members if each is not None))
        code = ctx.store[Links].claimed(code_id, ctx.now, hold=True)
    if code is None or ctx.person.address not in (code.first, code.second):
        raise LinkOver(link=TYPED_LINK)
    ctx.enter(code.community_id)
    return code


def ask_second(ctx: Context, code: LinkCode) -> Card:
    """The question to the account that entered the code; non-members accept the notice too."""
    question = text(
        "Link this account to {name} ({network})? Only if that account is yours too.",
        name=first_member(ctx, code).name,
        network=ctx.contact.network_name(code.first),
    )
    if second_member(ctx, code) is not None:
        yes = confirm_link.button(text("Yes, it is me"), code.id)
        return Card(None, (question,), ((yes, _no_button(code)),))
    yes = confirm_link.button(text("It is me, I am 15 or older, I accept"), code.id)
    read = privacy_command.button(text("Read the notice"))
    return Card(None, (question, *short_notice(ctx)), ((yes,), (read, _no_button(code))))


def ask_first(ctx: Context, code: LinkCode) -> Card:
    """Ask the first account; returns the answer for the second one."""
    tell_first(ctx, code, question_card(ctx, code))
    confirmation = text(
        "I have asked {name} ({network}). Answer there to link the two accounts.",
        name=first_member(ctx, code).name,
        network=ctx.contact.network_name(code.first),
    )
    return Card(None, (confirmation,), ((_no_button(code),),))


def question_card(ctx: Context, code: LinkCode) -> Card:
    """The question to the first account; what it shows is stored."""
    differences = current_differences(ctx, code)
    taken = () if differences is None else differences.chosen
    ctx.store[Links].show(code, differences_words(differences), taken)
    line: Line = text(
        "With your code, {name} ({network}) asks to be linked to this account.",
        name=code.second_name,
        network=ctx.contact.network_name(code.second),
    )
    if differences is None:
        both = text(
            "Both would then be one person: you. If you did not type the code there, say no."
        )
        yes = confirm_link.button(text("Yes, it is me"), code.id)
        return Card(None, (line, both), ((yes, _no_button(code)),))
    return _merging_question(code, line, differences)


def _merging_question(code: LinkCode, line: Line, differences: Differences) -> Card:
    """The question about two registrations, with a button for each answer not kept."""
    lines: list[Line] = [line]
    rows: list[tuple[Button, ...]] = []
    for each in differences.questions(code.first_locale):
        values = {"what": each.what, "kept": each.kept, "other": each.other}
        lines.append(text("{what}: {kept}, rather than {other}", **values))
        label = text("{what}: {kept}", what=each.what, kept=each.other)
        rows.append((take_other_answer.button(label, code.id, each.field, each.other_is),))
    both = text("Both accounts are members: they will be merged.")
    if rows:
        both = text(
            "Both accounts are members, with different answers. This is what will be kept; a "
            "button changes it."
        )
    lines.insert(1, both)
    lines += differences.settled()
    lines.append(text("If you did not type the code there yourself, cancel."))
    go = confirm_link.button(text("Merge"), code.id)
    no = refuse_link.button(text("Cancel"), code.id)
    return Card(text("Merge two members"), tuple(lines), (*rows, (go, no)))


def differences_words(differences: Differences | None) -> str:
    """The differences as stored text."""
    return "new" if differences is None else differences.stored_words()


def current_differences(ctx: Context, code: LinkCode) -> Differences | None:
    """The differences as they are now; None if only the first one is a member."""
    first, second = first_member(ctx, code), second_member(ctx, code)
    if second is None or second.id == first.id:
        return None
    taken = TakenAnswers(frozenset(code.taken or ()))
    return differences_of(ctx.store, first, second, taken, ctx.now)


def check_roles(ctx: Context, code: LinkCode, second: str) -> None:
    """Raise if the link would give a role, or put a person on both sides."""
    store, here = ctx.store, accounts_of(ctx.store, code.first)
    theirs = accounts_of(store, second)
    for community in store[Communities].all():
        held, brought = (account_sides(store, community, each) for each in (here, theirs))
        if held and brought and held != brought:
            raise BothSeats(community=community.name)
    if _rank(ctx, theirs) > _rank(ctx, here):
        raise TendingAccount


def _rank(ctx: Context, addresses: set[str]) -> int:
    """The rank of these accounts: cultivator, seat, deputy or agent, member."""
    communities = ctx.store[Communities]
    if ctx.store[Cultivators].is_any(addresses):
        return 3
    seats = {each for one in communities.all() for each in ctx.store[SeatHolders].of(one).values()}
    if seats & addresses:
        return 2
    return 1 if ctx.store[Posts].held(addresses) else 0


def check_secret_votes(ctx: Context, code: LinkCode, second: str) -> None:
    """Raise if one person would have two votes in an open secret poll."""
    member = _member_at(ctx, second)
    if member is None:
        return
    poll = ctx.store[SecretVotes].voted_twice(code.member_id, member.id)
    if poll is not None:
        withdrawn = vote_command.typed(poll.number, ("withdraw", "retirer"), EXAMPLE_RECEIPT)
        raise VotedInSecretTwice(question=poll.question, vote=withdrawn)


def first_member(ctx: Context, code: LinkCode) -> Member:
    """The member who asked for the code; raises `LinkOver` if that account has changed hands."""
    identity = ctx.store[Identities].get(code.first)
    member = ctx.store[Members].get(code.member_id)
    if member is None or identity is None or identity.member_id != member.id:
        raise LinkOver(link=TYPED_LINK)
    return member


def second_member(ctx: Context, code: LinkCode) -> Member | None:
    """The member behind the account that entered the code, if there is one."""
    return _member_at(ctx, code.second)


def _member_at(ctx: Context, address: str) -> Member | None:
    identity = ctx.store[Identities].get(address)
    return None if identity is None else ctx.store[Members].get(identity.member_id)


def _no_button(code: LinkCode) -> Button:
    return refuse_link.button(text("It is not me"), code.id)


def tell_first(ctx: Context, code: LinkCode, message: Card | Text) -> None:
    ctx.post(code.first_room, message, priority=Priority.ANSWER, locale=code.first_locale)


def tell_second(ctx: Context, code: LinkCode, message: Card | Text) -> None:
    ctx.post(code.second_room, message, priority=Priority.ANSWER, locale=code.second_locale)
