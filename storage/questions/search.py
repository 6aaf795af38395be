"""The search for questions by their words."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from bot.domain.text.search_tokens import search_tokens
from storage.base import table
from storage.questions.question_filters import QuestionFilter, conditions
from storage.questions.question_tables import QuestionRow
from storage.questions.question_words import QUESTION_TEXT, WORDS
from storage.repository import Repository

MOST_SOUGHT = 12
"""So many words of a question are looked for in others: the longest."""
MOST_COMPARED = 1_000
"""So many of the newest questions that share a word are compared."""
MOST_LOOKED_UP = 100
"""So many of those that are most alike are looked up."""
SHOWN = QuestionFilter(shown=True)
"""The questions that every member may read."""
_questions = table(QuestionRow)


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
            alike = [
                each for each in _by_likeness(self._newest(sharing), tokens) if each not in equal
            ]
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


def _by_likeness(rows: Sequence[Row[int, str]], tokens: Sequence[str]) -> list[int]:
    """The questions with half of the tokens, by how many they have."""
    shared = {row.question_id: len(set(tokens).intersection(row.tokens.split())) for row in rows}
    close = [each for each, count in shared.items() if count >= _needed(tokens)]
    return sorted(close, key=lambda each: (-shared[each], -each))


def _needed(tokens: Sequence[str]) -> int:
    """The number of tokens that a similar question shares with this one."""
    return (len(tokens) + 1) // 2
