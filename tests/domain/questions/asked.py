"""A question as it is when it was just sent."""

from datetime import datetime

from bot.domain.questions.question import Naming, Question, QuestionState


def asked_question(number: int, community_id: int, asker_id: int, at: datetime) -> Question:
    """A question that nobody took yet."""
    return Question(
        id=number,
        community_id=community_id,
        asker_id=asker_id,
        words="Quand ouvre l'aide au vélo ?",
        naming=Naming.NAMED,
        gardener_id=None,
        domain=None,
        state=QuestionState.OPEN,
        created_at=at,
        shown_at=None,
        taken_by=None,
        due_on=None,
        answer="",
        draft="",
        answered_by=None,
        answered_at=None,
        reason="",
        contact="",
        contact_details="",
        transferred_at=None,
        contact_reminders=0,
        usefulness=None,
        reopened_count=0,
        open_data_at=None,
    )
