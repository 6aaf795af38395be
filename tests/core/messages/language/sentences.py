"""Sentences in the code, and their forms in a catalogue."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

from babel.messages.catalog import Catalog

ROOT = Path(__file__).parents[4]
FRENCH = ROOT / "bot/locales/fr/LC_MESSAGES/messages.po"
Forms = tuple[str, ...]


def forms(said: object) -> Forms:
    """A sentence, or its forms for one and for several."""
    return (said,) if isinstance(said, str) else tuple(cast("Iterable[str]", said or ()))


def translated(catalog: Catalog) -> Iterator[tuple[Forms, Forms]]:
    return ((forms(each.id), forms(each.string)) for each in catalog if each.id)
