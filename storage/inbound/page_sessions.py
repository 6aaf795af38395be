"""Sessions on the gardeners' page: a link that waits, then a browser that has a cookie."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.ownership import not_told, owned_by_member
from storage.repository import Repository, Unlinked
from storage.retention import NO_LONGER, kept_for


class PageSession(Base):
    """A link, or the session that it became. Only the hash of the link's or cookie's token is kept.

    It is of one account: acts are done as in its direct room.
    """

    __tablename__ = "page_sessions"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - as SQLAlchemy reads it

    id: Mapped[int] = mapped_column(primary_key=True)
    """Never given again: a button that ends one session ends no later one."""
    token: Mapped[str] = mapped_column(unique=True, info=not_told())
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="delete", told_as="page_sessions"),
    )
    account: Mapped[str]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    entered_at: Mapped[datetime | None]
    """None for a link that waits."""
    expires_at: Mapped[datetime] = mapped_column(index=True, info=kept_for(NO_LONGER))


class PageSessions(Repository):
    """The links and sessions of all gardeners."""

    def offer(
        self,
        token: str,
        *,
        member_id: int,
        account: str,
        community_id: int,
        expires_at: datetime,
    ) -> None:
        """Add a link with this token's hash, in place of one that waits."""
        waits = (PageSession.member_id == member_id, PageSession.entered_at.is_(None))
        self._session.execute(delete(PageSession).where(*waits))
        self._added(
            PageSession(
                token=token,
                member_id=member_id,
                account=account,
                community_id=community_id,
                expires_at=expires_at,
            )
        )

    def link(self, token: str, now: datetime) -> PageSession | None:
        """The link with this token's hash that works; looking uses nothing up."""
        found = self._with_token(token, now)
        return found if found is not None and found.entered_at is None else None

    def enter(self, link: PageSession, cookie: str, *, at: datetime, expires_at: datetime) -> None:
        """Make a link a session with the hash of a cookie's token: the link works no more."""
        link.token, link.entered_at, link.expires_at = cookie, at, expires_at
        self._session.flush()

    def session(self, cookie: str, now: datetime) -> PageSession | None:
        """The session with the hash of this cookie's token, while it lasts."""
        found = self._with_token(cookie, now)
        return found if found is not None and found.entered_at is not None else None

    def open_of(self, member_id: int, now: datetime) -> Sequence[PageSession]:
        """A member's sessions, the latest first."""
        return self._session.scalars(
            select(PageSession)
            .where(
                PageSession.member_id == member_id,
                PageSession.entered_at.is_not(None),
                PageSession.expires_at > now,
            )
            .order_by(PageSession.id.desc())
        ).all()

    def end(self, session_id: int, member_id: int) -> bool:
        """End a session of a member; False where there is none."""
        which = (PageSession.id == session_id, PageSession.member_id == member_id)
        gone = delete(PageSession).where(*which).returning(PageSession.id)
        return self._session.execute(gone).first() is not None

    def end_all(self, member_id: int, community_id: int | None = None) -> None:
        """End all sessions and links of a member, in all communities or in one."""
        which = [PageSession.member_id == member_id]
        if community_id is not None:
            which.append(PageSession.community_id == community_id)
        self._session.execute(delete(PageSession).where(*which))

    def unlink(self, unlinked: Unlinked) -> None:
        """End the sessions of an account that left its member."""
        self.forget({unlinked.account})

    def forget(self, accounts: Collection[str]) -> None:
        """End the sessions of these accounts."""
        self._session.execute(delete(PageSession).where(PageSession.account.in_(accounts)))

    def restored(self, _now: datetime) -> None:
        """End all: links may have been used since, and sessions ended."""
        self._session.execute(delete(PageSession))

    def _with_token(self, token: str, now: datetime) -> PageSession | None:
        return self._session.scalar(
            select(PageSession).where(PageSession.token == token, PageSession.expires_at > now)
        )
