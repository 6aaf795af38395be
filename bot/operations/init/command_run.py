"""`terreau init` as a whole: the questions, then the first room where a person is there."""

from pathlib import Path

from bot.config import load
from bot.core.messages.content import Text, text
from bot.operations import log
from bot.operations.init.asking import Asker, Terminal
from bot.operations.init.conversation import install
from bot.operations.init.first_room import does_first_room_work, finish_setup
from bot.operations.init.given import Given
from bot.operations.terminal.copied_text import AtTheTerminal
from bot.operations.terminal.next_step import next_step, typed_command


def run_init(given: Given, config: Path, *, is_attended: bool) -> int:
    """Make the configuration, or go on with the one whose room does not work yet.

    Gives the exit code. Where nobody is there, the bot is not run: the next command is told.
    """
    log.configure(level="ERROR")
    terminal = Terminal()
    begins = given.server is not None or given.replace or not is_attended
    works = None if begins else does_first_room_work(config)
    if works is None and (code := install(terminal, given, config)):
        return code
    if given.server is not None:
        return 0
    asker = Asker(terminal, AtTheTerminal(given.language or load(config).instance.locale))
    if works is not None:
        asker.say(_found(config, works=works))
    if is_attended and not works:
        finish_setup(asker, config)
    asker.say(next_step(config))
    return 0


def _found(config: Path, *, works: bool) -> Text:
    anew = f"{typed_command('init', config)} --replace"
    if works:
        return text(
            "{file} is there and its first room works: nothing is left to do here. To start anew: "
            "{init}",
            file=str(config),
            init=anew,
        )
    return text(
        "{file} is there: going on with its first room. To start anew: {init}",
        file=str(config),
        init=anew,
    )
