"""Files that people sent, and files that wait to be fetched by a link."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, delete, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain.personal_data import RetentionPeriods
from storage.base import Base
from storage.folder import FileGone, Folder, StoredBytes
from storage.ownership import Held, Whom, held, not_told, owned_by_member
from storage.repository import Repository
from storage.retention import NO_LONGER, Purged, kept_for

UNCLAIMED = timedelta(hours=1)
"""The time that bytes may lie there without a row: their row is being committed."""


class FileRow(Base):
    """A file that was fetched for a feature, which `kind` names; `reference` is its network's.

    `stored` is the name of its bytes.
    """

    __tablename__ = "files"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    stored: Mapped[str] = mapped_column(unique=True, info=not_told())
    reference: Mapped[dict[str, Any]] = mapped_column(info=not_told())
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="by_method", told_as="files"),
    )
    community_id: Mapped[int | None] = mapped_column(ForeignKey("communities.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Files(Repository):
    """The files kept."""

    def __init__(self, session: Session, folder: Folder | None = None) -> None:
        super().__init__(session, folder)
        self._let_go: list[str] = []

    def add(  # noqa: PLR0913 - all that is known of a file
        self,
        kept: StoredBytes,
        *,
        kind: str,
        name: str,
        media_type: str,
        reference: dict[str, Any],
        member_id: int | None,
        community_id: int | None,
        at: datetime,
        expires_at: datetime,
    ) -> int:
        """Add a file whose bytes are in the folder already; gives its id."""
        return self._added(
            FileRow(
                kind=kind,
                name=name,
                media_type=media_type,
                size=kept.size,
                sha256=kept.sha256,
                stored=kept.stored,
                reference=reference,
                member_id=member_id,
                community_id=community_id,
                created_at=at,
                expires_at=expires_at,
            )
        ).id

    def get(self, file_id: int) -> FileRow | None:
        """The file with this id."""
        return self._session.get(FileRow, file_id)

    def read(self, file_id: int) -> bytes:
        """The bytes of a file; raises `FileGone`."""
        row = self.get(file_id)
        if row is None or self._folder is None:
            raise FileGone(str(file_id))
        return self._folder.read(row.stored)

    def path(self, file_id: int) -> Path:
        """The path of the bytes of a file, for a reader that streams them; raises `FileGone`."""
        row = self.get(file_id)
        path = None if row is None or self._folder is None else self._folder.path / row.stored
        if path is None or not path.exists():
            raise FileGone(str(file_id))
        return path

    def drop(self, file_id: int) -> None:
        """Delete a file that is no longer needed."""
        self._drop(FileRow.id == file_id)

    def erase(self, member_id: int) -> None:
        """Forget the files that a person sent."""
        self._drop(FileRow.member_id == member_id)

    def purge(self, now: datetime, _ages: RetentionPeriods) -> Iterable[Purged]:
        """Delete the files whose time is over, and the bytes that no row claims."""
        count = self._drop(FileRow.expires_at <= now)
        if self._folder is not None:
            self._let_go += self._folder.written_before(now - UNCLAIMED)
        return [Purged("files", now, count)]

    def settle(self) -> None:
        """Delete the bytes of deleted rows, now that this is committed.

        Looked up again: what let them go may have been undone since.
        """
        if self._folder is not None and self._let_go:
            self._folder.delete(set(self._let_go) - self._claimed(self._let_go))
        self._let_go.clear()

    def _drop(self, which: ColumnElement[bool]) -> int:
        dropped = delete(FileRow).where(which).returning(FileRow.stored)
        gone = self._session.scalars(dropped).all()
        self._let_go += gone
        return len(gone)

    def _claimed(self, names: Sequence[str]) -> set[str]:
        claimed: set[str] = set()
        for first in range(0, len(names), 500):
            some = select(FileRow.stored).where(FileRow.stored.in_(names[first : first + 500]))
            claimed.update(self._session.scalars(some))
        return claimed


class OneTimeLink(Base):
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


class OneTimeLinks(Repository):
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
            OneTimeLink(
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

    def waiting(self, token: str, now: datetime) -> OneTimeLink | None:
        """The file behind a link that works still; looking uses nothing up."""
        return self._session.scalar(
            select(OneTimeLink).where(OneTimeLink.token == token, OneTimeLink.expires_at > now)
        )

    def take(self, token: str, now: datetime) -> OneTimeLink | None:
        """The file behind a link, which has worked with this."""
        found = self._session.scalar(
            select(OneTimeLink)
            .where(OneTimeLink.token == token, OneTimeLink.expires_at > now)
            .with_for_update()
        )
        if found is not None:
            self._session.delete(found)
            self._session.flush()
        return found

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """The files that wait for a person, and not the secret of their links."""
        own = or_(OneTimeLink.member_id == whom.member_id, OneTimeLink.account.in_(whom.accounts))
        yield from held(self._session, OneTimeLink, own)

    def forget(self, accounts: Collection[str]) -> None:
        """Forget what waits for these accounts."""
        self._session.execute(delete(OneTimeLink).where(OneTimeLink.account.in_(accounts)))

    def restored(self, _now: datetime) -> None:
        """Delete all links, so that none works twice."""
        self._session.execute(delete(OneTimeLink))
