"""The catalogues of sentences, and the languages that there are."""

import gettext
from functools import cache
from pathlib import Path

LOCALES = ("fr", "en")
"""The first one is that of a configuration that names none."""
_CATALOGUES = Path(__file__).parent


@cache
def catalogue(locale: str) -> gettext.NullTranslations:
    """The catalogue of a locale: as compiled from its `.po` file, else from that file itself.

    English is the language of the templates and has gettext's default plural: it needs no
    catalogue.
    """
    return read_catalogue(_CATALOGUES / locale / "LC_MESSAGES" / "messages.po", locale)


def read_catalogue(source: Path, locale: str) -> gettext.NullTranslations:
    """A catalogue by its `.po` file. One compiled from another version of it is not read."""
    if not source.exists():
        return gettext.NullTranslations()
    compiled = source.with_suffix(".mo")
    if compiled.exists() and compiled.stat().st_mtime_ns == source.stat().st_mtime_ns:
        with compiled.open("rb") as file:
            return gettext.GNUTranslations(file)
    from io import BytesIO  # noqa: PLC0415 - what follows is not needed where English is read

    from bot.locales.compiling import compiled_catalogue  # noqa: PLC0415

    return gettext.GNUTranslations(BytesIO(compiled_catalogue(source, locale)))
