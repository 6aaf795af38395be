"""Installing Terreau, from the seat of somebody who has never seen a configuration file."""

# ruff: noqa: ASYNC240 - a test may wait for its own small files

import asyncio
import stat
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.config import Settings, load
from bot.operations.init.conversation import install
from bot.operations.init.given import Given
from bot.operations.init.writing import slug_of
from tests.emulator import BotApi, Person

TOKEN = "123456789:AAF-kx3_secret"
OPTIONS = {
    "--language": "fr",
    "--token": TOKEN,
    "--community": "Énergie",
    "--region": "Région Exemple",
    "--contact": "dpo@region.example",
    "--cultivator": "42",
    "--room": "-1001",
    "--seat": "none",
}
ANSWERED = Given(
    language="fr",
    network="telegram",
    token=TOKEN,
    community="Énergie",
    region="Région Exemple",
    contact="dpo@region.example",
    cultivator="telegram:42",
    rooms=("telegram:-1001",),
    seat="none",
)

Act = Callable[[], object]


def press_enter() -> None:
    """What is done instead of writing to the bot."""


class Installer:
    """Somebody who types these answers, and does one act each time they are waited for."""

    def __init__(self, answers: Sequence[str], acts: Sequence[Act] = ()) -> None:
        self.shown: list[str] = []
        self.unseen: list[str] = []
        self._answers = list(answers)
        self._acts = list(acts)
        self._acting = False
        self._loop = asyncio.get_running_loop()

    def say(self, words: str) -> None:
        self.shown.append(words)

    def ask(self, question: str, *, hidden: bool = False) -> str:
        self._acting = False
        self.shown.append(question)
        self.unseen += [question] if hidden else []
        if not self._answers:
            raise EOFError
        answer = self._answers.pop(0)
        if answer == "^C":
            raise KeyboardInterrupt
        return answer

    def line_waits(self) -> bool:
        if self._acting:
            return False
        act = self._acts.pop(0) if self._acts else press_enter
        self._acting = act is not press_enter
        self._loop.call_soon_threadsafe(act)
        return not self._acting

    @property
    def screen(self) -> str:
        return "\n".join(self.shown)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(token=TOKEN, limits=False) as api:
        yield api
        assert [each for each in api.violations if each != "wrong token"] == []


@pytest.fixture
def ana(api: BotApi) -> Person:
    return api.person("Ana", username="ana_b")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def given(api: BotApi, **missing: object) -> Given:
    """Everything is answered, but for these."""
    return Given(**{**vars_of(ANSWERED), "api_base": api.url, **missing})  # type: ignore[arg-type]


def vars_of(answered: Given) -> dict[str, object]:
    return {name: getattr(answered, name) for name in Given.__slots__}


async def installed(installer: Installer, given: Given, config: Path) -> Settings:
    code = await asyncio.to_thread(install, installer, given, config)
    assert code == 0, installer.screen
    return load(config, {})


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
    assert installer.shown[-1].endswith("config.toml est écrit ; lisible par vous seulement.")
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


async def test_somebody_else_is_not_made_cultivator(api: BotApi, ana: Person, config: Path) -> None:
    zoe = api.person("Zoé")
    installer = Installer(["n", "o"], [lambda: zoe.says("coucou"), lambda: ana.says("bonjour")])

    settings = await installed(installer, given(api, cultivator=None), config)

    assert settings.instance.cultivators == (f"telegram:{ana.id}",)
    assert zoe.private.said == []


async def test_nobody_copies_the_installer_at_the_terminal(
    api: BotApi, ana: Person, config: Path
) -> None:
    copies = [
        api.person("Ana (@ana_b)"),
        api.person("Ana\x1b[2K\rEst-ce vous : Ana (@ana_b) ?\u202e", username="mallory"),
    ]
    installer = Installer(
        ["n", "n", "o"],
        [*(partial(each.says, "bonjour") for each in copies), lambda: ana.says("bonjour")],
    )

    settings = await installed(installer, given(api, cultivator=None), config)

    assert settings.instance.cultivators == (f"telegram:{ana.id}",)
    asked = [each for each in installer.shown if "Est-ce vous" in each]
    assert asked[0] == f"Est-ce vous : Ana (@ana_b) (telegram:{copies[0].id}) ? [O/n] "
    assert asked[1].endswith(" (@mallory) ? [O/n] ")
    assert all(each.isprintable() for each in asked)


