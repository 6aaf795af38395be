"""Installing Terreau on a Matrix server that takes no passwords."""

# ruff: noqa: ASYNC240 - a test may wait for its own small files

import asyncio
from pathlib import Path
from threading import Event

import pytest

from bot.config import Settings, load
from bot.operations.init.answers import Given
from bot.operations.init.first_room import settle_servers
from bot.operations.init.matrix_home import settle_identities, settle_logins
from bot.transports.matrix.setup_client import look_at
from tests.operations.init.installer import Installer, installed
from tests.operations.init.matrix.installing import given, seen
from tests.patience import HANG
from tests.synapse import Account
from tests.synapse.oauth import DelegatingSynapse
from tests.synapse.proxy import Proxy
from tests.transports.contract import until

pytestmark = pytest.mark.slow
IN_A_BROWSER = "approuvé dans un navigateur ; le robot renouvelle seul sa connexion"


@pytest.fixture
async def us(delegating: DelegatingSynapse, monkeypatch: pytest.MonkeyPatch) -> Account:
    """An account for the bot, which asks at once, and often, whether it was approved."""
    monkeypatch.setattr("bot.transports.matrix.oauth.SHORTEST_INTERVAL", 0.02)
    delegating.oauth.interval = 0.02
    return await delegating.register("Terreau")


def localpart(account: Account) -> str:
    return account.user_id[1:].partition(":")[0]


async def approved(
    synapse: DelegatingSynapse, us: Account, installer: Installer, config: Path
) -> Settings:
    """An installation that a person approves."""
    asked = given(synapse, us, config, password=None, rooms=())
    installing = asyncio.create_task(installed(installer, asked, config))
    await synapse.oauth.approve(await synapse.oauth.asked_code(), localpart(us))
    return await installing


async def test_the_ways_to_log_in_are_seen(delegating: DelegatingSynapse) -> None:
    found = await look_at(delegating.url)

    assert not found.takes_passwords
    assert found.approves_devices


async def test_an_installation_is_approved_in_a_browser(
    delegating: DelegatingSynapse, us: Account, config: Path
) -> None:
    installer = Installer([])

    settings = await approved(delegating, us, installer, config)

    [code] = delegating.oauth.requests
    assert f"connectez-vous comme {us.user_id}, et tapez le code {code} :" in installer.screen
    assert f"\n    {delegating.oauth.url}/link\n" in installer.shown
    assert settings.matrix["matrix"].oauth
    [pair] = delegating.oauth.logins[-1].pairs
    for secret in (pair.access, pair.refresh):
        assert secret not in config.read_text() + installer.screen
    shown = await seen(settings)
    assert [line for line in shown if line.startswith("ERREUR")] == []
    assert any(line.endswith(IN_A_BROWSER) for line in shown)
    assert "OK       Identité : publiée, et elle signe l'appareil du robot" in shown


async def test_a_refusal_in_the_browser_is_told_and_another_code_given(
    delegating: DelegatingSynapse, us: Account, config: Path
) -> None:
    installer = Installer(["", ""])
    asked = given(delegating, us, config, password=None)
    installing = asyncio.create_task(installed(installer, asked, config))
    first = await delegating.oauth.asked_code()
    delegating.oauth.deny(first)
    while (second := await delegating.oauth.asked_code()) == first:
        await asyncio.sleep(0.05)
    await delegating.oauth.approve(second, localpart(us))
    await installing

    assert "Le robot n'a pas été approuvé à temps, ou a été refusé." in installer.shown
    assert second in installer.screen


