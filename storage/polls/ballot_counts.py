"""Counts of ballots, kept by the database: the tally does not read the ballots."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select

from bot.domain.polls.choices import Counts, recount
from storage.base import table
from storage.polls.poll_tables import (
    COLUMNS,
    BallotCountRow,
    BallotRow,
    Poll,
    PollRow,
    read_choices,
    read_poll,
)
from storage.repository import Repository
from storage.statements import Prepared

_polls, _ballots, _counts = table(PollRow), table(BallotRow), table(BallotCountRow)
_ALL = ""
_OF = Prepared(
    select(_counts.c.answer, _counts.c.people).where(_counts.c.poll_id == bindparam("poll"))
)


class BallotCounts(Repository):
    """The counted ballots of all polls that are not secret."""

    covers = (BallotCountRow,)

    def of(self, poll_id: int) -> Counts:
        """The counted ballots of a poll."""
        people: dict[str, int] = dict(_OF.rows(self._session, poll=poll_id))  # type: ignore[arg-type]
        return _read_counts(people)

    def wrong(self) -> list[Poll]:
        """The polls whose counts are not those of a recount."""
        return [poll for poll, _ in self._wrong()]

    def restored(self, _now: datetime) -> None:
        """The database comes from a backup: count again where a recount says otherwise."""
        for poll, counted in self._wrong():
            self._replace(poll.id, counted)

    def mend(self, poll: Poll) -> None:
        """Replace the counts of a poll by a recount."""
        counted = self._recounts([poll])[poll.id]
        if counted != self.of(poll.id):
            self._replace(poll.id, counted)

    def _wrong(self) -> list[tuple[Poll, Counts]]:
        """The polls whose counts are not those of a recount, with the recount."""
        found = self._session.execute(select(*COLUMNS).order_by(_polls.c.id))
        polls = [read_poll(row) for row in found]
        counted, kept = self._recounts(polls), defaultdict[int, dict[str, int]](dict)
        for poll_id, answer, people in self._session.execute(
            select(_counts.c.poll_id, _counts.c.answer, _counts.c.people)
        ):
            kept[poll_id][answer] = people
        return [
            (poll, counted[poll.id])
            for poll in polls
            if counted[poll.id] != _read_counts(kept[poll.id])
        ]

    def _replace(self, poll_id: int, counted: Counts) -> None:
        """Replace the counts of a poll."""
        self._session.execute(delete(_counts).where(_counts.c.poll_id == poll_id))
        answers = {",".join(map(str, each)): count for each, count in counted.answers.items()}
        rows = [
            {"poll_id": poll_id, "answer": answer, "people": people}
            for answer, people in {_ALL: counted.voters, **answers}.items()
            if people
        ]
        if rows:
            self._session.execute(insert(_counts), rows)

    def _recounts(self, polls: Sequence[Poll]) -> dict[int, Counts]:
        """The counts of polls by their ballots."""
        cast = defaultdict(list)
        grouped = select(_ballots.c.poll_id, _ballots.c.choices, func.count()).group_by(
            _ballots.c.poll_id, _ballots.c.choices
        )
        if len(polls) == 1:
            grouped = grouped.where(_ballots.c.poll_id == polls[0].id)
        for poll_id, choices, people in self._session.execute(grouped):
            cast[poll_id].append((read_choices(choices), people))
        return {poll.id: recount(poll.rules, cast[poll.id]) for poll in polls}


def _read_counts(people: Mapping[str, int]) -> Counts:
    """The counts in rows of one poll: numbers of people by answer."""
    answers = {read_choices(answer): count for answer, count in people.items() if answer != _ALL}
    return Counts(people.get(_ALL, 0), answers)
