"""Portraits of members: their states, the places where they go, and how long they may be."""

from datetime import timedelta
from enum import StrEnum

from bot.domain.refusals import Refusal

MOST_AT_ONCE = 5
"""Questions that a person is asked in one go."""
MOST_ANSWERS = 15
"""Questions of one portrait."""
MOST_QUESTIONS = 50
"""Questions of a community's list."""
LONGEST_QUESTION = 200
LONGEST_ANSWER = 800
LONGEST_PORTRAIT = 2800
"""With its title and its remark, it fits one message of each network, so that it can be edited."""
REMINDED_AFTER = timedelta(days=7)
VOICE_KEPT_FOR = timedelta(days=30)
UNFINISHED_KEPT_FOR = timedelta(days=365)
KEPT_FOR = timedelta(days=3 * 365)
"""Time for which a portrait is kept after its last change, or the last yes to it."""
PHOTO_KEPT_FOR = timedelta(days=10 * 365)
"""Longer than any portrait: the photo is deleted with it."""


class AnswerTooLong(Refusal):
    """This is too long: write {most} characters at most."""


class PortraitTooLong(Refusal):
    """The whole portrait would be too long: {left} characters are left for this answer."""


class PortraitState(StrEnum):
    """Progress of a portrait."""

    ASKED = "asked"
    """The person was asked and has not answered."""
    OPEN = "open"
    """The person, or the team for them, answers the questions."""
    DECLINED = "declined"


class Place(StrEnum):
    """A place of publication; each has a consent of its own."""

    ROOM = "room"
    LETTER = "letter"
    WEB = "web"


def length_of(words: str) -> int:
    """The length as networks count it, in UTF-16 units."""
    return len(words.encode("utf-16-le", "surrogatepass")) // 2


def check_length(words: str, question: str, others: int) -> None:
    """Refuse an answer that is too long, by itself or with the `others` of the portrait."""
    if length_of(words) > LONGEST_ANSWER:
        raise AnswerTooLong(most=LONGEST_ANSWER)
    left = LONGEST_PORTRAIT - others - length_of(question)
    if length_of(words) > left:
        raise PortraitTooLong(left=max(left, 0))
