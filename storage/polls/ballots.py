"""Ballots of polls, one a member a poll; their counts, kept by the database; and figures."""

from collections import defaultdict
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Executable,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    update,
)

from bot.domain.polls.rules import Choices, Counts, recount
from storage.base import table
from storage.members import Member
from storage.outbound import report_change
from storage.ownership import Held, Whom
from storage.polls.poll_tables import (
    COLUMNS,
    IS_OPEN,
    BallotCountRow,
    BallotRow,
    EntitlementRow,
    Poll,
    PollRow,
    read_choices,
    read_poll,
)
from storage.repository import Repository
from storage.statements import InsertInto, Prepared

_VOTERS_AT_ONCE = 100
NO_DAY = date(1970, 1, 1)
"""`asked_on` of a ballot that is nobody's any more."""
_polls = table(PollRow)
_ballots = table(BallotRow)


def _upsert(insert_into: InsertInto) -> Executable:
    new = insert_into(_ballots)
    return new.on_conflict_do_update(
        index_elements=["poll_id", "member_id"],
        set_={
            "choices": new.excluded.choices,
            "cast_at": new.excluded.cast_at,
            "asked_on": new.excluded.asked_on,
        },
    )


_CAST = Prepared(
    _upsert,
    *("poll_id", "member_id", "choices", "cast_at", "asked_on"),
)
_UNCAST = Prepared(
    delete(_ballots).where(
        _ballots.c.poll_id == bindparam("poll"), _ballots.c.member_id == bindparam("me")
    )
)
_COUNTS = Prepared(
    select(_ballots.c.choices, func.count().label("people"))
    .where(_ballots.c.poll_id == bindparam("poll"))
    .group_by(_ballots.c.choices)
)
_PASSED_ON = Prepared(
    select(func.count().label("people")).where(
        _ballots.c.poll_id == bindparam("poll"), _ballots.c.asked_on.is_not(None)
    )
)


