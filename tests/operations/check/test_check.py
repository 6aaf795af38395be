"""Looking whether an installation is in order, from the seat of the person who runs it."""

# ruff: noqa: ASYNC240 - a test may wait for its own small files

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from bot.__main__ import cli
from bot.config import Settings
from bot.core.context.clock import Clock, MovableClock
from bot.domain.audit import ChainHead
from bot.operations.check import look_at_all
from bot.operations.check.findings import lines
from bot.operations.check.machine import look_at_files, look_at_limits
from bot.vocabulary.community.applied_settings import apply
from storage.audit import Audit, Chain
from storage.communities import Communities
from storage.members import Members
from storage.operations import running_on
from storage.operations.migrating import migrate
from storage.unit_of_work import Database
from tests.databases import SQLiteFiles
from tests.emulator import BotApi, Channel, Group

TOKEN = "123456789:AAF-kx3_secret"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(token=TOKEN, limits=False) as api:
        yield api
        assert [each for each in api.violations if each != "wrong token"] == []


@pytest.fixture
def group(api: BotApi) -> Group:
    return api.group("Énergie", supergroup=True)


@pytest.fixture
def channel(api: BotApi) -> Channel:
    return api.channel("Annonces")


@pytest.fixture
def database(tmp_path: Path, sqlite_files: SQLiteFiles) -> str:
    """A database at work: its tables are up to date."""
    url = sqlite_files.copy_to(tmp_path / "terreau.db")
    (tmp_path / "terreau.db").chmod(0o600)
    return url


@pytest.fixture
def settings(api: BotApi, group: Group, channel: Channel, database: str) -> dict[str, Any]:
    """What is written in the file, where all is in order."""
    return {
        "instance": {"database": database, "cultivators": ["telegram:42"]},
        "telegram": {"token": TOKEN, "api_base": api.url},
        "communities": [
            {
                "slug": "energie",
                "name": "Énergie",
                "rooms": [f"telegram:{group.id}"],
                "channels": [f"telegram:{channel.id}"],
                "gardeners": {"territory": "telegram:43"},
            }
        ],
    }


async def seen(settings: dict[str, Any], clock: Clock | None = None) -> list[str]:
    found = await look_at_all(Settings(**settings), Path("config.toml"), clock or Clock())
    shown = list(lines(found, settings["instance"].get("locale", "fr")))
    assert TOKEN.partition(":")[2] not in "\n".join(shown)
    return shown