async def test_a_login_that_has_ended_is_told_and_made_again(
    delegating: DelegatingSynapse, us: Account, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(config.parent)
    settings = await approved(delegating, us, Installer([]), config)
    device = delegating.oauth.logins[-1].device
    before = config.read_bytes()
    await delegating.oauth.end_session(device)
    [told] = [line for line in await seen(settings) if line.startswith("ERREUR")]
    assert "« terreau init --log-in »" in told

    installer, asked = Installer([]), Given(log_in=True)
    settling = asyncio.create_task(
        asyncio.to_thread(settle_servers, installer, asked, config, settle_logins)
    )
    await delegating.oauth.approve(await delegating.oauth.asked_code(), localpart(us))

    assert await settling == 0, installer.screen
    assert config.read_bytes() == before
    shown = await seen(settings)
    assert any(line.endswith(f"appareil {device}, {IN_A_BROWSER}") for line in shown)
    assert [line for line in shown if line.startswith("ERREUR")] == []


class Approving(Installer):
    """Waits, when asked to approve on the account's page, until that is done."""

    def __init__(self) -> None:
        super().__init__([""] * 3)
        self.is_asked, self.has_approved = Event(), Event()

    def ask(self, question: str, *, hidden: bool = False) -> str:
        if question.startswith("Entrée pour réessayer"):
            self.is_asked.set()
            self.has_approved.wait(HANG)
        return super().ask(question, hidden=hidden)


async def test_another_identity_is_approved_on_the_page_of_the_account(
    delegating: DelegatingSynapse, us: Account, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(config.parent)
    settings = await approved(delegating, us, Installer([]), config)
    (config.parent / "data" / "matrix" / "identity").unlink()
    installer, asked = Approving(), Given(identity="new")

    settling = asyncio.create_task(
        asyncio.to_thread(settle_servers, installer, asked, config, settle_identities)
    )
    await until(installer.is_asked.is_set)
    await delegating.oauth.allow_reset(localpart(us))
    installer.has_approved.set()

    assert await settling == 0, installer.screen
    assert f"{delegating.oauth.url}/account/?action=org.matrix.cross_signing_reset" in (
        installer.screen
    )
    signed = "OK       Identité : publiée, et elle signe l'appareil du robot"
    assert signed in await seen(settings)


async def test_an_administrators_token_is_named_and_taken(
    delegating: DelegatingSynapse, us: Account, config: Path
) -> None:
    token, device = await delegating.oauth.compatibility_token(localpart(us))
    installer = Installer(["1", token])

    settings = await installed(installer, given(delegating, us, config, password=None), config)

    assert f"mas-cli manage issue-compatibility-token {localpart(us)}" in installer.screen
    assert settings.matrix["matrix"].access_token.get_secret_value() == token
    assert any(f"appareil {device}" in line for line in await seen(settings))


async def test_what_takes_the_place_of_a_refused_token_or_password_is_told(
    delegating: DelegatingSynapse, us: Account, config: Path
) -> None:
    token, device = await delegating.oauth.compatibility_token(localpart(us))
    asked = given(delegating, us, config, password=None, access_token=token, rooms=())
    settings = await installed(Installer([]), asked, config)
    await delegating.oauth.end_compatibility_tokens(device)
    [refused] = [line for line in await seen(settings) if line.startswith("ERREUR")]
    config.write_text(config.read_text().replace("access_token", "password"))

    [useless] = [line for line in await seen(load(config, {})) if line.startswith("ERREUR")]

    assert refused.endswith(f"mas-cli manage issue-compatibility-token {localpart(us)}")
    assert "le serveur n'accepte plus de mots de passe : écrivez oauth = true" in useless


async def test_a_file_without_such_a_login_is_told(
    delegating: DelegatingSynapse, us: Account, config: Path
) -> None:
    token, _ = await delegating.oauth.compatibility_token(localpart(us))
    asked = given(delegating, us, config, password=None, access_token=token)
    await installed(Installer([]), asked, config)
    installer = Installer([])

    code = await asyncio.to_thread(
        settle_servers, installer, Given(log_in=True), config, settle_logins
    )

    assert code == 2
    assert "« oauth = true »" in installer.screen


async def test_the_ways_that_the_server_has_are_offered(
    delegating: DelegatingSynapse, us: Account, config: Path
) -> None:
    delegating.oauth.passwords[localpart(us)] = "a password"
    async with Proxy(delegating.url) as proxy:
        proxy.diverts["*/login"] = delegating.oauth.url
        installer = Installer(["2", "a password"])
        asked = given(delegating, us, config, password=None, homeserver=proxy.url)
        settings = await installed(installer, asked, config)

    at = installer.shown.index("Comment le robot se connecte-t-il à son compte ?")
    assert installer.shown[at + 1 : at + 4] == [
        "  1. avec un jeton d'accès créé par la personne qui administre le serveur",
        "  2. avec son mot de passe",
        "  3. dans un navigateur : vous ouvrez une adresse et tapez un code",
    ]
    assert settings.matrix["matrix"].password.get_secret_value() == "a password"
