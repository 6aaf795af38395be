"""Polls about dates: the people who can come, the best date, and impossible dates."""

from bot.core import Bold, Buttons, ChartBar, JobContext, Line, Text, Words, in_rows, text
from bot.domain.polls.choices import Choices, Tally, bar
from bot.domain.polls.dates import NONE, PollDate, date_of, date_tally
from handlers.polls.views.choices_view import first_text
from handlers.polls.views.view import (
    NAMES_SHOWN,
    NamesByChoice,
    PollView,
    ResultTable,
    counts_of,
    names_text,
)
from storage.polls import Poll


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
        named = self._first_names()
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

    def _first_names(self) -> NamesByChoice:
        """The first people who can come on each date, and by its negative those who may."""
        sure, maybe = enumerate(self.counted.yes, start=1), enumerate(self.counted.if_need_be, 1)
        people = dict(sure) | {-number: count for number, count in maybe}
        return self.first_names(people, lambda ballot: ballot)

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
