"""Backups that are not made any more are told to the cultivators."""

from datetime import timedelta

import pytest

from storage.restored_backups import LastBackup
from tests.town import Town

DAY = timedelta(days=1)
REMEDY = "journalctl --unit terreau-backup"


def told(town: Town, days: int) -> list[str]:
    """What a cultivator is told of backups within some days."""
    ida = town.cultivator()
    before = len(ida.inbox)
    for _ in range(days):
        town.move(DAY)
    return [each for each in ida.inbox[before:] if REMEDY in each]


@pytest.mark.slow
def test_cultivators_hear_after_three_days_that_there_is_no_backup_then_weekly(town: Town) -> None:
    assert told(town, 3) == []

    [first] = told(town, 2)

    assert first.startswith("Sauvegardes\nIl n'y a encore aucune sauvegarde de moi.\n")
    assert len(told(town, 7)) == 1


@pytest.mark.slow
def test_a_backup_ends_the_warnings_until_it_is_old(town: Town) -> None:
    made = town.clock.now() + DAY
    assert told(town, 1) == []
    LastBackup(made, is_made=True).write(town.files)

    assert told(town, 2) == []
    [warning] = told(town, 3)

    assert "Ma dernière bonne sauvegarde date du " in warning
