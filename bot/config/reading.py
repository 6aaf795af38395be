"""The sources of the configuration: a file, the environment, secret files, and Matrix's own key."""

import json
import os
import re
import secrets
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError

from bot.config.kinds import problem, reason
from bot.config.paths import Raw, RelativePath, below, relative_paths, rooted
from bot.config.settings import MATRIX, Settings, is_server
from bot.config.wording import ConfigError, explain, secrets_of, section_at

LISTS = {("privacy", "purposes"): '[{"key": "membership", "basis": "…", "duration": "…"}]'}
"""The keys that hold sections of their own, which the environment gives as JSON: an example."""
_FILE = "_file"
A_COMMUNITY = '[{"slug": "energie", "name": "Énergie"}]'


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
_KEY_FILE = "pickle_key_file"


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
