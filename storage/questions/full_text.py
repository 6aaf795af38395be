"""The words of questions as the search compares them, and their full-text index.

Migration 0013 makes the index: on SQLite a table of FTS5 that triggers keep equal to this one, on
PostgreSQL an index over `to_tsvector('simple', tokens)`: see
`docs/decisions/0018-search-for-questions.md`.
"""

from collections.abc import Collection
from typing import Any, Literal

from sqlalchemy import ForeignKey, Select, column, delete, func, insert, select, table
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base
from storage.base import table as table_of

Joint = Literal["AND", "OR"]


class QuestionWords(Base):
    """The words of a question, without accents and endings; they go with it."""

    __tablename__ = "question_words"

    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True
    )
    tokens: Mapped[str]
    """With blanks between them, each of ASCII letters and digits: see `stored_tokens`."""


WORDS = table_of(QuestionWords)
INDEX = "full_text_questions"
_FTS = table(INDEX, column("rowid"), column(INDEX))
_SETTINGS = table(f"{INDEX}_config", column("k"), column("v"))


def stored_tokens(community_id: int, tokens: Collection[str]) -> str:
    """The tokens of a question as they are stored: one more tells its community."""
    return " ".join((_community_token(community_id), *tokens))


def ids_with(
    session: Session, community_id: int, tokens: Collection[str], joint: Joint = "AND"
) -> Select[Any]:
    """The ids of a community's questions with all of these tokens, or with any."""
    if is_sqlite(session):
        sought = f"{_community_token(community_id)} AND ({f' {joint} '.join(tokens)})"
        found = select(_FTS.c.rowid.label("question_id"))
        return found.where(_FTS.c[INDEX].op("MATCH")(sought))
    mark = {"AND": " & ", "OR": " | "}[joint]
    sought = f"{_community_token(community_id)} & ({mark.join(tokens)})"
    matches = func.to_tsvector("simple", WORDS.c.tokens).bool_op("@@")(
        func.to_tsquery("simple", sought)
    )
    # Read from the index before anything else is asked of them, whatever the planner expects.
    cte = select(WORDS.c.question_id).where(matches).cte("found")
    return select(cte.prefix_with("MATERIALIZED").c.question_id)


def forget_words(session: Session, question_ids: Collection[int]) -> None:
    """Delete the words of questions, also from the index."""
    session.execute(delete(WORDS).where(WORDS.c.question_id.in_(question_ids)))
    if is_sqlite(session) and not _deletes_at_once(session):
        session.execute(insert(_FTS).values({INDEX: "optimize"}))


def _deletes_at_once(session: Session) -> bool:
    """True if nothing of a deleted row stays in SQLite's index: from its release 3.42 on."""
    return bool(session.scalar(select(_SETTINGS.c.v).where(_SETTINGS.c.k == "secure-delete")))


def is_sqlite(session: Session) -> bool:
    """True on SQLite."""
    return session.get_bind().dialect.name == "sqlite"


def _community_token(community_id: int) -> str:
    return f"community{community_id}"
