"""Ranked choices: first choices while the poll is open, then the rounds of the run-off."""

from bot.core import ChartBar, JobContext, Line, Text, ntext, text
from bot.domain.polls.choices import Choices, Tally
from bot.domain.polls.ranked import Round, Standing, run_off
from handlers.polls.kinds.choices import count_text
from handlers.polls.kinds.view import PollView, ResultTable, counts_of, names_text
from storage.polls import Poll


class RankedView(PollView):
    """A poll whose choices are ranked."""

    def __init__(self, ctx: JobContext, poll: Poll) -> None:
        super().__init__(ctx, poll)
        rankings = counts_of(ctx, poll).answers
        self.counted = run_off(len(poll.options), list(rankings.items()))

    @property
    def voters(self) -> int:
        """The number of people who voted."""
        return self.counted.voters

    def count_lines(self) -> list[Line]:
        """The first choices; once the poll is over, the following rounds too."""
        if not self.voters:
            return list(self.labels)
        first, *others = self.counted.rounds
        firsts = Tally(tuple(count for _, count in first.counts), self.voters)
        named = self.first_names(dict(first.counts), lambda ranking: ranking[:1])
        lines: list[Line] = []
        for nth, label in enumerate(self.labels):
            lines.append(count_text(label, firsts.counts[nth], firsts.percents[nth]))
            if names := named.get(nth + 1):
                lines.append(names_text(names, firsts.counts[nth]))
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
        """The only choice that won."""
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
        labels = self._quoted(winners)
        if equal_last := self.counted.equal_last:
            return text(
                "No single winner: {last} are equal last. Which of them goes out decides "
                "between {choices}.",
                last=self._quoted(equal_last),
                choices=labels,
            )
        return ntext(
            "Equal first: {choices}, with {count} vote each.",
            "Equal first: {choices}, with {count} votes each.",
            dict(self.counted.rounds[-1].counts)[winners[0]],
            choices=labels,
        )

    def _quoted(self, options: Choices) -> list[Text]:
        return [text("“{choice}”", choice=self.labels[each - 1]) for each in options]

    def typed_choice(self) -> Text:
        """The choices of a vote as they are typed."""
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
        numbers = range(1, len(rounds) + 1)
        titles = [text("Round {number}", number=number) for number in numbers]
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
        """The choices that are left in a round, with their ballots."""
        counts = [
            text("{choice} {count}", choice=self.labels[option - 1], count=count)
            for option, count in counted.counts
        ]
        return text("Round {number}: {counts}", number=number, counts=counts)
