"""Tables of members: people, their accounts, memberships, domains, consents and parts of names.

Names are taken apart so that a large community's are listed and found at once. Whatever joins a
member to a community or gives them another name keeps this right by itself: see `_join` and
`_rename` below.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    and_,
    delete,
    event,
    exists,
    insert,
    inspect,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from bot.domain.roles import Circle
from bot.domain.words import name_parts
from storage.base import Base, Choice, table
from storage.ownership import not_told, owned_by_member


class Member(Base):
    """A person who said yes to joining, however many accounts they hold."""

    __tablename__ = "members"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    locale: Mapped[str | None]
    joined_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
    stopped_until: Mapped[date | None] = mapped_column(index=True)
    """The day that ends the silence they asked for; None: it has no end."""
    unasked_on: Mapped[date | None]
    adult: Mapped[bool | None]
    """None until they were asked. Only adults are shown where people are."""
    commune: Mapped[str | None] = mapped_column(index=True)
    """The INSEE code."""
    territory: Mapped[str | None] = mapped_column(index=True)
    """A part of the Region, in words."""
    about: Mapped[str] = mapped_column(server_default="")
    link: Mapped[str] = mapped_column(server_default="")
    email: Mapped[str | None]
    here: Mapped[int | None] = mapped_column(ForeignKey("communities.id", ondelete="SET NULL"))
    """The community that a member of several means in private, once chosen."""
    timezone: Mapped[str | None]
    """None: the community's."""
    quiet_from: Mapped[str | None]
    """`21:00`; None: the usual hours."""
    quiet_to: Mapped[str | None]
    reminders: Mapped[str | None]
    """`day,hours`; None: the usual ones."""
    asked: Mapped[list[str] | None]
    """Questions that need not be asked again: see `storage.profile`."""
    seen_on: Mapped[date | None] = mapped_column(index=True)
    """Day, in UTC, of their last message or press; None if they joined by voice and never wrote."""
    letter_on: Mapped[str | None]
    """The network on which they want the letter; None: that of the account they used last."""
    fewer_since: Mapped[date | None]
    """Day from which they get fewer messages, unless they were seen since."""
    offered_pause_on: Mapped[date | None]
    """Day on which they were asked whether to stay, pause or leave."""
    asked_to_stay_on: Mapped[date | None]
    """Day on which they were told when they are erased: see `storage.personal_data`."""

    @property
    def gets_fewer(self) -> bool:
        """True while they get fewer messages: they were not seen since this was said."""
        since, seen = self.fewer_since, self.seen_on
        return since is not None and (seen is None or seen < since)

    def stop(self, at: datetime, until: date | None = None) -> None:
        """Note that they want to be left alone, for good or until a day."""
        self.stopped_at, self.stopped_until = at, until

    def resume(self) -> None:
        """Note that they may be written to again."""
        self.stopped_at = self.stopped_until = None


def gets_fewer() -> ColumnElement[bool]:
    """The condition of `Member.gets_fewer`."""
    since, seen = Member.fewer_since, Member.seen_on
    return and_(since.is_not(None), or_(seen.is_(None), seen < since))


class Identity(Base):
    """One account on one network."""

    __tablename__ = "identities"

    address: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="delete", on_merge="by_method", told_as="identities"),
    )
    handle: Mapped[str | None] = mapped_column(index=True)
    direct: Mapped[str | None]
    """The address of its room with the bot."""
    seen_at: Mapped[datetime]


class Membership(Base):
    """A member in a community."""

    __tablename__ = "memberships"
    __table_args__ = (
        Index("ix_memberships_circle", "community_id", "circle", "member_id"),
        Index("ix_memberships_joined", "community_id", "joined_at"),
    )

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        primary_key=True,
        info=owned_by_member(on_erase="delete", on_merge="by_method"),
    )
    community_id: Mapped[int] = mapped_column(
        ForeignKey("communities.id"), primary_key=True, index=True
    )
    circle: Mapped[Circle] = mapped_column(Choice(Circle))
    joined_at: Mapped[datetime]
    visible: Mapped[str] = mapped_column(server_default="no")
    """Visibility in the directory: `no`, `name` or `contact`."""
    invited_by: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), index=True, info=owned_by_member(on_erase="untie")
    )
    """The member by whose invitation they came."""
    rhythm: Mapped[str] = mapped_column(server_default="each")
    """The letters that they get in private: `each`, or one a `month`."""


class MemberDomain(Base):
    """A domain that a member cares for in a community: a key of the rules, or its own word."""

    __tablename__ = "member_domains"
    __table_args__ = (Index("ix_member_domains_domain", "community_id", "domain", "member_id"),)

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        primary_key=True,
        info=owned_by_member(on_erase="delete", on_merge="by_method", told_as="member_domains"),
    )
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), primary_key=True)
    domain: Mapped[str] = mapped_column(primary_key=True)


class Consent(Base):
    """One consent: its purpose, words, time, account, and end."""

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_yes", "member_id", "community_id", "purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        info=owned_by_member(on_erase="delete", on_merge="by_method", told_as="consents"),
    )
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    purpose: Mapped[str]
    version: Mapped[str]
    channel: Mapped[str]
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


def agreed(community_id: int, purpose: str) -> ColumnElement[bool]:
    """True for members whose consent to a purpose is in force in a community."""
    return exists().where(
        Consent.member_id == Member.id,
        Consent.community_id == community_id,
        Consent.purpose == purpose,
        Consent.withdrawn_at.is_(None),
    )


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
        for nth, part in enumerate(name_parts(name))
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
