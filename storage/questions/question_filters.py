"""Filters of the questions that are listed or searched, as conditions of the database."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import Session

from bot.domain.questions.question import Naming, QuestionState
from bot.domain.text.search_tokens import search_tokens
from storage.base import table
from storage.questions.question_tables import QuestionJoinRow, QuestionRow
from storage.questions.question_words import QUESTION_TEXT
from storage.statements import is_sqlite

_questions, _joins = table(QuestionRow), table(QuestionJoinRow)
_SENT = _questions.c.state != QuestionState.WITHDRAWN


@dataclass(frozen=True, slots=True)
class QuestionFilter:
    """A filter of questions."""

    states: Collection[QuestionState] = ()
    """Empty: all that were sent."""
    domain: str | None = None
    asker_id: int | None = None
    joined_by: int | None = None
    """Also those that this member joined, beside those asked by `asker_id`."""
    shown: bool | None = None
    """True: let through to the other members; False: not yet."""
    private: bool | None = False
    """False: without those for one gardener alone; None: with them."""
    gardener_id: int | None = None
    """The gardener for whom alone they are."""
    words: str = ""
    """Words that they have, in whichever form."""
    answered_after: datetime | None = None
    """Answered later than then."""
    reader_id: int | None = None
    """Questions that this member may read: see `may_see`; set `private` to None."""
    handled: bool = False
    """True if that member handles questions, and so reads what was not let through."""


def conditions(
    session: Session, community_id: int, which: QuestionFilter, *, by_words: bool = False
) -> Iterator[ColumnElement[bool]]:
    """The conditions of a filter within a community; `by_words` if others are looked up first."""
    # The sum keeps SQLite from reading all questions to find those with the words.
    where = _questions.c.community_id
    looks_up_others = is_sqlite(session) and (by_words or bool(which.words))
    yield (where + 0 if looks_up_others else where) == community_id
    yield _questions.c.state.in_(which.states) if which.states else _SENT
    if which.domain is not None:
        yield _questions.c.domain == which.domain
    if which.shown is not None:
        shown = _questions.c.shown_at
        yield shown.is_not(None) if which.shown else shown.is_(None)
    if which.private is not None:
        is_private = _questions.c.naming == Naming.ONLY
        yield is_private if which.private else ~is_private
    if which.gardener_id is not None:
        yield _questions.c.gardener_id == which.gardener_id
    if which.words:
        tokens = search_tokens(which.words)
        found = QUESTION_TEXT.ids_with(session, community_id, tokens) if tokens else None
        yield false() if found is None else _questions.c.id.in_(found)
    if which.answered_after is not None:
        yield _questions.c.answered_at > which.answered_after
    if which.reader_id is not None:
        yield _may_see(which.reader_id, handled=which.handled)
    if which.asker_id is not None or which.joined_by is not None:
        yield or_(*_own(which))


def _own(which: QuestionFilter) -> Iterator[ColumnElement[bool]]:
    if which.asker_id is not None:
        yield _questions.c.asker_id == which.asker_id
    if which.joined_by is not None:
        joined = select(_joins.c.question_id).where(_joins.c.member_id == which.joined_by)
        yield _questions.c.id.in_(joined)


def _may_see(reader_id: int, *, handled: bool) -> ColumnElement[bool]:
    """The same rule as `may_see` in `bot/domain/questions/visibility.py`."""
    is_private = _questions.c.naming == Naming.ONLY
    common = true() if handled else _questions.c.shown_at.is_not(None)
    return or_(
        _questions.c.asker_id == reader_id,
        and_(is_private, _questions.c.gardener_id == reader_id),
        and_(~is_private, common),
    )
