"""Questions to the Region: their words, state, listings and figures."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, func, insert, or_, select, update

from bot.domain.questions.question import (
    UNANSWERED,
    Naming,
    Question,
    QuestionState,
    StepKind,
    Usefulness,
)
from storage.base import from_row, table
from storage.outbound import report_change
from storage.ownership import Held, Whom
from storage.questions.question_tables import COLUMNS, QuestionJoinRow, QuestionRow, QuestionStepRow
from storage.questions.search import QUESTION_TEXT, QuestionFilter, conditions
from storage.region_letter import RegionLetters
from storage.repository import Repository

_questions, _steps = table(QuestionRow), table(QuestionStepRow)
_joins = table(QuestionJoinRow)
_READ_BY_OTHERS = (
    _questions.c.state == QuestionState.ANSWERED,
    _questions.c.shown_at.is_not(None),
    _questions.c.naming != Naming.ONLY,
)
_EMPTIED = dict.fromkeys(("words", "answer", "draft", "reason", "contact", "contact_details"), "")
_SENT = _questions.c.state != QuestionState.WITHDRAWN


class Questions(Repository):
    """The questions of all communities."""

    covers = (QuestionRow, QuestionStepRow)

    # Asking and changing

    def add(  # noqa: PLR0913 - the parts of a question
        self,
        community_id: int,
        asker_id: int,
        words: str,
        at: datetime,
        *,
        naming: Naming = Naming.UNNAMED,
        gardener_id: int | None = None,
        domain: str | None = None,
        state: QuestionState = QuestionState.OPEN,
    ) -> Question:
        """Keep a question under a new number."""
        made = self._session.execute(
            insert(_questions)
            .values(
                community_id=community_id,
                asker_id=asker_id,
                naming=naming,
                gardener_id=gardener_id,
                domain=domain,
                state=state,
                created_at=at,
                contact_reminders=0,
                reopened_count=0,
                **_EMPTIED | {"words": words},
            )
            .returning(*COLUMNS)
        )
        return from_row(Question, made.one())

    def change(self, question: Question, **values: Any) -> Question | None:  # noqa: ANN401 - columns
        """Change columns of a question; None if its state is no longer the one that was seen."""
        moved = self._session.execute(
            update(_questions)
            .where(_questions.c.id == question.id, _questions.c.state == question.state)
            .values(**values)
            .returning(*COLUMNS)
        ).first()
        return None if moved is None else from_row(Question, moved)

    def withdraw(self, question: Question) -> None:
        """Take a question back: nothing of it is left but its number."""
        self._empty(_questions.c.id == question.id)

    # Looking

    def get(self, community_id: int, question_id: int) -> Question | None:
        """The question of a community with this number."""
        return self._one(_by_id(question_id).where(_questions.c.community_id == community_id))

    def find(self, question_id: int) -> Question | None:
        """The question with this number, of whichever community."""
        return self._one(_by_id(question_id))

    def lock(self, community_id: int, question_id: int) -> Question | None:
        """The question, which nobody else changes until this unit of work ends."""
        here = _by_id(question_id).where(_questions.c.community_id == community_id)
        return self._one(here.with_for_update())

    def these(self, ids: Collection[int]) -> list[Question]:
        """The questions with these numbers, in this order."""
        rows = self._session.execute(select(*COLUMNS).where(_questions.c.id.in_(ids)))
        found = {row.id: from_row(Question, row) for row in rows}
        return [found[each] for each in ids if each in found]

    def open_data(self, community_id: int) -> list[Question]:
        """The answered questions whose askers allowed to publish them, the oldest first."""
        allowed = (*_READ_BY_OTHERS, _questions.c.open_data_at.is_not(None))
        here = select(*COLUMNS).where(_questions.c.community_id == community_id, *allowed)
        return self._values(Question, here.order_by(_questions.c.id))

    def listed(
        self,
        community_id: int,
        which: QuestionFilter,
        *,
        most: int | None = None,
        after: int = 0,
        oldest_first: bool = False,
    ) -> list[Question]:
        """Questions of a community, the newest first unless it is said; `after` so many."""
        order = _questions.c.id if oldest_first else _questions.c.id.desc()
        found = self._session.execute(
            select(*COLUMNS)
            .where(*conditions(self._session, community_id, which))
            .order_by(order)
            .limit(most)
            .offset(after)
        )
        return [from_row(Question, row) for row in found]

    def count(self, community_id: int, which: QuestionFilter) -> int:
        """The number of questions."""
        counted = select(func.count()).where(*conditions(self._session, community_id, which))
        return self._session.scalar(counted) or 0

    def counts(self, community_id: int, which: QuestionFilter) -> Mapping[QuestionState, int]:
        """The number of questions in each state."""
        counted = select(_questions.c.state, func.count()).group_by(_questions.c.state)
        here = conditions(self._session, community_id, which)
        found = self._session.execute(counted.where(*here))
        return {row[0]: row[1] for row in found}

    def domains(self, community_id: int, which: QuestionFilter) -> Collection[str]:
        """The domains that they are about."""
        here = conditions(self._session, community_id, which)
        about = select(_questions.c.domain).where(*here, _questions.c.domain.is_not(None))
        return set(self._session.scalars(about.distinct()))

    def due(self, day: date, community_id: int | None = None) -> list[Question]:
        """Unanswered questions whose day is this one or an earlier one, the longest due first."""
        wanted = [_questions.c.due_on <= day, _questions.c.state.in_(UNANSWERED)]
        if community_id is not None:
            wanted.append(_questions.c.community_id == community_id)
        found = self._session.execute(
            select(*COLUMNS).where(*wanted).order_by(_questions.c.due_on, _questions.c.id)
        )
        return [from_row(Question, row) for row in found]

    def undecided(self, community_id: int, most: int) -> list[Question]:
        """Questions that no gardener let through to the members or kept back, the oldest first."""
        decided = exists().where(
            _steps.c.question_id == _questions.c.id, _steps.c.kind == StepKind.KEPT_BACK
        )
        found = self._session.execute(
            select(*COLUMNS)
            .where(
                _questions.c.community_id == community_id,
                _questions.c.state != QuestionState.WITHDRAWN,
                _questions.c.naming != Naming.ONLY,
                _questions.c.shown_at.is_(None),
                ~decided,
            )
            .order_by(_questions.c.id)
            .limit(most)
        )
        return [from_row(Question, row) for row in found]

    def refresh_cards(self, ids: Collection[int]) -> None:
        """Show the latest state of these questions wherever they are posted."""
        report_change(self._session, Question, ids)
        of = select(_questions.c.community_id).where(_questions.c.id.in_(ids))
        RegionLetters(self._session).refresh_questions(of, ids)

    def _one(self, query: Select[Any]) -> Question | None:
        row = self._session.execute(query).first()
        return None if row is None else from_row(Question, row)

    # When people link or go

    def merge(self, kept_id: int, gone_id: int) -> None:
        """Nobody joins their own question: a person who asked with one account is its asker."""
        both = (kept_id, gone_id)
        asked = select(_questions.c.id).where(_questions.c.asker_id.in_(both))
        self._session.execute(
            delete(_joins).where(_joins.c.member_id.in_(both), _joins.c.question_id.in_(asked))
        )

    def erase(self, member_id: int) -> None:
        """Forget an asker, and their words unless others read them with the answer."""
        shown = self._questions_of_person(member_id)
        own = select(_questions.c.id).where(_questions.c.asker_id == member_id)
        by_member = _steps.c.member_id == member_id
        self._session.execute(
            update(_steps).where(by_member, _steps.c.question_id.in_(own)).values(words="")
        )
        self._session.execute(update(_steps).where(by_member).values(member_id=None))
        self._session.execute(
            update(_questions)
            .where(_questions.c.asker_id == member_id, *_READ_BY_OTHERS)
            .values(asker_id=None, naming=Naming.UNNAMED, open_data_at=None)
        )
        self._empty(_questions.c.asker_id == member_id)
        for column in (_questions.c.gardener_id, _questions.c.taken_by, _questions.c.answered_by):
            untied = update(_questions).where(column == member_id).values({column: None})
            self._session.execute(untied)
        self.refresh_cards(shown)

    def held_of(self, _whom: Whom) -> Iterator[Held]:
        """Nothing: questions of others that a person took or answered are told by their steps."""
        return iter(())

    def _questions_of_person(self, member_id: int) -> Sequence[int]:
        """The questions whose cards show a person or count them."""
        joined = select(_joins.c.question_id).where(_joins.c.member_id == member_id)
        people = ("asker_id", "gardener_id", "taken_by", "answered_by")
        involved = [_questions.c[each] == member_id for each in people]
        return self._session.scalars(
            select(_questions.c.id).where(or_(*involved, _questions.c.id.in_(joined)))
        ).all()

    def _empty(self, which: ColumnElement[bool]) -> None:
        """Delete the words of questions, also those of their history."""
        emptied = self._session.scalars(
            update(_questions)
            .where(which)
            .values(
                asker_id=None,
                gardener_id=None,
                domain=None,
                state=QuestionState.WITHDRAWN,
                open_data_at=None,
                **_EMPTIED,
            )
            .returning(_questions.c.id)
        ).all()
        QUESTION_TEXT.forget(self._session, emptied)
        history = update(_steps).where(_steps.c.question_id.in_(emptied))
        self._session.execute(history.values(words=""))


def _by_id(question_id: int) -> Select[Any]:
    return select(*COLUMNS).where(_questions.c.id == question_id)


@dataclass(frozen=True, slots=True)
class QuestionCounts:
    """Numbers of questions in a time, those for one gardener alone included."""

    asked: int = 0
    domains: Mapping[str, int] = field(default_factory=dict)
    """The number of questions in each domain, without those for one gardener alone."""
    declined: int = 0
    unanswered: int = 0
    """Questions that wait for an answer now, whenever they were asked."""
    delays: Sequence[tuple[datetime, datetime]] = ()
    """When each question that got its first answer in this time was asked, and answered."""
    ratings: Mapping[Usefulness, int] = field(default_factory=dict)
    """Ratings of this period's answers, except those that one gardener gave in private."""


