"""Rooms, keys and devices on Matrix, as a check sees them."""

# ruff: noqa: ASYNC240 - a test may wait for its own small files

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.config import pickle_key
from bot.core.context.clock import MovableClock
from bot.transports.matrix import MatrixAccount
from bot.transports.matrix.device import AccountSetup
from tests.operations.check.matrix.matrix_check import room, seen, settled
from tests.synapse import Account, MatrixPerson, Synapse
from tests.synapse.fixtures import MakeSynapse

pytestmark = pytest.mark.slow


async def test_each_room_is_told_with_what_the_bot_may_do_there(
    settings: dict[str, Any], ana: MatrixPerson, bot: Account
) -> None:
    sealed = await room(ana, bot, "Secrets", encrypted=True)
    channel, old = await room(ana, bot, "Annonces"), await room(ana, bot, "Ancien")
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
async def test_wrong_keys_are_told(
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
    account_setup = AccountSetup(
        MatrixAccount(matrix["homeserver"], matrix["user"], matrix["password"]),
        folder=data / "matrix",
        pickle_key=pickle_key(data / "matrix.key", opens=data / "matrix"),
        encryption=True,
    )
    await account_setup.enter()
    none = await seen(settings)
    await account_setup.publish(matrix["password"])
    unsigned = await seen(settings)
    await account_setup.close()

    assert any(line.startswith("À FAIRE  Identité : aucune pour l'instant") for line in none)
    assert any(line.startswith("À FAIRE  Identité : publiée ; elle signera") for line in unsigned)


async def test_the_check_of_keys_changes_nothing(
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