async def test_all_is_in_order(
    settings: dict[str, Any], group: Group, channel: Channel, tmp_path: Path
) -> None:
    assert await seen(settings) == [
        "OK       Configuration : config.toml",
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


async def test_it_speaks_english(settings: dict[str, Any]) -> None:
    settings["instance"]["locale"] = "en"

    shown = await seen(settings)

    assert shown[0] == "OK     Configuration: config.toml"
    assert "OK     Privacy mode: on; in groups the bot sees only what is addressed to it" in shown


async def test_nothing_is_changed(settings: dict[str, Any], api: BotApi, database: str) -> None:
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
        shown[1] == f"OK       Base de données : {tmp_path}/new.db sera créé au premier démarrage"
    )
    assert not (tmp_path / "new.db").exists()
    assert any("Salon Énergie" in line for line in shown)


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
    ],
)
async def test_what_is_not_in_order_is_told_with_what_to_do(
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
        apply(store, Settings(**settings), datetime.now(UTC))
        store[Members].register("telegram:43", "Ana", direct=None, at=datetime.now(UTC))
    working.close()

    assert "OK       Jardinage côté territoire, Énergie : Ana" in await seen(settings)


@pytest.mark.parametrize(
    ("version", "told"),
    [
        ("from_the_future", "ERREUR   Tables : créées par un Terreau plus récent"),
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


# The traces


def acted(url: str, *, chained: int = 3, waiting: int = 0) -> ChainHead:
    """Traces in the chain, and others that wait; gives where the chain ends."""
    at = datetime(2026, 11, 24, 10, tzinfo=UTC)
    with closing(Database(url)) as opened, opened.unit() as store:
        for _ in range(chained):
            store[Audit].note("telegram:7", "poll", None, "done", at)
        store.flush()
        store[Chain].extend()
        head = store[Chain].head()
        for _ in range(waiting):
            store[Audit].note("telegram:7", "poll", None, "done", at)
    assert head is not None
    return head


def traces(shown: list[str]) -> list[str]:
    return [line for line in shown if "Journal" in line or "Empreinte" in line]


async def test_a_whole_chain_is_told_with_its_fingerprint(
    settings: dict[str, Any], database: str
) -> None:
    head = acted(database, waiting=2)

    [line] = traces(await seen(settings))

    assert line == (
        "OK       Journal : 3 lignes depuis le mardi 24 novembre 2026, intactes ; "
        f"empreinte {head} ; 2 lignes récentes ne sont pas encore protégées : "
        "le robot le fait en tournant"
    )


async def test_traces_of_somebody_erased_do_not_break_it(
    settings: dict[str, Any], database: str
) -> None:
    acted(database)
    with closing(Database(database)) as opened, opened.unit() as store:
        store[Audit].forget(["telegram:7"])

    [line] = traces(await seen(settings))

    assert line.startswith("OK       Journal : 3 lignes")
    assert line.endswith("dont 3 sur des personnes effacées depuis")


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        pytest.param(
            "UPDATE audit SET action = 'x' WHERE id = 2",
            "rompues à la ligne 2, du mardi 24 novembre 2026 : elle a été modifiée",
            id="changed",
        ),
        pytest.param(
            "UPDATE audit SET position = 9 WHERE id = 3",
            "rompues à la ligne 3 : la fin de la chaîne n'est plus où elle était",
            id="cut off",
        ),
        pytest.param(
            "UPDATE audit SET position = NULL WHERE id = 2",
            "rompues à la ligne 2, du mardi 24 novembre 2026 : elle manque",
            id="missing",
        ),
        pytest.param(
            "UPDATE audit_actors SET account = 'x' WHERE audit_id = 1",
            "rompues à la ligne 1, du mardi 24 novembre 2026 : la personne ou les détails",
            id="another actor",
        ),
        pytest.param(
            "UPDATE audit_chain SET purged = 3, purged_hash = hash;"
            "DELETE FROM audit_actors; DELETE FROM audit",
            "rompues à la ligne 4 : les lignes précédentes manquent, et aucune purge ne l'explique",
            id="the start cut off",
        ),
    ],
)
async def test_where_it_breaks_is_told(
    settings: dict[str, Any], database: str, statement: str, told: str
) -> None:
    acted(database)
    with closing(Database(database)) as opened, opened.engine.begin() as connection:
        for each in statement.split(";"):
            connection.execute(text(each))

    [line] = traces(await seen(settings))

    assert line.startswith(f"ERREUR   Journal : {told}")
    assert line.endswith("comparez avec une sauvegarde.")


async def test_a_noted_fingerprint_is_compared(settings: dict[str, Any], database: str) -> None:
    head = acted(database)

    async def compared(noted: ChainHead) -> str:
        found = await look_at_all(Settings(**settings), Path("x"), Clock(), noted=noted)
        return traces(list(lines(found, "fr")))[1]

    assert (await compared(head)).startswith(f"OK       Empreinte {head} : toujours dans la chaîne")
    assert (await compared(ChainHead(3, "0" * 12))).startswith(
        "ERREUR   Empreinte 3-000000000000 :"
    )
    with closing(Database(database)) as opened, opened.unit() as store:
        store[Audit].note("telegram:7", "x", None, "done", datetime(2026, 12, 1, tzinfo=UTC))
        store.flush()
        store[Chain].extend()
        store[Chain].purge_before(
            datetime(2026, 11, 30, tzinfo=UTC), datetime(2026, 12, 2, tzinfo=UTC)
        )
    gone = await compared(ChainHead(1, "0" * 12))
    assert gone.startswith("À FAIRE  Empreinte 1-000000000000 : sa ligne n'est plus là")
    assert (await compared(head)).startswith("OK"), "the last one purged is still known"


# The command


async def checked(config: Path) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, cli, ["check", "--config", str(config)])


