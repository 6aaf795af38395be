"""Reminder times of a member, in words."""

from bot.core import Text, text
from bot.domain.events.notices import Ahead, read_wanted

_AHEAD_LABELS = {
    Ahead.WEEK: text("a week before"),
    Ahead.DAY: text("the day before"),
    Ahead.HOURS: text("two hours before"),
}


def reminder_choices(stored: str | None) -> list[Text]:
    """The reminders that a member wants, from their stored value."""
    chosen = read_wanted(stored)
    return [_AHEAD_LABELS[each] for each in Ahead if each in chosen]
