"""Series of events: a rule, and each of its dates once."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, func, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.dates.repeats import Repeat, parse_repeat
from storage.base import Base, from_row, table
from storage.repository import Repository
from storage.statements import insert_into


class SeriesRow(Base):
    """A rule by which events come back, until it is stopped.

    `first_local` is when the first of them began, by the clock on the wall of `zone`.
    """

    __tablename__ = "event_series"

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    rule: Mapped[str]
    zone: Mapped[str]
    first_local: Mapped[str]
    began_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]


class SeriesDateRow(Base):
    """A date of a series that had its event, wherever that was moved since."""

    __tablename__ = "event_series_dates"

    series_id: Mapped[int] = mapped_column(ForeignKey("event_series.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)


@dataclass(frozen=True, slots=True)
class Series:
    """A rule as it is stored; each field is a column."""

    id: int
    community_id: int
    rule: str
    zone: str
    first_local: str
    stopped_at: datetime | None

    @property
    def repeat(self) -> Repeat:
        """The rule."""
        return parse_repeat(self.rule)

    @property
    def first(self) -> datetime:
        """When the first one began, by the clock on the wall."""
        return datetime.fromisoformat(self.first_local)

    @property
    def tz(self) -> ZoneInfo:
        """The zone of that clock."""
        return ZoneInfo(self.zone)


_series = table(SeriesRow)
_dates = table(SeriesDateRow)
_SERIES = tuple(_series.c[each.name] for each in fields(Series))


class EventSeries(Repository):
    """The rules by which events come back."""

    def begin(
        self, community_id: int, repeat: Repeat, first: datetime, zone: ZoneInfo, at: datetime
    ) -> Series:
        """Keep a rule whose first event begins then."""
        series = self.plan(community_id, repeat, first, zone, at)
        self.take(series, first.astimezone(zone).date())
        return series

    def plan(
        self, community_id: int, repeat: Repeat, first: datetime, zone: ZoneInfo, at: datetime
    ) -> Series:
        """Keep a rule of an event that is not announced: `change` begins it."""
        made = self._session.execute(
            insert(_series)
            .values(community_id=community_id, began_at=at, **_values(repeat, first, zone))
            .returning(*_SERIES)
        )
        return from_row(Series, made.one())

    def change(self, series: Series, repeat: Repeat, first: datetime, zone: ZoneInfo) -> Series:
        """Change the rule of a series from one of its events on."""
        changed = self.plan_again(series, repeat, first, zone)
        self.take(series, first.astimezone(zone).date())
        return changed

    def plan_again(self, series: Series, repeat: Repeat, first: datetime, zone: ZoneInfo) -> Series:
        """Change the rule of an event that is not announced."""
        changed = self._session.execute(
            update(_series)
            .where(_series.c.id == series.id)
            .values(stopped_at=None, **_values(repeat, first, zone))
            .returning(*_SERIES)
        )
        return from_row(Series, changed.one())

    def stop(self, series_id: int, at: datetime) -> None:
        """Stop a series."""
        self._session.execute(
            update(_series)
            .where(_series.c.id == series_id, _series.c.stopped_at.is_(None))
            .values(stopped_at=at)
        )

    def take(self, series: Series, day: date) -> bool:
        """Note that a date has its event; False where it had it already."""
        new = (
            insert_into(self._session, _dates)
            .values(series_id=series.id, day=day)
            .on_conflict_do_nothing()
        )
        return self._session.execute(new.returning(_dates.c.day)).first() is not None

    def last_day(self, series: Series) -> date:
        """The latest date that had its event."""
        last = self._session.scalar(
            select(func.max(_dates.c.day)).where(_dates.c.series_id == series.id)
        )
        return last or series.first.date()

    def get(self, series_id: int) -> Series:
        """The series with this id, which must exist; it may be stopped."""
        wanted = select(*_SERIES).where(_series.c.id == series_id)
        return from_row(Series, self._session.execute(wanted).one())

    def going_on(self, community_id: int | None = None) -> list[Series]:
        """The series that were not stopped, of one community or of all."""
        going_on = select(*_SERIES).where(_series.c.stopped_at.is_(None))
        if community_id is not None:
            going_on = going_on.where(_series.c.community_id == community_id)
        return self._values(Series, going_on.order_by(_series.c.id))


def _values(repeat: Repeat, first: datetime, zone: ZoneInfo) -> dict[str, object]:
    local = first.astimezone(zone).replace(tzinfo=None)
    return {"rule": str(repeat), "zone": zone.key, "first_local": f"{local:%Y-%m-%dT%H:%M}"}
