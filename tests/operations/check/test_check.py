"""Checks of an installation, for the person who runs it."""

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.config import Settings
from bot.operations.check import lines, machine
from bot.operations.check.machine import look_at_backups, look_at_disks
from bot.operations.check.web_server import is_unencrypted
from bot.vocabulary.community_settings import apply_settings
from storage.communities import Communities, RoomKind
from storage.operations import version
from storage.restored_backups import LastBackup
from storage.unit_of_work import Database
from tests.emulator import BotApi, Channel, Group
from tests.operations.check.checking import seen

AT, DAY = datetime(2026, 11, 1, 2, tzinfo=UTC), timedelta(days=1)


async def test_all_is_in_order(
    settings: dict[str, Any], group: Group, channel: Channel, tmp_path: Path
) -> None:
    assert await seen(settings) == [
        "OK       Configuration : config.toml",
        (
            "À FAIRE  Sauvegardes : aucune encore : « terreau backup » en fait une, "
            "terreau-backup.timer une chaque nuit"
        ),
        f"OK       Base de données : {tmp_path}/terreau.db répond",
        "OK       Tables : à jour",
        "OK       Journal : rien dans la chaîne pour l'instant",
        "OK       Horloge : à l'heure",
        "OK       Jeton : c'est celui de Terreau, terreau_bot sur Telegram",
        (
            "OK       Discrétion dans les groupes : activée ; le robot n'y voit que ce qui lui est "
            "adressé"
        ),
        "OK       Messages : Telegram les garde jusqu'à ce que Terreau les demande",
        f"OK       Salon Énergie ({group.id}) : le robot peut y écrire",
        f"OK       Canal Annonces ({channel.id}) : le robot peut y publier",
        "OK       Qui prend soin du robot : telegram:42",
        (
            "À FAIRE  Jardinage côté territoire, Énergie : telegram:43 n'a pas encore rejoint ; "
            "dès que le robot tourne, cette personne lui envoie /rejoindre"
        ),
        (
            "À FAIRE  Jardinage côté Région, Énergie : rôle libre ; dès que le robot tourne, "
            "envoyez-lui /jardinier en privé"
        ),
    ]


async def test_the_check_speaks_english(settings: dict[str, Any]) -> None:
    settings["instance"]["locale"] = "en"

    shown = await seen(settings)

    assert shown[0] == "OK     Configuration: config.toml"
    assert "OK     Privacy mode: on; in groups the bot sees only what is addressed to it" in shown


async def test_the_check_changes_nothing(
    settings: dict[str, Any], api: BotApi, database: str
) -> None:
    await seen(settings)

    looking = Database(database)
    with looking.unit() as store:
        assert list(store[Communities].all()) == []
    looking.close()
    assert {call.method for call in api.calls} <= {
        "getMe",
        "getWebhookInfo",
        "getChat",
        "getChatMember",
    }


async def test_a_database_that_is_still_to_be_made_is_not_made(
    settings: dict[str, Any], tmp_path: Path
) -> None:
    settings["instance"]["database"] = f"sqlite:///{tmp_path / 'new.db'}"

    shown = await seen(settings)

    assert (
        shown[2] == f"OK       Base de données : {tmp_path}/new.db sera créé au premier démarrage"
    )
    assert not (tmp_path / "new.db").exists()
    assert any("Salon Énergie" in line for line in shown)


@pytest.mark.parametrize(
    ("noted", "told"),
    [
        (None, "TO DO  Backups: none yet: “terreau backup” makes one"),
        (LastBackup(AT, is_made=False), "WRONG  Backups: none yet: “terreau backup” makes one"),
        (
            LastBackup(AT, is_made=True),
            "WRONG  Backups: the last good one is of Sunday, 1 November",
        ),
        (LastBackup(AT + 2 * DAY, is_made=True), "OK     Backups: the last good one is of Tuesday"),
    ],
)
def test_the_age_of_the_last_good_backup_is_told(
    tmp_path: Path, noted: LastBackup | None, told: str
) -> None:
    settings = Settings.model_validate({"instance": {"data": str(tmp_path)}})
    if noted is not None:
        noted.write(tmp_path)

    [line] = lines(look_at_backups(settings, AT + 3 * DAY), "en")

    assert line.startswith(told)


@pytest.mark.parametrize(("free", "is_told"), [(4, True), (6, False)])
def test_a_disk_is_told_when_a_twentieth_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, *, is_told: bool
) -> None:
    settings = Settings.model_validate({"instance": {"data": str(tmp_path)}})
    usage = type(shutil.disk_usage(tmp_path))(100 * 10**9, (100 - free) * 10**9, free * 10**9)
    monkeypatch.setattr(machine, "disk_usage", lambda _folder: usage)

    shown = list(lines(look_at_disks(settings), "en"))

    assert len(shown) == is_told
    assert all(each.startswith("TO DO  Disk: 4") for each in shown)


@pytest.mark.parametrize(
    ("url", "is_open"),
    [
        ("http://matrix.example.org", True),
        ("https://matrix.example.org", False),
        ("http://localhost:8008", False),
        ("http://127.0.0.1:8008", False),
        ("http://[::1]:8008", False),
        ("http://10.1.2.3", True),
    ],
)
def test_an_address_that_others_may_read_along_is_known(url: str, *, is_open: bool) -> None:
    assert is_unencrypted(url) == is_open


@pytest.mark.slow
async def test_a_database_of_an_older_version_is_looked_at_as_it_will_be(
    settings: dict[str, Any],
    database: str,
    tmp_path: Path,
    next_version: Callable[[], str],
) -> None:
    """The check between an upgrade and its first start finds the rooms that people connected."""
    with closing(Database(database)) as old:
        with old.unit() as store:
            apply_settings(store, Settings(**settings), AT)
            community = store[Communities].named("energie")
            assert community is not None
            store[Communities].put_room("telegram:-1009", RoomKind.GARDENERS, community)
        before = version(old)
    assert before != next_version()

    shown = await seen(settings)

    assert "OK       Tables : seront mises à jour au prochain démarrage" in shown
    assert any("-1009" in line for line in shown)
    with closing(Database(database)) as old:
        assert version(old) == before
    left = os.listdir(tmp_path)  # noqa: PTH208 - no path's own way in a test that waits
    assert not [each for each in left if each.startswith(".copy-")]
