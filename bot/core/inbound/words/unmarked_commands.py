"""A command with its arguments but without its mark: “inscription 1 oui”, “actu Titre | texte”.

It counts only where the words can hardly be anything else: a number where the command takes one,
or several parts where it takes several. “stop aux pesticides” is no command.
"""

import re

from bot.core.declarations.arguments.parameters import Param
from bot.core.declarations.declaration import Command
from bot.core.declarations.registry import Declared

_NUMBER_FIRST = re.compile(r"#?\d{1,9}(?!\S)")
_PARTS = re.compile(r"\s\|\s")


def is_unmarked_command(declared: Declared, words: str) -> bool:
    """True if the words are a command with its arguments, without its mark."""
    found = declared.named(words)
    if found is None or not found[1]:
        return False
    command, rest = found
    positional = [each for each in command.params if not each.option]
    if not positional:
        return False
    if positional[0].kind is int:
        return _fits_number(command, rest, positional)
    takes_parts = len(positional) > 1 or positional[0].many
    return takes_parts and _PARTS.search(rest) is not None


def _fits_number(command: Command, rest: str, positional: list[Param]) -> bool:
    """True if a number comes first, with more behind it only where more is taken."""
    found = _NUMBER_FIRST.match(rest)
    if found is None:
        return False
    more = rest[found.end() :].strip()
    return not more or len(positional) > 1 or any(each.option for each in command.params)
