"""Checks of an installation on Matrix, against a real Synapse."""

# ruff: noqa: ASYNC240 - a test may wait for its own small files

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.config import Settings
from bot.core.context.clock import Clock
from bot.operations.check import lines
from bot.operations.check.command import look_at_all
from bot.operations.check.matrix import look_at_matrix
from tests.operations.check.matrix.matrix_check import seen, settled
from tests.synapse import Account, MatrixPerson, Synapse
from tests.web.safe_fetch.sites import INSIDE, site


async def test_all_is_in_order(
    synapse: Synapse, settings: dict[str, Any], bot: Account, square: str, tmp_path: Path
) -> None:
    device, key = await settled(settings)
    groups = " ".join(key[at : at + 4] for at in range(0, len(key), 4))

    shown = await seen(settings)

    assert shown[3:11] == [
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
        shown[10],
    ]
    assert shown[10].startswith("À FAIRE  Limites : seuls les comptes d'administration les voient")
    assert "0,2 message par seconde" in shown[10]
    assert "environ 17 heures" in shown[10]
    assert shown[11] == f"OK       Salon Place ({square}) : le robot peut y écrire"
    assert any(
        "matrix:@ana:terreau.test n'a pas encore rejoint" in line and line.endswith(" !rejoindre")
        for line in shown
    )


async def test_before_the_first_start_nothing_is_made(
    synapse: Synapse, settings: dict[str, Any], bot: Account, tmp_path: Path
) -> None:
    """The password is tried, and the device made by the try is deleted."""
    shown = await seen(settings)

    assert f"OK       Compte Matrix : le serveur accepte le mot de passe de {bot.user_id}" in shown
    assert any(line.startswith("OK       Clé des clés : ") for line in shown)
    assert any(line.startswith("À FAIRE  Chiffrement : créée au premier") for line in shown)
    assert any(line.startswith("OK       Salon Place") for line in shown)
    assert list(tmp_path.iterdir()) == []
    devices = await synapse.admin("GET", f"v2/users/{bot.user_id}/devices")
    assert devices["total"] == 1


@pytest.mark.slow
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
async def test_each_disorder_is_told_with_its_remedy(
    settings: dict[str, Any], spoil: Spoil, told: str
) -> None:
    spoil(settings)
    found = await look_at_all(Settings(**settings), Path("config.toml"), Clock())

    assert any(line.startswith(told) for line in lines(found, "fr"))


@pytest.mark.slow
async def test_a_token_of_another_account_or_device_is_told(
    synapse: Synapse, settings: dict[str, Any], bot: Account, ana: MatrixPerson
) -> None:
    settings["matrix"] |= {"password": "", "access_token": ana.account.access_token}
    assert f"ERREUR   Compte Matrix : le jeton est celui de {ana.user_id}" in await seen(settings)

    settings["matrix"] |= {"access_token": bot.access_token, "device_id": "ELSEWHERE"}
    assert any(
        f"Compte Matrix : le robot est l'appareil {bot.device_id} : écrivez" in line
        for line in await seen(settings)
    )


async def test_a_server_elsewhere_without_encryption_is_warned_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its name leads nowhere here: a proxy answers for it, with a server that knows no account."""

    async def answer(request: web.Request) -> web.StreamResponse:
        if request.method == "GET":
            flows = [{"type": "m.login.password"}]
            return web.json_response({"versions": ["v1.11"], "flows": flows})
        return web.json_response({"errcode": "M_FORBIDDEN", "error": "no"}, status=403)

    account = {"homeserver": "http://matrix.behind.example", "user": "@t:hs", "password": "hush"}
    settings = Settings.model_validate({"instance": {"data": str(tmp_path)}, "matrix": account})
    async with site(answer, INSIDE) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url())
        monkeypatch.delenv("no_proxy", raising=False)
        shown = list(lines(await look_at_matrix(settings.servers[0], [], None), "en"))

    [server, account_line] = shown
    assert server == (
        "TO DO  Matrix server: http://matrix.behind.example is not encrypted, and what people "
        "write goes there: use https"
    )
    assert account_line == (
        "WRONG  Matrix account: the server does not accept this password for @t:hs"
    )
