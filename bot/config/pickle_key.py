"""The key that the keys of Matrix are encrypted with: made once, for its owner's eyes only."""

import os
import secrets
import tempfile
from pathlib import Path

from bot.config.kinds import problem, reason
from bot.config.settings import MATRIX
from bot.config.wording import ConfigError

LENGTH = 32
_NAME = "pickle_key_file"


def pickle_key(path: Path, *, opens: Path, section: str = MATRIX) -> str:
    """Read the key, or make it where none was ever used: where nothing lies in `opens` yet.

    It is that of a server's `section` of the file. Raises `ConfigError`.
    """
    key_name = f"{section}.{_NAME}"
    try:
        key = path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return _new(path, opens, key_name)
    except (OSError, ValueError):
        raise ConfigError(
            problem(
                "{key}: “{path}” cannot be read; name a file that Terreau can read",
                key=key_name,
                path=path,
            )
        ) from None
    if len(key) < LENGTH:
        raise ConfigError(
            problem(
                "{key}: “{path}” contains no key; restore it from a backup", key=key_name, path=path
            )
        )
    return key


def _new(path: Path, opens: Path, key_name: str) -> str:
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
    key = secrets.token_hex(LENGTH)
    try:
        _put(path, key)
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


def _put(path: Path, key: str) -> None:
    """Write beside, readable by its owner alone, and let it take its place once it is on disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
        file.write(f"{key}\n")
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
