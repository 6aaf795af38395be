"""Installing Terreau on Matrix, against a real Synapse."""

# ruff: noqa: ASYNC240 - a test may wait for its own small files

import asyncio
import stat
from collections.abc import AsyncIterator, Coroutine
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.config import Settings, load
from bot.operations.init.answers import Given
from bot.operations.init.first_room import settle_servers
from bot.operations.init.matrix_home import settle_identities
from bot.operations.terminal import TRY_LATER
from bot.transports.matrix.encryption.recovery import RecoveryKey
from storage.operations import alone_on
from storage.unit_of_work import Database
from tests.emulator import BotApi
from tests.operations.init.installer import TOKEN, Installer, installed
from tests.operations.init.matrix.installing import given, seen
from tests.synapse import Account, Synapse
from tests.synapse.encrypted import EncryptedPerson


@pytest.fixture
async def ana(synapse: Synapse) -> AsyncIterator[EncryptedPerson]:
    async with await EncryptedPerson.on(synapse, "Ana") as ana:
        yield ana


@pytest.mark.slow
async def test_a_conversation_makes_a_configuration(
    synapse: Synapse, bot: Account, ana: EncryptedPerson, config: Path
) -> None:
    """From the question of the network to an encrypted chat with the installer."""
    told: list[str] = []

    async def begins_a_chat() -> None:
        told.append(await ana.creates(direct_with=bot.user_id, encrypted=True))
        await ana.is_joined_by(told[0], bot.user_id)
        await ana.says(told[0], "bonjour")

    def spawn(doing: Coroutine[Any, Any, None]) -> None:
        acts.append(asyncio.ensure_future(doing))

    acts: list[asyncio.Future[None]] = []
    installer = Installer(
        [
            *(
                "",
                "2",
                bot.user_id.partition(":")[2],
                synapse.url,
                "terreau",
                "@nobody:terreau.test",
            ),
            *("a password", bot.user_id, "not the password", "", bot.password),
            *("n’importe qui", "", "", ""),
            *("Pionniers de l'énergie", "Région Exemple", "dpo@region.example"),
            *("", "1"),
        ],
        [lambda: spawn(begins_a_chat())],
    )
    asked = Given(data=str(config.parent / "data"))

    settings = await installed(installer, asked, config)
    await asyncio.gather(*acts)

    me, community = f"matrix:{ana.user_id}", settings.communities[0]
    assert settings.telegram is None
    assert settings.matrix["matrix"].homeserver == synapse.url
    assert settings.matrix["matrix"].password.get_secret_value() == bot.password
    assert settings.instance.cultivators == (me,)
    assert (community.gardeners.territory, community.gardeners.region) == (me, "")
    assert stat.S_IMODE(config.stat().st_mode) == 0o600
    for account in ("@nobody:terreau.test", bot.user_id):
        assert f"Le serveur refuse ce mot de passe pour {account}." in installer.shown
    assert f"Est-ce vous : Ana ({ana.user_id}) ? [O/n] " in installer.shown
    assert [each.partition(" ")[0] for each in installer.unseen] == [*3 * ["Son"], "Le"]
    assert bot.password not in installer.screen
    # It comes once she is joined by the bot, before or after what she says.
    [greeting] = [each for each in await ana.reads(told[0]) if each.sender == bot.user_id]
    assert greeting.body.startswith("Bonjour ! Je vous reconnais")
    assert "!start" in greeting.body
    assert greeting.encrypted
    await check_in_order(synapse, bot, installer, settings)


async def check_in_order(
    synapse: Synapse, bot: Account, installer: Installer, settings: Settings
) -> None:
    """The device that the bot goes on with is signed, and its key is the one that was shown."""
    shown = await seen(settings)
    [key] = [line for line in shown if line.startswith("OK       Clé de l'appareil")]
    groups = key.removeprefix("OK       Clé de l'appareil : ").partition(",")[0]
    assert any(groups in each for each in installer.shown)
    assert "OK       Identité : publiée, et elle signe l'appareil du robot" in shown
    assert [line for line in shown if line.startswith("ERREUR")] == []
    devices = await synapse.admin("GET", f"v2/users/{bot.user_id}/devices")
    assert devices["total"] == 2  # the one that registered, and the bot's


async def test_nobody_is_needed_where_every_option_is_given(
    synapse: Synapse, bot: Account, config: Path
) -> None:
    options = {
        "--homeserver": synapse.url,
        "--user": bot.user_id,
        "--invited-by": "*:terreau.test",
        "--community": "Énergie",
        "--region": "Région Exemple",
        "--contact": "dpo@region.example",
        "--cultivator": "@ana:terreau.test",
        "--room": "!square:terreau.test",
        "--seat": "none",
        "--language": "en",
        "--data": str(config.parent / "data"),
        "--config": str(config),
    }
    line = ["init", *(word for pair in options.items() for word in pair)]

    result = await asyncio.to_thread(
        CliRunner().invoke, cli, line, env={"TERREAU_MATRIX__PASSWORD": bot.password}
    )

    assert result.exit_code == 0, result.output
    assert bot.password not in result.output
    settings = load(config, {})
    assert settings.instance.cultivators == ("matrix:@ana:terreau.test",)
    assert settings.communities[0].rooms == ("matrix:!square:terreau.test",)
    assert "The bot's recovery key, shown only once:" in result.output
    assert sorted(path.name for path in (config.parent / "data").iterdir()) == [
        "matrix",
        "matrix.key",
    ]


