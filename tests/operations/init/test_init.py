"""Installing Terreau, for a person who has never seen a configuration file."""

# ruff: noqa: ASYNC240 - a test may wait for its own small files

import asyncio
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.config import load
from bot.operations.init.answers import Given
from bot.operations.init.configuration_file import slug_of
from bot.operations.init.conversation import install
from bot.operations.instance import typed_command
from tests.emulator import BotApi, Person
from tests.operations.init.installer import OPTIONS, TOKEN, Installer, given, installed, words


async def test_a_conversation_makes_a_configuration(api: BotApi, ana: Person, config: Path) -> None:
    installer = Installer(
        [
            *("", "", TOKEN, "Pionniers de l'énergie", "Région Exemple", "dpo@region.example"),
            *("", "1"),
        ],
        [lambda: ana.says("bonjour")],
    )

    settings = await installed(installer, Given(api_base=api.url), config)

    me, community = f"telegram:{ana.id}", settings.communities[0]
    assert settings.telegram is not None
    assert settings.telegram.token.get_secret_value() == TOKEN
    assert settings.instance.cultivators == (me,)
    assert settings.instance.contact == "dpo@region.example"
    assert settings.privacy.controller == "Région Exemple"
    assert (community.slug, community.name) == ("pionniers-de-l-energie", "Pionniers de l'énergie")
    assert (community.rooms, community.channels) == ((), ())
    assert (community.gardeners.territory, community.gardeners.region) == (me, "")
    assert stat.S_IMODE(config.stat().st_mode) == 0o600
    assert [path.name for path in config.parent.iterdir()] == ["config.toml"]
    assert "Est-ce vous : Ana (@ana_b) ? [O/n] " in installer.shown
    assert installer.shown[-2].endswith("config.toml est écrit ; lisible par vous seulement.")
    assert "participer par courriel ?" in installer.shown[-1]
    assert ana.private.said[-1].text.startswith("Bonjour ! Je vous reconnais")


async def test_a_wrong_token_is_explained_and_asked_again(api: BotApi, config: Path) -> None:
    installer = Installer(["terreau_bot", "123456789:AAF-other", TOKEN])

    await installed(installer, given(api, token=None), config)

    assert "Ce n'est pas un jeton." in installer.screen
    assert "Telegram ne connaît pas ce jeton." in installer.screen
    assert "C'est bon : ce jeton est celui de Terreau, terreau_bot" in installer.screen


async def test_a_network_that_is_down_is_told(config: Path) -> None:
    installer = Installer([])

    code = await asyncio.to_thread(
        install, installer, Given(token=TOKEN, api_base="http://127.0.0.1:9"), config
    )

    assert code == 2
    assert "http://127.0.0.1:9 ne répond pas" in installer.screen


async def test_a_file_that_is_there_is_replaced_only_when_told_to(
    api: BotApi, config: Path
) -> None:
    config.write_text('[instance]\nlocale = "en"\n')
    asked = Installer([""])
    assert await asyncio.to_thread(install, asked, Given(), config) == 2
    assert asked.shown[-1].startswith("Nothing was changed. ")  # asked before the language

    config.write_text("# the old one\n")
    keeping = Installer([""])
    assert await asyncio.to_thread(install, keeping, given(api), config) == 2
    assert config.read_text() == "# the old one\n"
    assert keeping.shown[-1].startswith(f"Rien n'a changé. « {typed_command('check', config)} » ")

    replacing = Installer(["oui"])
    await installed(replacing, given(api), config)
    old = config.with_name("config.toml.old")
    assert old.read_text() == "# the old one\n"
    assert stat.S_IMODE(old.stat().st_mode) == 0o600


