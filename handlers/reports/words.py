"""The outcome of a report, in words for those who made it and for the gardeners."""

from bot.core import Text, text
from bot.domain.reports import Decision

_OUTCOMES = {
    Decision.WRITTEN: text(
        "The gardening team looked at the message that you reported, and wrote to the person."
    ),
    Decision.REMOVED: text(
        "The gardening team looked at the message that you reported, and removed it."
    ),
    Decision.NOTHING: text(
        "The gardening team looked at the message that you reported, and leaves it as it is."
    ),
}
DECIDED = {
    Decision.WRITTEN: text("{name} wrote to the person, {day}."),
    Decision.REMOVED: text("Removed, as {name} decided, {day}."),
    Decision.NOTHING: text("{name} leaves it as it is, {day}."),
}


def outcome_text(decision: Decision) -> Text:
    return _OUTCOMES[decision]
