"""The search for questions by their words."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Row, insert, select

from bot.domain.questions.normalising import search_tokens
from storage.base import table
from storage.questions.full_text import WORDS, Joint, forget_words, ids_with
from storage.questions.question_filters import QuestionFilter, conditions
from storage.questions.question_tables import QuestionRow
from storage.repository import Repository

MOST_SOUGHT = 12
"""So many words of a question are looked for in others: the longest."""
MOST_COMPARED = 2_000
"""So many of the newest questions that share a word are compared."""
SHOWN = QuestionFilter(shown=True)
"""The questions that every member may read."""
_questions = table(QuestionRow)


class QuestionSearch(Repository):
    """The words of the questions of all communities."""

    def put(self, question_id: int, words: str) -> None:
        """Let a question be found by these words, and by no earlier ones."""
        self.remove(question_id)
        tokens = " ".join(search_tokens(words))
        self._session.execute(insert(WORDS).values(question_id=question_id, tokens=tokens))

    def remove(self, question_id: int) -> None:
        """Let a question be found no more, and keep nothing of its words."""
        forget_words(self._session, [question_id])

    def find(
        self, community_id: int, typed: str, limit: int, *, which: QuestionFilter = SHOWN
    ) -> tuple[int, ...]:
        """The questions most like what was typed: those with most of its words, newest first.

        They have at least half of the words, and both databases find the same.
        """
        tokens = sorted(search_tokens(typed), key=len, reverse=True)[:MOST_SOUGHT]
        if not tokens:
            return ()
        here = [*conditions(self._session, community_id, which, by_words=True)]
        equal = [row.question_id for row in self._newest(tokens, "AND", here, limit)]
        if len(equal) < limit and len(tokens) > 1:
            equal += [each for each in self._similar(tokens, here) if each not in equal]
        return tuple(equal[:limit])

    def _similar(self, tokens: Sequence[str], here: Sequence[ColumnElement[bool]]) -> list[int]:
        """Of the newest questions those with half of the tokens, by how many they have."""
        needed = (len(tokens) + 1) // 2
        # Whoever has so many of all has one of these; long words are rare.
        one_of = tokens[: len(tokens) - needed + 1]
        shared = {
            row.question_id: len(set(tokens).intersection(row.tokens.split()))
            for row in self._newest(one_of, "OR", here, MOST_COMPARED)
        }
        close = [each for each, count in shared.items() if count >= needed]
        return sorted(close, key=lambda each: (-shared[each], -each))

    def _newest(
        self, tokens: Sequence[str], joint: Joint, here: Sequence[ColumnElement[bool]], most: int
    ) -> Sequence[Row[int, str]]:
        return self._session.execute(
            select(WORDS.c.question_id, WORDS.c.tokens)
            .join(_questions, _questions.c.id == WORDS.c.question_id)
            .where(WORDS.c.question_id.in_(ids_with(self._session, tokens, joint)), *here)
            .order_by(WORDS.c.question_id.desc())
            .limit(most)
        ).all()
