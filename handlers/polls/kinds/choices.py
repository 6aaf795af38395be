"""Polls with one choice or several: bars, percentages and the options that come first."""

from collections.abc import Sequence

from bot.core import Ballot, ChartBar, JobContext, Line, Text, Words, ntext, text
from bot.domain.polls.choices import Choices, bar, tally
from bot.references.polls import vote_by_ballot
from handlers.polls.kinds.labels import poll_label
from handlers.polls.kinds.view import PollView, counts_of, names_text
from storage.polls import Poll


class ChoicesView(PollView):
    """A poll whose options are counted."""

    def __init__(self, ctx: JobContext, poll: Poll) -> None:
        super().__init__(ctx, poll)
        self.counted = tally(poll.rules.options, counts_of(ctx, poll))

    @property
    def voters(self) -> int:
        """The number of people whose vote counts."""
        return self.counted.voters

    def count_lines(self) -> list[Line]:
        """A line for each option: bar, count, percentage; then names where they are shown."""
        if not self.voters:
            return list(self.labels)
        counted = self.counted
        lines: list[Line] = []
        named = self.first_names(dict(enumerate(counted.counts, start=1)), self._counted_choices)
        for number, label in enumerate(self.labels, start=1):
            count, percent = counted.counts[number - 1], counted.percents[number - 1]
            lines.append(count_text(label, count, percent))
            if names := named.get(number):
                lines.append(names_text(names, count))
        return lines

    def _counted_choices(self, ballot: Choices) -> Choices:
        return ballot if len(ballot) >= self.poll.least else ()

    def verdict(self) -> Text:
        """The options that came first."""
        winners = [self.labels[number - 1] for number in self.counted.winners]
        return first_text(winners, max(self.counted.counts))

    def bars(self) -> tuple[ChartBar, ...]:
        """A bar for each option; those that came first stand out."""
        counts = zip(self.labels, self.counted.counts, self.counted.percents, strict=True)
        return tuple(
            ChartBar(
                label,
                count,
                _bar_words(count, percent),
                leads=nth in self.leading(),
            )
            for nth, (label, count, percent) in enumerate(counts, start=1)
        )

    def leading(self) -> Choices:
        """The options that decide the result."""
        return self.counted.winners

    def turnout(self) -> Text:
        """The number of people who voted."""
        if self.poll.rules.multiple:
            return super().turnout()
        return ntext("{count} vote", "{count} votes", self.voters)

    def native_ballot(self, result: Text | None = None) -> Ballot | None:
        """The native poll, only where names are shown: everybody sees who votes in it."""
        poll = self.poll
        if not poll.capability.is_native:
            return None
        press = f"{vote_by_ballot.name}:{poll.id}"
        return Ballot(poll_label(poll), tuple(poll.options), poll.rules.most, press, result)


def first_text(labels: Sequence[Words], votes: int) -> Text:
    """The options that come first, with their votes."""
    first = [text("“{choice}”", choice=each) for each in labels]
    if not first:
        return text("Nobody voted.")
    if len(first) > 1:
        return ntext(
            "Equal first: {choices}, with {count} vote each.",
            "Equal first: {choices}, with {count} votes each.",
            votes,
            choices=first,
        )
    return ntext(
        "{choice} comes first, with {count} vote.",
        "{choice} comes first, with {count} votes.",
        votes,
        choice=first[0],
    )


def _bar_words(count: int, percent: int) -> Text:
    if not count:
        return text("{count}", count=count)
    return text("{count} ({percent}%)", count=count, percent=percent)


def count_text(label: Words, count: int, percent: int) -> Text:
    """An option with its votes: bar, number, percentage."""
    if not count:
        return text("{choice}: {count}", choice=label, count=count)
    return text(
        "{choice}: {bar} {count} ({percent}%)",
        choice=label,
        bar=bar(percent),
        count=count,
        percent=percent,
    )
