"""The language of the terminal, and help in it. Every command loads this: it stays light."""

import gettext
import os
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

from bot.locales import LOCALES, catalogue


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
        gettext.gettext = _of_typer  # type: ignore[assignment] # one argument is what it has


def _of_typer(sentence: str) -> str:
    return help_text(_REWORDED.get(sentence, sentence))


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
