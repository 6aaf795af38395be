"""A person who installs Terreau, answering its questions."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.config import Settings, load
from bot.operations.init.answers import Given
from bot.operations.init.conversation import install
from tests.emulator import BotApi

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
    """Press Enter instead of writing to the bot."""


class Installer:
    """A person who types these answers, and does one act each time the program waits."""

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


def given(api: BotApi, **missing: object) -> Given:
    """Everything is answered, but for these."""
    return Given(**{**vars_of(ANSWERED), "api_base": api.url, **missing})  # type: ignore[arg-type]


def vars_of(answered: Given) -> dict[str, object]:
    return {name: getattr(answered, name) for name in Given.__slots__}


async def installed(installer: Installer, given: Given, config: Path) -> Settings:
    code = await asyncio.to_thread(install, installer, given, config)
    assert code == 0, installer.screen
    return load(config, {})


def words(options: dict[str, str]) -> list[str]:
    return [word for pair in options.items() for word in pair]
