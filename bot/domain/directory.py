"""The directory: entries by distance, and organisations read from the lines of a list."""

import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from bot.domain import communes
from bot.domain.addresses import read_link
from bot.domain.communes import Commune
from bot.domain.communes.search import distance_km
from bot.domain.invitations import (
    COMMUNE_TITLES,
    POSTCODE_TITLES,
    Header,
    commune_code,
    header_of,
    place_key,
)
from bot.domain.refusals import Refusal
from bot.domain.words import on_one_line

RADII = (10, 30, 100)
"""Kilometres around a commune that can be chosen."""
USUAL_RADIUS = 30

Located = tuple[int, str | None]
"""The id of an entry, and the INSEE code of its commune."""


def distances(home: Commune, codes: Collection[str], radius: float) -> Mapping[str, float]:
    """Kilometres to each of these communes that lies within the radius, by INSEE code."""
    found: dict[str, float] = {}
    for code in codes:
        commune = communes.at(code)
        distance = None if commune is None else distance_km(home, commune)
        if distance is not None and distance <= radius:
            found[code] = distance
    return found


def nearest_entries(entries: Sequence[Located], home: Commune, radius: float) -> list[Located]:
    """The entries within the radius, the nearest first; those as far keep their order."""
    codes = {code for _, code in entries if code is not None}
    near = distances(home, codes, radius)
    within = [each for each in entries if each[1] in near]
    return sorted(within, key=lambda each: near[each[1] or ""])


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


def pack_list(made: OrganisationList) -> bytes:
    """A list as bytes for another process."""
    return json.dumps(asdict(made)).encode()


def unpack_list(packed: bytes) -> OrganisationList:
    """A list from its bytes."""
    read = json.loads(packed)
    return OrganisationList(
        [Organisation(**{**e, "domains": tuple(e["domains"])}) for e in read["organisations"]],
        [LineRemark(e["line"], ListProblem(e["problem"]), e["typed"]) for e in read["remarks"]],
        read["understood"],
        read["ignored"],
        read["failure"],
    )


class OrganisationColumn(StrEnum):
    """Columns that are understood."""

    NAME = "name"
    ABOUT = "about"
    COMMUNE = "commune"
    POSTCODE = "postcode"
    DOMAINS = "domains"
    LINK = "link"


_TITLES: Mapping[OrganisationColumn, Sequence[str]] = {
    OrganisationColumn.NAME: (
        *("nom", "nom de la structure", "nom de l organisation", "structure", "organisation"),
        *("organisme", "association", "entreprise", "raison sociale", "denomination", "acteur"),
        *("name", "organization", "company", "denomination sociale", "titre", "nom usuel"),
        *("projet", "nom du projet", "intitule", "project", "project name", "title"),
    ),
    OrganisationColumn.ABOUT: (
        *("activite", "activites", "description", "objet", "presentation", "missions", "mission"),
        *("activity", "activities", "about", "purpose", "description courte"),
    ),
    OrganisationColumn.COMMUNE: COMMUNE_TITLES,
    OrganisationColumn.POSTCODE: POSTCODE_TITLES,
    OrganisationColumn.DOMAINS: (
        *("domaine", "domaines", "theme", "themes", "thematique", "thematiques", "secteur"),
        *("secteurs", "domain", "domains", "topic", "topics", "sector", "categorie", "categories"),
    ),
    OrganisationColumn.LINK: (
        *("site", "site web", "site internet", "lien", "url", "page web", "web", "website"),
        *("link", "adresse web"),
    ),
}
_COLUMNS = {title: column for column, titles in _TITLES.items() for title in titles}
_POSTCODE_DIGITS = 5

_AddRemark = Callable[[ListProblem, str], None]
"""Adds a remark on a problem, with the words there."""


def read_titles(cells: Sequence[str]) -> Header | None:
    """The columns named by a line of titles; None without a column of names."""
    return header_of(cells, _COLUMNS, (OrganisationColumn.NAME,))


class OrganisationReader:
    """Reads the lines behind the header, one after another."""

    def __init__(self, header: Header) -> None:
        self._at = header.at
        self._keys: set[int] = set()
        self.list = OrganisationList(understood=header.understood, ignored=header.ignored)

    def take(self, line: int, cells: Sequence[str]) -> None:
        """Read one line; an empty line is skipped."""
        if not any(cells):
            return
        remarks: list[LineRemark] = []

        def add_remark(problem: ListProblem, typed: str) -> None:
            remarks.append(LineRemark(line, problem, on_one_line(typed)[:LONGEST_SHOWN]))

        name = self._name(cells, add_remark)
        if not remarks:
            commune = self._commune(cells, add_remark)
            key = organisation_key(name, commune)
            if key in self._keys:
                remarks = [LineRemark(line, ListProblem.TWICE, name[:LONGEST_SHOWN])]
            else:
                self._keys.add(key)
                typed = re.split(r"[,;/|\n]+", self._cell(cells, OrganisationColumn.DOMAINS))
                domains = dict.fromkeys(on_one_line(each)[:LONGEST_SHOWN] for each in typed)
                self.list.organisations.append(
                    Organisation(
                        line,
                        name,
                        on_one_line(self._cell(cells, OrganisationColumn.ABOUT))[:LONGEST_ABOUT],
                        commune,
                        tuple(filter(None, domains))[:MOST_DOMAINS],
                        self._link(cells, add_remark),
                    )
                )
        self.list.remarks += remarks

    def _cell(self, cells: Sequence[str], column: OrganisationColumn) -> str:
        at = self._at.get(column)
        return "" if at is None or at >= len(cells) else cells[at].strip()

    def _name(self, cells: Sequence[str], add_remark: _AddRemark) -> str:
        name = on_one_line(self._cell(cells, OrganisationColumn.NAME))
        if not name:
            add_remark(ListProblem.NO_NAME, "")
        elif len(name) > LONGEST_NAME:
            add_remark(ListProblem.LONG_NAME, name)
        elif not any(letter.isalnum() for letter in name) or name[0] in "=+-@/":
            add_remark(ListProblem.ODD_NAME, name)
        return name

    def _commune(self, cells: Sequence[str], add_remark: _AddRemark) -> str | None:
        postcode = self._cell(cells, OrganisationColumn.POSTCODE)
        if postcode.isdecimal():
            postcode = postcode.zfill(_POSTCODE_DIGITS)  # spreadsheets take it for a number
        typed = " ".join(filter(None, (postcode, self._cell(cells, OrganisationColumn.COMMUNE))))
        code = commune_code(typed[:80]) if typed else None
        if typed and code is None:
            add_remark(ListProblem.COMMUNE, typed)
        return code

    def _link(self, cells: Sequence[str], add_remark: _AddRemark) -> str:
        typed = self._cell(cells, OrganisationColumn.LINK)
        try:
            return read_link(typed) if typed else ""
        except Refusal:
            add_remark(ListProblem.LINK, typed)
            return ""


def organisation_key(name: str, commune: str | None) -> int:
    """The key by which an organisation is recognised on another list."""
    return place_key(name, commune or "")
