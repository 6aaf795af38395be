"""Open questions: answered in words, which the gardeners read and publish."""

from bot.core import Buttons, JobContext, Line, Text, ntext, text
from bot.domain.polls.ballots import ANSWERED
from handlers.polls.kinds.view import PollView, ResultTable, counts_of
from storage.polls import Poll, WordsOnPolls


class OpenQuestionView(PollView):
    """A question without choices."""

    takes_votes = False

    def __init__(self, ctx: JobContext, poll: Poll) -> None:
        super().__init__(ctx, poll)
        self._voters = counts_of(ctx, poll).voters

    @property
    def voters(self) -> int:
        """The number of people who answered."""
        return self._voters

    def count_lines(self) -> list[Line]:
        """Nothing: the answers are read by the gardeners first."""
        return []

    def verdict(self) -> Text:
        """The number of answers."""
        return ntext(
            "{count} answer. The gardening team reads it.",
            "{count} answers. The gardening team reads them.",
            self.voters,
        )

    def table(self) -> ResultTable:
        """The answers with their headings, without names; those under none come last."""
        written = self.ctx.store[WordsOnPolls].of(self.poll.id, self.voters)
        by_heading = sorted(written, key=lambda each: (not each.topic, each.topic))
        titles = (text("Heading"), text("Answer"))
        return ResultTable(titles, [(each.topic, each.words) for each in by_heading])

    def turnout(self) -> Text:
        """The number of people who answered."""
        return ntext("{count} answer", "{count} answers", self.voters)

    def nobody(self) -> Text:
        """The turnout while there is no answer."""
        is_open = self.poll.closed_at is None
        return text("Be the first to answer") if is_open else text("Nobody answered")

    def typed_choice(self) -> Text:
        """The choices of a vote as they are typed."""
        return text("then your answer")

    def buttons(self) -> Buttons:
        """One button, which asks for the answer."""
        return ((self._button(text("Give an answer"), ANSWERED[0]),),)
