"""When somebody is reminded of an event, in words."""

from bot.core import Text, text
from bot.domain.events.reminders import Ahead, read_wanted

_SAID = {
    Ahead.WEEK: text("a week before"),
    Ahead.DAY: text("the day before"),
    Ahead.HOURS: text("two hours before"),
}


def wanted_in_words(kept: str | None) -> list[Text]:
    """Say which reminders a person wants, as it is kept with them."""
    wanted = read_wanted(kept)
    return [_SAID[each] for each in Ahead if each in wanted]
