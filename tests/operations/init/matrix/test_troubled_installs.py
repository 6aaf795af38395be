"""Installations on Matrix with wrong servers, tokens or rates."""

# ruff: noqa: ASYNC240 - a test may wait for its own small files

import asyncio
from pathlib import Path

import pytest
from aiohttp import web

from bot.operations.init.answers import Given
from bot.operations.init.conversation import install
from tests.operations.init.installer import Installer, installed
from tests.operations.init.matrix.installing import given, seen
from tests.synapse import Account, Synapse

pytestmark = pytest.mark.slow


async def test_a_wrong_server_is_told(bot: Account, config: Path) -> None:
    installer = Installer([])
    asked = Given(language="fr", homeserver="http://127.0.0.1:9", data=str(config.parent / "data"))

    code = await asyncio.to_thread(install, installer, asked, config)

    assert code == 2
    assert "http://127.0.0.1:9 ne répond pas comme un serveur Matrix." in installer.screen
    assert installer.shown[-1] == "Impossible de répondre ici : donnez plutôt --homeserver."
    assert list(config.parent.iterdir()) == []


async def test_the_server_is_found_where_its_name_points_to(
    synapse: Synapse, bot: Account, config: Path
) -> None:
    """By `.well-known`, as Element does."""

    async def points(request: web.Request) -> web.Response:
        return web.json_response({"m.homeserver": {"base_url": f"{synapse.url}/"}})

    site = web.Application()
    site.router.add_get("/.well-known/matrix/client", points)
    runner = web.AppRunner(site)
    await runner.setup()
    listening = web.TCPSite(runner, "127.0.0.1", 0)
    await listening.start()
    _host, port = runner.addresses[0]

    settings = await installed(
        Installer([]), given(synapse, bot, config, homeserver=f"http://127.0.0.1:{port}"), config
    )
    await runner.cleanup()

    assert settings.matrix["matrix"].homeserver == synapse.url


async def test_a_token_may_stand_for_the_password(
    synapse: Synapse, bot: Account, config: Path
) -> None:
    other = await synapse.register("Autre")
    installer = Installer(["", other.access_token, "syt_nothing", bot.access_token])

    settings = await installed(installer, given(synapse, bot, config, password=None), config)

    assert settings.matrix["matrix"].access_token.get_secret_value() == bot.access_token
    assert settings.matrix["matrix"].password.get_secret_value() == ""
    assert f"Ce jeton est celui de {other.user_id}." in installer.shown
    assert any(each.startswith("Le serveur refuse ce jeton") for each in installer.shown)
    assert "OK       Identité : publiée, et elle signe l'appareil du robot" in await seen(settings)


async def test_another_accounts_folder_is_left_alone(
    synapse: Synapse, bot: Account, config: Path
) -> None:
    await installed(Installer([]), given(synapse, bot, config), config)
    other = await synapse.register("Autre")
    installer = Installer([])

    code = await asyncio.to_thread(
        install, installer, given(synapse, other, config, replace=True), config
    )

    assert code == 2
    assert f"contient l'appareil de {bot.user_id}" in installer.shown[-1]


async def test_ctrl_c_leaves_the_device_for_the_next_time(
    synapse: Synapse, bot: Account, config: Path
) -> None:
    installer = Installer(["^C"])

    code = await asyncio.to_thread(
        install, installer, given(synapse, bot, config, invited_by=()), config
    )

    assert code == 130
    assert installer.shown[-1].startswith("Arrêté : aucune configuration n'a été écrite.")
    assert not config.exists()
    again = Installer([])
    await installed(again, given(synapse, bot, config), config)
    devices = await synapse.admin("GET", f"v2/users/{bot.user_id}/devices")
    assert devices["total"] == 2


async def test_an_administrator_lifts_the_limits(
    synapse: Synapse, bot: Account, config: Path
) -> None:
    administrator = await synapse.register("Admin", admin=True)
    installer = Installer(["", bot.access_token, administrator.access_token])

    await installed(installer, given(synapse, bot, config), config)

    lifted = await synapse.admin("GET", f"v1/users/{bot.user_id}/override_ratelimit")
    assert lifted == {"messages_per_second": 0, "burst_count": 0}
    assert any(each.startswith("Le serveur refuse (403") for each in installer.shown)
    assert "Limites : levées pour le robot." in installer.shown
    assert administrator.access_token not in config.read_text()


async def test_a_bot_that_is_an_administrator_lifts_them_itself(
    synapse: Synapse, config: Path
) -> None:
    bot = await synapse.register("Terreau", admin=True)

    settings = await installed(Installer([]), given(synapse, bot, config), config)

    assert "OK       Limites : le serveur les a levées pour le robot" in await seen(settings)


async def test_the_way_to_lift_rate_limits_is_told(
    synapse: Synapse, bot: Account, config: Path
) -> None:
    installer = Installer([])

    await installed(installer, given(synapse, bot, config), config)

    [told] = [
        each for each in installer.shown if each.startswith("Un compte d'administration peut")
    ]
    assert """-d '{"messages_per_second": 0, "burst_count": 0}'""" in told
    assert f"/_synapse/admin/v1/users/%40{bot.user_id[1:].replace(':', '%3A')}/" in told
