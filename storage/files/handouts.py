"""Files that wait to be fetched by a link: their content, reader and end.

Whether they still may is asked when the link is fetched: see `bot/core/files/file_links.py`.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, delete, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.holdings import Held, Whom, held, not_told
from storage.ownership import owned_by_member
from storage.repository import Repository
from storage.retention import NO_LONGER, kept_for


class Handout(Base):
    """A file behind a link. Only the hash of the link's token is kept, and no file before.

    It is for a member, or for the `account` of a person who is none.
    """

    __tablename__ = "handouts"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True, info=not_told())
    kind: Mapped[str]
    arguments: Mapped[list[str]]
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), index=True, info=owned_by_member(on_erase="delete")
    )
    account: Mapped[str] = mapped_column(server_default="")
    community_id: Mapped[int | None] = mapped_column(ForeignKey("communities.id"))
    expires_at: Mapped[datetime] = mapped_column(index=True, info=kept_for(NO_LONGER))


class Handouts(Repository):
    """The files that wait."""

    def add(  # noqa: PLR0913 - what a row says
        self,
        token: str,
        kind: str,
        arguments: Sequence[str],
        *,
        member_id: int | None,
        account: str,
        community_id: int | None,
        expires_at: datetime,
    ) -> None:
        """Add the link with this token's hash to a file."""
        self._session.add(
            Handout(
                token=token,
                kind=kind,
                arguments=list(arguments),
                member_id=member_id,
                account="" if member_id is not None else account,
                community_id=community_id,
                expires_at=expires_at,
            )
        )
        self._session.flush()

    def waiting(self, token: str, now: datetime) -> Handout | None:
        """The file behind a link that works still; looking uses nothing up."""
        return self._session.scalar(
            select(Handout).where(Handout.token == token, Handout.expires_at > now)
        )

    def take(self, token: str, now: datetime) -> Handout | None:
        """The file behind a link, which has worked with this."""
        found = self._session.scalar(
            select(Handout)
            .where(Handout.token == token, Handout.expires_at > now)
            .with_for_update()
        )
        if found is not None:
            self._session.delete(found)
            self._session.flush()
        return found

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """The files that wait for a person, and not the secret of their links."""
        own = or_(Handout.member_id == whom.member_id, Handout.account.in_(whom.accounts))
        yield from held(self._session, Handout, own)

    def forget(self, accounts: Collection[str]) -> None:
        """Forget what waits for these accounts."""
        self._session.execute(delete(Handout).where(Handout.account.in_(accounts)))

    def restored(self, _now: datetime) -> None:
        """Delete all links, so that none works twice."""
        self._session.execute(delete(Handout))
