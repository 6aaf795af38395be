"""People on a list, and the problems of its lines."""

from array import array
from dataclasses import dataclass, field
from enum import StrEnum

LONGEST_SHOWN = 40
"""Characters that are shown of a cell or a title that is not understood."""


class Problem(StrEnum):
    """Problems in a line."""

    NO_NAME = "no_name"
    LONG_NAME = "long_name"
    ODD_NAME = "odd_name"
    ODD_EMAIL = "odd_email"
    COMMUNE = "commune"
    CIRCLE = "circle"
    DOMAIN = "domain"
    LOCALE = "locale"

    @property
    def leaves_out(self) -> bool:
        """True if nobody is invited by such a line; else only the cell is ignored."""
        return self in _LEFT_OUT


_LEFT_OUT = (Problem.NO_NAME, Problem.LONG_NAME, Problem.ODD_NAME, Problem.ODD_EMAIL)


class Match(StrEnum):
    """The way a person was recognised: as a member, as invited, or from a line further up."""

    MEMBER_EMAIL = "member_email"
    MEMBER_PLACE = "member_place"
    INVITED_EMAIL = "invited_email"
    INVITED_PLACE = "invited_place"
    TWICE_EMAIL = "twice_email"
    TWICE_PLACE = "twice_place"


@dataclass(frozen=True, slots=True)
class Person:
    """A person on the list."""

    line: int
    """Number of the line."""
    name: str
    """Name."""
    email: str | None = None
    """E-mail address, in lower case."""
    commune: str | None = None
    """INSEE code."""
    circle: str | None = None
    """Key of the circle."""
    domains: tuple[str, ...] = ()
    """Keys of the domains."""
    locale: str | None = None
    """Language."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A problem in a line, with the words there."""

    line: int
    problem: Problem
    typed: str


@dataclass(frozen=True, slots=True)
class Repeated:
    """A known person, who is not invited by this line."""

    line: int
    name: str
    how: Match


@dataclass(slots=True)
class ListResult:
    """The result of the lines since the last result."""

    people: list[Person] = field(default_factory=list)
    """People to invite."""
    remarks: list[Remark] = field(default_factory=list)
    """Problems."""
    repeated: list[Repeated] = field(default_factory=list)
    """Known people."""
    last_line: int = 0
    """Number of the last line read."""


@dataclass(frozen=True, slots=True)
class KnownPeople:
    """Keys of the members and of the people already invited."""

    member_emails: "array[int]"
    """Members by e-mail address."""
    member_places: "array[int]"
    """Members by name and place."""
    invited_emails: "array[int]"
    """Invited people by e-mail address."""
    invited_places: "array[int]"
    """Invited people by name and place."""
