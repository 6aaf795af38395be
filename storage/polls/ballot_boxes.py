"""Secret ballots of open polls, in boxes; their count once a poll is closed."""

from collections import Counter

from sqlalchemy import delete, insert, select, update

from bot.domain.polls.choices import Choices
from bot.domain.polls.secret_votes import FEWEST, LARGEST, Box, any_of, in_order, split
from storage.base import table
from storage.polls.poll_tables import read_choices
from storage.polls.secret_tables import BallotBoxRow, SecretCountRow
from storage.repository import Repository

_boxes, _counts = table(BallotBoxRow), table(SecretCountRow)


class BallotBoxes(Repository):
    """The secret ballots of all polls; nothing in them names a person or a time."""

    def put(self, poll_id: int, receipt: str, choices: Choices) -> None:
        """Put a ballot into a box, under the hash of its receipt."""
        ids = self._session.scalars(select(_boxes.c.id).where(_boxes.c.poll_id == poll_id)).all()
        if not ids:
            self._add(poll_id, {receipt: _written(choices)})
            return
        box_id = any_of(ids)
        box = in_order({**self._ballots(box_id), receipt: _written(choices)})
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
        for box_id, box in self._of(poll_id):
            if receipt in box:
                others = {each: box[each] for each in box if each != receipt}
                kept = {**others, receipt: _written(choices)} if choices else others
                self._keep(box_id, in_order(kept))
                return True
        return False

    def count(self, poll_id: int) -> None:
        """Count the ballots of a poll that closes; they and their receipts are no more.

        Fewer than `FEWEST` are not counted.
        """
        counted = Counter(choices for _, box in self._of(poll_id) for choices in box.values())
        if counted.total() >= FEWEST:
            self._session.execute(
                insert(_counts).values(poll_id=poll_id, counts=sorted(map(list, counted.items())))
            )
        self._session.execute(delete(_boxes).where(_boxes.c.poll_id == poll_id))

    def counted(self, poll_id: int) -> list[tuple[Choices, int]]:
        """The ballots of a closed poll: choices, and how many chose exactly these."""
        counts = self._session.scalar(select(_counts.c.counts).where(_counts.c.poll_id == poll_id))
        return [(read_choices(choices), people) for choices, people in counts or ()]

    def _of(self, poll_id: int) -> list[tuple[int, Box]]:
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


def _written(choices: Choices) -> str:
    return ",".join(map(str, choices))
