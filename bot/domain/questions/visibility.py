"""The readers of a question, and of the name of the person who asked it."""

from dataclasses import dataclass

from bot.domain.questions.question import Naming, Question


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader of a question."""

    member_id: int | None = None
    """The member behind the account; None for a stranger."""
    community_id: int | None = None
    """The community that they belong to, in which they look; None for others."""
    handles: bool = False
    """True for the gardeners, their deputies and the Region's agents."""


def may_see(question: Question, reader: Reader) -> bool:
    """True if this reader may read it.

    One for a single gardener is seen by its asker and that gardener alone.
    """
    if reader.member_id is None or reader.community_id != question.community_id:
        return False
    if reader.member_id == question.asker_id:
        return True
    if not question.is_sent:
        return False
    if question.is_private:
        return reader.member_id == question.gardener_id
    return reader.handles or is_public(question)


def is_public(question: Question) -> bool:
    """True if all members of its community may see it, the register and letters included."""
    return question.is_sent and question.shown_at is not None and not question.is_private


def shows_name(question: Question) -> bool:
    """True if those who may see it see who asked; the asker of another is nobody's to know.

    One for a single gardener bears its name: it is a talk between two.
    """
    return question.asker_id is not None and question.naming is not Naming.UNNAMED
