"""`terreau init --server tchap`: one more Matrix server in a file that is there."""

# ruff: noqa: ASYNC240 - a test may wait for its own small files

import asyncio
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.config import ConfigError, load
from bot.core.context.clock import Clock
from bot.operations.check import lines
from bot.operations.check.command import look_at_all
from bot.operations.init.answers import Given
from bot.operations.init.command import write_configuration
from bot.operations.init.conversation import STOPPED, install
from bot.operations.instance import secrets_of
from tests.operations.init.installer import Installer, installed
from tests.operations.init.matrix.installing import given
from tests.synapse import Account, Synapse

pytestmark = pytest.mark.slow

TOLD = "# a remark of ours\n"


@pytest.fixture
async def bot(synapse: Synapse) -> Account:
    return await synapse.register("Terreau")


def added(synapse: Synapse, bot: Account, config: Path, server: str = "tchap") -> Given:
    """All that is asked is answered; the folder of data is that of the file."""
    return given(synapse, bot, config, server=server, data="elsewhere")


@pytest.mark.slow
async def test_a_server_is_added_beside_the_first_and_both_are_checked(
    synapse: Synapse, bot: Account, config: Path
) -> None:
    other = await synapse.register("Terreau")
    before = await installed(Installer([]), given(synapse, bot, config), config)
    config.write_text(TOLD + config.read_text(encoding="utf-8"), encoding="utf-8")
    key = before.servers[0].pickle_key_file.read_bytes()
    device = (before.servers[0].folder / "session.json").read_bytes()
    installer = Installer([])

    settings = await installed(installer, added(synapse, other, config), config)

    assert config.read_text(encoding="utf-8").startswith(TOLD)
    assert [each.network for each in settings.servers] == ["matrix", "tchap"]
    first, second = settings.servers
    assert second.settings.user == other.user_id
    assert (second.folder / "session.json").exists()
    assert first.pickle_key_file.read_bytes() == key != second.pickle_key_file.read_bytes()
    assert (first.folder / "session.json").read_bytes() == device
    assert settings.communities == before.communities
    assert f"invitez alors {other.user_id} dans vos salons" in installer.screen.casefold()
    assert "écrivez !salon dans chacun" in installer.screen

    told = list(lines(await look_at_all(settings, config, Clock()), "fr"))
    for subject in ("Serveur Matrix :", "Serveur Tchap :", "Compte Tchap :", "Identité (Tchap) :"):
        assert any(subject in line and line.startswith("OK") for line in told), (subject, told)


async def test_secrets_of_the_first_server_may_stay_in_the_environment(
    synapse: Synapse, bot: Account, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = await synapse.register("Terreau")
    await installed(Installer([]), given(synapse, bot, config), config)
    file = config.read_text(encoding="utf-8").replace(f'password = "{bot.password}"', "")
    config.write_text(file, encoding="utf-8")
    monkeypatch.setenv("TERREAU_MATRIX__PASSWORD", bot.password)
    monkeypatch.setenv("TERREAU_MATRIX__TCHAP__NAME", "Tchap de la Région")

    code = await asyncio.to_thread(install, Installer([]), added(synapse, other, config), config)

    assert code == 0
    assert bot.password not in config.read_text(encoding="utf-8")
    settings = load(config)
    assert [each.settings.user for each in settings.servers] == [bot.user_id, other.user_id]
    assert settings.network_names["tchap"] == "Tchap de la Région"
    assert {bot.password, other.password} < set(secrets_of(settings))


async def test_the_first_servers_password_is_not_shown_to_another(
    synapse: Synapse, bot: Account, config: Path
) -> None:
    """Secrets of the environment are the first server's: the other's are asked for."""
    await installed(Installer([]), given(synapse, bot, config), config)
    other, before = await synapse.register("Terreau"), config.read_bytes()
    app = typer.Typer()
    app.command()(write_configuration)
    typed = ["--config", str(config), "--language", "fr", "--server", "tchap"]
    typed += ["--homeserver", synapse.url, "--user", other.user_id]
    env = {"TERREAU_MATRIX__PASSWORD": other.password}

    done = await asyncio.to_thread(CliRunner().invoke, app, typed, env=env)

    assert done.exit_code == STOPPED, done.output
    assert "Son mot de passe" in done.output
    assert config.read_bytes() == before


async def test_a_server_that_is_away_is_told_by_its_name(
    synapse: Synapse, bot: Account, config: Path
) -> None:
    await installed(Installer([]), given(synapse, bot, config), config)
    gone = (
        '\n[matrix.tchap]\nhomeserver = "http://127.0.0.1:9"\nuser = "@t:tchap"\npassword = "x"\n'
    )
    room = config.read_text(encoding="utf-8").replace("rooms = [", 'rooms = ["else:!a:b", ')
    config.write_text(room + gone, encoding="utf-8")

    told = list(lines(await look_at_all(load(config, {}), config, Clock()), "fr"))

    assert any(line.startswith("ERREUR") and "Serveur Tchap : " in line for line in told)
    assert any("else:!a:b : son réseau n'est pas dans le fichier" in line for line in told)
    assert not any(line.startswith("ERREUR") and "Matrix" in line for line in told)


async def test_there_must_be_a_file(config: Path) -> None:
    installer = Installer([])

    code = await asyncio.to_thread(install, installer, Given(language="fr", server="tchap"), config)

    assert code == STOPPED
    assert f"{config} n'existe pas encore : lancez d'abord " in installer.screen
    assert f" init --config {config}." in installer.screen


@pytest.mark.parametrize("name", ["matrix", "telegram", "Tchap", "mon-tchap", ""])
async def test_an_impossible_name_is_told(config: Path, name: str) -> None:
    with pytest.raises(ConfigError, match=r"--server: .* is no name for a server"):
        await asyncio.to_thread(install, Installer([]), Given(language="fr", server=name), config)


async def test_a_name_that_is_taken_is_told(config: Path) -> None:
    config.write_text('[matrix.tchap]\nhomeserver = "https://h"\nuser = "@t:h"\npassword = "x"\n')
    installer = Installer([])

    code = await asyncio.to_thread(install, installer, Given(language="fr", server="tchap"), config)

    assert code == STOPPED
    assert "contient déjà un serveur Matrix nommé tchap" in installer.screen
