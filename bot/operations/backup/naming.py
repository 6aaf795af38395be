"""Names of backup files, and the oldest of them."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

_NAME = re.compile(r"terreau-\d{4}-\d\d-\d\d-\d{6}Z\.tar\.gz")
_LONGEST = timedelta(days=1)
_FILES = (".tar.gz", ".tgz")


def is_one(name: str) -> bool:
    """True if a file is a backup, by its name."""
    return _NAME.fullmatch(name) is not None


def place_of(output: Path, at: datetime) -> Path:
    """The file to write: `output` where that names a file, else one in that folder."""
    if output.name.endswith(_FILES) and not output.is_dir():
        return output
    return output / f"terreau-{at.astimezone(UTC):%Y-%m-%d-%H%M%S}Z.tar.gz"


def delete_the_unfinished(folder: Path, now: datetime) -> None:
    """Delete what killed processes left half written; nobody writes for a day."""
    for each in folder.glob(".terreau-*.part"):
        if now - datetime.fromtimestamp(each.stat().st_mtime, UTC) > _LONGEST:
            each.unlink(missing_ok=True)


def keep_the_newest(folder: Path, many: int) -> list[Path]:
    """Delete all backups of a folder but the newest; gives those deleted."""
    found = sorted(each for each in folder.iterdir() if is_one(each.name))
    old = found[:-many]
    for each in old:
        each.unlink()
    return old
