"""Names of members, taken apart so that a large community's are listed and found at once.

Whatever joins a member to a community or gives them another name keeps this right by itself: see
`_join` and `_rename` below.
"""

from collections.abc import Sequence

from sqlalchemy import (
    Connection,
    ForeignKeyConstraint,
    Index,
    String,
    delete,
    event,
    insert,
    inspect,
    select,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from bot.domain.text.names import parts_of
from storage.base import Base, table
from storage.holdings import not_told
from storage.members.member_tables import Member, Membership
from storage.ownership import owned_by_member

# Ordered by the letters themselves, as SQLite does it, and not by a country's rules.
Letters = String().with_variant(String(collation="C"), "postgresql")


class NamePart(Base):
    """A member's name in a community, from one of its words on; the whole of it is the part 0.

    It is made of the member's name, and goes with the membership.
    """

    __tablename__ = "name_parts"
    __table_args__ = (
        ForeignKeyConstraint(
            ["member_id", "community_id"],
            ["memberships.member_id", "memberships.community_id"],
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        Index("ix_name_parts_in_order", "community_id", "nth", "part", "member_id"),
        Index("ix_name_parts_begun", "community_id", "part", "member_id"),
        {"sqlite_with_rowid": False},  # a part is found by its key without a second look
    )

    member_id: Mapped[int] = mapped_column(
        primary_key=True,
        info=owned_by_member(on_erase="delete", on_merge="by_method", told_as="name_parts"),
    )
    community_id: Mapped[int] = mapped_column(primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True, info=not_told())
    part: Mapped[str] = mapped_column(Letters)


_parts, _members, _memberships = table(NamePart), table(Member), table(Membership)


def rows_of(member_id: int, community_id: int, name: str) -> list[dict[str, object]]:
    """The rows of a name's parts."""
    return [
        {"member_id": member_id, "community_id": community_id, "nth": nth, "part": part}
        for nth, part in enumerate(parts_of(name))
    ]


def write_anew(connection: Connection, member_id: int, name: str) -> None:
    """Take a member's name apart again, in each of their communities."""
    connection.execute(delete(_parts).where(_parts.c.member_id == member_id))
    here = _memberships.c.community_id
    communities: Sequence[int] = (
        connection.execute(select(here).where(_memberships.c.member_id == member_id))
        .scalars()
        .all()
    )
    rows = [row for each in communities for row in rows_of(member_id, each, name)]
    if rows:
        connection.execute(insert(_parts), rows)


@event.listens_for(Membership, "after_insert")
def _join(_mapper: Mapper[Membership], connection: Connection, joined: Membership) -> None:
    name = connection.scalar(select(_members.c.name).where(_members.c.id == joined.member_id))
    rows = rows_of(joined.member_id, joined.community_id, name or "")
    connection.execute(insert(_parts), rows)


@event.listens_for(Member, "after_update")
def _rename(_mapper: Mapper[Member], connection: Connection, member: Member) -> None:
    if inspect(member).attrs.name.history.has_changes():
        write_anew(connection, member.id, member.name)
