"""Read the lines of a list: new people, known people and problems."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from bot.domain import communes
from bot.domain.circles import read_circle
from bot.domain.invitations.list_header import Column, Header
from bot.domain.invitations.people_list import (
    LONGEST_SHOWN,
    KnownPeople,
    ListResult,
    Match,
    Person,
    Problem,
    Remark,
    Repeated,
)
from bot.domain.invitations.person_keys import email_key, place_key
from bot.domain.refusals import Refusal
from bot.domain.words import fold, on_one_line, person_name

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
        code = commune_called(typed[:80])
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
def commune_called(typed: str) -> str | None:
    """The INSEE code of the only commune with this name, or None."""
    matching = communes.find(typed)
    return matching[0].code if len(matching) == 1 else None
