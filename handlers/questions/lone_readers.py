"""Questions for one gardener alone, who can answer while they have a role."""

from bot.core import JobContext
from bot.domain.questions.question import Question


def is_answerable(ctx: JobContext, question: Question) -> bool:
    """False if it is for one gardener alone, who has no role in the community any more."""
    if not question.is_private:
        return True
    statuses = ctx.seat_statuses.values()
    acting = [member for each in statuses for member in each.acting]
    held = [each.holder for each in statuses if each.holder is not None]
    return question.gardener_id in {each.id for each in (*acting, *held)}
