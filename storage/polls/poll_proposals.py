"""Polls that members propose: kept beside the forms of their room until gardeners decide."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from storage.base import table
from storage.inbound import PROPOSED, FormRow, Forms, OpenForm
from storage.repository import Repository

PROPOSED_BY = "by"
"""The answer of a proposal that has its member's id."""
_NAME = "proposed_poll"
_rows = table(FormRow)
_ALL = select(*_rows.c).where(_rows.c.form == _NAME)


class PollProposals(Repository):
    """The undecided proposals, one a room; `Forms` moves and forgets them with the room."""

    def keep(
        self, room: str, community_id: int, poll: dict[str, Any], *, by: int, expires_at: datetime
    ) -> int:
        """Keep a poll that the member of this room proposes; returns its mark."""
        kept = OpenForm(_NAME, community_id, {"poll": poll, PROPOSED_BY: by})
        return self._forms.put(f"{room}{PROPOSED}", kept, expires_at)

    def of_room(self, room: str, now: datetime) -> OpenForm | None:
        """The proposal by the person of this room."""
        return self._forms.open_in(f"{room}{PROPOSED}", now)

    def waiting(self, community_id: int, now: datetime) -> dict[str, OpenForm]:
        """The proposals to a community, by where they are kept, the oldest first."""
        self._session.flush()
        here = _ALL.where(_rows.c.community_id == community_id, _rows.c.expires_at > now)
        rows = self._session.execute(here.order_by(_rows.c.expires_at, _rows.c.room))
        return {
            each.room: OpenForm(
                each.form, each.community_id, each.answers, each.expires_at, each.mark
            )
            for each in rows
        }

    def leave(self, member_id: int, community_id: int) -> None:
        """Forget the proposals of a member who leaves a community."""
        for proposal in self._by(member_id):
            if proposal.community_id == community_id:
                self._forms.close(proposal.room)

    def erase(self, member_id: int) -> None:
        """Forget a member's proposals, in whichever room they were made."""
        for proposal in self._by(member_id):
            self._forms.close(proposal.room)

    def merge(self, kept_id: int, gone_id: int) -> None:
        """Give the proposals of one member to another."""
        for proposal in self._by(gone_id):
            signed = {**proposal.answers, PROPOSED_BY: kept_id}
            here = _rows.c.room == proposal.room
            self._session.execute(update(_rows).where(here).values(answers=signed))

    @property
    def _forms(self) -> Forms:
        return Forms(self._session)

    def _by(self, member_id: int) -> list[Any]:
        """The rows of a member's proposals."""
        self._session.flush()
        rows = self._session.execute(_ALL)
        return [each for each in rows if each.answers.get(PROPOSED_BY) == member_id]
