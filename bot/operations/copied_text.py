"""The reader at a terminal, from which text is copied into files and other terminals."""

from dataclasses import dataclass
from datetime import date
from typing import Self
from zoneinfo import ZoneInfo

from bot.config import Problem
from bot.config.kinds import is_matrix
from bot.core.messages.content import Text, Typed, Words
from bot.core.messages.i18n import Reader


class Explained(Exception):
    """An error with the words for the person at the terminal."""

    def __init__(self, words: Text) -> None:
        super().__init__(words.template)
        self.words = words


@dataclass(frozen=True, slots=True)
class TypedBy:
    """A command as typed on the network of an address."""

    command: Typed
    address: str

    @classmethod
    def on(cls, command: Typed, network: str) -> Self:
        return cls(command, f"{network}:" if network == "telegram" else f"{network}:!")


class AtTheTerminal(Reader):
    """A reader without mentions: an `@` is shown as it is, with no joiner behind it."""

    def __init__(self, locale: str, mark: str = "/", zone: str = "UTC") -> None:
        super().__init__(locale, ZoneInfo(zone), date.min, mark)

    def sentence(self, words: Words) -> str:
        if isinstance(words, Problem):
            words = Text(words.template, words.values)
        return words if isinstance(words, str) else super().sentence(words)

    def typeset(self, template: str, locale: str) -> str:  # noqa: ARG002 - as of all readers
        """Leave the plain typing: words of a terminal are copied into files and searched."""
        return template

    def show(self, value: object) -> str:
        if isinstance(value, TypedBy):
            mark = "!" if is_matrix(value.address) else "/"
            return AtTheTerminal(self.locale, mark).show(value.command)
        return super().show(value)
