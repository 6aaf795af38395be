"""The last good backup, noted in a file of the data by the process that made it."""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from storage.repository import Repository

_FILE = ".backup"


@dataclass(frozen=True, slots=True)
class LastBackup:
    """When the last good backup was made, or since when the first one is waited for."""

    at: datetime
    is_made: bool

    @classmethod
    def read(cls, data: Path) -> Self | None:
        """What is noted; None if nothing is, or nothing that can be read."""
        try:
            noted = json.loads((data / _FILE).read_text(encoding="utf-8"))
            return cls(datetime.fromisoformat(noted["at"]), bool(noted["is_made"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, data: Path) -> None:
        """Note it, readable by its owner only."""
        part = data / f"{_FILE}.part"
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump({"at": self.at.isoformat(), "is_made": self.is_made}, file)
        part.replace(data / _FILE)


class Backups(Repository):
    """The backups, as far as they are noted."""

    def last(self) -> LastBackup | None:
        return None if self._folder is None else LastBackup.read(self._folder.data)

    def wait_since(self, now: datetime) -> LastBackup | None:
        """The last one; where none was ever noted, it is waited for from now on."""
        last = self.last()
        if last is None and self._folder is not None:
            last = LastBackup(now, is_made=False)
            last.write(self._folder.data)
        return last
