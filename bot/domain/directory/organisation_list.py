"""Organisations of an imported list, and the problems of its lines."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum

LONGEST_NAME = 120
LONGEST_ABOUT = 300
MOST_DOMAINS = 5
LONGEST_SHOWN = 40


class ListProblem(StrEnum):
    """Problems in a line."""

    NO_NAME = "no_name"
    LONG_NAME = "long_name"
    ODD_NAME = "odd_name"
    TWICE = "twice"
    KNOWN = "known"
    REMOVED = "removed"
    COMMUNE = "commune"
    DOMAIN = "domain"
    LINK = "link"

    @property
    def leaves_out(self) -> bool:
        """True if such a line adds nothing; else only the cell is ignored."""
        return self not in (ListProblem.COMMUNE, ListProblem.DOMAIN, ListProblem.LINK)


@dataclass(frozen=True, slots=True)
class LineRemark:
    """A problem in a line, with the words there."""

    line: int
    problem: ListProblem
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation on a list."""

    line: int
    """Number of the line."""
    name: str
    about: str = ""
    """Its activity, in a line."""
    commune: str | None = None
    """INSEE code."""
    domains: tuple[str, ...] = ()
    """Domains as they are written there."""
    link: str = ""
    """Its web page."""


@dataclass(slots=True)
class OrganisationList:
    """A list that was read."""

    organisations: list[Organisation] = field(default_factory=list)
    """Organisations to add."""
    remarks: list[LineRemark] = field(default_factory=list)
    """Problems, by line."""
    understood: Sequence[str] = ()
    """Titles of columns that are understood."""
    ignored: Sequence[str] = ()
    """Titles of other columns."""
    failure: str = ""
    """The reason why it cannot be read as a list."""


def pack(made: OrganisationList) -> bytes:
    """A list as bytes for another process."""
    return json.dumps(asdict(made)).encode()


def unpack(packed: bytes) -> OrganisationList:
    """A list from its bytes."""
    read = json.loads(packed)
    return OrganisationList(
        [Organisation(**{**e, "domains": tuple(e["domains"])}) for e in read["organisations"]],
        [LineRemark(e["line"], ListProblem(e["problem"]), e["typed"]) for e in read["remarks"]],
        read["understood"],
        read["ignored"],
        read["failure"],
    )
