"""Names of commands that do not exist yet: they are told as such instead of guessed at."""

from bot.domain.refusals import Refusal
from bot.domain.words import fold

PLANNED = frozenset(
    (
        *("portrait", "portraits"),
        *("group", "groups", "groupe", "groupes"),
    )
)
"""Folded, in both languages. A name leaves this list with the feature that takes it."""


class NotYetThere(Refusal):
    """“{typed}” does not exist yet. {menu} shows what you can do here."""


def planned_name(words: str) -> str | None:
    """The name of a command to come, if the words are nothing else."""
    name = words.strip(" .!?")
    return name if fold(name) in PLANNED else None
