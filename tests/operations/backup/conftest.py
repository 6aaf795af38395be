"""A town whose people can be erased, backed up and restored."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.operations.backup import Instance, Restored, Wanted, back_up, restore
from storage.restored_backups import ErasureList
from tests.town import Town, town_settings


class KeptTown(Town):
    """A town with a folder of data."""

    def __init__(self, url: str, data: Path) -> None:
        settings = town_settings()
        instance = settings.instance.model_copy(update={"data": data})
        super().__init__(url, settings.model_copy(update={"instance": instance}))
        self.data = data
        self.erasures = ErasureList(data, self.clock.now)
        self.database.erasures = self.erasures

    @property
    def instance(self) -> Instance:
        """The instance that is backed up, and restored."""
        return Instance(self.stage.settings, self.database, self.erasures, self.clock)

    def backed_up(self) -> Path:
        """Make a backup while all is running."""
        return back_up(self.instance, self.data.parent / "backups").path

    def lost(self) -> None:
        """End without a chance to do anything more."""
        self._runner.run(self.app.close())

    def restored(self, file: Path, **wanted: bool) -> Restored:
        """Lose what is there, and put a backup in its place; then start."""
        self.lost()
        done = restore(self.instance, file, Wanted(replace=True, **wanted))
        self.database.close()
        self.restart()
        return done


@pytest.fixture
def kept_town(database_url: str, tmp_path: Path) -> Iterator[KeptTown]:
    made = KeptTown(database_url, tmp_path / "data")
    yield made
    made.close()