class Ballots(Repository):
    """The ballots of all polls."""

    covers = (BallotRow,)

    def cast(
        self,
        poll_id: int,
        member_id: int,
        choices: Choices,
        at: datetime,
        *,
        asked_on: date | None = None,
    ) -> None:
        """Replace a member's ballot; without choices, remove it.

        A ballot passed on for a person was `asked_on` a day.
        """
        if not choices:
            _UNCAST.run(self._session, {"poll": poll_id, "me": member_id})
            return
        ballot = {"choices": ",".join(map(str, choices)), "cast_at": at, "asked_on": asked_on}
        _CAST.run(self._session, {"poll_id": poll_id, "member_id": member_id, **ballot})

    def counts(self, poll_id: int) -> list[tuple[Choices, int]]:
        """The ballots of a poll: choices, and how many chose exactly these."""
        rows = _COUNTS.rows(self._session, poll=poll_id)
        return [(read_choices(row["choices"]), row["people"]) for row in rows]

    def passed_on(self, poll_id: int) -> int:
        """The number of ballots that were passed on for people who asked for it."""
        return int(_PASSED_ON.one(self._session, poll=poll_id)["people"])

    def passed_on_for(self, member_ids: Collection[int]) -> dict[int, int]:
        """The number of ballots passed on for each of these members, without zeros."""
        counted = (
            select(_ballots.c.member_id, func.count())
            .where(_ballots.c.member_id.in_(member_ids), _ballots.c.asked_on.is_not(None))
            .group_by(_ballots.c.member_id)
        )
        return {each.member_id: each[1] for each in self._session.execute(counted)}

    def voted(
        self, poll_ids: Collection[int], member_ids: Collection[int]
    ) -> list[tuple[int, int]]:
        """Pairs of member and poll, where the member voted."""
        rows = self._session.execute(
            select(_ballots.c.member_id, _ballots.c.poll_id).where(
                _ballots.c.poll_id.in_(poll_ids), _ballots.c.member_id.in_(member_ids)
            )
        )
        return [(row.member_id, row.poll_id) for row in rows]

    def cast_by(self, member_id: int) -> list[tuple[Poll, Choices]]:
        """The polls in which a member voted, with their choices, the latest first."""
        rows = self._session.execute(
            select(*COLUMNS, _ballots.c.choices)
            .join(_ballots, _ballots.c.poll_id == _polls.c.id)
            .where(_ballots.c.member_id == member_id)
            .order_by(_polls.c.id.desc())
        )
        return [(read_poll(row._asdict()), read_choices(row.choices)) for row in rows]

    def contradicted(self, one_id: int, other_id: int) -> list[tuple[Poll, Choices]]:
        """The open polls in which two members voted differently, with the later vote of the two."""
        rows = self._session.execute(
            select(*COLUMNS, _ballots.c.choices)
            .join(_ballots, _ballots.c.poll_id == _polls.c.id)
            .where(_ballots.c.member_id.in_([one_id, other_id]), IS_OPEN)
            .order_by(_polls.c.id, _ballots.c.cast_at, _ballots.c.id)
        ).all()
        votes: dict[int, list[tuple[Poll, Choices]]] = {}
        for row in rows:
            votes.setdefault(row.id, []).append(
                (read_poll(row._asdict()), read_choices(row.choices))
            )
        return [cast[-1] for cast in votes.values() if len({choices for _, choices in cast}) > 1]

    def voters(self, poll_id: int) -> Generator[tuple[str, Choices], None, None]:
        """Names and choices in the order of voting, read as far as they are asked for.

        Erased members voted, and have no name.
        """
        in_order = (
            select(Member.name, _ballots.c.choices)
            .join(Member, Member.id == _ballots.c.member_id)
            .where(_ballots.c.poll_id == poll_id)
            .order_by(_ballots.c.cast_at, _ballots.c.id)
        )
        reading = in_order.execution_options(yield_per=_VOTERS_AT_ONCE)
        with self._session.execute(reading) as rows:
            for name, choices in rows:
                yield name, read_choices(choices)

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """The ballots of a person with their polls."""
        names = ("community_id", "number", "question", "kind", "options")
        of_poll = [_polls.c[each] for each in names]
        own = (_ballots.c.choices, _ballots.c.cast_at, _ballots.c.asked_on)
        cast = select(*of_poll, *own).join(_ballots, _ballots.c.poll_id == _polls.c.id)
        mine = cast.where(_ballots.c.member_id == whom.member_id).order_by(_ballots.c.id)
        yield from self._held("ballots", mine)

    def merge(self, kept_id: int, gone_id: int) -> None:
        """Refresh the polls in which either of two members voted who turn out to be one."""
        own = select(_ballots.c.poll_id).where(_ballots.c.member_id.in_([kept_id, gone_id]))
        self._show(self._session.scalars(own.distinct()))

    def leave(self, member_id: int, community_id: int) -> None:
        """A member leaves a community: their ballots in its open polls are taken back.

        For the handler of leaving, beside `store.members.leave`: the polls' cards follow.
        """
        self._take_back(member_id, _polls.c.community_id == community_id)

    def erase(self, member_id: int) -> None:
        """Forget a person: out of open polls; counted in closed ones, but as nobody's vote.

        Neither the moment nor the day on which it was asked for tells of them: all that is left is
        what was chosen, and whether it was passed on. To be called before the member is deleted;
        the polls' cards follow.
        """
        self._take_back(member_id)
        closed = select(_polls.c.closed_at).where(_polls.c.id == _ballots.c.poll_id)
        passed_on = case((_ballots.c.asked_on.is_not(None), NO_DAY), else_=None)
        untied = self._session.execute(
            update(_ballots)
            .where(_ballots.c.member_id == member_id)
            .values(
                member_id=None,
                cast_at=func.coalesce(closed.scalar_subquery(), _ballots.c.cast_at),
                asked_on=passed_on,
            )
            .returning(_ballots.c.poll_id)
        )
        self._show(untied.scalars())

    def _take_back(self, member_id: int, *those: Any) -> None:  # noqa: ANN401 - conditions
        of = select(_polls.c.id).where(IS_OPEN, *those)
        taken = self._session.execute(
            delete(_ballots)
            .where(_ballots.c.member_id == member_id, _ballots.c.poll_id.in_(of))
            .returning(_ballots.c.poll_id)
        )
        self._show(taken.scalars())

    def _show(self, poll_ids: Iterable[int]) -> None:
        """Refresh all cards of these polls, which may show names or words."""
        report_change(self._session, Poll, list(poll_ids))