class QuestionFigures(Repository):
    """Figures of the questions of communities."""

    def counts(self, community_id: int, since: datetime, until: datetime) -> QuestionCounts:
        """Figures of a community's questions between two moments."""
        domains, asked = self._domains(community_id, since, until)
        waiting = select(func.count()).where(
            _questions.c.community_id == community_id, _questions.c.state.in_(UNANSWERED)
        )
        declined = select(func.count()).where(
            _questions.c.community_id == community_id,
            _questions.c.state == QuestionState.DECLINED,
            _questions.c.answered_at >= since,
            _questions.c.answered_at < until,
        )
        return QuestionCounts(
            asked=asked,
            domains=domains,
            declined=self._session.scalar(declined) or 0,
            unanswered=self._session.scalar(waiting) or 0,
            delays=self._delays(community_id, since, until),
            ratings=self._ratings(community_id, since, until),
        )

    def _domains(
        self, community_id: int, since: datetime, until: datetime
    ) -> tuple[Mapping[str, int], int]:
        """The number of questions in each domain, and in all."""
        rows = self._session.execute(
            select(_questions.c.domain, _questions.c.naming, func.count())
            .where(
                _questions.c.community_id == community_id,
                _SENT,
                _questions.c.created_at >= since,
                _questions.c.created_at < until,
            )
            .group_by(_questions.c.domain, _questions.c.naming)
        ).all()
        domains: Counter[str] = Counter()
        for domain, naming, count in rows:
            if domain and naming is not Naming.ONLY:
                domains[domain] += count
        return domains, sum(count for _, _, count in rows)

    def _delays(
        self, community_id: int, since: datetime, until: datetime
    ) -> list[tuple[datetime, datetime]]:
        answered = select(_steps.c.question_id).where(
            _steps.c.kind == StepKind.ANSWERED, _steps.c.at >= since, _steps.c.at < until
        )
        # The kind is no condition of the join, which would then go through all answers there are.
        first = func.min(_steps.c.at).filter(_steps.c.kind == StepKind.ANSWERED)
        rows = self._session.execute(
            select(_questions.c.created_at, first)
            .join(_steps, _steps.c.question_id == _questions.c.id)
            .where(_questions.c.community_id == community_id, _SENT, _questions.c.id.in_(answered))
            .group_by(_questions.c.id, _questions.c.created_at)
            .having(first >= since)
            .order_by(_questions.c.id)
        )
        return [(asked, answered) for asked, answered in rows]

    def _ratings(
        self, community_id: int, since: datetime, until: datetime
    ) -> Mapping[Usefulness, int]:
        answered = (
            _questions.c.community_id == community_id,
            _questions.c.naming != Naming.ONLY,  # what one person thinks of one gardener's answer
            _questions.c.answered_at >= since,
            _questions.c.answered_at < until,
        )
        found: Counter[Usefulness] = Counter()
        for rated, source in (
            (_questions.c.usefulness, _questions),
            (_joins.c.usefulness, _joins.join(_questions)),
        ):
            rows = self._session.execute(
                select(rated, func.count())
                .select_from(source)
                .where(*answered, rated.is_not(None))
                .group_by(rated)
            )
            for usefulness, count in rows:
                found[usefulness] += count
        return found
