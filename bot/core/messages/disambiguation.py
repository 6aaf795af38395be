"""Ambiguous words: the refusal that offers each meaning as a button."""

from collections.abc import Sequence

from bot.core.messages.content import Text, Words
from bot.domain.refusals import Refusal


class Ambiguous(Refusal):
    """“{typed}” can mean several things: choose one."""

    def __init__(
        self, typed: str, choices: Sequence[tuple[str, Words]], question: Text, **values: object
    ) -> None:
        """Keep the words and label of each choice, and the question above the buttons."""
        super().__init__(typed=typed, **values)
        self.choices = choices
        self.question = question
