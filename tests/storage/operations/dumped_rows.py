"""Rows of all tables, as tests compare and count them."""

from sqlalchemy import Table, func, select

from storage.base import Base
from storage.unit_of_work import Store


def rows_of(store: Store, name: str, member_id: int) -> int:
    """Return the number of rows of a table that name a member."""
    table: Table = Base.metadata.tables[name]
    columns = [
        column
        for column in table.columns
        if column.name == "member_id"
        or any(key.column.table.name == "members" for key in column.foreign_keys)
    ]
    return sum(
        store._session.scalar(select(func.count()).select_from(table).where(column == member_id))
        or 0
        for column in columns
    )


def dump(store: Store, kept_id: int) -> dict[str, list[tuple[str, ...]]]:
    """Every row of every table, but for the numbers that rows happen to have.

    A member's id is told by whether it is the kept one's.
    """
    tables: dict[str, list[tuple[str, ...]]] = {}
    for table in Base.metadata.sorted_tables:
        ids = {
            column.name
            for column in table.columns
            if column.name == "member_id"
            or any(key.column.table.name == "members" for key in column.foreign_keys)
        }
        left_out = {"id", "txn", "salt", "actor", "facts", "audit_id"} - ids
        tables[table.name] = sorted(
            tuple(
                f"{name}={value == kept_id}" if name in ids else f"{name}={value!r}"
                for name, value in row._mapping.items()
                if name not in left_out
            )
            for row in store._session.execute(table.select())
        )
    return tables
