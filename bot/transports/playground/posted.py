"""A message of Terreau's, as a pretended room shows it."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.core.messages.content import split_revision
from bot.core.messages.rendering import Choice, Rendered
from bot.domain.words import fold


@dataclass(slots=True)
class Posted:
    """A message of Terreau's as a room shows it now."""

    id: str
    said: Rendered
    reply_to: str | None = None
    at: datetime | None = None
    edits: int = 0
    deleted: bool = False
    history: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its words."""
        return self.said.plain

    @property
    def typed(self) -> str:
        """Its explanation of how to press its buttons in writing."""
        return self.said.typed

    @property
    def choices(self) -> list[Choice]:
        """Its buttons, row by row."""
        return [choice for row in self.said.choices for choice in row]

    def shows(self, press: str, *, deep_links: bool) -> bool | None:
        """True if a button of it presses this; where there are deep links, some only lead away.

        None once it is deleted.
        """
        if self.deleted:
            return None
        return any(each.press == press for each in self.choices if not (each.start and deep_links))

    def shows_openly(self, press: str) -> bool | None:
        """True if a reaction to it, or a vote in the network's own poll, presses this."""
        if self.deleted:
            return None
        if self.said.poll is not None:
            bare, revision = split_revision(press)
            poll = self.said.poll
            return (bare.rpartition(":")[0], revision) == (poll.press, poll.revision)
        return any(each.press == press and not each.private for each in self.choices)

    def choice(self, label: str) -> Choice:
        """The button with this label, or with a label that begins so."""
        typed = fold(label)
        found = [each for each in self.choices if fold(each.label) == typed]
        found += [each for each in self.choices if fold(each.label).startswith(typed)]
        if not found:
            msg = f"no button « {label} » among {[each.label for each in self.choices]}"
            raise LookupError(msg)
        return found[0]
