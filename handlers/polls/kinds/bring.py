"""Card of a poll about who brings what: each thing with its bringers' names."""

from bot.core import JobContext, Line, Text, ntext, text
from bot.domain.polls.bring import left, taken
from handlers.polls.kinds.view import NAMES_SHOWN, PollView, names_text
from storage.polls import Ballots, Poll


class BringView(PollView):
    """A list of things that people take."""

    takes_votes = False

    def __init__(self, ctx: JobContext, poll: Poll) -> None:
        super().__init__(ctx, poll)
        counts = ctx.store[Ballots].counts(poll.id)
        self._voters = sum(people for _, people in counts)
        self.taken = taken(len(poll.options), counts)
        self.left = left(poll.options, self.taken)

    @property
    def voters(self) -> int:
        """The number of people who bring something."""
        return self._voters

    def count_lines(self) -> list[Line]:
        """A line for each thing: who brings it, and how many more people it needs."""
        voters = self.ctx.store[Ballots].voters(self.poll.id, NAMES_SHOWN) if self.voters else []
        lines: list[Line] = []
        for number, thing in enumerate(self.poll.options, start=1):
            names = [name for name, ballot in voters if number in ballot][:NAMES_SHOWN]
            lines.append(self._thing_text(number, thing, names))
        return lines

    def verdict(self) -> Text:
        """The things that nobody brings yet."""
        pairs = zip(self.poll.options, self.left, strict=True)
        missing = [thing for thing, count in pairs if count]
        if not missing:
            return text("Everything is taken.")
        return text("Still to be taken: {things}.", things=missing)

    def turnout(self) -> Text:
        """The number of people who bring something."""
        return ntext(
            "{count} person brings something", "{count} people bring something", self.voters
        )

    def nobody(self) -> Text:
        """The turnout while there is no vote."""
        is_open = self.poll.closed_at is None
        return text("Nothing is taken yet") if is_open else text("Nobody brings anything")

    def typed_choice(self) -> Text:
        """The choices of a vote as they are typed."""
        return text("then what you bring")

    def _thing_text(self, number: int, thing: str, names: list[str]) -> Text:
        count, missing = self.taken[number - 1], self.left[number - 1]
        if not count:
            return text("{thing}: to be taken", thing=thing)
        people = names_text(names, count)
        if not missing:
            return text("{thing}: {names}", thing=thing, names=people)
        more = ntext("{count} more wanted", "{count} more wanted", missing)
        return text("{thing}: {names} · {more}", thing=thing, names=people, more=more)
