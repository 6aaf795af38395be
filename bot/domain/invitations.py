"""Lists of people to invite: read into new people, known people and problems, with a preview."""

import re
from array import array
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from bot.domain import communes
from bot.domain.circles import read_circle
from bot.domain.refusals import Refusal
from bot.domain.words import fold, on_one_line, person_name

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
    name: str
    email: str | None = None
    """E-mail address, in lower case."""
    commune: str | None = None
    """INSEE code."""
    circle: str | None = None
    """Key of the circle."""
    domains: tuple[str, ...] = ()
    """Keys of the domains."""
    locale: str | None = None


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


WORD = re.compile(r"\w+")


def email_key(email: str) -> int:
    """Key for comparing e-mail addresses."""
    return _key("e", email.strip().casefold())


def place_key(name: str, place: str) -> int:
    """Key for comparing people by name and place, in any order of the names."""
    words = sorted(WORD.findall(fold(name)))
    return _key("p", " ".join(words), fold(place))


def _key(*parts: str) -> int:
    digest = blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


MOST_TITLES = 40
COMMUNE_TITLES = ("commune", "ville", "localite", "municipality", "city", "town")
POSTCODE_TITLES = ("code postal", "cp", "postcode", "post code", "postal code", "zip")


class Column(StrEnum):
    """Columns that are understood."""

    NAME = "name"
    FIRST_NAME = "first_name"
    EMAIL = "email"
    COMMUNE = "commune"
    POSTCODE = "postcode"
    CIRCLE = "circle"
    DOMAINS = "domains"
    LOCALE = "locale"


_TITLES: Mapping[Column, Sequence[str]] = {
    Column.NAME: (
        *("nom", "nom de famille", "nom complet", "nom et prenom", "nom prenom", "prenom nom"),
        *("prenom et nom", "noms", "personne", "name", "full name", "last name", "surname"),
        *("family name", "lastname"),
    ),
    Column.FIRST_NAME: ("prenom", "prenoms", "first name", "firstname", "given name"),
    Column.EMAIL: (
        *("e mail", "email", "mail", "courriel", "mel", "adresse e mail", "adresse email"),
        *("adresse mail", "adresse electronique", "adresse courriel", "email address"),
        *("e mail address",),
    ),
    Column.COMMUNE: COMMUNE_TITLES,
    Column.POSTCODE: POSTCODE_TITLES,
    Column.CIRCLE: ("cercle", "cercles", "circle", "participation"),
    Column.DOMAINS: (
        *("domaine", "domaines", "domain", "domains", "topic", "topics", "theme", "themes"),
        *("thematique", "thematiques", "centres d interet", "interests"),
    ),
    Column.LOCALE: ("langue", "langues", "language", "locale"),
}

_COLUMNS = {title: column for column, titles in _TITLES.items() for title in titles}


@dataclass(frozen=True, slots=True)
class Header:
    """Positions and titles of the columns, understood or not."""

    at: Mapping[StrEnum, int]
    understood: tuple[str, ...]
    ignored: tuple[str, ...]


def read_header(cells: Sequence[str]) -> Header | None:
    """The columns named by a line of titles; None without a column of names."""
    return header_of(cells, _COLUMNS, (Column.NAME, Column.FIRST_NAME))


def header_of(
    cells: Sequence[str], columns: Mapping[str, StrEnum], needed: Collection[StrEnum]
) -> Header | None:
    """The columns named by a line of titles; None without one of those `needed`."""
    at: dict[StrEnum, int] = {}
    understood, ignored = [], []
    for index, cell in enumerate(cells):
        column = columns.get(" ".join(WORD.findall(fold(cell).replace("_", " "))))
        shown = on_one_line(cell)[:LONGEST_SHOWN]
        if column is not None and column not in at:
            at[column] = index
            understood.append(shown)
        elif shown:
            ignored.append(shown)
    if not any(each in at for each in needed):
        return None
    return Header(at, tuple(understood[:MOST_TITLES]), tuple(ignored[:MOST_TITLES]))


LONGEST_NAME = 60
LONGEST_EMAIL = 254
MOST_DOMAINS = 20
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"]{1,64}@[^\s@<>()\[\],;:\"]+\.[^\s@<>()\[\],;:\"\d]{2,}")
_POSTCODE_LETTERS = 5
_LOCALES = {
    **dict.fromkeys(("fr", "fra", "francais", "francaise", "french"), "fr"),
    **dict.fromkeys(("en", "eng", "anglais", "anglaise", "english"), "en"),
}

_AddRemark = Callable[[Problem, str], None]
"""Adds a remark on a problem, with the words there."""


