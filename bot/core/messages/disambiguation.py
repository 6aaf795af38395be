"""What was typed may mean several things: each is offered as a button."""

from collections.abc import Mapping, Sequence

from bot.core.messages.content import Text, Words
from bot.domain.refusals import Refusal


class Several(Refusal):
    """“{typed}” may mean several things: say which one you mean."""

    def __init__(
        self, typed: str, choices: Sequence[tuple[str, Words]], question: Text, **values: object
    ) -> None:
        """Keep what a choice types and what its button says, and the question above the buttons.

        `param` and `raw` tell, once known, which parameter was read and what was typed for all.
        """
        super().__init__(typed=typed, **values)
        self.choices = choices
        self.question = question
        self.param = ""
        self.raw: Mapping[str, str] = {}
