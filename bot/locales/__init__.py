"""The catalogues of sentences, and the languages that there are."""

import gettext
from functools import cache
from pathlib import Path

LOCALES = ("fr", "en")
_CATALOGUES = Path(__file__).parent


@cache
def catalogue(locale: str) -> gettext.NullTranslations:
    """The catalogue of a locale, read from its `.po` file without a compile step.

    English is the language of the templates and has gettext's default plural: it needs no
    catalogue.
    """
    source = _CATALOGUES / locale / "LC_MESSAGES" / "messages.po"
    if not source.exists():
        return gettext.NullTranslations()
    from io import BytesIO  # noqa: PLC0415 - what follows is not needed where English is read

    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.messages.pofile import read_po  # noqa: PLC0415

    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=locale))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
