"""Settled lists of voters; in secret votes also who voted, apart from the boxes of ballots."""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, delete, func, insert, literal, not_, or_, select, update

from bot.domain.circles import Audience
from bot.domain.polls.boxes_and_receipts import (
    FEWEST,
    LARGEST,
    Box,
    any_of,
    in_order,
    new_receipt,
    receipt_hash,
    split,
)
from bot.domain.polls.rules import Choices
from storage.base import table
from storage.members import Identity, Member, Membership, belonging
from storage.outbound import report_change
from storage.ownership import Held, Whom
from storage.polls.awaited_votes import has_ballot, is_here
from storage.polls.poll_tables import (
    COLUMNS,
    IS_OPEN,
    BallotBoxRow,
    BallotRow,
    EntitlementRow,
    Poll,
    PollRow,
    SecretCountRow,
    read_choices,
)
from storage.repository import Repository

_boxes, _counts = table(BallotBoxRow), table(SecretCountRow)


class BallotBoxes(Repository):
    """The secret ballots of all polls; nothing in them names a person or a time."""

    def put(self, poll_id: int, receipt: str, choices: Choices) -> None:
        """Put a ballot into a box, under the hash of its receipt."""
        ids = self._session.scalars(select(_boxes.c.id).where(_boxes.c.poll_id == poll_id)).all()
        if not ids:
            self._add(poll_id, {receipt: _encoded_choices(choices)})
            return
        box_id = any_of(ids)
        box = in_order({**self._ballots(box_id), receipt: _encoded_choices(choices)})
        if len(box) <= LARGEST:
            self._keep(box_id, box)
            return
        first, second = split(box)
        self._keep(box_id, first)
        self._add(poll_id, second)

    def replace(self, poll_id: int, receipt: str, choices: Choices) -> bool:
        """Change the ballot of a receipt, or without choices take it out; False if there is none.

        An empty box stays: what was in it is written over.
        """
        for box_id, box in self._boxes_of(poll_id):
            if receipt in box:
                others = {each: box[each] for each in box if each != receipt}
                kept = {**others, receipt: _encoded_choices(choices)} if choices else others
                self._keep(box_id, in_order(kept))
                return True
        return False

    def has(self, poll_id: int, receipt: str) -> bool:
        """True if there is a ballot of this receipt."""
        return any(receipt in box for _, box in self._boxes_of(poll_id))

    def count(self, poll_id: int) -> None:
        """Count the ballots of a closing poll, then delete them and their receipts.

        Fewer than `FEWEST` are not counted.
        """
        counted = Counter(choices for _, box in self._boxes_of(poll_id) for choices in box.values())
        if counted.total() >= FEWEST:
            self._session.execute(
                insert(_counts).values(poll_id=poll_id, counts=sorted(map(list, counted.items())))
            )
        self._session.execute(delete(_boxes).where(_boxes.c.poll_id == poll_id))

    def counted(self, poll_id: int) -> list[tuple[Choices, int]]:
        """The ballots of a closed poll: choices, and how many chose exactly these."""
        counts = self._session.scalar(select(_counts.c.counts).where(_counts.c.poll_id == poll_id))
        return [(read_choices(choices), people) for choices, people in counts or ()]

    def _boxes_of(self, poll_id: int) -> list[tuple[int, Box]]:
        rows = self._session.execute(
            select(_boxes.c.id, _boxes.c.ballots).where(_boxes.c.poll_id == poll_id)
        )
        return [(box_id, ballots) for box_id, ballots in rows]

    def _ballots(self, box_id: int) -> Box:
        found: Box = self._session.execute(
            select(_boxes.c.ballots).where(_boxes.c.id == box_id)
        ).scalar_one()
        return found

    def _add(self, poll_id: int, box: Box) -> None:
        self._session.execute(insert(_boxes).values(poll_id=poll_id, ballots=dict(box)))

    def _keep(self, box_id: int, box: Box) -> None:
        self._session.execute(update(_boxes).where(_boxes.c.id == box_id).values(ballots=dict(box)))


