"""Circles in words: their names, and what each brings, read from its rule."""

from bot.core import Text, text
from bot.domain.circles import SHARES, Load, Sending, told
from bot.domain.roles import Circle

LABELS = {
    Circle.ENGAGED: text("I take an active part"),
    Circle.INFORMED: text("I follow the news"),
    Circle.CITIZEN: text("Only the big moments"),
}
_SENDINGS = {
    Sending.ANNOUNCEMENT: text("announcements"),
    Sending.LETTER: text("the letter"),
    Sending.EVENT: text("events"),
    Sending.POLL: text("polls"),
    Sending.CALL: text("calls for a hand"),
    Sending.BIG_EVENT: text("the big events"),
    Sending.BIG_POLL: text("the big votes"),
}
_LOADS = {
    Load.FEW_A_WEEK: text("a few messages a week at most"),
    Load.ONE_A_WEEK: text("about one message a week"),
    Load.FEW_A_YEAR: text("a few messages a year"),
}


def brings(circle: Circle) -> Text:
    """The messages of a circle, and how many they are."""
    things = [_SENDINGS[each] for each in told(circle)]
    return text("{things}; {load}", things=things, load=_LOADS[SHARES[circle].load])
