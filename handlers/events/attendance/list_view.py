"""The part of the attendance list that a page shows, as its buttons carry it."""

import re
from dataclasses import dataclass

from bot.domain.events.attendance import AttendanceFilter
from bot.domain.refusals import Final
from bot.domain.words import search_words
from handlers.events.attendance.attendance_list import typed_attendance
from storage.events import Event

LONGEST_SEARCH_IN_BUTTON = 20
"""Bytes of a button for the search words."""


class ListExpired(Final):
    """This list is out of date. To see the current one: {present}."""


@dataclass(frozen=True, slots=True)
class ListView:
    """A page of the list: which people, from which index, matching which words."""

    filter: AttendanceFilter = AttendanceFilter.ALL
    at: int = 0
    words: str = ""

    def __str__(self) -> str:
        return f"{self.filter.value}{self.at}.{self.words}"

    @classmethod
    def read(cls, event: Event, pressed: str) -> "ListView":
        """Parse a button's argument; raises `ListExpired` if it is malformed."""
        match = re.fullmatch(r"([anhmw])(\d{0,6})\.([^:]*)", pressed)
        if match is None:
            raise ListExpired(present=typed_attendance(event))
        return cls(AttendanceFilter(match[1]), int(match[2] or 0), match[3])


def search_words_in_button(typed: str) -> str:
    """Search words as short as a button takes them; names are found by their beginnings."""
    words = " ".join(search_words(typed))
    return words.encode()[:LONGEST_SEARCH_IN_BUTTON].decode(errors="ignore").strip()
