"""The view of each kind of poll, among them who brings what and open questions."""

from collections.abc import Mapping, Sequence

from bot.core import Buttons, ChartBar, JobContext, Line, Text, ntext, text
from bot.domain.polls.ballots_by_kind import ANSWERED, MOST_PLACES, left, name_of, places_of
from bot.domain.polls.choices import tally
from bot.domain.polls.kinds import PollKind
from handlers.polls.views.choices_view import ChoicesView, ConsentView, RankedView
from handlers.polls.views.dates_view import DatesView
from handlers.polls.views.view import NAMES_SHOWN, PollView, ResultTable, counts_of, names_text
from storage.polls import Poll, WordsOnPolls


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