_counts = table(BallotCountRow)
_ALL = ""
_OF = Prepared(
    select(_counts.c.answer, _counts.c.people).where(_counts.c.poll_id == bindparam("poll"))
)


class BallotCounts(Repository):
    """The counted ballots of all polls that are not secret."""

    covers = (BallotCountRow,)

    def of(self, poll_id: int) -> Counts:
        """The counted ballots of a poll."""
        rows = _OF.rows(self._session, poll=poll_id)
        return _read_counts({row["answer"]: row["people"] for row in rows})

    def wrong(self) -> list[Poll]:
        """The polls whose counts are not those of a recount."""
        return [poll for poll, _ in self._wrong_counts()]

    def restored(self, _now: datetime) -> None:
        """The database comes from a backup: count again where a recount says otherwise."""
        for poll, counted in self._wrong_counts():
            self._replace(poll.id, counted)

    def mend(self, poll: Poll) -> None:
        """Replace the counts of a poll by a recount."""
        counted = self._recounts([poll])[poll.id]
        if counted != self.of(poll.id):
            self._replace(poll.id, counted)

    def _wrong_counts(self) -> list[tuple[Poll, Counts]]:
        """The polls whose counts are not those of a recount, with the recount."""
        polls = self._values(Poll, select(*COLUMNS).order_by(_polls.c.id))
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


_entitled = table(EntitlementRow)


@dataclass(frozen=True, slots=True)
class PollCounts:
    """Numbers of polls and votes in a time."""

    opened: int
    """Polls that were opened and not withdrawn."""
    votes: int
    """Votes as they stand now, in these and in earlier polls; secret ones once they are counted."""
    voters: int
    """People behind these votes, without those who were erased."""


class PollFigures(Repository):
    """Figures of the polls of communities."""

    def counts(self, community_id: int, since: datetime, until: datetime) -> PollCounts:
        """Figures of a community's polls between two moments."""
        opened = select(func.count()).where(
            _polls.c.community_id == community_id,
            _polls.c.withdrawn_at.is_(None),
            _polls.c.opened_at >= since,
            _polls.c.opened_at < until,
        )
        here = _polls.c.community_id == community_id
        openly = (
            select(_ballots.c.member_id)
            .join(_polls, _polls.c.id == _ballots.c.poll_id)
            .where(here, _ballots.c.cast_at >= since, _ballots.c.cast_at < until)
        )
        secretly = (
            select(_entitled.c.member_id)
            .join(_polls, _polls.c.id == _entitled.c.poll_id)
            .where(
                here,
                _entitled.c.voted,
                _polls.c.closed_at >= since,
                _polls.c.closed_at < until,
            )
        )
        cast = openly.union_all(secretly).subquery()
        counted = select(func.count(), func.count(cast.c.member_id.distinct())).select_from(cast)
        votes, voters = self._session.execute(counted).one()
        return PollCounts(self._session.scalar(opened) or 0, votes, voters)

    def is_any_published(self, community_id: int) -> bool:
        """True if a community has ever had a poll, but for those that were withdrawn."""
        here = _polls.c.community_id == community_id, _polls.c.withdrawn_at.is_(None)
        return self._session.scalar(select(_polls.c.id).where(*here).limit(1)) is not None
