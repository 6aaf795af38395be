"""Questions to the person at the terminal, in their language."""

import re
import select
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import typer

from bot.core.messages.content import Words, text
from bot.core.messages.i18n import Reader
from bot.operations.copied_text import Explained
from bot.operations.init.answers import SECRETS, KeptAnswers
from bot.operations.terminal import show

YES = {"y", "yes", "o", "oui"}
NO = {"n", "no", "non"}
_MAIL_OR_PAGE = re.compile(r"\S@\S+\.\S|https?://\S")
_FEWEST_DIGITS = 4


class Wrong(Explained):
    """This answer cannot be used; the words say why."""


class Stopped(Explained):
    """It cannot go on; the words say why, and what to do."""


def reachable(answer: str) -> str:
    """An e-mail address, a phone number or a page; raises `Wrong` on anything else."""
    digits = sum(map(str.isdigit, answer))
    if answer and not (_MAIL_OR_PAGE.search(answer) or digits >= _FEWEST_DIGITS):
        raise Wrong(text("This is neither an e-mail address nor a phone number."))
    return answer


class Console(Protocol):
    """The terminal at which the person reads and types."""

    def say(self, words: str) -> None:
        """Show a line."""

    def ask(self, question: str, *, hidden: bool = False) -> str:
        """Give the line that is typed, unseen if `hidden`; raises `EOFError` where nobody is."""

    def line_waits(self) -> bool:
        """True if `ask` would return at once."""


class Terminal:
    """The terminal of this process."""

    def say(self, words: str) -> None:
        show(words)

    def ask(self, question: str, *, hidden: bool = False) -> str:
        try:
            answer: str = typer.prompt(
                question,
                default="",
                hide_input=hidden and sys.stdin.isatty(),
                show_default=False,
                prompt_suffix="",
            )
        except typer.Abort as abort:  # which does not tell the end of the input from Ctrl-C
            if isinstance(abort.__context__, KeyboardInterrupt):
                raise KeyboardInterrupt from None
            raise EOFError from None
        return answer

    def line_waits(self) -> bool:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - on Windows alone

            return bool(msvcrt.kbhit())
        try:
            return bool(select.select([sys.stdin], [], [], 0)[0])
        except (OSError, ValueError):  # no real file: whatever it holds is there
            return True


@dataclass(slots=True)
class Asker:
    """Asks until it has an answer: the command line's, one kept from before, then a typed one."""

    console: Console
    reader: Reader
    kept: KeptAnswers | None = None

    def words(self, words: Words) -> str:
        return self.reader.say(words)

    def say(self, words: Words) -> None:
        """Show a paragraph."""
        self.console.say(self.words(words))

    def ask(
        self,
        question: Words,
        *,
        option: str,
        given: str | None = None,
        default: str = "",
        read: Callable[[str], str] = str.strip,
        hidden: bool = False,
    ) -> str:
        """Ask until `read` takes the answer; it raises `Wrong` on one that cannot be used."""
        shown = self.words(question) + (f" [{default}] " if default else " ")
        is_told = given is not None
        if given is None and self.kept is not None:
            given = self.kept.take(option)
            if given is not None:  # shown as if it were typed; secrets are not
                self.console.say(shown + ("…" if option in SECRETS else given))
        while True:
            answer = self._line(shown, option, default, hidden=hidden) if given is None else given
            given = None
            try:
                if taken := read(answer.strip() or default):
                    if self.kept is not None and not is_told:
                        self.kept.keep(option, taken)
                    return taken
            except Wrong as wrong:
                self.say(wrong.words)
            is_told = False

    def explain(self, words: Words, *, option: str, given: str | None) -> None:
        """Show a paragraph above a question, unless its answer is known."""
        if given is None and (self.kept is None or option not in self.kept):
            self.say(words)

    def ask_or_skip(
        self,
        question: Words,
        *,
        given: str | None = None,
        read: Callable[[str], str] = str.strip,
        hidden: bool = False,
    ) -> str:
        """Ask for an optional answer: empty after Enter, and where nobody is."""
        shown = f"{self.words(question)} "
        while True:
            try:
                answer = self.console.ask(shown, hidden=hidden) if given is None else given
            except EOFError:
                return ""
            given = None
            try:
                return read(answer.strip()) if answer.strip() else ""
            except Wrong as wrong:
                self.say(wrong.words)

    def yes(self, question: Words, *, default: bool = True) -> bool:
        """Ask for a yes or a no; where nobody is, the default."""
        mark = text("[Y/n]") if default else text("[y/N]")
        while True:
            try:
                answer = self.console.ask(f"{self.words(question)} {self.words(mark)} ")
            except EOFError:
                return default
            answer = answer.strip().casefold()
            if answer in YES or answer in NO or not answer:
                return answer in YES or (not answer and default)

    def choose(
        self, question: Words, choices: Mapping[str, Words], *, option: str, given: str | None
    ) -> str:
        """Ask for one of the choices, by its number or its name; the last one by default."""
        names = list(choices)

        def read(answer: str) -> str:
            if answer.isdecimal() and 0 < int(answer) <= len(names):
                return names[int(answer) - 1]
            if answer.casefold() in names:
                return answer.casefold()
            raise Wrong(text("Type a number from 1 to {last}.", last=len(names)))

        if given is None and self.kept is not None:
            kept = self.kept.take(option) or ""
            if kept in choices:
                self.console.say(f"{self.words(question)} {self.words(choices[kept])}")
                return kept
        if given is None:
            self.say(question)
            for number, label in enumerate(choices.values(), start=1):
                self.say(f"  {number}. {self.words(label)}")
        return self.ask(
            text("Your choice:"), option=option, given=given, default=str(len(names)), read=read
        )

    def pause(self, words: Words = "", *, option: str) -> None:
        """Go on after Enter."""
        self._line(self.words(words), option, "")

    def _line(self, shown: str, option: str, default: str, *, hidden: bool = False) -> str:
        try:
            return self.console.ask(shown, hidden=hidden)
        except EOFError:
            if default:
                return default
            raise Stopped(
                text("No answer can be typed here: give {option} instead.", option=option)
            ) from None
