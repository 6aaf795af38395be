"""Mistakes of typing, in the terminal's language: the library says them in English only."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperGroup

from bot.operations.terminal.language import help_text, terminal_locale

UsageError: Any = typer.BadParameter.__mro__[1]  # which typer does not export
_MISTAKES: tuple[tuple[re.Pattern[str], Callable[[], str]], ...] = (
    (
        re.compile(r"^No such command '(?P<name>[^']*)'\. Did you mean (?P<meant>.*)\?"),
        lambda: help_text("There is no command “{name}”; did you mean {meant}?"),
    ),
    (
        re.compile(r"^No such command '(?P<name>.*)'\."),
        lambda: help_text("There is no command “{name}”."),
    ),
    (
        re.compile(
            r"^No such option: (?P<name>\S+) "
            r"(?:Did you mean |\(Possible options: )(?P<meant>.*?)[?)]"
        ),
        lambda: help_text("There is no option {name}; did you mean {meant}?"),
    ),
    (
        re.compile(r"^No such option: (?P<name>\S+)"),
        lambda: help_text("There is no option {name}."),
    ),
    (
        re.compile(r"^Missing (?:argument|option) '(?P<name>.*)'\."),
        lambda: help_text("{name} is missing."),
    ),
    (
        re.compile(r"^Got unexpected extra argument(?:s|\(s\))? \((?P<name>.*)\)"),
        lambda: help_text("{name} is too much."),
    ),
    (
        re.compile(r"^Option '(?P<name>.*)' requires an argument\."),
        lambda: help_text("{name} needs a value after it."),
    ),
    (
        re.compile(r"^Option '(?P<name>.*)' does not take a value\."),
        lambda: help_text("{name} takes no value."),
    ),
    (
        re.compile(r"^Invalid value for '(?P<name>.*?)': Input should be a valid integer.*"),
        lambda: help_text("{name} needs a whole number."),
    ),
    (
        re.compile(
            r"^Invalid value for '(?P<name>.*?)': "
            r"Input should be greater than or equal to (?P<least>\d+)"
        ),
        lambda: help_text("{name} needs a number from {least} up."),
    ),
    (
        re.compile(r"^Invalid value for '(?P<name>.*?)': .*"),
        lambda: help_text("{name}: this value cannot be used; see --help."),
    ),
)


class Commands(TyperGroup):
    """The commands of `terreau`; a mistake in typing one is told in the terminal's language."""

    def get_params(self, ctx: Any) -> list[Any]:  # noqa: ANN401 - types that typer does not export
        """The options, those of typer itself in the terminal's language, too."""
        params: list[Any] = [*super().get_params(ctx)]
        for each in params:
            each.help = help_text(each.help or "")
        return params

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401 - as above
        """The command of this name, its `--help` in the terminal's language, too."""
        command: Any = super().get_command(ctx, cmd_name)
        if command is not None and (option := command.get_help_option(ctx)) is not None:
            option.help = help_text(option.help or "")
        return command

    def parse_args(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - as above
        """Read what stands before the name of a command."""
        with _mistakes_translated():
            return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - types that typer does not export
        """Run the command that was typed."""
        with _mistakes_translated():
            return super().invoke(ctx)


@contextmanager
def _mistakes_translated() -> Iterator[None]:
    try:
        yield
    except UsageError as error:
        if terminal_locale() == "en" or not error.format_message():  # without one, it is the help
            raise
        raise UsageError(translated(error.format_message()), error.ctx) from error


def translated(mistake: str) -> str:
    """The library's English sentence in the terminal's language, as it is where none is known."""
    for pattern, sentence in _MISTAKES:
        if found := pattern.fullmatch(mistake):
            values = {name: each.replace("'", "") for name, each in found.groupdict().items()}
            return sentence().format(**values)
    return mistake
