"""People and rooms whom one gardener told something alone, so that they are counted for a week."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ForeignKey, delete, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.announcements import ALONE_COUNTS
from bot.domain.personal_data import RetentionPeriods
from bot.domain.roles import Seat
from storage.announcements.announcements import Announcement
from storage.announcements.runs import AnnouncementRun
from storage.base import Base, Choice, table
from storage.ownership import Held, Whom, held, not_told, owned_by_member
from storage.repository import Repository
from storage.retention import Purged


class ToldRow(Base):
    """A person, or the people of a room, whom an occurrence went to without a second approval."""

    __tablename__ = "announcements_told"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("announcement_runs.id"), index=True)
    seat: Mapped[Seat] = mapped_column(Choice(Seat))
    teller_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), index=True, info=owned_by_member(on_erase="untie")
    )
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="untie"),
    )
    """The person; None for a room, and for a person who was erased since."""
    place: Mapped[str] = mapped_column(info=not_told())
    """The address of the room, or of the group around a topic; empty for a person."""
    people: Mapped[int]


@dataclass(frozen=True, slots=True)
class Told:
    """People and rooms whom a seat told something alone in the last days, each once."""

    members: Collection[int] = ()
    erased: int = 0
    """The number of people who were erased since."""
    places: Mapping[str, int] = field(default_factory=dict)
    """Numbers of people by room."""


_rows, _runs, _announcements = table(ToldRow), table(AnnouncementRun), table(Announcement)


class ToldPeople(Repository):
    """The people and rooms whom gardeners told something alone."""

    covers = (ToldRow,)

    def add(self, run: AnnouncementRun, by: Announcement, told: Told) -> None:
        """Note whom an occurrence goes to without a second approval."""
        if by.submitted_seat is None:
            return
        told_rows = [
            *((each, "", 1) for each in told.members),
            *((None, place, size) for place, size in told.places.items()),
        ]
        self._session.add_all(
            ToldRow(
                run_id=run.id,
                seat=by.submitted_seat,
                teller_id=by.submitted_by,
                member_id=member_id,
                place=place,
                people=people,
            )
            for member_id, place, people in told_rows
        )
        self._session.flush()

    def since(self, community_id: int, seat: Seat, teller_id: int | None, now: datetime) -> Told:
        """People and rooms told by this seat or this person alone in the last days.

        An occurrence counts until so long after its end: until then it may still arrive.
        """
        recent = or_(_runs.c.ended_at.is_(None), _runs.c.ended_at > now - ALONE_COUNTS)
        rows = self._session.execute(
            select(_rows.c.member_id, _rows.c.place, _rows.c.people)
            .join(_runs, _runs.c.id == _rows.c.run_id)
            .join(_announcements, _announcements.c.id == _runs.c.announcement_id)
            .where(
                _announcements.c.community_id == community_id,
                or_(_rows.c.seat == seat, _rows.c.teller_id == teller_id),
                recent,
            )
        ).all()
        places: dict[str, int] = {}
        for row in rows:
            if row.place:
                places[row.place] = max(row.people, places.get(row.place, 0))
        people = [row.member_id for row in rows if not row.place]
        members = {each for each in people if each is not None}
        return Told(members, people.count(None), places)

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """Rows in which a person is the teller or the recipient."""
        for own in (_rows.c.teller_id, _rows.c.member_id):
            yield from held(self._session, ToldRow, own == whom.member_id)

    def purge(self, now: datetime, _ages: RetentionPeriods) -> Iterable[Purged]:
        """Delete what is not counted any more."""
        before = now - ALONE_COUNTS
        over = select(_runs.c.id).where(_runs.c.ended_at <= before)
        gone = self._session.execute(
            delete(_rows).where(_rows.c.run_id.in_(over)).returning(_rows.c.id)
        ).all()
        yield Purged(_rows.name, before, len(gone))
