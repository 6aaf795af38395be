"""The end of a command: its exit status, and the line that says why."""

import sys
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, NoReturn

import typer

from bot.operations.terminal.language import terminal_locale

if TYPE_CHECKING:
    from bot.config import ConfigError
    from bot.core.messages.content import Words

TRY_LATER = 75
"""The exit status while the database is away, or another's: EX_TEMPFAIL of sysexits.h."""


def stop(why: "Words", status: int = 2) -> NoReturn:
    """Say why in the terminal's language, and end the program."""
    typer.echo(in_terminal_language(why), err=True)
    raise typer.Exit(status)


def stop_by_configuration(error: "ConfigError") -> NoReturn:
    """Say all problems of the configuration, a line each, and end the program."""
    for each in error.problems[:-1]:
        typer.echo(in_terminal_language(each), err=True)
    stop(error.problems[-1])


def stop_by_system(error: OSError, place: Path) -> NoReturn:
    """Say which file or folder cannot be used, and end the program; `place` if it names none."""
    from bot.config import reason  # noqa: PLC0415 - `--help` needs none of it
    from bot.core.messages.content import text  # noqa: PLC0415 - nor of this

    stop(
        text(
            "{key}: {error}. Check that it is there, that its disk has room, and that the account "
            "of the bot may use it.",
            key=error.filename or place,
            error=reason(error),
        )
    )


def in_terminal_language(words: "Words", default: str | None = None) -> str:
    """Words in the language that the terminal asks for, else as `terminal_locale` says."""
    from bot.operations.terminal.copied_text import AtTheTerminal  # noqa: PLC0415 - `--help` needs none of it

    return AtTheTerminal(terminal_locale(default)).say(words)


def program() -> str:
    """The program as the person started it, to be typed again."""
    if which("terreau"):
        return "terreau"
    started = Path(sys.argv[0])
    return "python -m bot" if started.name == "__main__.py" else str(started)
