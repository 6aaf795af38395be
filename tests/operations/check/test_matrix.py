"""Looking whether an installation on Matrix is in order, against a real Synapse."""

# ruff: noqa: ASYNC240 - a test may wait for its own small files

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.config import Settings, pickle_key
from bot.core.context.clock import Clock, MovableClock
from bot.operations.check import look_at_all
from bot.operations.check.findings import lines
from bot.transports.matrix import MatrixAccount
from bot.transports.matrix.account.setup import Settling
from tests.synapse import Account, Somebody, Synapse
from tests.synapse.fixtures import MakeSynapse


@pytest.fixture
async def bot(synapse: Synapse) -> Account:
    return await synapse.register("Terreau")


@pytest.fixture
async def ana(synapse: Synapse) -> Somebody:
    return await synapse.somebody("Ana")


@pytest.fixture
async def square(ana: Somebody, bot: Account) -> str:
    """A room where the bot was let in."""
    return await _room(ana, bot, "Place")


async def _room(ana: Somebody, bot: Account, name: str, *, encrypted: bool = False) -> str:
    room = await ana.creates(name, invites=[bot.user_id], encrypted=encrypted)
    await Somebody(ana.url, bot, "Terreau").joins(room)
    return room


@pytest.fixture
def settings(synapse: Synapse, bot: Account, square: str, tmp_path: Path) -> dict[str, Any]:
    """What is written in the file, where all is in order."""
    return {
        "instance": {
            "database": f"sqlite:///{tmp_path / 'terreau.db'}",
            "data": str(tmp_path),
            "cultivators": ["matrix:@ana:terreau.test"],
        },
        "matrix": {"homeserver": synapse.url, "user": bot.user_id, "password": bot.password},
        "communities": [
            {
                "slug": "energie",
                "name": "Énergie",
                "rooms": [f"matrix:{square}"],
                "gardeners": {"territory": "matrix:@ana:terreau.test"},
            }
        ],
    }


async def settled(settings: dict[str, Any]) -> tuple[str, str]:
    """What the first start makes: the device, its keys, an identity; gives device and key."""
    data, matrix = Path(settings["instance"]["data"]), settings["matrix"]
    settling = Settling(
        MatrixAccount(matrix["homeserver"], matrix["user"], matrix["password"]),
        folder=data / "matrix",
        pickle_key=pickle_key(data / "matrix.key", opens=data / "matrix"),
        encryption=True,
    )
    await settling.enter()
    await settling.publish(matrix["password"])
    await settling.sign()
    await settling.close()
    return settling.device_id, settling.fingerprint


async def seen(settings: dict[str, Any], clock: Clock | None = None) -> list[str]:
    found = await look_at_all(Settings(**settings), Path("config.toml"), clock or Clock())
    shown = list(lines(found, settings["instance"].get("locale", "fr")))
    secret = settings["matrix"].get("password") or settings["matrix"]["access_token"]
    assert secret not in "\n".join(shown)
    return shown


async def test_all_is_in_order(
    synapse: Synapse, settings: dict[str, Any], bot: Account, square: str, tmp_path: Path
) -> None:
    device, key = await settled(settings)
    groups = " ".join(key[at : at + 4] for at in range(0, len(key), 4))

    shown = await seen(settings)

    assert shown[2:10] == [
        f"OK       Serveur Matrix : {synapse.url} répond",
        "OK       Horloge : à l'heure",
        f"OK       Compte Matrix : {bot.user_id}, appareil {device}",
        (
            "OK       Invitations : acceptées de *:terreau.test ; ajoutez-en d'autres sous "
            "invited_by"
        ),
        f"OK       Clé des clés : {tmp_path}/matrix.key, lisible par vous seulement",
        f"OK       Clé de l'appareil : {groups}, à comparer dans Element",
        "OK       Identité : publiée, et elle signe l'appareil du robot",
        shown[9],
    ]
    assert shown[9].startswith("À FAIRE  Limites : seuls les comptes d'administration les voient")
    assert "0,2 message par seconde" in shown[9]
    assert "environ 17 heures" in shown[9]
    assert shown[10] == f"OK       Salon Place ({square}) : le robot peut y écrire"
    assert any(
        "matrix:@ana:terreau.test n'a pas encore rejoint" in line and line.endswith(" !rejoindre")
        for line in shown
    )


