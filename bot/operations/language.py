"""The language of the terminal, and help in it. Every command loads this: it stays light."""

import gettext
import os
from collections.abc import Mapping

from bot.locales import LOCALES, catalogue


def terminal_locale(default: str = "en", env: Mapping[str, str] | None = None) -> str:
    """The language that the environment asks for, as gettext reads it; else the default.

    `LC_ALL`, `LC_MESSAGES` and `LANG` name the locale, the first one that is set; `LANGUAGE` may
    prefer others to it.
    """
    env = os.environ if env is None else env
    locale = next(filter(None, map(env.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    if not locale or locale.partition(".")[0] in {"C", "POSIX"}:
        return default
    wanted = [*env.get("LANGUAGE", "").split(":"), locale]
    return next((each[:2] for each in wanted if each[:2] in LOCALES), default)


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
