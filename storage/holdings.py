"""Rows of a person, shown to that person: whole, without anybody else in them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, select
from sqlalchemy.orm import Session

from storage.base import Base, table

NOBODY = 0
_NOT_TOLD = "not_told"
Row = dict[str, Any]
Held = tuple[str, Row]
"""A section of a person's data, which is mostly a table's name, and the content of a row."""


@dataclass(frozen=True, slots=True)
class Whom:
    """A person, by all under which something may be kept of them.

    Who is no member is `NOBODY`: a number, since a comparison with None finds what is nobody's.
    """

    member_id: int
    accounts: frozenset[str]
    rooms: frozenset[str]

    @property
    def traces(self) -> frozenset[str]:
        """Their accounts, and their direct rooms: often the same."""
        return self.accounts | self.rooms


def not_told() -> dict[Any, Any]:
    """The `info` of a column that nobody is told: a secret, or something of another person."""
    return {_NOT_TOLD: True}


def held(
    session: Session,
    model: type[Base] | Table,
    *which: ColumnElement[bool],
    without: Collection[str] = (),
    section: str = "",
) -> Iterator[Held]:
    """The values of these rows, all columns but those `without` and `not_told`.

    Numbers of rows tell nothing to a person, and those that refer to members may be another's.
    """
    of = model if isinstance(model, Table) else table(model)
    shown = [each for each in of.c if each.name not in without and _is_told(each)]
    for row in session.execute(select(*shown).where(*which).order_by(*of.primary_key)):
        yield section or of.name, dict(row._mapping)  # noqa: SLF001 - its public name


def _is_told(column: Column[Any]) -> bool:
    return _NOT_TOLD not in column.info and not _is_a_number(column)


def _is_a_number(column: Column[Any]) -> bool:
    """True if a column only numbers its row or another one; a community has a name."""
    refers = {each.target_fullname for each in column.foreign_keys}
    return column.name in {"id", "member_id"} or bool(refers - {"communities.id"})
