"""The instance that is backed up, or restored into."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from bot.config import Settings
from bot.core.context.clock import Clock
from bot.operations.backup.folder import Folder
from storage.operations import file_of
from storage.restored_backups import ErasureList
from storage.unit_of_work import Database


@dataclass(frozen=True, slots=True)
class Instance:
    """One Terreau; `private` are the files of its configuration, wherever they are."""

    settings: Settings
    database: Database
    erasures: ErasureList
    clock: Clock
    private: Collection[Path] = ()

    def folder(self, archive: Path) -> Folder:
        """Its folder of data, of which neither the database is a part nor a backup in there."""
        return Folder(self.settings, [*self.private, archive], file_of(self.database))
