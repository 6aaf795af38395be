"""Filters of questions, and the search by their words."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Row, Select, and_, false, or_, select, true
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain.questions.question import Naming, QuestionState
from bot.domain.words import search_tokens
from storage.base import Base, table
from storage.questions.question_tables import QuestionJoinRow, QuestionRow
from storage.repository import Repository
from storage.statements import FullText, is_sqlite


class QuestionWords(Base):
    """The words of a question, without accents and endings; they go with it."""

    __tablename__ = "question_words"

    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True
    )
    tokens: Mapped[str]
    """With blanks between them, each of ASCII letters and digits: see `stored_tokens`."""


WORDS = table(QuestionWords)
QUESTION_TEXT = FullText(WORDS, "full_text_questions")


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
    """The same rule as `may_see` in `bot/domain/questions/question.py`."""
    is_private = _questions.c.naming == Naming.ONLY
    common = true() if handled else _questions.c.shown_at.is_not(None)
    return or_(
        _questions.c.asker_id == reader_id,
        and_(is_private, _questions.c.gardener_id == reader_id),
        and_(~is_private, common),
    )


MOST_SOUGHT = 12
"""So many words of a question are looked for in others: the longest."""
MOST_COMPARED = 1_000
"""So many of the newest questions that share a word are compared."""
MOST_LOOKED_UP = 100
"""So many of those that are most alike are looked up."""
SHOWN = QuestionFilter(shown=True)
"""The questions that every member may read."""


class QuestionSearch(Repository):
    """The words of the questions of all communities."""

    def put(self, question_id: int, words: str) -> None:
        """Index a question by these words, and by no earlier ones."""
        community_id = self._session.scalar(
            select(_questions.c.community_id).where(_questions.c.id == question_id)
        )
        QUESTION_TEXT.put(self._session, question_id, community_id or 0, search_tokens(words))

    def remove(self, question_id: int) -> None:
        """Remove a question from the index, with all of its words."""
        QUESTION_TEXT.forget(self._session, [question_id])

    def find(
        self, community_id: int, typed: str, limit: int, *, which: QuestionFilter = SHOWN
    ) -> tuple[int, ...]:
        """The questions most like what was typed: those with most of its words, newest first.

        They have at least half of the words, and both databases find the same.
        """
        tokens = sorted(search_tokens(typed), key=len, reverse=True)[:MOST_SOUGHT]
        if not tokens:
            return ()
        found = QUESTION_TEXT.ids_with(self._session, community_id, tokens)
        equal = [row.question_id for row in self._newest(found)]
        shown = self._readable(equal, community_id, which)
        if len(shown) < limit and len(tokens) > 1:
            # A question with so many of all has one of these; long words are rare.
            one_of = tokens[: len(tokens) - _needed(tokens) + 1]
            sharing = QUESTION_TEXT.ids_with(self._session, community_id, one_of, "OR")
            shared = {
                row.question_id: len(set(tokens).intersection(row.tokens.split()))
                for row in self._newest(sharing)
            }
            close = [each for each, count in shared.items() if count >= _needed(tokens)]
            close.sort(key=lambda each: (-shared[each], -each))
            alike = [each for each in close if each not in equal]
            shown += self._readable(alike, community_id, which)
        return tuple(shown[:limit])

    def _newest(self, found: Select[Any]) -> Sequence[Row[int, str]]:
        newest_first = found.order_by(found.selected_columns.question_id.desc())
        newest = newest_first.limit(MOST_COMPARED).subquery("newest")
        return self._session.execute(
            select(WORDS.c.question_id, WORDS.c.tokens)
            .join(newest, newest.c.question_id == WORDS.c.question_id)
            .order_by(WORDS.c.question_id.desc())
        ).all()

    def _readable(self, ids: Sequence[int], community_id: int, which: QuestionFilter) -> list[int]:
        """The first of these questions that the filter has, in this order."""
        first = ids[:MOST_LOOKED_UP]
        here = conditions(self._session, community_id, which, by_words=True)
        readable = set(
            self._session.scalars(select(_questions.c.id).where(_questions.c.id.in_(first), *here))
        )
        return [each for each in first if each in readable]


def _needed(tokens: Sequence[str]) -> int:
    """The number of tokens that a similar question shares with this one."""
    return (len(tokens) + 1) // 2
