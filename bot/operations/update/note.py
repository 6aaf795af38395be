"""The last update, as it is noted for the way back."""

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

_FILE = ".update.json"


@dataclass(frozen=True, slots=True)
class UpdateNote:
    """An update: the commits before and after it, and what leads back."""

    since: str
    to: str
    number: str
    """The version before it."""
    revision: str | None
    """The schema before it."""
    backup: str
    at: str
    """The moment of the backup."""

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at)

    def write(self, data: Path) -> None:
        path = data / _FILE
        part = path.with_name(f"{_FILE}.part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(asdict(self), file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)

    @classmethod
    def read(cls, data: Path) -> Self | None:
        """The last one; None if there is none that can be read."""
        try:
            return cls(**json.loads((data / _FILE).read_text(encoding="utf-8")))
        except (OSError, TypeError, ValueError):
            return None

    @staticmethod
    def drop(data: Path) -> None:
        (data / _FILE).unlink(missing_ok=True)
