"""Polls by kind: counted in bars, without objection, ranked in rounds, about dates, open."""

from collections.abc import Mapping, Sequence

from bot.core import (
    Ballot,
    Bold,
    Buttons,
    ChartBar,
    JobContext,
    Line,
    Text,
    Words,
    in_rows,
    ntext,
    text,
)
from bot.domain.polls.ballots_by_kind import (
    ANSWERED,
    MOST_PLACES,
    NO_OBJECTION,
    left,
    name_of,
    places_of,
)
from bot.domain.polls.dates import NONE, PollDate, date_of, date_tally
from bot.domain.polls.ranked import Round, Standing, run_off
from bot.domain.polls.rules import OBJECTION, Choices, PollKind, Tally, bar, tally
from bot.references.polls import vote_by_ballot
from handlers.polls.poll_view import (
    NAMES_SHOWN,
    NamesByChoice,
    PollView,
    ResultTable,
    counts_of,
    names_text,
    poll_label,
)
from storage.polls import Poll, WordsOnPolls


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


class DatesView(PollView):
    """A poll whose dates are answered by yes, if need be, or no."""

    def __init__(self, ctx: JobContext, poll: Poll) -> None:
        super().__init__(ctx, poll)
        self.counted = date_tally(len(poll.options), counts_of(ctx, poll))
        self.voters = self.counted.voters

    def count_lines(self) -> list[Line]:
        """A line for each date; the best ones in bold; then names where they are shown."""
        if not self.voters:
            return list(self.labels)
        # By the negative of a date: those who may come.
        maybes = enumerate(self.counted.if_need_be, start=1)
        people = dict(enumerate(self.counted.yes, start=1))
        people |= {-number: count for number, count in maybes}
        named = self.first_names(people, lambda ballot: ballot)
        lines: list[Line] = []
        for number, stored in enumerate(self.poll.options, start=1):
            line = self._count_text(date_of(stored), number)
            lines.append(Bold(line) if number in self.counted.best else line)
            maybe = [text("{name} (if need be)", name=each) for each in named.get(-number, ())]
            names: list[Words] = [*named.get(number, ()), *maybe]
            if names:
                coming = self.counted.yes[number - 1] + self.counted.if_need_be[number - 1]
                lines.append(names_text(names[:NAMES_SHOWN], coming))
        return lines

    def verdict(self) -> Text:
        """The best dates, with the number of people who can come."""
        best = self.counted.best
        if not best:
            return text("Nobody can come on any of these dates.")
        votes = self.counted.yes[best[0] - 1]
        if not votes:
            labels = [self.labels[each - 1] for each in best]
            return text("Only if need be: {choices}.", choices=labels)
        return first_text([self.labels[each - 1] for each in best], votes)

    def typed_choice(self) -> Text:
        return text("then your dates, with a question mark for if need be")

    def buttons(self) -> Buttons:
        """A button for each date, and one for none of them."""
        dates = [self._button(label, number) for number, label in enumerate(self.labels, start=1)]
        none = self._button(text("None of these dates"), NONE[0])
        return (*in_rows(dates, 1), (none,))

    def bars(self) -> tuple[ChartBar, ...]:
        """A bar for each date: filled for yes, outlined for if need be; the best stand out."""
        answers = zip(self.labels, self.counted.yes, self.counted.if_need_be, strict=True)
        return tuple(
            ChartBar(label, yes, self._answers(nth), nth in self.counted.best, yes + maybe)
            for nth, (label, yes, maybe) in enumerate(answers, start=1)
        )

    def table(self) -> ResultTable:
        titles = (text("Date"), text("Yes"), text("If need be"), text("No"))
        answers = zip(self.labels, self.counted.yes, self.counted.if_need_be, strict=True)
        rows = [(label, yes, maybe, self.voters - yes - maybe) for label, yes, maybe in answers]
        return ResultTable(titles, rows)

    def _answers(self, number: int) -> Text:
        if self.counted.is_refused(number):
            return text("nobody can")
        yes, maybe = self.counted.yes[number - 1], self.counted.if_need_be[number - 1]
        sure = [text("{count} yes", count=yes)] if yes else []
        also = [text("{count} if need be", count=maybe)] if maybe else []
        return text("{answers}", answers=[*sure, *also])

    def _count_text(self, when: PollDate, number: int) -> Text:
        """A date with its answers; once the poll is closed it says that nobody can."""
        yes, maybe = self.counted.yes[number - 1], self.counted.if_need_be[number - 1]
        if self.counted.is_refused(number):
            if self.poll.closed_at is None:
                return text("{when}: {count}", when=when, count=0)
            return text("{when}: nobody can", when=when)
        percent = Tally((yes,), self.voters).percents[0]
        told = text("{bar} {count} yes", bar=bar(percent), count=yes) if yes else None
        also = text("{count} if need be", count=maybe) if maybe else None
        return text("{when}: {answers}", when=when, answers=[each for each in (told, also) if each])


