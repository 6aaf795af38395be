"""Compile the catalogues, so that a start reads them in no time: `python -m bot.locales`."""

import os
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogues(folder: Path) -> None:
    """Write a `.mo` file beside every `.po` file."""
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
    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=locale))
    return compiled.getvalue()
