"""Tables of members: people, their accounts, memberships, domains and consents."""

from datetime import date, datetime

from sqlalchemy import (
    ForeignKey,
    Index,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.roles import Circle
from storage.base import Base, Choice
from storage.ownership import owned_by_member


class Member(Base):
    """A person who said yes to joining, however many accounts they hold."""

    __tablename__ = "members"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    locale: Mapped[str | None]
    joined_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
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
    here: Mapped[int | None]
    """The community that a member of several means in private, once chosen."""
    timezone: Mapped[str | None]
    """None: the community's."""
    quiet_from: Mapped[str | None]
    """`21:00`; None: the usual hours."""
    quiet_to: Mapped[str | None]
    reminders: Mapped[str | None]
    """`day,hours`; None: the usual ones."""
    asked: Mapped[list[str] | None]
    """Questions that need not be asked again: see `storage.profile.profiles`."""
    seen_on: Mapped[date | None] = mapped_column(index=True)
    """Day, in UTC, of their last message or press; None if they joined by voice and never wrote."""
    asked_to_stay_on: Mapped[date | None]
    """Day on which they were asked, being inactive: see `storage.personal_data`."""


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
    __table_args__ = (Index("ix_memberships_circle", "community_id", "circle", "member_id"),)

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
