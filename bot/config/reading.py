"""The sources of the configuration: a file, the environment, secret files, and Matrix's own key.

Paths of the file start from its folder, those of the environment from where a command is typed.
"""

import json
import os
import re
import secrets
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from pydantic import ValidationError

from bot.config.kinds import problem, reason
from bot.config.settings import MATRIX, Instance, Settings, is_server
from bot.config.wording import ConfigError, explain, secrets_of, section_at

Raw = dict[str, Any]

LISTS = {("privacy", "purposes"): '[{"key": "membership", "basis": "…", "duration": "…"}]'}
"""The keys that hold sections of their own, which the environment gives as JSON: an example."""
_FILE = "_file"
A_COMMUNITY = '[{"slug": "energie", "name": "Énergie"}]'
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


def load(path: Path | None, env: Mapping[str, str] | None = None) -> Settings:
    """Read the file, if there is one, then the environment, whose words prevail.

    Paths of the file start from its folder, those of the environment from the current one.
    """
    here = Path()
    file = rooted(with_secrets(read_toml(path), path.parent), path.parent) if path else {}
    twins = with_secrets(read_environment(os.environ if env is None else env), here)
    raw = file | {name: merged(file.get(name), twin) for name, twin in twins.items()}
    try:
        return Settings.model_validate(raw)
    except ValidationError as error:
        problems = [explain(details, raw) for details in error.errors(include_url=False)]
    raise ConfigError(*problems)


def secret_files(path: Path, env: Mapping[str, str] | None = None) -> list[Path]:
    """The files that the configuration keeps its secrets in, itself included."""
    twins = read_environment(os.environ if env is None else env)
    return [
        path,
        *(path.parent / file for file in _files_of_secrets(read_toml(path)).values()),
        *map(Path, _files_of_secrets(twins).values()),
    ]


def paths_of(path: Path, env: Mapping[str, str] | None = None) -> list[RelativePath]:
    """The relative paths of the file that hold, as the environment names no other."""
    raw, twins = read_toml(path), read_environment(os.environ if env is None else env)
    return [
        each
        for each in relative_paths(raw, _files_of_secrets(raw))
        if not {each.key, each.key.removesuffix(_FILE), f"{each.key}{_FILE}"}
        & dict(sections_of(twins)).get(tuple(each.section.split(".")), {}).keys()
    ]


def _files_of_secrets(raw: Raw) -> dict[tuple[str, str], str]:
    """The files of secrets, by section and key."""
    return {
        (".".join(names), key): value
        for names, section in sections_of(raw)
        for key, value in section.items()
        if isinstance(value, str) and is_file_of_secret(names, key)
    }


def sections_of(raw: Raw) -> Iterator[tuple[tuple[str, ...], Raw]]:
    """The sections that may hold secrets, with their names: `("matrix", "tchap")`."""
    for name, section in raw.items():
        if isinstance(section, dict) and name in Settings.model_fields:
            yield (name,), section
            if name == MATRIX:
                for network, server in section.items():
                    if is_server(network, server):
                        yield (name, network), server


def is_file_of_secret(names: Sequence[str], key: str) -> bool:
    """True for `password_file` where a section has a `password`."""
    return key.endswith(_FILE) and key.removesuffix(_FILE) in secrets_of(section_at(names))


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


def relative_paths(raw: Raw, of_secrets: Mapping[tuple[str, str], str]) -> Iterator[RelativePath]:
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
    for (section, key), file in of_secrets.items():
        yield from _relative(section, key, file)


def _relative(section: str, key: str, value: object, prefix: str = "") -> Iterator[RelativePath]:
    if isinstance(value, str) and value.strip() and not Path(value.strip()).is_absolute():
        yield RelativePath(section, key, Path(value.strip()), prefix)


def _usual_data() -> str:
    return str(Instance.model_fields[_DATA].default)


def _usual_database() -> str:
    return str(Instance.model_fields[_DATABASE].default)


_PLACE = re.compile(r"at line (?P<line>\d+), column (?P<column>\d+)")


def read_toml(path: Path) -> Raw:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except PermissionError as error:
        unread = problem(
            "{path}: cannot be read ({error}); type the command as the account that owns the file",
            path=path,
            error=reason(error),
        )
    except OSError as error:
        unread = problem(
            "{path}: cannot be read ({error}); copy config.example.toml there",
            path=path,
            error=reason(error),
        )
    except UnicodeDecodeError as error:
        unread = problem(
            "{path}: is not a text in UTF-8 (line {line}); save it in that encoding",
            path=path,
            line=error.object.count(b"\n", 0, error.start) + 1,
        )
    except ValueError as error:
        unread = problem(
            "{path}: cannot be understood ({error}); a text stands between straight quotes; "
            "compare with config.example.toml",
            path=path,
            error=_place_of(error),
        )
    raise ConfigError(unread)