async def test_before_the_first_start_nothing_is_made(
    synapse: Synapse, settings: dict[str, Any], bot: Account, tmp_path: Path
) -> None:
    """The password is tried, and what that made at the server is taken back."""
    shown = await seen(settings)

    assert f"OK       Compte Matrix : le serveur accepte le mot de passe de {bot.user_id}" in shown
    assert any(line.startswith("OK       Clé des clés : ") for line in shown)
    assert any(line.startswith("À FAIRE  Chiffrement : créée au premier") for line in shown)
    assert any(line.startswith("OK       Salon Place") for line in shown)
    assert list(tmp_path.iterdir()) == []
    devices = await synapse.admin("GET", f"v2/users/{bot.user_id}/devices")
    assert devices["total"] == 1


async def test_lifted_limits_are_seen_by_an_administrator(
    synapse: Synapse, settings: dict[str, Any]
) -> None:
    bot = await synapse.register("Terreau", admin=True)
    settings["matrix"] |= {"user": bot.user_id, "password": bot.password}
    assert any(line.startswith("À FAIRE  Limites : en vigueur") for line in await seen(settings))

    await synapse.override_ratelimit(bot.user_id)

    assert "OK       Limites : le serveur les a levées pour le robot" in await seen(settings)


Spoil = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        pytest.param(
            lambda settings: settings["matrix"].update(homeserver="http://127.0.0.1:9"),
            "ERREUR   Serveur Matrix : http://127.0.0.1:9 ne répond pas : vérifiez le réseau, et",
            id="no network",
        ),
        pytest.param(
            lambda settings: settings["matrix"].update(password="not the one"),
            "ERREUR   Compte Matrix : le serveur refuse ce mot de passe pour @terreau-",
            id="another password",
        ),
        pytest.param(
            lambda settings: settings["matrix"].update(password="", access_token="syt_nothing"),
            "ERREUR   Compte Matrix : le serveur refuse access_token ; créez-en un autre",
            id="another token",
        ),
        pytest.param(
            lambda settings: settings["matrix"].update(encryption=False),
            "À FAIRE  Chiffrement : désactivé ; dans Element, les conversations privées sont",
            id="no encryption",
        ),
        pytest.param(
            lambda settings: settings["communities"][0].update(rooms=["matrix:!no:terreau.test"]),
            "ERREUR   Salon !no:terreau.test : le robot n'y est pas : invitez @terreau-",
            id="out of the room",
        ),
        pytest.param(
            lambda settings: settings.pop("matrix"),
            "ERREUR   Réseau : aucun ; ajoutez une section [telegram] ou [matrix], ou lancez",
            id="no network in the file",
        ),
    ],
)
async def test_what_is_not_in_order_is_told_with_what_to_do(
    settings: dict[str, Any], spoil: Spoil, told: str
) -> None:
    spoil(settings)
    found = await look_at_all(Settings(**settings), Path("config.toml"), Clock())

    assert any(line.startswith(told) for line in lines(found, "fr"))


async def test_a_token_of_another_account_or_device_is_told(
    synapse: Synapse, settings: dict[str, Any], bot: Account, ana: Somebody
) -> None:
    settings["matrix"] |= {"password": "", "access_token": ana.account.access_token}
    assert f"ERREUR   Compte Matrix : le jeton est celui de {ana.user_id}" in await seen(settings)

    settings["matrix"] |= {"access_token": bot.access_token, "device_id": "ELSEWHERE"}
    assert any(
        f"Compte Matrix : le robot est l'appareil {bot.device_id} : écrivez" in line
        for line in await seen(settings)
    )


# Rooms


async def test_each_room_is_told_with_what_the_bot_may_do_there(
    settings: dict[str, Any], ana: Somebody, bot: Account
) -> None:
    sealed = await _room(ana, bot, "Secrets", encrypted=True)
    channel, old = await _room(ana, bot, "Annonces"), await _room(ana, bot, "Ancien")
    await ana.lets_speak_from(channel, 50)
    new = await ana.upgrades(old)
    settings["communities"][0] |= {
        "rooms": [f"matrix:{sealed}", f"matrix:{old}"],
        "channels": [f"matrix:{channel}"],
    }

    shown = await seen(settings)

    assert (
        f"OK       Salon Secrets ({sealed}) : le robot peut y écrire ; le salon est chiffré : on "
        "y vote par écrit, pas par réaction"
    ) in shown
    assert (
        f"ERREUR   Salon Ancien ({old}) : son adresse est maintenant matrix:{new} : changez-la "
        "dans le fichier"
    ) in shown
    assert (
        f"ERREUR   Canal Annonces ({channel}) : le robot ne peut pas y écrire : donnez-lui plus "
        "de droits dans les paramètres du salon"
    ) in shown
    await ana.gives_power(channel, bot.user_id, 50)
    assert f"OK       Canal Annonces ({channel}) : le robot peut y écrire" in await seen(settings)

    settings["matrix"]["encryption"] = False
    assert any(f"({sealed}) : ce salon est chiffré, mais" in line for line in await seen(settings))


