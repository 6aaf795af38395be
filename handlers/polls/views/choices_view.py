"""Polls with choices: counted in bars, adopted without objection, or ranked in rounds."""

from collections.abc import Sequence

from bot.core import Ballot, ChartBar, JobContext, Line, Text, Words, ntext, text
from bot.domain.polls.ballots_by_kind import NO_OBJECTION
from bot.domain.polls.choices import Choices, Tally, bar, tally
from bot.domain.polls.kinds import OBJECTION
from bot.domain.polls.ranked import Round, Standing, run_off
from bot.references.polls import vote_by_ballot
from handlers.polls.views.view import (
    NamesByChoice,
    PollView,
    ResultTable,
    counts_of,
    names_text,
    poll_label,
)
from storage.polls import Poll


class ChoicesView(PollView):
    """A poll whose options are counted."""

    def __init__(self, ctx: JobContext, poll: Poll) -> None:
        super().__init__(ctx, poll)
        self.counted = tally(poll.rules.options, counts_of(ctx, poll))
        self.voters = self.counted.voters

    def count_lines(self) -> list[Line]:
        """A line for each option: bar, count, percentage; then names where they are shown."""
        if not self.voters:
            return list(self.labels)
        people = dict(enumerate(self.counted.counts, start=1))
        least = self.poll.least
        named = self.first_names(people, lambda ballot: ballot if len(ballot) >= least else ())
        return counted_lines(self.labels, self.counted, named)

    def verdict(self) -> Text:
        winners = [self.labels[number - 1] for number in self.counted.winners]
        return first_text(winners, max(self.counted.counts))

    def bars(self) -> tuple[ChartBar, ...]:
        """A bar for each option; those that came first stand out."""
        counts = zip(self.labels, self.counted.counts, self.counted.percents, strict=True)
        return tuple(
            ChartBar(label, count, _bar_words(count, percent), leads=nth in self.leading())
            for nth, (label, count, percent) in enumerate(counts, start=1)
        )

    def leading(self) -> Choices:
        """The options that decide the result."""
        return self.counted.winners

    def turnout(self) -> Text:
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


def counted_lines(labels: Sequence[Words], counted: Tally, named: NamesByChoice) -> list[Line]:
    """Each option with its votes, and the names of those who chose it."""
    lines: list[Line] = []
    counts = zip(labels, counted.counts, counted.percents, strict=True)
    for number, (label, count, percent) in enumerate(counts, start=1):
        lines.append(_count_text(label, count, percent))
        if names := named.get(number):
            lines.append(names_text(names, count))
    return lines


def _count_text(label: Words, count: int, percent: int) -> Text:
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


class ConsentView(ChoicesView):
    """A proposal with the answers to it."""

    def leading(self) -> Choices:
        """The objections, if there are any; else the consents."""
        for answer in (OBJECTION, NO_OBJECTION):
            if self.counted.counts[answer - 1]:
                return (answer,)
        return ()

    def verdict(self) -> Text:
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


class RankedView(PollView):
    """A poll whose choices are ranked."""

    def __init__(self, ctx: JobContext, poll: Poll) -> None:
        super().__init__(ctx, poll)
        rankings = counts_of(ctx, poll).answers
        self.counted = run_off(len(poll.options), list(rankings.items()))
        self.voters = self.counted.voters

    def count_lines(self) -> list[Line]:
        """The first choices; once the poll is over, the following rounds too."""
        if not self.voters:
            return list(self.labels)
        first, *others = self.counted.rounds
        firsts = Tally(tuple(count for _, count in first.counts), self.voters)
        named = self.first_names(dict(first.counts), lambda ranking: ranking[:1])
        lines = counted_lines(self.labels, firsts, named)
        if self.poll.closed_at is None:
            return lines
        rounds = enumerate(others, start=2)
        return [*lines, *(self._round_text(number, each) for number, each in rounds)]

    def verdict(self) -> Text:
        """The choice that won, with the round and its ballots."""
        if not self.voters:
            return text("Nobody voted.")
        winners = self.counted.winners
        if self.counted.equal_last or len(winners) > 1:
            return self._equal_verdict(winners)
        return self._winner_verdict(winners[0])

    def _winner_verdict(self, winner: int) -> Text:
        last, number = self.counted.rounds[-1], len(self.counted.rounds)
        values = {"choice": self._quoted((winner,))[0], "votes": dict(last.counts)[winner]}
        if number == 1:
            return ntext(
                "{choice} wins in the first round, with {votes} of {count} vote.",
                "{choice} wins in the first round, with {votes} of {count} votes.",
                last.ballots,
                **values,
            )
        return ntext(
            "{choice} wins with {votes} of {count} vote, round {round}.",
            "{choice} wins with {votes} of {count} votes, round {round}.",
            last.ballots,
            **values,
            round=number,
        )

    def _equal_verdict(self, winners: Choices) -> Text:
        """The choices that are equal: the last ones, or the first."""
        if equal_last := self.counted.equal_last:
            return text(
                "No single winner: {last} are equal last. Which of them goes out decides "
                "between {choices}.",
                last=self._quoted(equal_last),
                choices=self._quoted(winners),
            )
        votes = dict(self.counted.rounds[-1].counts)[winners[0]]
        return first_text([self.labels[each - 1] for each in winners], votes)

    def _quoted(self, options: Choices) -> list[Text]:
        return [text("“{choice}”", choice=self.labels[each - 1]) for each in options]

    def typed_choice(self) -> Text:
        return text("then your choices, the best first")

    def bars(self) -> tuple[ChartBar, ...]:
        """A bar for each choice in its last round; those that won stand out and come first."""
        winners = self.counted.winners
        return tuple(
            ChartBar(
                self.labels[each.option - 1],
                each.count,
                self._standing_text(each),
                leads=each.option in winners,
            )
            for each in self.counted.standings
        )

    def table(self) -> ResultTable:
        """The ballots of each choice, round by round."""
        rounds = self.counted.rounds
        titles = [text("Round {number}", number=nth + 1) for nth in range(len(rounds))]
        return ResultTable(
            (text("Choice"), *titles, text("In words")),
            [
                (
                    self.labels[each.option - 1],
                    *(dict(counted.counts).get(each.option, "") for counted in rounds),
                    self._standing_text(each),
                )
                for each in self.counted.standings
            ],
        )

    def _standing_text(self, standing: Standing) -> Text:
        count, winners = standing.count, self.counted.winners
        if standing.is_out:
            return text("{count}, out after round {number}", count=count, number=standing.round)
        if winners == (standing.option,):
            return text("{count}, wins", count=count)
        return text("{count} at the end", count=count)

    def _round_text(self, number: int, counted: Round) -> Text:
        counts = [
            text("{choice} {count}", choice=self.labels[option - 1], count=count)
            for option, count in counted.counts
        ]
        return text("Round {number}: {counts}", number=number, counts=counts)
