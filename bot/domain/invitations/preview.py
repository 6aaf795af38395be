"""Preview of a list before the invitations: counts, and the first of each kind."""

from dataclasses import asdict, dataclass, field
from typing import Any

from bot.domain import communes
from bot.domain.invitations.list_header import Header
from bot.domain.invitations.people_list import ListResult, Match, Problem, Remark, Repeated

MOST_PEOPLE = 5
MOST_REPEATED = 5
MOST_WRONG = 10
_TWICE = (Match.TWICE_EMAIL, Match.TWICE_PLACE)


@dataclass(slots=True)
class Preview:
    """Counts of a list, and the first of each kind."""

    understood: list[str] = field(default_factory=list)
    """Titles of columns that are understood."""
    ignored: list[str] = field(default_factory=list)
    """Titles of other columns."""
    people: int = 0
    """Number of people to invite."""
    first: list[str] = field(default_factory=list)
    """The first of them."""
    known: int = 0
    """Number of people who are members or invited already."""
    first_known: list[Repeated] = field(default_factory=list)
    """The first of them."""
    twice: int = 0
    """Number of lines that repeat a person further up."""
    first_twice: list[Repeated] = field(default_factory=list)
    """The first of them."""
    left_out: int = 0
    """Number of lines with an error: they invite no person."""
    first_left_out: list[Remark] = field(default_factory=list)
    """The first of them."""
    aside: int = 0
    """Number of cells that are ignored."""
    first_aside: list[Remark] = field(default_factory=list)
    """The first of them."""

    def begin(self, header: Header) -> None:
        """Note which columns there are."""
        self.understood, self.ignored = list(header.understood), list(header.ignored)

    def take(self, sifted: ListResult) -> None:
        """Note what came of some more lines."""
        self.people += len(sifted.people)
        for person in sifted.people[: MOST_PEOPLE - len(self.first)]:
            home = None if person.commune is None else communes.at(person.commune)
            self.first.append(person.name if home is None else f"{person.name} ({home.name})")
        for again in sifted.repeated:
            if again.how in _TWICE:
                self.twice += 1
                _append(self.first_twice, again, MOST_WRONG)
            else:
                self.known += 1
                _append(self.first_known, again, MOST_REPEATED)
        for remark in sifted.remarks:
            if remark.problem.leaves_out:
                self.left_out += 1
                _append(self.first_left_out, remark, MOST_WRONG)
            else:
                self.aside += 1
                _append(self.first_aside, remark, MOST_WRONG)

    def kept(self) -> dict[str, Any]:
        """The preview as it is stored."""
        return asdict(self)


def read_preview(kept: dict[str, Any]) -> Preview:
    """A preview as it was stored."""
    repeated = {"first_known", "first_twice"}
    remarks = {"first_left_out", "first_aside"}
    read = dict(kept)
    for name in repeated & read.keys():
        read[name] = [Repeated(e["line"], e["name"], Match(e["how"])) for e in read[name]]
    for name in remarks & read.keys():
        read[name] = [Remark(e["line"], Problem(e["problem"]), e["typed"]) for e in read[name]]
    return Preview(**read)


def _append(first: list[Any], one: object, most: int) -> None:
    if len(first) < most:
        first.append(one)