# Keys


def _shorten(file: Path) -> None:
    file.write_text("short")


def _exchange(file: Path) -> None:
    file.write_text("0" * 64)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (Path.unlink, "ERREUR   Clé des clés : {file} manque, et les clés de {folder} en ont"),
        (_shorten, "ERREUR   Clé des clés : {file} ne contient pas de clé lisible"),
        (_exchange, "ERREUR   Clé de l'appareil : les clés de {folder} ont été créées avec une"),
        (
            lambda file: file.chmod(0o644),
            "ERREUR   Clé des clés : d'autres comptes de cette machine peuvent lire {file}",
        ),
        (
            lambda file: (file.parent / "matrix" / "crypto.db").unlink(),
            "À FAIRE  Clé de l'appareil : perdue ; au prochain démarrage",
        ),
        (
            lambda file: (file.parent / "matrix" / "identity").write_bytes(b"damaged"),
            "ERREUR   Identité : {folder}/identity est endommagé",
        ),
        (
            lambda file: (file.parent / "matrix" / "identity").unlink(),
            "ERREUR   Identité : le compte en a une autre, inconnue de cette machine",
        ),
    ],
    ids=["gone", "no key", "another", "open", "store lost", "identity damaged", "identity lost"],
)
async def test_what_is_wrong_with_the_keys_is_told(
    settings: dict[str, Any], tmp_path: Path, spoil: Callable[[Path], object], told: str
) -> None:
    await settled(settings)
    file = tmp_path / "matrix.key"
    spoil(file)

    shown = await seen(settings)

    expected = told.format(file=file, folder=tmp_path / "matrix")
    assert any(line.startswith(expected) for line in shown), "\n".join(shown)


async def test_a_device_that_nobody_signed_is_told(
    settings: dict[str, Any], tmp_path: Path
) -> None:
    data, matrix = tmp_path, settings["matrix"]
    settling = Settling(
        MatrixAccount(matrix["homeserver"], matrix["user"], matrix["password"]),
        folder=data / "matrix",
        pickle_key=pickle_key(data / "matrix.key", opens=data / "matrix"),
        encryption=True,
    )
    await settling.enter()
    none = await seen(settings)
    await settling.publish(matrix["password"])
    unsigned = await seen(settings)
    await settling.close()

    assert any(line.startswith("À FAIRE  Identité : aucune pour l'instant") for line in none)
    assert any(line.startswith("À FAIRE  Identité : publiée ; elle signera") for line in unsigned)


async def test_nothing_is_changed(
    settings: dict[str, Any], tmp_path: Path, synapse: Synapse, bot: Account
) -> None:
    await settled(settings)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    await asyncio.gather(seen(settings), seen(settings))

    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before
    devices = await synapse.admin("GET", f"v2/users/{bot.user_id}/devices")
    assert devices["total"] == 2


async def test_a_wrong_clock_is_told(settings: dict[str, Any]) -> None:
    shown = await seen(settings, MovableClock(datetime.now(UTC) + timedelta(minutes=5)))

    assert any(
        line.replace("\xa0", " ").startswith("ERREUR   Horloge : en avance de 5 minutes")
        for line in shown
    )


@pytest.mark.slow
async def test_a_server_that_asks_to_wait_is_told(
    private_synapse: MakeSynapse, settings: dict[str, Any]
) -> None:
    """Synapse's own limit on logins."""
    strict = await private_synapse(rc_login=None)
    bot = await strict.register("Terreau")
    settings["matrix"] |= {
        "homeserver": strict.url,
        "user": bot.user_id,
        "password": "not the one",
    }

    shown = [await seen(settings) for _ in range(8)]

    assert any("renvoie une erreur (429" in line for line in shown[-1])
