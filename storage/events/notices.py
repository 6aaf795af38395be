"""Notices to the people who signed up for an event, and their progress."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.events.notices import KnownState, NoticeKind, NoticeStep, known
from storage.base import Base, BigId, Choice, table
from storage.repository import Repository
from storage.retention import kept_for

KNOWN_AFTERWARDS = timedelta(days=7)
"""The time for which it is known which changes of an event its participants were told of."""


class EventNoticeRow(Base):
    """One message to all who signed up; changes gather in it until it begins to leave.

    `steps` are the changes, each with what was known before it; `after` is what the message says,
    from its beginning on. `cursor` is the attendance up to which people have been told, `untold`
    how many of them could not be. `by_maker` and `by_others` say who changed the event.
    """

    __tablename__ = "event_notices"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    kind: Mapped[NoticeKind] = mapped_column(Choice(NoticeKind))
    reason: Mapped[str]
    steps: Mapped[list[Any]]
    after: Mapped[dict[str, Any] | None]
    by_maker: Mapped[bool]
    by_others: Mapped[bool]
    due_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None] = mapped_column(index=True, info=kept_for(KNOWN_AFTERWARDS))
    cursor: Mapped[int]
    untold: Mapped[int]


@dataclass(frozen=True, slots=True)
class EventNotice:
    """A notice as it is stored."""

    id: int
    event_id: int
    kind: NoticeKind
    reason: str
    steps: Sequence[NoticeStep]
    after: KnownState | None
    by_maker: bool
    by_others: bool
    due_at: datetime
    started_at: datetime | None
    done_at: datetime | None
    cursor: int
    untold: int


_notices = table(EventNoticeRow)
_COLUMNS = tuple(_notices.c[each.name] for each in fields(EventNotice))


def _read(row: Any) -> EventNotice:  # noqa: ANN401 - a row
    values = dict(row._mapping)  # noqa: SLF001 - its public name
    values["steps"] = [
        NoticeStep(datetime.fromisoformat(each["at"]), known(each["before"]))
        for each in values["steps"]
    ]
    values["after"] = None if values["after"] is None else known(values["after"])
    return EventNotice(**values)


class EventNotices(Repository):
    """The notices of all events: of one event at most one is open, where changes gather."""

    def add(
        self, event_id: int, kind: NoticeKind, due_at: datetime, reason: str = ""
    ) -> EventNotice:
        """Open a notice."""
        made = self._session.execute(
            insert(_notices)
            .values(
                event_id=event_id,
                kind=kind,
                reason=reason,
                steps=[],
                after=None,
                by_maker=False,
                by_others=False,
                due_at=due_at,
                cursor=0,
                untold=0,
            )
            .returning(*_COLUMNS)
        )
        return _read(made.one())

    def change(self, notice_id: int, **values: Any) -> EventNotice:  # noqa: ANN401 - columns
        """Change columns; steps and words become JSON."""
        if "steps" in values:
            values["steps"] = [
                {"at": each.at.isoformat(), "before": each.before.stored()}
                for each in values["steps"]
            ]
        if values.get("after") is not None:
            values["after"] = values["after"].stored()
        row = self._session.execute(
            update(_notices).where(_notices.c.id == notice_id).values(**values).returning(*_COLUMNS)
        )
        return _read(row.one())

    def open(self, event_id: int) -> EventNotice | None:
        """The notice of an event that has not begun to leave."""
        return self._first(_notices.c.event_id == event_id, _notices.c.started_at.is_(None))

    def latest(self, event_id: int) -> EventNotice | None:
        """The latest notice of an event, however far it has come."""
        return self._first(_notices.c.event_id == event_id)

    def get(self, notice_id: int) -> EventNotice | None:
        """The notice with this id."""
        return self._first(_notices.c.id == notice_id)

    def _first(self, *which: Any) -> EventNotice | None:  # noqa: ANN401 - conditions
        found = self._session.execute(
            select(*_COLUMNS).where(*which).order_by(_notices.c.id.desc()).limit(1)
        ).first()
        return None if found is None else _read(found)

    def drop(self, event_id: int) -> None:
        """Delete the notices of an event that have not begun."""
        self._session.execute(
            delete(_notices).where(_notices.c.event_id == event_id, _notices.c.started_at.is_(None))
        )

    def stop(self, event_id: int, at: datetime) -> None:
        """End a notice that is under way: another one replaces it."""
        self._session.execute(
            update(_notices)
            .where(_notices.c.event_id == event_id, _notices.c.started_at.is_not(None))
            .where(_notices.c.done_at.is_(None))
            .values(done_at=at)
        )
