"""A list of people, read line by line: which columns it has, who is on it, who was known before."""

import re
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b

from bot.domain import communes
from bot.domain.circles import read_circle
from bot.domain.refusals import Refusal
from bot.domain.words import fold, on_one_line, person_name

LONGEST_NAME = 60
LONGEST_EMAIL = 254
MOST_DOMAINS = 20
MOST_TITLES = 40
LONGEST_SHOWN = 40
"""What is shown of a cell or of a title that is not understood."""
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"]{1,64}@[^\s@<>()\[\],;:\"]+\.[^\s@<>()\[\],;:\"\d]{2,}")
_POSTCODE_LETTERS = 5
_WORD = re.compile(r"\w+")


class Column(StrEnum):
    """Columns of use here."""

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
    Column.COMMUNE: ("commune", "ville", "localite", "municipality", "city", "town"),
    Column.POSTCODE: ("code postal", "cp", "postcode", "post code", "postal code", "zip"),
    Column.CIRCLE: ("cercle", "cercles", "circle", "participation"),
    Column.DOMAINS: (
        *("domaine", "domaines", "domain", "domains", "theme", "themes", "thematique"),
        *("thematiques", "centres d interet", "interests"),
    ),
    Column.LOCALE: ("langue", "langues", "language", "locale"),
}
_COLUMNS = {title: column for column, titles in _TITLES.items() for title in titles}
_LOCALES = {
    **dict.fromkeys(("fr", "fra", "francais", "francaise", "french"), "fr"),
    **dict.fromkeys(("en", "eng", "anglais", "anglaise", "english"), "en"),
}


class Problem(StrEnum):
    """Mistakes in a line."""

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
        """True if nobody is invited by such a line; else only this cell of it is left aside."""
        return self in _LEFT_OUT


_LEFT_OUT = (Problem.NO_NAME, Problem.LONG_NAME, Problem.ODD_NAME, Problem.ODD_EMAIL)


class How(StrEnum):
    """Ways in which a person was known before."""

    MEMBER_EMAIL = "member_email"
    MEMBER_PLACE = "member_place"
    INVITED_EMAIL = "invited_email"
    INVITED_PLACE = "invited_place"
    TWICE_EMAIL = "twice_email"
    TWICE_PLACE = "twice_place"


@dataclass(frozen=True, slots=True)
class Person:
    """A person on the list; `commune` is an INSEE code."""

    line: int
    name: str
    email: str | None = None
    commune: str | None = None
    circle: str | None = None
    domains: tuple[str, ...] = ()
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """A mistake in a line, with the words there."""

    line: int
    problem: Problem
    typed: str


@dataclass(frozen=True, slots=True)
class Repeated:
    """A person whom this line does not invite, since they were known before."""

    line: int
    name: str
    how: How


@dataclass(slots=True)
class Sifted:
    """The result of some lines, up to `last_line`."""

    people: list[Person] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    repeated: list[Repeated] = field(default_factory=list)
    last_line: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """By what members and those already invited are known again: keys, and nothing else."""

    member_emails: "array[int]"
    member_places: "array[int]"
    invited_emails: "array[int]"
    invited_places: "array[int]"


def nobody() -> Known:
    """A community that knows nobody yet."""
    return Known(array("q"), array("q"), array("q"), array("q"))


@dataclass(frozen=True, slots=True)
class Header:
    """Places and names of the columns, understood or not."""

    at: Mapping[Column, int]
    understood: tuple[str, ...]
    ignored: tuple[str, ...]


def read_header(cells: Sequence[str]) -> Header | None:
    """The columns that a line of titles names; None where it names no column of names."""
    at: dict[Column, int] = {}
    understood, ignored = [], []
    for index, cell in enumerate(cells):
        column = _COLUMNS.get(" ".join(_WORD.findall(fold(cell).replace("_", " "))))
        shown = on_one_line(cell)[:LONGEST_SHOWN]
        if column is not None and column not in at:
            at[column] = index
            understood.append(shown)
        elif shown:
            ignored.append(shown)
    if Column.NAME not in at and Column.FIRST_NAME not in at:
        return None
    return Header(at, tuple(understood[:MOST_TITLES]), tuple(ignored[:MOST_TITLES]))


_Wrong = Callable[[Problem, str], None]
"""What notes that something is wrong."""


