"""Pictures of announced events and of their outcomes; the bytes are files."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.personal_data import RetentionPeriods
from storage.base import Base, changed
from storage.files import Files
from storage.ownership import owned_by_member
from storage.repository import Repository
from storage.retention import Purged
from storage.revisions import Revised

FETCHED_WITHIN = timedelta(days=1)
"""The time that a picture may be on its way."""


class PictureRow(Base):
    """A picture, described in `words`; it goes with its file, which it has once fetched.

    The picture of an announcement is also its event's `picture_id`; others tell what came `after`.
    """

    __revised__ = Revised(
        "report",
        by=("event_id", "file_id", "words", "after"),
        apart=("id", "member_id", "created_at"),
        key="event_id",
        parts=True,
    )
    __tablename__ = "pictures"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="delete", told_as="pictures"),
    )
    file_id: Mapped[int | None] = mapped_column(
        ForeignKey("files.id", ondelete="CASCADE"), index=True
    )
    words: Mapped[str]
    after: Mapped[bool]
    created_at: Mapped[datetime]


class Pictures(Repository):
    """The pictures of all events."""

    purged_after = (Files,)

    def expect(
        self, event_id: int, member_id: int, words: str, at: datetime, *, after: bool
    ) -> int:
        """Note a picture that is on its way; gives its id."""
        row = PictureRow(
            event_id=event_id, member_id=member_id, words=words, after=after, created_at=at
        )
        self._session.add(row)
        self._session.flush()
        return row.id

    def get(self, picture_id: int) -> PictureRow | None:
        """The picture with this id, on its way or here."""
        return self._session.get(PictureRow, picture_id, populate_existing=True)

    def arrived(self, picture_id: int, file_id: int) -> PictureRow | None:
        """A picture is here; None where nobody waits for it any more, or it came before."""
        row = self.get(picture_id)
        if row is None or row.file_id is not None:
            return None
        row.file_id = file_id
        self._session.flush()
        return row

    def of(self, event_id: int, file_id: int | None) -> PictureRow | None:
        """The picture of an announcement, whose file is this."""
        if file_id is None:
            return None
        return self._session.scalar(
            select(PictureRow).where(
                PictureRow.event_id == event_id,
                PictureRow.file_id == file_id,
                PictureRow.after.is_(False),
            )
        )

    def after(self, event_id: int) -> Sequence[PictureRow]:
        """The pictures of the outcome of an event, in their order."""
        return self._session.scalars(
            select(PictureRow)
            .where(
                PictureRow.event_id == event_id,
                PictureRow.after.is_(True),
                PictureRow.file_id.is_not(None),
            )
            .order_by(PictureRow.id)
        ).all()

    def drop(self, picture_id: int) -> None:
        """Forget a picture that never came."""
        self._session.execute(delete(PictureRow).where(PictureRow.id == picture_id))

    # When people link or go

    def purge(self, now: datetime, _ages: RetentionPeriods) -> Iterable[Purged]:
        """Delete the pictures that never came."""
        lost = PictureRow.file_id.is_(None) & (PictureRow.created_at < now - FETCHED_WITHIN)
        count = changed(self._session, delete(PictureRow).where(lost))
        return [Purged("pictures", now, count)]
