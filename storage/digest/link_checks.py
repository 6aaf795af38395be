"""Last results of the checks of letters' links."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, and_, delete, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, table
from storage.repository import Repository
from storage.retention import kept_for
from storage.statements import insert_into

KNOWN_FOR = timedelta(days=1)
"""Time for which a result is valid."""
FAILURE_KNOWN_FOR = timedelta(hours=1)
REMEMBERED = timedelta(days=60)


class LinkCheck(Base):
    """The last request for a link; of the link itself only the hash is kept."""

    __tablename__ = "link_checks"

    community_id: Mapped[int] = mapped_column(
        ForeignKey("communities.id"), primary_key=True, autoincrement=False
    )
    link_key: Mapped[str] = mapped_column(primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(info=kept_for(REMEMBERED))
    failure: Mapped[str | None]
    """One word for the reason of a failure; empty if it answered, None while unknown."""


_checks = table(LinkCheck)


class LinkChecks(Repository):
    """The requests for the links of all communities' letters."""

    def claim(self, community_id: int, link_key: str, now: datetime) -> bool:
        """Note a request for a link; False if its last result is still valid."""
        new = insert_into(self._session, _checks).values(
            community_id=community_id, link_key=link_key, asked_at=now, failure=None
        )
        failed = and_(_checks.c.failure != "", _checks.c.asked_at <= now - FAILURE_KNOWN_FOR)
        claimed = self._session.execute(
            new.on_conflict_do_update(
                index_elements=["community_id", "link_key"],
                set_={"asked_at": now},
                where=or_(failed, _checks.c.asked_at <= now - KNOWN_FOR),
            ).returning(_checks.c.link_key)
        )
        return claimed.first() is not None

    def note(self, community_id: int, link_key: str, failure: str) -> None:
        """Save the result of a request."""
        self._session.execute(
            update(_checks)
            .where(_checks.c.community_id == community_id, _checks.c.link_key == link_key)
            .values(failure=failure)
        )

    def known(self, community_id: int, link_keys: Collection[str]) -> Mapping[str, str | None]:
        """The failure of each requested link; empty if it answered, None while unknown."""
        rows = self._session.execute(
            select(_checks.c.link_key, _checks.c.failure).where(
                _checks.c.community_id == community_id, _checks.c.link_key.in_(list(link_keys))
            )
        )
        return {row.link_key: row.failure for row in rows}

    def drop_community(self, community_id: int) -> None:
        """Forget the links of a community."""
        self._session.execute(delete(_checks).where(_checks.c.community_id == community_id))
