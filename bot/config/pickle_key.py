"""The key that the keys of Matrix are encrypted with: made once, for its owner's eyes only."""

import os
import secrets
import tempfile
from pathlib import Path

from bot.config.matrix_servers import MATRIX
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
        problem = f"{key_name}: “{path}” cannot be read; name a file that Terreau can read"
        raise ConfigError(problem) from None
    if len(key) < LENGTH:
        raise ConfigError(f"{key_name}: “{path}” contains no key; restore it from a backup")
    return key


def _new(path: Path, opens: Path, key_name: str) -> str:
    if opens.exists() and any(opens.iterdir()):
        raise ConfigError(
            f"{key_name}: “{path}” is not there, and {opens} was encrypted with it; put it back "
            f"from a backup, or move {opens} away to start with new keys"
        )
    key = secrets.token_hex(LENGTH)
    try:
        _put(path, key)
    except OSError as error:
        problem = f"{key_name}: “{path}” cannot be written ({error.strerror}); name another file"
        raise ConfigError(problem) from None
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
