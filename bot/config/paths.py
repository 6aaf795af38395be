"""Paths of the configuration: those of the file start from its folder."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from bot.config.settings import MATRIX, Instance, is_server

Raw = dict[str, Any]

_INSTANCE, _DATA, _DATABASE, _KEY_FILE = "instance", "data", "database", "pickle_key_file"
_SQLITE = "sqlite:///"
_NO_FILE = (":memory:", "file:")
_OF_LIBPQ = re.compile(
    r"(?P<before>[?&](?:sslrootcert|sslcert|sslkey|sslcrl|sslcrldir|passfile)=)(?P<path>[^&]+)"
)
"""The files that an address of PostgreSQL may name."""
_SYSTEM = "system"
"""The value of `sslrootcert` that stands for the certificates of the machine."""


@dataclass(frozen=True, slots=True)
class RelativePath:
    """A path of the file that is not whole."""

    section: str
    key: str
    path: Path
    prefix: str = ""
    """The text before it in the file's value: `sqlite:///`."""

    @property
    def name(self) -> str:
        """The key with its section: `instance.data`."""
        return f"{self.section}.{self.key}"

    def line(self, whole: Path) -> str:
        """The line of the file that names a whole path instead."""
        return f"{self.key} = {json.dumps(f'{self.prefix}{whole}', ensure_ascii=False)}"


def rooted(raw: Raw, folder: Path) -> Raw:
    """The sections of a file with its paths, those left out too, in the folder of the file."""
    sections = dict(raw)
    instance = raw.get(_INSTANCE, {})
    if isinstance(instance, dict):
        given = {_DATA: _usual_data(), _DATABASE: _usual_database(), **instance}
        for key, place in ((_DATA, below), (_DATABASE, _database_below)):
            given[key] = place(given[key], folder)
        sections[_INSTANCE] = given
    matrix = raw.get(MATRIX)
    if isinstance(matrix, dict):
        sections[MATRIX] = {
            key: _rooted_server(value, folder) if is_server(key, value) else value
            for key, value in _rooted_server(matrix, folder).items()
        }
    return sections


def _rooted_server(section: Raw, folder: Path) -> Raw:
    if _KEY_FILE not in section:
        return section
    return section | {_KEY_FILE: below(section[_KEY_FILE], folder)}


def below(value: object, folder: Path) -> object:
    """A path that starts from the folder; what is none is left to be told as wrong."""
    return str(folder / value.strip()) if isinstance(value, str) else value


def _database_below(value: object, folder: Path) -> object:
    if not isinstance(value, str):
        return value
    url = value.strip()
    if (path := _sqlite_path(url)) is not None:
        return f"{_SQLITE}{folder / path}{url.removeprefix(_SQLITE).removeprefix(path)}"
    return _OF_LIBPQ.sub(lambda found: found["before"] + _libpq_file(found["path"], folder), url)


def _libpq_file(written: str, folder: Path) -> str:
    path = unquote(written)
    return written if path == _SYSTEM else quote(str(folder / path))


def _sqlite_path(url: str) -> str | None:
    """The file of an address of SQLite, as it is written."""
    path = url.removeprefix(_SQLITE).partition("?")[0]
    return path if url.startswith(_SQLITE) and path and not path.startswith(_NO_FILE) else None


def relative_paths(raw: Raw, secrets: Mapping[tuple[str, str], str]) -> Iterator[RelativePath]:
    """The paths of a file that are not whole: its own, those left out, its files of secrets."""
    instance = raw.get(_INSTANCE, {})
    if isinstance(instance, dict):
        yield from _relative(_INSTANCE, _DATA, instance.get(_DATA, _usual_data()))
        url = instance.get(_DATABASE, _usual_database())
        path = _sqlite_path(url.strip()) if isinstance(url, str) else None
        if f"{_DATABASE}_file" not in instance:
            yield from _relative(_INSTANCE, _DATABASE, path, _SQLITE)
    matrix = raw.get(MATRIX, {})
    if isinstance(matrix, dict):
        yield from _relative(MATRIX, _KEY_FILE, matrix.get(_KEY_FILE))
        for name, server in matrix.items():
            if is_server(name, server):
                yield from _relative(f"{MATRIX}.{name}", _KEY_FILE, server.get(_KEY_FILE))
    for (section, key), file in secrets.items():
        yield from _relative(section, key, file)


def _relative(section: str, key: str, value: object, prefix: str = "") -> Iterator[RelativePath]:
    if isinstance(value, str) and value.strip() and not Path(value.strip()).is_absolute():
        yield RelativePath(section, key, Path(value.strip()), prefix)


def _usual_data() -> str:
    return str(Instance.model_fields[_DATA].default)


def _usual_database() -> str:
    return str(Instance.model_fields[_DATABASE].default)
