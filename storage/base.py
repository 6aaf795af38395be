"""The ground of every table: naming, time, limits of what a row does by itself, shared columns."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar, cast

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    CursorResult,
    DateTime,
    Dialect,
    Executable,
    Integer,
    MetaData,
    Row,
    String,
    Table,
)
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

Entity = TypeVar("Entity")

# Constraints get names so that migrations can drop them on both databases.
_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

FULL_TEXT = "full_text_"
"""Prefix of the names of full-text indexes, and of the tables in which SQLite keeps them.

Migrations make them, for each database in its own way; all that they hold is in other tables.
"""
_KEPT_BY_TRIGGERS = ("ballot_counts",)

# SQLite numbers rows by itself only for INTEGER PRIMARY KEY.
BigId = BigInteger().with_variant(Integer, "sqlite")


# Nothing is NULL, so that SQL can ask for it, and not the JSON word `null`.
_Json = JSON(none_as_null=True)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive datetime; store the instant in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "a naive datetime cannot be stored"
            raise ValueError(msg)
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware datetime in UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Choice(TypeDecorator[StrEnum]):
    """One value of an enumeration of words, kept as the word.

    A CHECK constraint named after the column holds its rows to these words.
    """

    impl = String
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind
        self._members = {each.value: each for each in kind}

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Give the driver a plain word."""
        del dialect
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        """Give back the member of the enumeration."""
        del dialect
        return None if value is None else self._members[value]


class Base(DeclarativeBase):
    """The declarative base; its metadata is what migrations compare with."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads this class attribute
        datetime: Instant,
        dict[str, Any]: _Json,
        list[str]: _Json,
        list[Any]: _Json,
    }

    def __init_subclass__(cls, **options: Any) -> None:  # noqa: ANN401 - SQLAlchemy's
        """Add a CHECK constraint for each `Choice` of the table."""
        super().__init_subclass__(**options)
        for column in table(cls).c:
            if isinstance(column.type, Choice):
                is_known = column.in_([each.value for each in column.type.kind])
                table(cls).append_constraint(CheckConstraint(is_known, name=column.name))


def table(model: type[Base]) -> Table:
    """The table behind a class, for the Core statements of the hot paths."""
    return cast("Table", model.__table__)


def from_row(kind: type[Entity], row: Row[Any]) -> Entity:
    """A value whose fields are the columns of a row, by their names."""
    return kind(**row._asdict())


def changed(session: Session, statement: Executable, **values: object) -> int:
    """Execute what changes or deletes rows; tells how many."""
    return cast("CursorResult[Any]", session.execute(statement, values or None)).rowcount


def is_copied(name: str | None, *_: object) -> bool:
    """False for rows that triggers keep equal to others: they come with these."""
    return is_own(name) and name not in _KEPT_BY_TRIGGERS


def is_own(name: str | None, *_: object) -> bool:
    """False for parts of a full-text index, which is neither compared nor copied."""
    return name is None or not name.startswith(FULL_TEXT)
