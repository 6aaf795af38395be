"""Sessions on the gardeners' page and links to members' own pages, each of one account.

The gardeners' page opens by a link that becomes a browser's cookie. The link to one's own page is
its own cookie, so that opening it changes nothing; what is personal is done within minutes after a
code, in the browser in which that was given.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, delete, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain import codes
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


class OwnPageLink(Base):
    """A link; only hashes of its token and codes are kept."""

    __tablename__ = "own_page_links"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - as SQLAlchemy reads it

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True, info=not_told())
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="delete", on_merge="by_method", told_as="own_page_links"),
    )
    account: Mapped[str]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True, info=kept_for(NO_LONGER))
    code: Mapped[str | None] = mapped_column(info=not_told())
    """The slow hash of the code that was sent last, until it is used or guessed at too often."""
    code_until: Mapped[datetime | None] = mapped_column(info=not_told())
    tries: Mapped[int] = mapped_column(server_default="0", info=not_told())
    """Wrong codes given since."""
    proof: Mapped[str | None] = mapped_column(info=not_told())
    """The hash of the token of the browser in which a code was given."""
    proven_until: Mapped[datetime | None] = mapped_column(info=not_told())


class OwnPageLinks(Repository):
    """The links of all members."""

    def add(
        self,
        token: str,
        *,
        member_id: int,
        account: str,
        community_id: int,
        at: datetime,
        expires_at: datetime,
    ) -> None:
        """Add a link with this token's hash; others stay."""
        self._added(
            OwnPageLink(
                token=token,
                member_id=member_id,
                account=account,
                community_id=community_id,
                made_at=at,
                expires_at=expires_at,
            )
        )

    def with_token(self, token: str, now: datetime) -> OwnPageLink | None:
        """The link with this token's hash, while it works."""
        return self._session.scalar(
            select(OwnPageLink).where(OwnPageLink.token == token, OwnPageLink.expires_at > now)
        )

    def count(self, member_id: int, now: datetime) -> int:
        """The number of a member's links that work."""
        works = (OwnPageLink.member_id == member_id, OwnPageLink.expires_at > now)
        return self._session.scalar(select(func.count()).where(*works)) or 0

    def ask_code(self, link: OwnPageLink, code: str, until: datetime) -> None:
        """Keep the slow hash of the code that this link waits for, in place of an earlier one."""
        link.code, link.code_until, link.tries = code, until, 0

    def give_code(self, link: OwnPageLink, code: str, now: datetime) -> bool:
        """Use the code up; False for a wrong one, of which five end it."""
        if link.code is None or link.code_until is None or link.code_until <= now:
            return False
        if codes.digest_of_code(code) == link.code:
            link.code = link.code_until = None
            return True
        link.tries += 1
        if link.tries >= codes.TRIES:
            link.code = link.code_until = None
        return False

    def prove(self, link: OwnPageLink, proof: str, until: datetime) -> None:
        """Note the hash of the token of the browser that gave the code."""
        link.proof, link.proven_until = proof, until

    def end_all(self, member_id: int, community_id: int | None = None) -> None:
        """End all links of a member, in all communities or in one."""
        which = [OwnPageLink.member_id == member_id]
        if community_id is not None:
            which.append(OwnPageLink.community_id == community_id)
        self._session.execute(delete(OwnPageLink).where(*which))

    def merge(self, kept_id: int, gone_id: int) -> None:
        """End the links of both: nobody's old link opens the page of the other account."""
        both = or_(OwnPageLink.member_id == kept_id, OwnPageLink.member_id == gone_id)
        self._session.execute(delete(OwnPageLink).where(both))

    def unlink(self, unlinked: Unlinked) -> None:
        """End all links of a member who parts from an account."""
        self.end_all(unlinked.member_id)

    def forget(self, accounts: Collection[str]) -> None:
        """End the links of these accounts."""
        self._session.execute(delete(OwnPageLink).where(OwnPageLink.account.in_(accounts)))

    def restored(self, _now: datetime) -> None:
        """End all: they may have been ended since the backup."""
        self._session.execute(delete(OwnPageLink))
