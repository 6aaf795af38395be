"""Consent polls: adopted if nobody objects."""

from bot.core import Text, ntext, text
from bot.domain.polls.ballots import NO_OBJECTION
from bot.domain.polls.choices import Choices
from bot.domain.polls.kinds import OBJECTION
from handlers.polls.kinds.choices import ChoicesView


class ConsentView(ChoicesView):
    """A proposal with the answers to it."""

    def leading(self) -> Choices:
        """The objections, if there are any; else the consents."""
        for answer in (OBJECTION, NO_OBJECTION):
            if self.counted.counts[answer - 1]:
                return (answer,)
        return ()

    def verdict(self) -> Text:
        """A sentence that says if the proposal is adopted."""
        objections = self.counted.counts[OBJECTION - 1]
        if objections:
            return ntext(
                "{count} objection: the proposal is not adopted as it is.",
                "{count} objections: the proposal is not adopted as it is.",
                objections,
            )
        if not self.counted.counts[NO_OBJECTION - 1]:
            return text("Nobody objects, but everyone abstained.")
        return text("Adopted: nobody objects.")