async def test_both_networks_are_waited_at(
    synapse: Synapse, bot: Account, ana: EncryptedPerson, config: Path
) -> None:
    async with BotApi(token=TOKEN, limits=False) as api:
        zoe = api.person("Zoé")
        acts: list[asyncio.Future[str]] = []

        def chat() -> None:
            acts.append(asyncio.ensure_future(ana.creates(direct_with=bot.user_id)))

        installer = Installer(["", "", "n", "o"], [lambda: zoe.says("bonjour"), chat])
        asked = given(synapse, bot, config, token=TOKEN, api_base=api.url, cultivator=None)

        settings = await installed(installer, asked, config)
        await asyncio.gather(*acts)

    assert settings.telegram is not None
    assert settings.instance.cultivators == (f"matrix:{ana.user_id}",)


def recovery_key_in(installer: Installer) -> str:
    at = installer.shown.index("La clé de récupération du robot, montrée une seule fois :")
    return installer.shown[at + 1].strip()


@pytest.mark.slow
@pytest.mark.parametrize("how", ["restore", "new", "later"])
async def test_an_identity_that_this_machine_does_not_hold(
    synapse: Synapse, bot: Account, config: Path, how: str
) -> None:
    """The machine was lost: its recovery key brings the identity back, else a new one is made."""
    first = Installer([])
    await installed(first, given(synapse, bot, config), config)
    key = recovery_key_in(first)
    elsewhere = str(config.parent / "elsewhere")
    wrong = RecoveryKey.make().spelled
    answers = {
        "restore": ["1", key[:-1], wrong, key],
        "new": ["2", ""],
        "later": ["3"],
    }
    second = Installer(answers[how])

    settings = await installed(
        second, given(synapse, bot, config, data=elsewhere, replace=True), config
    )

    signed = "OK       Identité : publiée, et elle signe l'appareil du robot"
    assert (signed in await seen(settings)) == (how != "later")
    if how == "restore":
        assert "Le robot a retrouvé son identité." in second.shown
        assert any(each.startswith("C'est bien une clé de récupération") for each in second.shown)
    if how == "new":
        assert recovery_key_in(second) != key
    if how == "later":
        assert any(
            each.startswith("ERREUR   Identité : le compte en a une autre")
            for each in await seen(settings)
        )


@pytest.mark.slow
@pytest.mark.parametrize("is_given", [True, False])
async def test_an_identity_is_restored_where_the_configuration_stays(
    synapse: Synapse,
    bot: Account,
    config: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_given: bool,
) -> None:
    """As after a restore: the file is the operator's own, the device and its keys are new."""
    monkeypatch.chdir(config.parent)
    first = Installer([])
    await installed(first, given(synapse, bot, config), config)
    key = recovery_key_in(first)
    folder = config.parent / "data" / "matrix"
    if is_given:
        folder.rename(config.parent / "lost")
    else:
        (folder / "identity").unlink()
    config.write_text(f"# mine\n{config.read_text()}")
    before, settings = config.read_bytes(), load(config, {})
    if not is_given:
        [told] = [each for each in await seen(settings) if "Identité" in each]
        assert "« terreau init --identity restore »" in told
    installer = Installer([] if is_given else [RecoveryKey.make().spelled, key])
    asked = Given(identity="restore", recovery_key=key if is_given else None)

    code = await asyncio.to_thread(settle_servers, installer, asked, config, settle_identities)

    assert code == 0, installer.screen
    assert "Le robot a retrouvé son identité." in installer.shown
    assert config.read_bytes() == before
    signed = "OK       Identité : publiée, et elle signe l'appareil du robot"
    assert signed in await seen(settings)


async def test_an_identity_is_left_alone_while_the_bot_runs(
    synapse: Synapse,
    bot: Account,
    config: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(config.parent)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    settings = await installed(Installer([]), given(synapse, bot, config), config)

    with (
        closing(Database(settings.instance.database)) as database,
        alone_on(database),
        pytest.raises(typer.Exit) as ended,
    ):
        settle_servers(Installer([]), Given(identity="restore"), config, settle_identities)

    assert ended.value.exit_code == TRY_LATER
    assert "stop it first" in capsys.readouterr().err


@pytest.mark.slow
async def test_a_password_that_is_wanted_for_an_identity_is_asked(
    synapse: Synapse, bot: Account, config: Path
) -> None:
    """Without a password, the installer types it before the identity is replaced."""
    await installed(Installer([]), given(synapse, bot, config), config)
    installer = Installer(["wrong", bot.password, ""])

    settings = await installed(
        installer,
        given(
            synapse,
            bot,
            config,
            password=None,
            access_token=bot.access_token,
            data=str(config.parent / "elsewhere"),
            identity="new",
            replace=True,
        ),
        config,
    )

    assert len([each for each in installer.shown if "demande le mot de passe" in each]) == 2
    assert bot.password not in config.read_text()
    assert "OK       Identité : publiée, et elle signe l'appareil du robot" in await seen(settings)


async def test_encryption_may_be_left_out(synapse: Synapse, bot: Account, config: Path) -> None:
    installer = Installer([])

    settings = await installed(installer, given(synapse, bot, config, encryption=False), config)

    assert not settings.matrix["matrix"].encryption
    assert "récupération" not in installer.screen
    assert any(line.startswith("À FAIRE  Chiffrement : désactivé") for line in await seen(settings))
