"""Words of questions as the search compares them."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, table
from storage.statements import FullText


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