class Sieve:
    """Takes the lines behind the header, one after another."""

    def __init__(self, header: Header, domains: Mapping[str, str], known: Known) -> None:
        """`domains` gives the key of a folded word, `known` the people not to be invited."""
        self._at = header.at
        self._domains = domains
        self._emails = {How.MEMBER_EMAIL: set(known.member_emails)}
        self._emails[How.INVITED_EMAIL] = set(known.invited_emails)
        self._places = {How.MEMBER_PLACE: set(known.member_places)}
        self._places[How.INVITED_PLACE] = set(known.invited_places)
        self._own_emails: set[int] = set()
        self._own_places: dict[int, bool] = {}
        self._sifted = Sifted()

    def take(self, line: int, cells: Sequence[str]) -> None:
        """Read one line; an empty one is nobody."""
        self._sifted.last_line = line
        if not any(cells):
            return
        remarks: list[Remark] = []

        def wrong(problem: Problem, typed: str) -> None:
            remarks.append(Remark(line, problem, on_one_line(typed)[:LONGEST_SHOWN]))

        name, email = self._name(cells, wrong), self._email(cells, wrong)
        if not any(each.problem.leaves_out for each in remarks):
            commune, place = self._commune(cells, wrong)
            how = self._known_by(name, email, place)
            if how is not None:
                self._sifted.repeated.append(Repeated(line, name, how))
                return
            self._sifted.people.append(
                Person(
                    line=line,
                    name=name,
                    email=email,
                    commune=commune,
                    circle=self._circle(cells, wrong),
                    domains=self._chosen(cells, wrong),
                    locale=self._locale(cells, wrong),
                )
            )
        self._sifted.remarks += remarks

    def hand_over(self) -> Sifted:
        """The result of the lines since the last call."""
        sifted, self._sifted = self._sifted, Sifted(last_line=self._sifted.last_line)
        return sifted

    def _cell(self, cells: Sequence[str], column: Column) -> str:
        at = self._at.get(column)
        return "" if at is None or at >= len(cells) else cells[at].strip()

    def _name(self, cells: Sequence[str], wrong: _Wrong) -> str:
        parts = (self._cell(cells, Column.FIRST_NAME), self._cell(cells, Column.NAME))
        name = on_one_line(" ".join(filter(None, parts)))
        if not name:
            wrong(Problem.NO_NAME, "")
        elif len(name) > LONGEST_NAME:
            wrong(Problem.LONG_NAME, name)
        elif not any(letter.isalpha() for letter in name) or name[0] in "=+-@":
            wrong(Problem.ODD_NAME, name)
        return person_name(name)

    def _email(self, cells: Sequence[str], wrong: _Wrong) -> str | None:
        typed = self._cell(cells, Column.EMAIL).removeprefix("mailto:")
        if not typed:
            return None
        if len(typed) > LONGEST_EMAIL or not _EMAIL.fullmatch(typed) or typed[0] in "=+-":
            wrong(Problem.ODD_EMAIL, typed)
            return None
        return typed.casefold()

    def _commune(self, cells: Sequence[str], wrong: _Wrong) -> tuple[str | None, str]:
        """The commune's code, and what tells this place from others."""
        postcode = self._cell(cells, Column.POSTCODE)
        if postcode.isdecimal() and len(postcode) < _POSTCODE_LETTERS:
            postcode = postcode.zfill(_POSTCODE_LETTERS)  # spreadsheets take it for a number
        typed = " ".join(filter(None, (postcode, self._cell(cells, Column.COMMUNE))))
        if not typed:
            return None, ""
        code = commune_called(typed[:80])
        if code is None:
            wrong(Problem.COMMUNE, typed)
        return code, code or typed

    def _circle(self, cells: Sequence[str], wrong: _Wrong) -> str | None:
        typed = self._cell(cells, Column.CIRCLE)
        try:
            return read_circle(typed).value if typed else None
        except Refusal:
            wrong(Problem.CIRCLE, typed)
            return None

    def _chosen(self, cells: Sequence[str], wrong: _Wrong) -> tuple[str, ...]:
        found: dict[str, None] = {}
        typed = self._cell(cells, Column.DOMAINS)
        whole = self._domains.get(fold(typed))
        for each in [typed] if whole else re.split(r"[,;/|\n]+", typed):
            domain = self._domains.get(fold(each))
            if domain is not None:
                found[domain] = None
            elif each.strip():
                wrong(Problem.DOMAIN, each.strip())
        return tuple(found)[:MOST_DOMAINS]

    def _locale(self, cells: Sequence[str], wrong: _Wrong) -> str | None:
        typed = self._cell(cells, Column.LOCALE)
        locale = _LOCALES.get(fold(typed))
        if typed and locale is None:
            wrong(Problem.LOCALE, typed)
        return locale

    def _known_by(self, name: str, email: str | None, place: str) -> How | None:
        """How this person was known before, if at all; from now on they are."""
        by_email = None if email is None else email_key(email)
        by_place = place_key(name, place)
        if by_email is not None:
            for how, emails in self._emails.items():
                if by_email in emails:
                    return how
            if by_email in self._own_emails:
                return How.TWICE_EMAIL
        for how, places in self._places.items():
            if by_place in places:
                return how
        # Two of one name in one place may be two people, where each has an address of their own.
        before = self._own_places.get(by_place)
        if before is not None and not (before and by_email is not None):
            return How.TWICE_PLACE
        self._own_places[by_place] = by_email is not None
        if by_email is not None:
            self._own_emails.add(by_email)
        return None


@lru_cache(maxsize=20_000)
def commune_called(typed: str) -> str | None:
    """The INSEE code of the only commune that this can mean."""
    found = communes.find(typed)
    return found[0].code if len(found) == 1 else None


def email_key(email: str) -> int:
    """The form of an e-mail address by which it is compared."""
    return _key("e", email.strip().casefold())


def place_key(name: str, place: str) -> int:
    """The form of a name and place by which they are compared, in any order of the name."""
    words = sorted(_WORD.findall(fold(name)))
    return _key("p", " ".join(words), fold(place))


def _key(*parts: str) -> int:
    digest = blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)
