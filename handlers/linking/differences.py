"""The differences between two registrations of one person, in words."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from bot.core import Line, Words, text
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
from bot.domain.roles import Circle
from bot.vocabulary.audiences import CIRCLE_LABELS, domain_label
from bot.vocabulary.places import LANGUAGES, city_of, home_in_words
from bot.vocabulary.privacy import PURPOSE_NAMES
from handlers.events import ALL_ANSWER_LABELS, event_title, reminder_choices
from handlers.polls import choice_labels
from storage.communities import Communities
from storage.events import Event, Events, MemberAttendances
from storage.linking import Registrations
from storage.members import Member, Members
from storage.polls import Ballots, Poll
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