def date_tap_text(poll: Poll, ballot: Choices, option: int) -> Text:
    """The answer for one date after a press on it, and how to change it."""
    if not option:
        return text("Your vote: none of these dates. Tap a date if you can come after all.")
    when = date_of(poll.options[option - 1])
    if option in ballot:
        return text("{when}: yes. Tap again for “if need be”.", when=when)
    if -option in ballot:
        return text("{when}: if need be. Tap again for “no”.", when=when)
    return text("{when}: no. Tap again for “yes”.", when=when)


class BringView(PollView):
    """A list of things that people take."""

    takes_votes = False

    def __init__(self, ctx: JobContext, poll: Poll) -> None:
        super().__init__(ctx, poll)
        counts = counts_of(ctx, poll)
        self.voters = counts.voters
        self.taken = tally(len(poll.options), counts).counts
        self.left = left(poll.options, self.taken)

    def count_lines(self) -> list[Line]:
        """A line for each thing: its bringers, and the number of people still needed."""
        things = zip(self.poll.options, self._bringers(NAMES_SHOWN), strict=True)
        return [
            self._thing_text(number, thing, names)
            for number, (thing, names) in enumerate(things, start=1)
        ]

    def bars(self) -> tuple[ChartBar, ...]:
        """A bar for each thing, outlined as far as it is needed; names are not drawn."""
        things = zip(self.poll.options, self.taken, self.left, strict=True)
        return tuple(
            ChartBar(
                name_of(thing),
                count,
                _part_text(count, places_of(thing)),
                not missing,
                count + missing,
            )
            for thing, count, missing in things
        )

    def table(self) -> ResultTable:
        titles = (text("What"), text("Needed"), text("Promised"), text("Who"))
        things = zip(self.poll.options, self.taken, self._bringers(MOST_PLACES), strict=True)
        return ResultTable(
            titles,
            [
                (name_of(thing), places_of(thing), count, text("{names}", names=names))
                for thing, count, names in things
            ],
        )

    def _bringers(self, most: int) -> list[Sequence[str]]:
        people = dict(enumerate(self.taken, start=1))
        named = self.first_names(people, lambda ballot: ballot, most)
        return [named[number] for number in people]

    def verdict(self) -> Text:
        pairs = zip(self.poll.options, self.left, strict=True)
        missing = [thing for thing, count in pairs if count]
        if not missing:
            return text("Everything is taken.")
        return text("Still to be taken: {things}.", things=missing)

    def turnout(self) -> Text:
        return ntext(
            "{count} person brings something", "{count} people bring something", self.voters
        )

    def nobody(self) -> Text:
        is_open = self.poll.closed_at is None
        return text("Nothing is taken yet") if is_open else text("Nobody brings anything")

    def typed_choice(self) -> Text:
        return text("then what you bring")

    def _thing_text(self, number: int, thing: str, names: Sequence[str]) -> Text:
        count, missing = self.taken[number - 1], self.left[number - 1]
        if not count:
            return text("{thing}: to be taken", thing=thing)
        people = names_text(names, count)
        if not missing:
            return text("{thing}: {names}", thing=thing, names=people)
        more = ntext("{count} more wanted", "{count} more wanted", missing)
        return text("{thing}: {names} · {more}", thing=thing, names=people, more=more)


def _part_text(count: int, places: int) -> Text:
    if not count:
        return text("to be taken")
    return text("{count} of {places}", count=count, places=places)


class OpenQuestionView(PollView):
    """A question without choices."""

    takes_votes = False

    def __init__(self, ctx: JobContext, poll: Poll) -> None:
        super().__init__(ctx, poll)
        self.voters = counts_of(ctx, poll).voters

    def count_lines(self) -> list[Line]:
        """Nothing: the answers are read by the gardeners first."""
        return []

    def verdict(self) -> Text:
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
        return ntext("{count} answer", "{count} answers", self.voters)

    def nobody(self) -> Text:
        is_open = self.poll.closed_at is None
        return text("Be the first to answer") if is_open else text("Nobody answered")

    def typed_choice(self) -> Text:
        return text("then your answer")

    def buttons(self) -> Buttons:
        """One button, which asks for the answer."""
        return ((self._button(text("Give an answer"), ANSWERED[0]),),)


def view_of(ctx: JobContext, poll: Poll) -> PollView:
    return _VIEWS[poll.kind](ctx, poll)


_VIEWS: Mapping[str, type[PollView]] = {
    PollKind.ONE: ChoicesView,
    PollKind.SEVERAL: ChoicesView,
    PollKind.DATE: DatesView,
    PollKind.CONSENT: ConsentView,
    PollKind.BRING: BringView,
    PollKind.RANKED: RankedView,
    PollKind.OPEN: OpenQuestionView,
}
