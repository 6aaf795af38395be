"""Files and secrets beside the database, which only their owner can read."""

import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

FOLDER = "files"
"""The folder below the instance's data."""


@dataclass(frozen=True, slots=True)
class StoredBytes:
    """Bytes in the folder: their name there, how many they are, and their hash."""

    stored: str
    size: int
    sha256: str


class FileGone(LookupError):
    """A file, or its bytes, are no longer there."""


class Folder:
    """The bytes. Only the operator can read them."""

    def __init__(self, data: Path) -> None:
        """Keep them below the folder `data`, which is made when the first ones come."""
        self.data = data
        self.path = data / FOLDER

    def write(self, content: bytes, at: datetime) -> StoredBytes:
        """Keep bytes, whole or not at all."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = secrets.token_hex(16)
        to = os.open(self.path / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(to, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.utime(self.path / name, (at.timestamp(), at.timestamp()))
        return StoredBytes(name, len(content), sha256(content).hexdigest())

    def read(self, name: str) -> bytes:
        """The bytes of this name; raises `FileGone`."""
        try:
            return (self.path / name).read_bytes()
        except FileNotFoundError:
            raise FileGone(name) from None

    def delete(self, names: Iterable[str]) -> None:
        """Delete bytes."""
        for name in names:
            (self.path / name).unlink(missing_ok=True)

    def written_before(self, moment: datetime) -> list[str]:
        """The names of bytes that were written before a moment."""
        if not self.path.is_dir():
            return []
        with os.scandir(self.path) as found:
            return [each.name for each in found if each.stat().st_mtime < moment.timestamp()]


LINK_KEY = "links.key"
"""The file of the key that signs links; with a new one, links that were signed ask again."""

_BYTES = 32


def secret_at(path: Path) -> bytes:
    """The secret in a file that only its owner reads; it is made when it is first asked for."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(beside, path)
        except FileExistsError:
            pass
        finally:
            beside.unlink()
    return bytes.fromhex(path.read_text(encoding="ascii"))
