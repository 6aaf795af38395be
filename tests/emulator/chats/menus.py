"""Command menus: checked, kept by scope and language, and found as a person would see them."""

import json
import re
from dataclasses import dataclass, field

from tests.emulator.calls.errors import Json, misused

MOST_COMMANDS = 100
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"([a-z]{2})?")
LONGEST_DESCRIPTION = 256
Key = tuple[str, str]
DEFAULT: Json = {"type": "default"}


@dataclass(slots=True)
class Menus:
    kept: dict[Key, list[Json]] = field(default_factory=dict)

    def put(self, commands: list[Json], scope: Json | None, language: str) -> None:
        if len(commands) > MOST_COMMANDS:
            raise misused("BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            _check(command)
        self.kept[_key(scope, language)] = commands

    def at(self, scope: Json | None, language: str) -> list[Json]:
        return self.kept.get(_key(scope, language), [])

    def drop(self, scope: Json | None, language: str) -> None:
        self.kept.pop(_key(scope, language), None)

    def first(self, scopes: list[Json], language: str) -> list[Json]:
        """Give the menu that applies: the narrowest scope, one's own language before any."""
        keys = (_key(scope, it) for scope in scopes for it in (language, ""))
        return next((self.kept[key] for key in keys if self.kept.get(key)), [])


def _key(scope: Json | None, language: str) -> Key:
    if not _LANGUAGE.fullmatch(language):
        raise misused("invalid language code specified")
    return json.dumps(scope or DEFAULT, sort_keys=True), language


def _check(command: Json) -> None:
    if not _COMMAND.fullmatch(command["command"].removeprefix("/")):
        raise misused("BOT_COMMAND_INVALID")
    if not 1 <= len(command["description"].strip()) <= LONGEST_DESCRIPTION:
        raise misused("BOT_COMMAND_DESCRIPTION_INVALID")
