"""Owners of rows, declared on columns: erasing, merging, showing and exporting follow from it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, cast

from sqlalchemy import (
    Column,
    ColumnElement,
    Executable,
    Integer,
    Table,
    UniqueConstraint,
    and_,
    bindparam,
    delete,
    exists,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Mapper, Session, aliased

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


def told_number() -> dict[Any, Any]:
    """The `info` of a column whose number of another row is told."""
    return {_NOT_TOLD: False}


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
    shown = [
        each
        for each in of.c
        if each.name not in without and not each.info.get(_NOT_TOLD, _is_a_number(each))
    ]
    for row in session.execute(select(*shown).where(*which).order_by(*of.primary_key)):
        yield section or of.name, dict(row._mapping)  # noqa: SLF001 - its public name


def _is_a_number(column: Column[Any]) -> bool:
    """True if a column only numbers its row or another one; a community has a name."""
    refers = {each.target_fullname for each in column.foreign_keys}
    return column.name in {"id", "member_id"} or bool(refers - {"communities.id"})


Attribute = InstrumentedAttribute[Any]
OnErase = Literal["delete", "untie", "by_method"]
OnMerge = Literal["move", "by_method"]
MEMBERS = "members.id"
MEMBER_ID = "member_id"
_OWNER = "owner"
_KEPT, _GONE = bindparam("kept", type_=Integer), bindparam("gone", type_=Integer)


@dataclass(frozen=True, slots=True)
class Owner:
    """The declaration of a column that refers to a member."""

    on_erase: OnErase
    """`delete` the row, or `untie` it: the column becomes null."""
    on_merge: OnMerge
    """`move`: the row becomes that of the member who stays."""
    told_as: str
    """The section of a person's data in which the row is told; empty: told by a method."""
    newest_by: str
    """The column whose greater value stays where two merged members have a row each.

    Of equals the row added last stays. Empty: the row of the member who stays.
    """


@dataclass(frozen=True, slots=True)
class Owned:
    """A column that belongs to a member."""

    column: Column[Any]
    attribute: Attribute
    owner: Owner

    @property
    def model(self) -> type[DeclarativeBase]:
        """The mapped class of its table."""
        return cast("type[DeclarativeBase]", self.attribute.class_)


class MethodMissing(ValueError):
    """A rule cannot say this, or says that a method does it, and the repository has none."""


class OwnerNotDeclared(ValueError):
    """A column refers to members and does not say whose its row is."""


def owned_by_member(
    *,
    on_erase: OnErase,
    on_merge: OnMerge = "move",
    told_as: str = "",
    newest_by: str = "",
) -> dict[Any, Any]:
    """The `info` of a column that refers to a member."""
    return {_OWNER: Owner(on_erase, on_merge, told_as, newest_by)}


def erase(session: Session, base: type[DeclarativeBase], member_id: int) -> None:
    """Delete or untie all rows of a member; the member's own row is left to the caller."""
    for owned in owned_columns(base):
        own = owned.attribute == member_id
        if owned.owner.on_erase == "delete":
            session.execute(delete(owned.model).where(own))
        elif owned.owner.on_erase == "untie":
            untied = {owned.attribute: None}
            session.execute(update(owned.model).where(own).values(untied))


def merge(session: Session, base: type[DeclarativeBase], kept_id: int, gone_id: int) -> None:
    """Give `kept_id` all rows of `gone_id`; where only one may stay, drop the other first."""
    clashes = _clashes_dropped(base)
    for owned in owned_columns(base):
        if owned.owner.on_merge == "move":
            for dropped in clashes[owned.column]:
                session.execute(dropped, {"kept": kept_id, "gone": gone_id})
            moved = {owned.attribute: kept_id}
            session.execute(update(owned.model).where(owned.attribute == gone_id).values(moved))


@cache
def _clashes_dropped(base: type[DeclarativeBase]) -> Mapping[Column[Any], Sequence[Executable]]:
    """The statements that drop rows of which only one may stay, by the column that is merged."""
    return {
        owned.column: [_clash_dropped(owned, each) for each in _unique_with(owned.column)]
        for owned in owned_columns(base)
        if owned.owner.on_merge == "move"
    }


def told(session: Session, base: type[DeclarativeBase], member_id: int) -> Iterator[Held]:
    """The rows of a member, section by section."""
    for owned in owned_columns(base):
        if section := owned.owner.told_as:
            is_mine = owned.attribute == member_id
            yield from held(session, owned.column.table, is_mine, section=section)


@cache
def owned_columns(base: type[DeclarativeBase]) -> tuple[Owned, ...]:
    """The columns that say whose their row is; those of children before those of parents."""
    mappers = {mapper.local_table: mapper for mapper in base.registry.mappers}
    return tuple(
        Owned(column, _attribute(mappers[table], column), owner)
        for table in reversed(base.metadata.sorted_tables)
        for column in table.c
        if (owner := column.info.get(_OWNER)) is not None
    )


