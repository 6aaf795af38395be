"""The header of a list: its columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.invitations.people_list import LONGEST_SHOWN
from bot.domain.invitations.person_keys import WORD
from bot.domain.words import fold, on_one_line

MOST_TITLES = 40


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


@dataclass(frozen=True, slots=True)
class Header:
    """Positions and titles of the columns, understood or not."""

    at: Mapping[Column, int]
    understood: tuple[str, ...]
    ignored: tuple[str, ...]


def read_header(cells: Sequence[str]) -> Header | None:
    """The columns named by a line of titles; None without a column of names."""
    at: dict[Column, int] = {}
    understood, ignored = [], []
    for index, cell in enumerate(cells):
        column = _COLUMNS.get(" ".join(WORD.findall(fold(cell).replace("_", " "))))
        shown = on_one_line(cell)[:LONGEST_SHOWN]
        if column is not None and column not in at:
            at[column] = index
            understood.append(shown)
        elif shown:
            ignored.append(shown)
    if Column.NAME not in at and Column.FIRST_NAME not in at:
        return None
    return Header(at, tuple(understood[:MOST_TITLES]), tuple(ignored[:MOST_TITLES]))
