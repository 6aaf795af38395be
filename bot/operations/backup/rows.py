"""The members of a backup, one after the other, each to where it belongs."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.operations.backup.archive import MANIFEST, Manifest, NotABackup, members
from bot.operations.backup.backing_up import DATA, DATABASE
from bot.operations.backup.folder import Folder
from bot.operations.terminal.progress import Watch
from storage.operations import Importing, NotTheSameTables
from storage.restored_backups import Erasure, Recogniser, traces_in


class PuttingBack:
    """Puts rows into their tables, files where the folder finds them; knows the erased again."""

    def __init__(self, file: Path, manifest: Manifest, known: Recogniser) -> None:
        self._file = file
        self._tables = {each.name: each for each in manifest.tables}
        self._known = known
        self._members = len(manifest.sha256) + 1  # and the manifest itself
        self.rows = 0
        self.left_out: list[str] = []
        self.traces: dict[str, Erasure] = {}

    def run(self, importing: Importing, folder: Folder, watch: Watch) -> None:
        """Put all of it back; raises `NotABackup` where it is not what it says."""
        for name, content in watch(members(self._file), self._members):
            kind, _, rest = name.partition("/")
            if kind == DATA and rest:
                folder.stage(rest, content)
            elif kind == DATABASE:
                self._put(importing, rest.partition("/")[0], content)
            elif name != MANIFEST:
                raise NotABackup(file=self._file)
        for table in self._tables.values():
            if not importing.knows(table.name):
                self.left_out.append(table.name)
            elif importing.count(table.name) != table.rows:
                raise NotABackup(file=self._file)
        importing.finish()

    def _put(self, importing: Importing, name: str, content: bytes) -> None:
        if not importing.knows(name):
            return
        try:
            rows = importing.put(name, self._tables[name].columns, content)
        except (KeyError, NotTheSameTables):
            raise NotABackup(file=self._file) from None
        self.rows += len(rows)
        if self._known:
            self._look_for_traces(rows)

    def _look_for_traces(self, rows: Sequence[dict[str, Any]]) -> None:
        """Note what tells of the erased: the values as they are stored, and their accounts."""
        for value in (each for row in rows for each in _strings([*row.values()])):
            for trace in traces_in(value):
                erasure = self._known.find(trace)
                if erasure is not None:
                    self.traces |= {value: erasure, trace: erasure}


def _strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from _strings(each)
        case list():
            for each in value:
                yield from _strings(each)