def check(base: type[DeclarativeBase], methods: Mapping[str, Collection[str]]) -> None:
    """Refuse what is not declared or cannot be done, for a test.

    `methods` names the tables whose repositories have an `erase`, a `merge`, a `held_of`. Raises
    `OwnerNotDeclared` or `MethodMissing`.
    """
    for each in base.metadata.sorted_tables:
        for column in each.c:
            refers = any(key.target_fullname == MEMBERS for key in column.foreign_keys)
            if (refers or column.name == MEMBER_ID) and _OWNER not in column.info:
                raise OwnerNotDeclared(str(column))
    for owned in owned_columns(base):
        by_method = {
            "erase": owned.owner.on_erase == "by_method",
            "merge": owned.owner.on_merge == "by_method",
            "held_of": not owned.owner.told_as,
        }
        for verb, is_needed in by_method.items():
            if is_needed and owned.column.table.name not in methods.get(verb, ()):
                msg = f"{owned.column}: its repository has no method {verb}"
                raise MethodMissing(msg)
        _check_rule(owned.column, owned.owner)


def is_owned(column: Column[Any]) -> bool:
    """True for a column that says whose its row is."""
    return _OWNER in column.info


def _attribute(mapper: Mapper[Any], column: Column[Any]) -> Attribute:
    attribute: Attribute = mapper.get_property_by_column(column).class_attribute
    return attribute


def _unique_sets(table: Table) -> Iterator[tuple[Sequence[Column[Any]], bool]]:
    """The uniquenesses of a table, each with True if only for some rows."""
    yield list(table.primary_key), False
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield list(constraint.columns), False
    for index in table.indexes:
        if index.unique:
            options = index.dialect_options.values()
            yield list(index.columns), any(each.get("where") is not None for each in options)


def _unique_with(column: Column[Any]) -> list[list[Column[Any]]]:
    """For each uniqueness that the column is part of, the other columns of it."""
    return [
        [each for each in columns if each is not column]
        for columns, _ in _unique_sets(column.table)
        if column in columns
    ]


def _check_rule(column: Column[Any], owner: Owner) -> None:
    if owner.on_erase == "untie" and not column.nullable:
        msg = f"{column} cannot be untied: it is not nullable"
        raise MethodMissing(msg)
    if owner.newest_by and owner.newest_by not in column.table.c:
        msg = f"{column}: there is no column {owner.newest_by}"
        raise MethodMissing(msg)
    moves = owner.on_merge == "move"
    for columns, is_partial in _unique_sets(column.table):
        owners = [each for each in columns if _OWNER in each.info]
        if moves and column in columns and (is_partial or len(owners) > 1):
            msg = f"{column}: uniqueness of some rows, or of two members"
            raise MethodMissing(msg)
    may_delete = owner.on_erase == "delete" or (moves and _unique_with(column))
    if may_delete and any(
        key.column.table is column.table and key.ondelete not in {"CASCADE", "SET NULL"}
        for other in column.table.metadata.tables.values()
        for key in other.foreign_keys
    ):
        msg = f"{column}: rows of other tables refer to {column.table.name}"
        raise MethodMissing(msg)


def _clash_dropped(owned: Owned, others: Sequence[Column[Any]]) -> Executable:
    """The statement that deletes, of two rows that would become one, that which is not to stay."""
    mapper: Mapper[Any] = owned.model.__mapper__
    rival = aliased(owned.model)

    def both(column: Column[Any]) -> tuple[Attribute, Attribute]:
        attribute = _attribute(mapper, column)
        return attribute, getattr(rival, attribute.key)

    own, theirs = both(owned.column)
    same: list[ColumnElement[bool]] = [theirs == _KEPT, own == _GONE]
    if newest_by := owned.owner.newest_by:
        same = [_is_either(own), _is_either(theirs), own != theirs]
        last = [each for each in owned.column.table.primary_key if each is not owned.column]
        ranks = [both(each) for each in (owned.column.table.c[newest_by], *last)]
        my_rank, their_rank = (tuple_(*each) for each in zip(*ranks, strict=True))
        same.append(or_(their_rank > my_rank, and_(their_rank == my_rank, theirs == _KEPT)))
    for each in others:  # nulls are never equal: such rows do not clash
        my_value, their_value = both(each)
        same.append(my_value == their_value)
    dropped = delete(owned.model).where(_is_either(own), exists().where(*same))
    return dropped.execution_options(synchronize_session="fetch")


def _is_either(owner: Attribute) -> ColumnElement[bool]:
    return or_(owner == _KEPT, owner == _GONE)
