"""Organisations in the directory: one line each, and a button to their card."""

from collections.abc import Sequence

from bot.core import Buttons, Line, Words, in_rows
from bot.domain import communes
from bot.domain.communes import Commune
from bot.references.directory import open_organisation
from bot.vocabulary.places.places import in_words
from handlers.directory.line_parts import LONGEST_LABEL, listed_line
from storage.directory import OrganisationRow


def organisation_lines(
    organisations: Sequence[OrganisationRow], home: Commune | None = None
) -> list[Line]:
    """The organisations, with their distance from a place that is sought."""
    return [_organisation_line(each, home) for each in organisations]


def organisation_rows(organisations: Sequence[OrganisationRow]) -> Buttons:
    """A button to each organisation's card."""
    return in_rows(
        [open_organisation.button(each.name[:LONGEST_LABEL], each.id) for each in organisations], 2
    )


def _organisation_line(row: OrganisationRow, home: Commune | None) -> Words:
    at = communes.at(row.commune) if row.commune else None
    return listed_line(row.name, in_words(row.commune, None), row.about, at=at, home=home)