class LineReader:
    """Reads the lines behind the header, one after another."""

    def __init__(self, header: Header, domains: Mapping[str, str], known: KnownPeople) -> None:
        """`domains` gives the key of a folded word, `known` the people not to be invited."""
        self._at = header.at
        self._domains = domains
        self._emails = {Match.MEMBER_EMAIL: set(known.member_emails)}
        self._emails[Match.INVITED_EMAIL] = set(known.invited_emails)
        self._places = {Match.MEMBER_PLACE: set(known.member_places)}
        self._places[Match.INVITED_PLACE] = set(known.invited_places)
        self._own_emails: set[int] = set()
        self._own_places: dict[int, bool] = {}
        self._result = ListResult()

    def take(self, line: int, cells: Sequence[str]) -> None:
        """Read one line; an empty line is skipped."""
        self._result.last_line = line
        if not any(cells):
            return
        remarks: list[Remark] = []

        def add_remark(problem: Problem, typed: str) -> None:
            remarks.append(Remark(line, problem, on_one_line(typed)[:LONGEST_SHOWN]))

        name, email = self._name(cells, add_remark), self._email(cells, add_remark)
        if not any(each.problem.leaves_out for each in remarks):
            commune, place = self._commune(cells, add_remark)
            match = self._known_by(name, email, place)
            if match is not None:
                self._result.repeated.append(Repeated(line, name, match))
                return
            person = Person(
                line=line,
                name=name,
                email=email,
                commune=commune,
                circle=self._circle(cells, add_remark),
                domains=self._domain_keys(cells, add_remark),
                locale=self._locale(cells, add_remark),
            )
            self._result.people.append(person)
        self._result.remarks += remarks

    def take_result(self) -> ListResult:
        """The result of the lines since the last call."""
        result, self._result = self._result, ListResult(last_line=self._result.last_line)
        return result

    def _cell(self, cells: Sequence[str], column: Column) -> str:
        at = self._at.get(column)
        return "" if at is None or at >= len(cells) else cells[at].strip()

    def _name(self, cells: Sequence[str], add_remark: _AddRemark) -> str:
        parts = (self._cell(cells, Column.FIRST_NAME), self._cell(cells, Column.NAME))
        name = on_one_line(" ".join(filter(None, parts)))
        if not name:
            add_remark(Problem.NO_NAME, "")
        elif len(name) > LONGEST_NAME:
            add_remark(Problem.LONG_NAME, name)
        elif not any(letter.isalpha() for letter in name) or name[0] in "=+-@":
            add_remark(Problem.ODD_NAME, name)
        return person_name(name)

    def _email(self, cells: Sequence[str], add_remark: _AddRemark) -> str | None:
        typed = self._cell(cells, Column.EMAIL).removeprefix("mailto:")
        if not typed:
            return None
        if len(typed) > LONGEST_EMAIL or not _EMAIL.fullmatch(typed) or typed[0] in "=+-":
            add_remark(Problem.ODD_EMAIL, typed)
            return None
        return typed.casefold()

    def _commune(self, cells: Sequence[str], add_remark: _AddRemark) -> tuple[str | None, str]:
        """The code of the commune, and the words that tell the place from others."""
        postcode = self._cell(cells, Column.POSTCODE)
        if postcode.isdecimal() and len(postcode) < _POSTCODE_LETTERS:
            postcode = postcode.zfill(_POSTCODE_LETTERS)  # spreadsheets take it for a number
        typed = " ".join(filter(None, (postcode, self._cell(cells, Column.COMMUNE))))
        if not typed:
            return None, ""
        code = commune_code(typed[:80])
        if code is None:
            add_remark(Problem.COMMUNE, typed)
        return code, code or typed

    def _circle(self, cells: Sequence[str], add_remark: _AddRemark) -> str | None:
        typed = self._cell(cells, Column.CIRCLE)
        try:
            return read_circle(typed).value if typed else None
        except Refusal:
            add_remark(Problem.CIRCLE, typed)
            return None

    def _domain_keys(self, cells: Sequence[str], add_remark: _AddRemark) -> tuple[str, ...]:
        chosen: dict[str, None] = {}
        typed = self._cell(cells, Column.DOMAINS)
        whole = self._domains.get(fold(typed))
        for each in [typed] if whole else re.split(r"[,;/|\n]+", typed):
            domain = self._domains.get(fold(each))
            if domain is not None:
                chosen[domain] = None
            elif each.strip():
                add_remark(Problem.DOMAIN, each.strip())
        return tuple(chosen)[:MOST_DOMAINS]

    def _locale(self, cells: Sequence[str], add_remark: _AddRemark) -> str | None:
        typed = self._cell(cells, Column.LOCALE)
        locale = _LOCALES.get(fold(typed))
        if typed and locale is None:
            add_remark(Problem.LOCALE, typed)
        return locale

    def _known_by(self, name: str, email: str | None, place: str) -> Match | None:
        """The match of a known person; from now on this one is known, too."""
        by_email = None if email is None else email_key(email)
        by_place = place_key(name, place)
        if by_email is not None:
            for match, emails in self._emails.items():
                if by_email in emails:
                    return match
            if by_email in self._own_emails:
                return Match.TWICE_EMAIL
        for match, places in self._places.items():
            if by_place in places:
                return match
        # Two of one name in one place may be two people, where each has an address of their own.
        before = self._own_places.get(by_place)
        if before is not None and not (before and by_email is not None):
            return Match.TWICE_PLACE
        self._own_places[by_place] = by_email is not None
        if by_email is not None:
            self._own_emails.add(by_email)
        return None


@lru_cache(maxsize=20_000)
def commune_code(typed: str) -> str | None:
    """The INSEE code of the only commune with this name, or None."""
    matching = communes.find(typed)
    return matching[0].code if len(matching) == 1 else None


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
