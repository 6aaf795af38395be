"""The outcome of a report, in words for those who made it and for the gardeners."""

from bot.core import Text, text
from bot.domain.reports import ReportDecision

_OUTCOMES = {
    ReportDecision.WRITTEN: text(
        "The gardening team looked at the message that you reported, and wrote to the person."
    ),
    ReportDecision.REMOVED: text(
        "The gardening team looked at the message that you reported, and removed it."
    ),
    ReportDecision.NOTHING: text(
        "The gardening team looked at the message that you reported, and leaves it as it is."
    ),
}
DECIDED = {
    ReportDecision.WRITTEN: text("{name} wrote to the person, {day}."),
    ReportDecision.REMOVED: text("Removed, as {name} decided, {day}."),
    ReportDecision.NOTHING: text("{name} leaves it as it is, {day}."),
}


def outcome_text(decision: ReportDecision) -> Text:
    return _OUTCOMES[decision]
