"""Read the lines of a list of organisations."""

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from bot.domain.directory.organisation_list import (
    LONGEST_ABOUT,
    LONGEST_NAME,
    LONGEST_SHOWN,
    MOST_DOMAINS,
    LineRemark,
    ListProblem,
    Organisation,
    OrganisationList,
)
from bot.domain.invitations.list_header import COMMUNE_TITLES, POSTCODE_TITLES, Header, header_of
from bot.domain.invitations.list_lines import commune_called
from bot.domain.invitations.person_keys import place_key
from bot.domain.refusals import Refusal
from bot.domain.text.addresses import read_link
from bot.domain.words import on_one_line


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
    ),
    OrganisationColumn.ABOUT: (
        *("activite", "activites", "description", "objet", "presentation", "missions", "mission"),
        *("activity", "activities", "about", "purpose", "description courte"),
    ),
    OrganisationColumn.COMMUNE: COMMUNE_TITLES,
    OrganisationColumn.POSTCODE: POSTCODE_TITLES,
    OrganisationColumn.DOMAINS: (
        *("domaine", "domaines", "theme", "themes", "thematique", "thematiques", "secteur"),
        *("secteurs", "domain", "domains", "sector", "categorie", "categories"),
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
                self.list.organisations.append(
                    Organisation(
                        line,
                        name,
                        on_one_line(self._cell(cells, OrganisationColumn.ABOUT))[:LONGEST_ABOUT],
                        commune,
                        self._domains(cells),
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
        code = commune_called(typed[:80]) if typed else None
        if typed and code is None:
            add_remark(ListProblem.COMMUNE, typed)
        return code

    def _domains(self, cells: Sequence[str]) -> tuple[str, ...]:
        typed = re.split(r"[,;/|\n]+", self._cell(cells, OrganisationColumn.DOMAINS))
        named = dict.fromkeys(on_one_line(each)[:LONGEST_SHOWN] for each in typed)
        return tuple(filter(None, named))[:MOST_DOMAINS]

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
