"""The languages that there are, and their catalogues of sentences: read, and compiled."""

import gettext
import os
from functools import cache
from io import BytesIO
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
    return gettext.GNUTranslations(BytesIO(compiled_catalogue(source, locale)))


def compile_catalogues(folder: Path) -> None:
    """Write a `.mo` file beside every `.po` file, so that a start reads it in no time."""
    for source in folder.glob("*/LC_MESSAGES/*.po"):
        compile_catalogue(source, source.parent.parent.name)


def compile_catalogue(source: Path, locale: str) -> None:
    """Write the `.mo` file; it bears the time of its source, which tells whether it is stale."""
    at = source.stat()
    made = source.with_suffix(f".{os.getpid()}.new")
    made.write_bytes(compiled_catalogue(source, locale))
    os.utime(made, ns=(at.st_atime_ns, at.st_mtime_ns))
    made.replace(source.with_suffix(".mo"))


def compiled_catalogue(source: Path, locale: str) -> bytes:
    """The content of the `.mo` file."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - not needed where one is compiled
    from babel.messages.pofile import read_po  # noqa: PLC0415

    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=locale))
    return compiled.getvalue()