def _place_of(error: ValueError) -> str:
    """The place of a mistake in a file, a problem where the library's English gives it."""
    found = _PLACE.search(str(error))
    if found is None:
        return str(error)
    if "twice" in str(error) or "overwrite" in str(error):
        return problem("line {line}: this name is there twice", line=found["line"])
    return problem("line {line}, column {column}", **found.groupdict())


def read_environment(env: Mapping[str, str]) -> Raw:
    """Gather each `TERREAU_SECTION__KEY` into its section; an empty one counts as absent."""
    raw: Raw = {}
    for variable, value in env.items():
        prefix, _, name = variable.partition("_")
        section, mark, key = name.lower().partition("__")
        if prefix != "TERREAU" or not value:
            continue
        if mark:
            example = LISTS.get((section, key))
            read = value if example is None else read_json(variable, value, example)
            put(raw.setdefault(section, {}), key, read, deep=section == MATRIX)
        elif section == "communities":
            raw[section] = read_json(variable, value, A_COMMUNITY)
    return raw


def read_json(variable: str, value: str, example: str) -> object:
    try:
        return json.loads(value)
    except ValueError as error:
        wrong = problem("{key}: is not JSON ({error})", key=variable, error=error)
    raise ConfigError(
        problem("{problem}; write for example {example}", problem=wrong, example=example)
    )


def put(section: Raw, key: str, value: object, *, deep: bool) -> None:
    """Put a key into its section; `deep`, it may stand in one of several: `tchap__user`."""
    name, mark, rest = key.partition("__")
    if not (deep and mark):
        section[key] = value
        return
    inner = section.setdefault(name, {})
    if isinstance(inner, dict):
        inner[rest] = value


def with_secrets(raw: Raw, folder: Path) -> Raw:
    """Replace each `..._file` of a secret by what that file, from this folder on, holds."""
    return {
        name: revealed((name,), section, folder)
        if name in Settings.model_fields and isinstance(section, dict)
        else section
        for name, section in raw.items()
    }


def revealed(names: tuple[str, ...], section: Raw, folder: Path) -> Raw:
    """A section with its secrets, and those of the servers in it."""
    is_matrix = names == (MATRIX,)
    return dict(
        (key, revealed((*names, key), value, folder))
        if is_matrix and is_server(key, value)
        else secret_of(names, section, key, folder)
        for key, value in section.items()
    )


def secret_of(names: Sequence[str], section: Raw, key: str, folder: Path) -> tuple[str, object]:
    """A key with its value; a file of a secret is replaced by the secret."""
    if not is_file_of_secret(names, key):
        return key, section[key]
    secret, path, name = key.removesuffix(_FILE), below(section[key], folder), ".".join(names)
    if secret in section:
        raise ConfigError(
            problem(
                "{key}: cannot be used together with {other}; keep one of the two",
                key=f"{name}.{key}",
                other=f"{name}.{secret}",
            )
        )
    try:
        return secret, Path(str(path)).read_text(encoding="utf-8").strip()
    except (OSError, TypeError, ValueError):
        unread = problem(
            "{key}: “{path}” cannot be read; name a file that Terreau can read",
            key=f"{name}.{key}",
            path=path,
        )
    raise ConfigError(unread)


def merged(below: object, above: object) -> object:
    """The file's value with the environment's over it, key by key."""
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    return below | {name: merged(below.get(name), value) for name, value in above.items()}


KEY_LENGTH = 32


def pickle_key(path: Path, *, opens: Path, section: str = MATRIX) -> str:
    """Read the key, or make it where none was ever used: where nothing lies in `opens` yet.

    It is that of a server's `section` of the file. Raises `ConfigError`.
    """
    key_name = f"{section}.{_KEY_FILE}"
    try:
        key = path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return _new_key(path, opens, key_name)
    except (OSError, ValueError):
        raise ConfigError(
            problem(
                "{key}: “{path}” cannot be read; name a file that Terreau can read",
                key=key_name,
                path=path,
            )
        ) from None
    if len(key) < KEY_LENGTH:
        raise ConfigError(
            problem(
                "{key}: “{path}” contains no key; restore it from a backup", key=key_name, path=path
            )
        )
    return key


def _new_key(path: Path, opens: Path, key_name: str) -> str:
    if opens.exists() and any(opens.iterdir()):
        raise ConfigError(
            problem(
                "{key}: “{path}” is not there, and {folder} was encrypted with it; put it back "
                "from a backup, or move {folder} away to start with new keys",
                key=key_name,
                path=path,
                folder=opens,
            )
        )
    key = secrets.token_hex(KEY_LENGTH)
    try:
        _put_key(path, key)
    except OSError as error:
        raise ConfigError(
            problem(
                "{key}: “{path}” cannot be written ({error}); name another file",
                key=key_name,
                path=path,
                error=reason(error),
            )
        ) from None
    return key


def _put_key(path: Path, key: str) -> None:
    """Write beside, readable by its owner alone, and let it take its place once it is on disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
        file.write(f"{key}\n")
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