@pytest.mark.parametrize("question", range(8))
async def test_stopped_at_a_question_it_goes_on_there(
    api: BotApi, ana: Person, config: Path, question: int
) -> None:
    answers = ["fr", "3", TOKEN, "Énergie", "Région", "dpo@region.example", "o", "1"]
    stopped = Installer([*answers[:question], "^C"], [lambda: ana.says("bonjour")])

    code = await asyncio.to_thread(install, stopped, Given(api_base=api.url), config)

    assert code == 130
    beside = config.with_name(".config.toml.answers")
    assert [path for path in config.parent.iterdir() if path != beside] == []
    if question == 0:
        assert stopped.shown[-1] == "Arrêté : rien n'a été écrit."
    else:
        assert stopped.shown[-1].endswith("Vos réponses sont gardées pour la prochaine fois.")
        assert stat.S_IMODE(beside.stat().st_mode) == 0o600
    again = Installer(
        [*([""] if question else []), *answers[question:]], [lambda: ana.says("rebonjour")]
    )
    settings = await installed(again, Given(api_base=api.url), config)
    assert settings.instance.cultivators == (f"telegram:{ana.id}",)
    assert settings.communities[0].name == "Énergie"
    assert TOKEN not in again.screen or question < 3
    assert ("Il vous faut d'abord un robot." in again.screen) is (question < 3)
    assert [path.name for path in config.parent.iterdir()] == ["config.toml"]


async def test_earlier_answers_may_be_changed(api: BotApi, ana: Person, config: Path) -> None:
    first = Installer(["fr", "3", TOKEN, "Énergi", "^C"])
    await asyncio.to_thread(install, first, Given(api_base=api.url), config)

    answers = ["n", "3", TOKEN, "Énergie", "Région", "dpo@region.example", "o", "1"]
    again = Installer(answers, [lambda: ana.says("bonjour")])
    settings = await installed(again, Given(api_base=api.url), config)

    assert settings.communities[0].name == "Énergie"


@pytest.mark.parametrize(
    "name", ['Les "Pionniers"', "C:\\énergie", "un\ttab", "\x7f", "{nom} #1", "énergie = 1"]
)
async def test_any_name_is_written_as_it_was_typed(api: BotApi, config: Path, name: str) -> None:
    settings = await installed(Installer([]), given(api, community=name), config)

    assert settings.communities[0].name == name


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Pionniers de l'énergie", "pionniers-de-l-energie"),
        ("2030, et après ?", "et-apres"),
        ("日本", "terreau"),
        ("Œuvres", "uvres"),
    ],
)
def test_a_short_name_is_made(name: str, slug: str) -> None:
    assert slug_of(name) == slug


async def test_the_installation_speaks_english(api: BotApi, ana: Person, config: Path) -> None:
    installer = Installer(["en", "y"], [lambda: ana.says("hello")])

    settings = await installed(installer, given(api, language=None, cultivator=None), config)

    assert settings.instance.locale == "en"
    assert "Is this you: Ana (@ana_b)? [Y/n] " in installer.shown
    assert "# Where people can write about their data." in config.read_text()


async def test_nobody_is_needed_where_every_option_is_given(api: BotApi, config: Path) -> None:
    line = ["init", "--config", str(config), "--api-base", api.url, *words(OPTIONS)]

    result = await asyncio.to_thread(CliRunner().invoke, cli, line)

    assert result.exit_code == 0, result.output
    assert TOKEN not in result.output
    assert load(config, {}).communities[0].rooms == ("telegram:-1001",)
    assert f"check --config {config}" in result.output.splitlines()[-1]
    assert api.count("getUpdates") == 0


@pytest.mark.parametrize("missing", ["--token", "--community", "--contact", "--cultivator"])
async def test_nobody_to_answer_is_told_the_option(api: BotApi, config: Path, missing: str) -> None:
    options = words({name: each for name, each in OPTIONS.items() if name != missing})
    line = ["init", "--config", str(config), "--api-base", api.url, *options]

    result = await asyncio.to_thread(CliRunner().invoke, cli, line)

    assert result.exit_code == 2
    assert f"Impossible de répondre ici : donnez plutôt {missing}." in result.output
    assert not config.exists()


async def test_an_option_that_cannot_be_used_is_told(api: BotApi, config: Path) -> None:
    options = words(OPTIONS | {"--room": "notre salon"})
    line = ["init", "--config", str(config), "--api-base", api.url, *options]

    result = await asyncio.to_thread(CliRunner().invoke, cli, line)

    assert result.exit_code == 2
    assert "communities[energie].rooms: “notre salon” is not a room" in result.output
    assert list(config.parent.iterdir()) == []