def _encoded_choices(choices: Choices) -> str:
    return ",".join(map(str, choices))


_polls, _ballots, _entitled = table(PollRow), table(BallotRow), table(EntitlementRow)
_DIRECT = "direct"
_GONE = and_(
    not_(_entitled.c.voted),
    not_(is_here(_entitled.c.member_id)),
    not_(has_ballot(_entitled.c.member_id)),
)


class Turnout(NamedTuple):
    """People who voted, of those who may.

    Members who leave before the end without having voted may not any more. Those whose secret vote
    counts stay in both numbers, also when they leave or are erased: it cannot be taken out, and the
    count would exceed the list. From the close on the numbers stay as they are.
    """

    voted: int
    entitled: int


class SecretVotes(Repository):
    """The settled lists of voters, and the secret ballots by their receipts."""

    covers = (EntitlementRow, BallotBoxRow, SecretCountRow)

    def settle_list(self, poll: Poll) -> None:
        """Entitle the members of a poll's audience as they are now.

        Nobody votes in secret without an account.
        """
        members = belonging(poll.community_id, poll.whom)
        if poll.member_days is not None:
            since = poll.opened_at - timedelta(days=poll.member_days)
            members = members.where(Membership.joined_at <= since)
        if poll.secret:
            account = select(Identity.address).where(Identity.member_id == Member.id)
            members = members.where(account.exists())
        rows = members.add_columns(literal(poll.id), literal(value=False))
        self._session.execute(
            insert(_entitled).from_select(["member_id", "poll_id", "voted"], rows)
        )

    def voted(self, poll_id: int, member_id: int) -> bool | None:
        """True once a member voted in a secret poll; None for one who may not."""
        return self._session.scalar(
            select(_entitled.c.voted).where(*_is_of(poll_id, member_id)).with_for_update()
        )

    def turnout(self, poll_id: int) -> Turnout:
        """Numbers of votes and of entitled members."""
        voted = func.count().filter(_entitled.c.voted)
        entitled = func.count().filter(or_(not_(IS_OPEN), not_(_GONE)))
        row = self._session.execute(
            select(voted.label("voted"), entitled.label("entitled"))
            .join(_polls, _polls.c.id == _entitled.c.poll_id)
            .where(_entitled.c.poll_id == poll_id)
        ).one()
        return Turnout(*row)

    def names(self, poll: Poll) -> list[str]:
        """The names of the people on the list who are members now, in order."""
        listed = select(_entitled.c.member_id).where(_entitled.c.poll_id == poll.id)
        here = belonging(poll.community_id, Audience()).where(Member.id.in_(listed)).order_by(None)
        found = select(Member.name).where(Member.id.in_(here)).order_by(Member.name, Member.id)
        return list(self._session.scalars(found))

    def close_list(self, poll_id: int) -> None:
        """Leave out the people who are gone and did not vote, when a poll closes."""
        gone = (
            select(_entitled.c.id)
            .join(_polls, _polls.c.id == _entitled.c.poll_id)
            .where(_entitled.c.poll_id == poll_id, _GONE)
            .correlate(None)
        )
        self._session.execute(delete(_entitled).where(_entitled.c.id.in_(gone)))

    def cast(self, poll_id: int, member_id: int, choices: Choices) -> str:
        """Cast the ballot of a member who has not voted; return its receipt, kept nowhere."""
        receipt = new_receipt()
        self._mark(poll_id, member_id, voted=True)
        self._boxes.put(poll_id, receipt_hash(poll_id, receipt), choices)
        return receipt

    def has(self, poll_id: int, receipt: str) -> bool:
        """True for the receipt of a ballot."""
        return self._boxes.has(poll_id, receipt_hash(poll_id, receipt))

    def change(self, poll_id: int, receipt: str, choices: Choices) -> bool:
        """Change the ballot of a receipt; False if there is none."""
        return self._boxes.replace(poll_id, receipt_hash(poll_id, receipt), choices)

    def withdraw(self, poll_id: int, member_id: int, receipt: str) -> bool:
        """Take a ballot out by its receipt, so that its owner may vote again; False without one."""
        if not self._boxes.replace(poll_id, receipt_hash(poll_id, receipt), ()):
            return False
        self._mark(poll_id, member_id, voted=False)
        return True

    def settled(
        self, poll_ids: Collection[int], member_ids: Collection[int]
    ) -> list[tuple[int, int]]:
        """Pairs of member and secret poll, where the member voted."""
        rows = self._session.execute(
            select(_entitled.c.member_id, _entitled.c.poll_id).where(
                _entitled.c.poll_id.in_(poll_ids),
                _entitled.c.member_id.in_(member_ids),
                _entitled.c.voted,
            )
        )
        return [(row.member_id, row.poll_id) for row in rows]

    def voted_twice(self, one_id: int, other_id: int) -> Poll | None:
        """An open secret poll in which both of two members voted; None without one."""
        both = (
            select(_entitled.c.poll_id)
            .where(_entitled.c.member_id.in_([one_id, other_id]), _entitled.c.voted)
            .group_by(_entitled.c.poll_id)
            .having(func.count() > 1)
        )
        open_ones = select(*COLUMNS).where(_polls.c.id.in_(both), IS_OPEN)
        return self._value(Poll, open_ones.order_by(_polls.c.id).limit(1))

    def conceals(self, payload: dict[str, Any]) -> bool:
        """True for private words of a member entitled to vote in an open secret poll.

        It may be a vote that could not be handled.
        """
        if payload.get(_DIRECT) is False:
            return False
        mine = (
            select(_entitled.c.id)
            .join(Identity, Identity.member_id == _entitled.c.member_id)
            .join(_polls, and_(_polls.c.id == _entitled.c.poll_id, _polls.c.secret, IS_OPEN))
            .where(Identity.address == payload.get("sender"))
        )
        return self._session.scalar(mine.limit(1)) is not None

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """The polls with a settled list in which a person may vote, and whether they did."""
        openly = select(_ballots.c.id).where(
            _ballots.c.poll_id == _polls.c.id, _ballots.c.member_id == whom.member_id
        )
        voted = or_(_entitled.c.voted, openly.exists()).label("voted")
        rows = self._session.execute(
            select(_polls.c.community_id, _polls.c.number, _polls.c.question, voted)
            .join(_entitled, _entitled.c.poll_id == _polls.c.id)
            .where(_entitled.c.member_id == whom.member_id)
            .order_by(_polls.c.id)
        )
        for row in rows:
            yield "poll_entitlements", dict(row._mapping)  # noqa: SLF001 - its public name

    def merge(self, kept_id: int, gone_id: int) -> None:
        """Refresh the secret polls in which either of two members may vote who are one person."""
        lists = select(_entitled.c.poll_id).where(_entitled.c.member_id.in_([kept_id, gone_id]))
        self._show(lists.distinct())

    def leave(self, member_id: int, community_id: int) -> None:
        """Refresh the open polls of a community that no longer await a leaving member."""
        self._show_open(member_id, _polls.c.community_id == community_id)

    def erase(self, member_id: int) -> None:
        """Refresh the open polls that no longer await an erased person."""
        self._show_open(member_id)

    def _show_open(self, member_id: int, *those: Any) -> None:  # noqa: ANN401 - conditions
        lists = select(_polls.c.id).join(_entitled, _entitled.c.poll_id == _polls.c.id)
        self._show(lists.where(_entitled.c.member_id == member_id, IS_OPEN, *those))

    def _show(self, lists: Select[Any]) -> None:
        report_change(self._session, Turnout, self._session.scalars(lists).all())

    @property
    def _boxes(self) -> BallotBoxes:
        return BallotBoxes(self._session)

    def _mark(self, poll_id: int, member_id: int, *, voted: bool) -> None:
        self._session.execute(
            update(_entitled).where(*_is_of(poll_id, member_id)).values(voted=voted)
        )


def _is_of(poll_id: int, member_id: int) -> tuple[Any, Any]:
    return _entitled.c.poll_id == poll_id, _entitled.c.member_id == member_id
