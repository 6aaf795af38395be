"""Disorders of an installation, each told with its remedy."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.config import Settings
from bot.core.context.clock import MovableClock
from bot.vocabulary.community_settings import apply_settings
from storage.members import Members
from storage.operations.migrations import migrate
from storage.unit_of_work import Database
from tests.emulator import BotApi, Channel, Group
from tests.operations.check.checking import TOKEN, seen

SILENT_SERVER = {"homeserver": "http://127.0.0.1:9", "user": "@t:hs.example", "password": "x"}
Spoil = Callable[[dict[str, Any], BotApi, Group, Channel], object]


def _forget_the_rooms(settings: dict[str, Any]) -> None:
    settings["communities"][0]["rooms"] = []


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        pytest.param(
            lambda settings, _api, _group, _channel: settings["telegram"].update(
                token="123456789:AAF-other"
            ),
            "ERREUR   Jeton : Telegram ne le connaît pas ; demandez-en un autre à @BotFather avec "
            "/token",
            id="another token",
        ),
        pytest.param(
            lambda settings, _api, _group, _channel: settings["telegram"].update(
                api_base="http://127.0.0.1:9"
            ),
            "ERREUR   Telegram : http://127.0.0.1:9 ne répond pas : vérifiez le réseau",
            id="no network",
        ),
        pytest.param(
            lambda settings, _api, _group, _channel: settings.pop("telegram"),
            "ERREUR   Réseau : aucun ; ajoutez une section [telegram] ou [matrix], ou lancez "
            "« terreau init »",
            id="no network in the file",
        ),
        pytest.param(
            lambda _settings, api, _group, _channel: setattr(
                api.webhook, "url", f"https://elsewhere.example/{TOKEN}"
            ),
            "ERREUR   Messages : Telegram les envoie à elsewhere.example : un autre programme "
            "utilise ce jeton. Arrêtez-le ; Terreau prend le relais à son démarrage",
            id="a webhook",
        ),
        pytest.param(
            lambda _settings, api, _group, _channel: setattr(api, "privacy", False),
            "À FAIRE  Discrétion dans les groupes : désactivé ; Telegram montre au robot tout ce "
            "qui se dit dans ses groupes, et il ne garde que ce qui lui est adressé. Pour limiter "
            "cela, envoyez /setprivacy à @BotFather et choisissez Enable",
            id="no privacy mode",
        ),
        pytest.param(
            lambda _settings, _api, group, _channel: group.kick_bot(),
            "ERREUR   Salon {group} : le robot n'y est pas : ajoutez-le, ou corrigez l'adresse",
            id="out of the room",
        ),
        pytest.param(
            lambda _settings, api, _group, channel: channel.demote(api.bot),
            "ERREUR   Canal Annonces ({channel}) : le robot ne peut pas y publier : nommez-le "
            "administrateur, avec ce droit",
            id="no administrator of the channel",
        ),
        pytest.param(
            lambda _settings, api, group, _channel: group.promote(api.bot),
            "OK       Salon Énergie ({group}) : le robot peut y écrire ; comme administrateur, il "
            "voit tout ce qui s'y dit et ne garde que ce qui lui est adressé",
            id="administrator of the group",
        ),
        pytest.param(
            lambda settings, _api, _group, _channel: settings["instance"].update(
                database="postgresql+psycopg://ana:hush@127.0.0.1:9/terreau"
            ),
            "ERREUR   Base de données : 127.0.0.1 ne répond pas : est-elle démarrée ? Son adresse "
            "est-elle juste ?",
            id="no database",
        ),
        pytest.param(
            lambda settings, _api, _group, _channel: settings["instance"].update(
                database="sqlite:////nowhere/at/all/terreau.db"
            ),
            "ERREUR   Base de données : le dossier de /nowhere/at/all/terreau.db n'existe pas : "
            "créez-le",
            id="no folder",
        ),
        pytest.param(
            lambda settings, _api, _group, _channel: settings["instance"].update(cultivators=[]),
            "À FAIRE  Qui prend soin du robot : personne ; écrivez votre compte sous cultivators, "
            "ou démarrez le robot : il affiche un code",
            id="nobody looks after it",
        ),
        pytest.param(
            lambda settings, _api, _group, _channel: _forget_the_rooms(settings),
            "À FAIRE  Salons : aucun pour l'instant ; lancez « terreau init » pour relier votre "
            "groupe",
            id="no room",
        ),
        pytest.param(
            lambda settings, _api, _group, _channel: settings.update(communities=[]),
            "À FAIRE  Communautés : aucune ; ajoutez une section [[communities]]",
            id="no community",
        ),
        pytest.param(
            lambda settings, _api, _group, _channel: settings.update(matrix=SILENT_SERVER),
            "À FAIRE  Salons sur Matrix : aucun pour l'instant ; quand le robot tourne, "
            "invitez-le dans un salon, puis écrivez-y !salon",
            id="no room on one of two networks",
        ),
    ],
)
async def test_each_disorder_is_told_with_its_remedy(
    settings: dict[str, Any], api: BotApi, group: Group, channel: Channel, spoil: Spoil, line: str
) -> None:
    spoil(settings, api, group, channel)

    assert line.format(group=group.id, channel=channel.id) in await seen(settings)


async def test_a_group_that_moved_is_told_with_its_new_address(
    settings: dict[str, Any], api: BotApi
) -> None:
    old = api.group("Petit groupe")
    new = old.migrate()
    settings["communities"][0]["rooms"] = [f"telegram:{old.id}"]

    assert (
        f"ERREUR   Salon {old.id} : son adresse est maintenant telegram:{new.id} : changez-la "
        "dans le fichier"
    ) in await seen(settings)


async def test_a_topic_of_a_group_without_topics_is_told(
    settings: dict[str, Any], group: Group
) -> None:
    settings["communities"][0]["rooms"] = [f"telegram:{group.id}/17"]

    assert any("ce groupe n'a pas de sujets" in line for line in await seen(settings))


@pytest.mark.parametrize(
    ("apart", "told"),
    [
        (timedelta(seconds=50), "OK       Horloge : à l'heure"),
        (timedelta(minutes=5), "ERREUR   Horloge : en avance de 5 minutes ; réglez l'horloge"),
        (timedelta(minutes=-5), "ERREUR   Horloge : en retard de 5 minutes ; réglez l'horloge"),
    ],
)
async def test_a_wrong_clock_is_told(settings: dict[str, Any], apart: timedelta, told: str) -> None:
    shown = await seen(settings, MovableClock(datetime.now(UTC) + apart))

    assert any(line.replace("\xa0", " ").startswith(told) for line in shown)


async def test_a_gardener_who_joined_is_named(settings: dict[str, Any], database: str) -> None:
    working = Database(database)
    with working.unit() as store:
        apply_settings(store, Settings(**settings), datetime.now(UTC))
        store[Members].register("telegram:43", "Ana", direct=None, at=datetime.now(UTC))
    working.close()

    assert "OK       Jardinage côté territoire, Énergie : Ana" in await seen(settings)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("version", "told"),
    [
        ("from_the_future", "ERREUR   Tables : La base de données vient d'un Terreau plus récent"),
        ("0063", "ERREUR   Tables : Cette base de données date d'avant"),
        (None, "OK       Tables : seront mises à jour au prochain démarrage"),
    ],
)
async def test_tables_of_another_version_are_told(
    settings: dict[str, Any], database: str, version: str | None, told: str
) -> None:
    working = Database(database)
    if version is None:
        migrate(working, "base")
    else:
        with working.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": version})
    working.close()

    assert any(line.startswith(told) for line in await seen(settings))


@pytest.mark.slow
@pytest.mark.postgres
async def test_tables_of_a_postgresql_are_brought_up_to_date_by_command(
    settings: dict[str, Any], fresh_database: Callable[[str], str]
) -> None:
    settings["instance"]["database"] = fresh_database("postgresql")
    assert "OK       Tables : à jour" in await seen(settings)

    older = Database(settings["instance"]["database"])
    migrate(older, "base")
    older.close()
    assert "ERREUR   Tables : pas à jour : lancez « terreau migrate »" in await seen(settings)