@pytest.fixture
def config(tmp_path: Path, api: BotApi, group: Group, database: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(
        f'[instance]\ndatabase = "{database}"\ncultivators = ["telegram:42"]\n'
        f'[telegram]\ntoken = "{TOKEN}"\napi_base = "{api.url}"\n'
        f'[[communities]]\nslug = "energie"\nname = "É"\nrooms = ["telegram:{group.id}"]\n'
    )
    path.chmod(0o600)
    return path


async def test_the_command_succeeds_where_nothing_is_wrong(config: Path) -> None:
    result = await checked(config)

    assert result.exit_code == 0, result.output
    assert "ERREUR" not in result.output
    assert result.output.endswith("démarre le robot.\n")


async def test_the_command_does_not_tell_to_start_a_bot_that_runs(
    config: Path, database: str
) -> None:
    with closing(Database(database)) as opened, running_on(opened):
        result = await checked(config)

    assert result.output.endswith("Le robot est en marche.\n")


async def test_the_command_fails_where_something_is_wrong(config: Path, group: Group) -> None:
    group.kick_bot()

    assert (await checked(config)).exit_code == 1


async def test_without_a_configuration_init_is_named(tmp_path: Path) -> None:
    result = await checked(tmp_path / "config.toml")

    assert result.exit_code == 2
    assert "init" in result.output


async def test_a_fingerprint_that_is_none_is_told(config: Path) -> None:
    invoked = ["check", "--config", str(config), "--noted", "12-xyz"]

    result = await asyncio.to_thread(CliRunner().invoke, cli, invoked)

    assert result.exit_code == 2
    assert "“12-xyz” is not a fingerprint; /audit shows one" in result.stderr


async def test_a_configuration_that_is_wrong_is_told(config: Path) -> None:
    config.write_text('[instance]\nlocale = "de"\n')

    result = await checked(config)

    assert result.exit_code == 2
    assert "instance.locale" in result.output


async def test_a_file_that_others_can_read_is_told(config: Path) -> None:
    config.chmod(0o644)

    result = await checked(config)

    assert result.exit_code == 0
    assert f"chmod 600 {config}" in result.output


@pytest.mark.parametrize("mode", [0o640, 0o604])
async def test_a_database_that_others_can_read_is_told_with_what_lies_beside_it(
    settings: dict[str, Any], tmp_path: Path, mode: int
) -> None:
    with closing(Database(settings["instance"]["database"])) as opened, opened.unit():
        for end in ("", "-wal", "-shm", ".before-1"):
            (tmp_path / f"terreau.db{end}").touch()
            (tmp_path / f"terreau.db{end}").chmod(mode)
        shown = await seen(settings)

    named = " ".join(f"{tmp_path}/terreau.db{end}" for end in ("", "-shm", "-wal", ".before-1"))
    told = "d'autres comptes de cette machine peuvent lire 4 fichiers"
    assert f"À FAIRE  Fichiers : {told} : chmod 600 {named}" in [
        line.replace("\u202f", " ").replace("\xa0", " ") for line in shown
    ]


async def test_secrets_and_data_that_others_can_read_are_told(
    settings: dict[str, Any], tmp_path: Path
) -> None:
    data, elsewhere = tmp_path / "data", tmp_path / "token"
    data.mkdir(mode=0o755)
    (data / "closed").mkdir(mode=0o700)
    for name in ("erasures.key", "it's", "closed/1"):
        (data / name).write_text("x")
        (data / name).chmod(0o644)
    (data / "matrix.key").touch(0o600)
    elsewhere.write_text(TOKEN)
    elsewhere.chmod(0o644)
    config = tmp_path / "config.toml"
    config.write_text(f'[telegram]\ntoken_file = "{elsewhere}"\n')
    settings["instance"]["data"] = str(data)

    found = look_at_files(Settings(**settings), config)

    [line] = lines(found, "en")
    assert line == (
        "TO DO  Files: other users of this machine can read 3 files: chmod 600 "
        f"{elsewhere} {data}/erasures.key '{data}/it'\"'\"'s'"
    )
    data.chmod(0o700)
    elsewhere.chmod(0o600)
    assert look_at_files(Settings(**settings), config) == []


def test_a_system_that_limits_no_process_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert look_at_limits() == []
    monkeypatch.setattr(sys, "platform", "darwin")
    [line] = lines(look_at_limits(), "en")
    assert line.startswith("TO DO  Machine: this system cannot limit the memory")