async def test_what_was_answered_is_acknowledged_and_all_else_is_left_to_the_bot(
    api: BotApi, ana: Person, config: Path
) -> None:
    group = api.group("Énergie", supergroup=True)
    group.standings[ana.id] = "member"

    def write_and_vote() -> None:
        ana.says("bonjour")
        ana.says("/voter 1 2", to=group)

    installer = Installer(["o"], [write_and_vote])
    await installed(installer, given(api, cultivator=None), config)

    assert [each.payload["message"]["text"] for each in api.updates.pending] == ["/voter 1 2"]


async def test_what_waits_for_a_running_bot_is_not_acknowledged_with_it(
    api: BotApi, ana: Person, config: Path
) -> None:
    zoe = api.person("Zoé")
    zoe.says("/voter 1 2")
    installer = Installer(["n", "o"], [lambda: None, lambda: ana.says("bonjour")])

    await installed(installer, given(api, cultivator=None), config)

    assert [each.payload["message"]["text"] for each in api.updates.pending] == [
        "/voter 1 2",
        "bonjour",
    ]


async def test_nothing_old_is_taken_for_the_installer(
    api: BotApi, ana: Person, config: Path
) -> None:
    api.person("Zoé").says("bonjour, il y a longtemps")
    for queued in api.updates.pending:
        queued.payload["message"]["date"] -= 3600
    installer = Installer(["o"], [lambda: ana.says("bonjour")])

    settings = await installed(installer, given(api, cultivator=None), config)

    assert settings.instance.cultivators == (f"telegram:{ana.id}",)


async def test_a_bot_that_works_elsewhere_is_taken_over_only_when_told_to(
    api: BotApi, ana: Person, config: Path
) -> None:
    api.webhook.url = "https://elsewhere.example/123"
    asked = given(api, cultivator=None)

    refusing = Installer(["n"])
    assert await asyncio.to_thread(install, refusing, asked, config) == 2
    assert api.webhook.url
    assert not config.exists()

    await installed(Installer(["o", "o"], [lambda: ana.says("bonjour")]), asked, config)
    assert not api.webhook.url


async def test_another_program_that_reads_is_told(api: BotApi, ana: Person, config: Path) -> None:
    api.faults.fail("getUpdates", status=409)
    waiting = Installer(["", "o"], [lambda: ana.says("bonjour"), lambda: None])

    await installed(waiting, given(api, cultivator=None), config)

    assert (
        "Un autre programme lit déjà les messages de ce robot : arrêtez-le d'abord."
        in waiting.shown
    )


async def test_a_file_that_is_there_is_replaced_only_when_told_to(
    api: BotApi, config: Path
) -> None:
    config.write_text('[instance]\nlocale = "en"\n')
    asked = Installer([""])
    assert await asyncio.to_thread(install, asked, Given(), config) == 2
    assert asked.shown[-1] == "Nothing was changed."  # asked before the language

    config.write_text("# the old one\n")
    keeping = Installer([""])
    assert await asyncio.to_thread(install, keeping, given(api), config) == 2
    assert config.read_text() == "# the old one\n"
    assert keeping.shown[-1] == "Rien n'a changé."

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


async def test_answers_from_before_may_be_given_anew(
    api: BotApi, ana: Person, config: Path
) -> None:
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


async def test_it_speaks_english(api: BotApi, ana: Person, config: Path) -> None:
    installer = Installer(["en", "y"], [lambda: ana.says("hello")])

    settings = await installed(installer, given(api, language=None, cultivator=None), config)

    assert settings.instance.locale == "en"
    assert "Is this you: Ana (@ana_b)? [Y/n] " in installer.shown
    assert "# Where people can write about their data." in config.read_text()


def words(options: dict[str, str]) -> list[str]:
    return [word for pair in options.items() for word in pair]


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
