"""The header of a list: its columns."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.invitations.people_list import LONGEST_SHOWN
from bot.domain.invitations.person_keys import WORD
from bot.domain.words import fold, on_one_line

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
        *("domaine", "domaines", "domain", "domains", "theme", "themes", "thematique"),
        *("thematiques", "centres d interet", "interests"),
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
