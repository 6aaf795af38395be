"""`terreau init` as a whole: the questions, then the first room where a person is there."""

from pathlib import Path

from bot.config import load
from bot.core.messages.content import text
from bot.operations import log
from bot.operations.init.asking import Asker, Terminal
from bot.operations.init.conversation import install
from bot.operations.init.first_room import finish_setup, is_under_way
from bot.operations.init.given import Given
from bot.operations.terminal.copied_text import AtTheTerminal
from bot.operations.terminal.next_step import next_step, typed_command


def run_init(given: Given, config: Path, *, is_attended: bool) -> int:
    """Make the configuration, or go on with the one whose room does not work yet.

    Gives the exit code. Where nobody is there, the bot is not run: the next command is told.
    """
    log.configure(level="ERROR")
    terminal = Terminal()
    goes_on = is_attended and given.server is None and not given.replace and is_under_way(config)
    if not goes_on and (code := install(terminal, given, config)):
        return code
    if given.server is not None:
        return 0
    asker = Asker(terminal, AtTheTerminal(given.language or load(config).instance.locale))
    if goes_on:
        asker.say(
            text(
                "{file} is there: going on with its first room. To start anew: {init}",
                file=str(config),
                init=f"{typed_command('init', config)} --replace",
            )
        )
    if is_attended:
        finish_setup(asker, config)
    asker.say(next_step(config))
    return 0
