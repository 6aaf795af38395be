"""The terminal: language, options, mistakes, progress, ends of commands.

All commands load this, `--help` too: it stays light.
"""

import gc
import gettext
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import pairwise
from pathlib import Path
from shutil import get_terminal_size, which
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, Protocol, TextIO, TypeVar

import typer
from typer.core import TyperGroup

from bot.locales import LOCALES, catalogue

if TYPE_CHECKING:
    from rich.progress import Progress

    from bot.config import ConfigError
    from bot.core.messages.content import Words

Thing = TypeVar("Thing")


def terminal_locale(default: str | None = None, env: Mapping[str, str] | None = None) -> str:
    """The language that the environment asks for, as gettext reads it; else the default.

    Without a default it is the configuration's; English where there is none.
    `LC_ALL`, `LC_MESSAGES` and `LANG` name the locale, the first one that is set; `LANGUAGE` may
    prefer others to it.
    """
    env = os.environ if env is None else env
    locale = next(filter(None, map(env.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    if locale and locale.partition(".")[0] not in {"C", "POSIX"}:
        wanted = [*env.get("LANGUAGE", "").split(":"), locale]
        if found := next((each[:2] for each in wanted if each[:2] in LOCALES), None):
            return found
    return default or configured_locale(_configuration(sys.argv)) or "en"


def configured_locale(path: Path) -> str | None:
    """The language of a configuration file that can be read; French where it names none."""
    try:
        return _locale_in(path.absolute(), path.stat().st_mtime_ns)
    except OSError:
        return None


@cache
def _locale_in(path: Path, _changed: int) -> str | None:
    import tomllib  # noqa: PLC0415 - only where the environment names no language

    try:
        instance = tomllib.loads(path.read_text("utf-8-sig")).get("instance", {})
    except (OSError, ValueError):
        return None
    locale = instance.get("locale", LOCALES[0]) if isinstance(instance, dict) else None
    return locale if isinstance(locale, str) and locale in LOCALES else None


def _configuration(arguments: Sequence[str]) -> Path:
    """The configuration file of the command that was typed, before its options are read."""
    option, default = "--config", "config.toml"
    for each, after in pairwise([*arguments, default]):
        if each == option:
            return Path(after)
        if each.startswith(f"{option}="):
            return Path(each.removeprefix(f"{option}="))
    return Path(default)


def help_text(sentence: str) -> str:
    """A sentence of the help in the terminal's language."""
    return catalogue(terminal_locale()).gettext(sentence)


def examples(*commands: str) -> str:
    """The end of a help page: commands to copy, a line each."""
    return "\n".join([help_text("Examples:"), *(f"  {each}" for each in commands)])


def speak() -> None:
    """Translate typer's own words by our catalogue; it asks gettext for them."""
    if terminal_locale() != "en":
        gettext.gettext = lambda message: help_text(_REWORDED.get(message, message))


_REWORDED = {
    "Try [blue]'{command_path} {help_option}'[/] for help.": (
        "Help: [blue]{command_path} {help_option}[/]"
    )
}


def typers_words() -> tuple[str, ...]:
    """Words that typer asks of gettext, so that the catalogue has them."""
    return (
        help_text("Arguments"),
        help_text("Options"),
        help_text("Commands"),
        help_text("Error"),
        help_text("Aborted."),
        help_text("[default: {}]"),
        help_text("[env var: {}]"),
        help_text("[required]"),
        help_text("Show this message and exit."),
        help_text("Help: [blue]{command_path} {help_option}[/]"),
        help_text("Install completion for the current shell."),
        help_text(
            "Show completion for the current shell, to copy it or customize the installation."
        ),
    )


ConfigPath = Annotated[
    Path, typer.Option("--config", readable=False, help=help_text("The configuration file."))
]
CONFIG = Path("config.toml")


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
"""Patterns of the library's sentences, and ours."""


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


@contextmanager
def lean_imports(*without: str) -> Iterator[None]:
    """Import without garbage collection, and as if the libraries `without` were not installed.

    Imports leave next to no garbage, but looking for it takes a quarter of the start; what is there
    at the end stays, and is never looked at. Libraries that can do without others load them where
    they find them, for what we do not use: Rich for the output of structlog and HTTPX, cryptography
    for passports on Telegram.
    """
    hidden = [each for each in without if each not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type] # importing them then fails
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
        for each in hidden:
            del sys.modules[each]


TRY_LATER = 75
"""The exit status while the database or a port is another's, or away: EX_TEMPFAIL of sysexits.h."""


def stop(why: "Words", status: int = 2) -> NoReturn:
    """Say why in the terminal's language, and end the program."""
    show(in_terminal_language(why), err=True)
    raise typer.Exit(status)


def stop_by_configuration(error: "ConfigError") -> NoReturn:
    """Say all problems of the configuration, a line each, and end the program."""
    for each in error.problems[:-1]:
        show(in_terminal_language(each), err=True)
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


def show(words: str, *, err: bool = False) -> None:
    """Print words; at a terminal, its lines break between them. The journal gets errors as such."""
    stream = sys.stderr if err else sys.stdout
    mark = f"<{_ERROR}>" if err and is_journal(stream) else ""
    typer.echo(mark + folded(words, stream), err=err)


_ERROR = 3
"""The journal's priority of an error: see sd-daemon(3)."""


def is_journal(stream: TextIO) -> bool:
    """True if systemd's journal reads the stream, as `JOURNAL_STREAM` says (systemd.exec(5))."""
    named = os.environ.get("JOURNAL_STREAM", "")
    if not named:
        return False
    try:
        is_what = os.fstat(stream.fileno())
    except (OSError, ValueError):  # it is no file
        return False
    return named == f"{is_what.st_dev}:{is_what.st_ino}"


def folded(words: str, stream: TextIO) -> str:
    """Words in lines that a terminal has room for; as they are where a program reads them."""
    if not stream.isatty():
        return words
    width = get_terminal_size().columns
    lines = (
        wrap(line, width, break_long_words=False, break_on_hyphens=False, drop_whitespace=True)
        if len(line) > width
        else [line]
        for line in words.splitlines()
    )
    return "\n".join(each for folded_lines in lines for each in folded_lines)


def in_terminal_language(words: "Words", default: str | None = None) -> str:
    """Words in the language that the terminal asks for, else as `terminal_locale` says."""
    from bot.operations.copied_text import AtTheTerminal  # noqa: PLC0415 - `--help` needs none of it

    return AtTheTerminal(terminal_locale(default)).say(words)


class Watch(Protocol):
    """Passes things on one by one, and is told how many there will be."""

    def __call__(self, things: Iterable[Thing], total: int) -> Iterable[Thing]:
        """Give the things as they are."""


def unwatched(things: Iterable[Thing], total: int) -> Iterable[Thing]:  # noqa: ARG001 - a `Watch`
    """Pass the things on, and show nothing."""
    return things


def bar(words: "Words") -> Watch:
    """A progress bar on standard error, with these words before it; none where nobody looks."""

    def watched(things: Iterable[Thing], total: int) -> Iterable[Thing]:
        with _progress() as progress:
            yield from progress.track(things, total, description=in_terminal_language(words))

    return watched


@contextmanager
def steps(words: "Words") -> Iterator[Callable[[int, int], None]]:
    """A bar for work that tells how many of how many steps are done."""
    with _progress() as progress:
        task = progress.add_task(in_terminal_language(words), total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def _progress() -> "Progress":
    from rich.console import Console  # noqa: PLC0415 - `--help` needs none of it
    from rich.progress import Progress  # noqa: PLC0415 - nor of this

    is_seen = sys.stderr.isatty()
    return Progress(console=Console(stderr=True), transient=True, disable=not is_seen)


def program() -> str:
    """The program as the person started it, to be typed again."""
    if which("terreau"):
        return "terreau"
    started = Path(sys.argv[0])
    return "python -m bot" if started.name == "__main__.py" else str(started)
