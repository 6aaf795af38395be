"""Members, their accounts on the networks, their memberships and what they said yes to."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm.attributes import set_committed_value

from bot.domain.events.rules import Audience
from bot.domain.purposes import EMAIL, MESSAGES
from bot.domain.roles import Circle
from storage.base import Base, Choice
from storage.erasures import member_trace
from storage.holdings import Held, Whom, held
from storage.ownership import owned_by_member
from storage.repository import Repository


class Member(Base):
    """A person who said yes to joining, however many accounts they hold.

    `commune` is its INSEE code, `territory` a part of the Region in words. `adult` is None until it
    was asked: whoever is not keeps out of whatever shows people. `here` is the community that a
    member of several means in private, once chosen. `timezone` is the community's while it is None;
    so are `quiet_from` and `quiet_to` (`21:00`) the usual hours, and `reminders` (`day,hours`) the
    usual ones. `asked` holds what need not be offered again: see `storage.profile.profiles`.
    `seen_on` is the day, in UTC, of the last thing that they wrote or pressed; None for whoever
    never did, since they asked by voice. On `asked_to_stay_on` whoever was unseen for long was
    asked whether to stay: see `storage.personal_data.inactive_members`.
    """

    __tablename__ = "members"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    locale: Mapped[str | None]
    joined_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
    unasked_on: Mapped[date | None]
    adult: Mapped[bool | None]
    commune: Mapped[str | None] = mapped_column(index=True)
    territory: Mapped[str | None] = mapped_column(index=True)
    about: Mapped[str] = mapped_column(server_default="")
    link: Mapped[str] = mapped_column(server_default="")
    email: Mapped[str | None]
    here: Mapped[int | None]
    timezone: Mapped[str | None]
    quiet_from: Mapped[str | None]
    quiet_to: Mapped[str | None]
    reminders: Mapped[str | None]
    asked: Mapped[list[str] | None]
    seen_on: Mapped[date | None] = mapped_column(index=True)
    asked_to_stay_on: Mapped[date | None]


class Identity(Base):
    """One account on one network; `direct` is the address of its room with the bot."""

    __tablename__ = "identities"

    address: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="delete", on_merge="by_method", told_as="identities"),
    )
    handle: Mapped[str | None] = mapped_column(index=True)
    direct: Mapped[str | None]
    seen_at: Mapped[datetime]


class Membership(Base):
    """A member in a community.

    `visible` says what the directory shows to the other members: `no`, `name` or `contact`;
    `invited_by` is the member by whose invitation they came. By `rhythm`, whoever wants the letter
    in private gets `each`, or one a `month`.
    """

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
    invited_by: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), index=True, info=owned_by_member(on_erase="untie")
    )
    rhythm: Mapped[str] = mapped_column(server_default="each")


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
    """One yes: to what, in which words, when, through which account; and its end."""

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


@dataclass(frozen=True, slots=True)
class KnownBy:
    """All by which a member is known again who was erased, and since when they are one."""

    member_id: int
    joined_at: datetime
    traces: Sequence[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """What one look at the register tells of a sender; `circle` is None outside the community.

    The others but the member are those of the account: see `Identity`.
    """

    member: Member
    handle: str | None
    direct: str | None
    seen_at: datetime
    circle: Circle | None


# Each thing that comes in begins with this look: it is built once.
_STANDING = (
    select(Member, Identity.handle, Identity.direct, Identity.seen_at, Membership.circle)
    .join(Identity, Identity.member_id == Member.id)
    .outerjoin(
        Membership,
        and_(Membership.member_id == Member.id, Membership.community_id == bindparam("here")),
    )
    .where(Identity.address == bindparam("address"))
)


class Members(Repository):
    """The register."""

    def get(self, member_id: int) -> Member | None:
        """The member with this id."""
        return self._session.get(Member, member_id)

    def standing(self, address: str, community_id: int | None) -> Standing | None:
        """Who writes from this account, and whether they belong to this community."""
        row = self._session.execute(_STANDING, {"address": address, "here": community_id}).first()
        return None if row is None else Standing(*row)

    def register(self, address: str, name: str, *, direct: str | None, at: datetime) -> Member:
        """Make a member of this account."""
        member = self.register_without_account(name, at=at)
        member.seen_on = at.astimezone(UTC).date()
        self._session.add(Identity(address=address, member_id=member.id, direct=direct, seen_at=at))
        self._session.flush()
        return member

    def register_without_account(self, name: str, *, at: datetime) -> Member:
        """Make a member of somebody who asked by voice."""
        member = Member(name=name, joined_at=at)
        self._session.add(member)
        self._session.flush()
        return member

    def add_identity(
        self, member: Member, address: str, *, direct: str | None, at: datetime
    ) -> None:
        """Let a member hold one more account."""
        self._session.add(Identity(address=address, member_id=member.id, direct=direct, seen_at=at))
        self._session.flush()

    def look_again(self) -> None:
        """Read accounts anew that were read before: whose they are may have changed."""
        for each in list(self._session.identity_map.values()):
            if isinstance(each, Identity):
                self._session.expire(each)

    def remove_identity(self, identity: Identity) -> None:
        """Let an account be nobody's."""
        self._session.delete(identity)
        self._session.flush()

    def join(self, member: Member, community_id: int, circle: Circle, at: datetime) -> None:
        """Let a member belong to a community; a second time changes nothing."""
        if self._session.get(Membership, (member.id, community_id)) is None:
            self._session.add(
                Membership(
                    member_id=member.id,
                    community_id=community_id,
                    circle=circle,
                    joined_at=at,
                )
            )
            self._session.flush()

    def move(self, member: Member, community_id: int, circle: Circle) -> None:
        """Let a member of a community be in another circle."""
        self._session.execute(
            update(Membership)
            .where(Membership.member_id == member.id, Membership.community_id == community_id)
            .values(circle=circle)
        )

    def leave(self, member: Member, community_id: int, at: datetime) -> None:
        """End a membership and every yes that went with it, and what only a yes let us keep."""
        self._session.execute(
            delete(MemberDomain).where(
                MemberDomain.member_id == member.id, MemberDomain.community_id == community_id
            )
        )
        self._session.execute(
            delete(Membership).where(
                Membership.member_id == member.id, Membership.community_id == community_id
            )
        )
        self._session.execute(
            update(Consent)
            .where(
                Consent.member_id == member.id,
                Consent.community_id == community_id,
                Consent.withdrawn_at.is_(None),
            )
            .values(withdrawn_at=at)
        )
        if member.here == community_id:
            member.here = None
        if not self._still_agreed(member, EMAIL):
            member.email = None

    def drop_community(self, community_id: int) -> None:
        """Let nobody mean this community in private any more."""
        self._session.execute(update(Member).where(Member.here == community_id).values(here=None))

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """The person and their memberships; not who invited them."""
        me = whom.member_id
        for _, row in held(self._session, Member, Member.id == me):
            yield "members", {"number": me, **row}
        for section, row in held(self._session, Membership, Membership.member_id == me):
            belongs = self._session.get_one(Membership, (me, row["community_id"]))
            yield section, {**row, "by_invitation": belongs.invited_by is not None}

    def erase(self, member_id: int) -> None:
        """Forget the person, of whom nothing else is left."""
        self._session.execute(delete(Member).where(Member.id == member_id))

    def membership(self, member: Member, community_id: int) -> Membership | None:
        """The membership of a member in a community."""
        return self._session.get(Membership, (member.id, community_id))

    def communities_of(self, member: Member) -> Sequence[int]:
        """The ids of a member's communities, the latest joined first."""
        return self._session.scalars(
            select(Membership.community_id)
            .where(Membership.member_id == member.id)
            .order_by(Membership.joined_at.desc(), Membership.community_id)
        ).all()

    def identities(self, member: Member) -> Sequence[Identity]:
        """A member's accounts, the last used first."""
        return self._session.scalars(
            select(Identity)
            .where(Identity.member_id == member.id)
            .order_by(Identity.seen_at.desc(), Identity.address)
        ).all()

    def accounts(self) -> Iterator[KnownBy]:
        """Every account of every member, with the member's own trace."""
        rows = self._session.execute(
            select(Member.id, Member.joined_at, Identity.address)
            .outerjoin(Identity, Identity.member_id == Member.id)
            .execution_options(yield_per=1000)
        )
        for row in rows:
            traces = [member_trace(row.id, row.joined_at)]
            traces += [] if row.address is None else [row.address]
            yield KnownBy(row.id, row.joined_at, traces)

    def identity(self, address: str) -> Identity | None:
        """The registered account at this address."""
        return self._session.get(Identity, address)

    def behind(self, room: str) -> Member | None:
        """The member whose direct room this is."""
        return self._session.scalar(
            select(Member)
            .join(Identity, Identity.member_id == Member.id)
            .where(Identity.direct == room)
            .order_by(Identity.seen_at.desc())
            .limit(1)
        )

    def with_handle(self, network: str, handle: str) -> Identity | None:
        """The account last seen under this user name."""
        return self._session.scalar(
            select(Identity)
            .where(Identity.handle == handle.casefold(), Identity.address.startswith(f"{network}:"))
            .order_by(Identity.seen_at.desc())
        )

    def in_community(self, community_id: int) -> Sequence[Member]:
        """Every member of a community, by name."""
        return self._session.scalars(
            select(Member)
            .join(Membership, Membership.member_id == Member.id)
            .where(Membership.community_id == community_id)
            .order_by(Member.name, Member.id)
        ).all()

    def count(self, community_id: int) -> int:
        """How many belong to a community."""
        counted = select(func.count()).where(Membership.community_id == community_id)
        return self._session.scalar(counted) or 0

    def counts(self) -> dict[int, int]:
        """How many belong to each community, by its id."""
        of = Membership.community_id
        rows = self._session.execute(select(of, func.count()).group_by(of))
        return {row[0]: row[1] for row in rows}

    def seen(self, address: str, *, handle: str | None, direct: str | None, at: datetime) -> None:
        """Keep an account's user name and direct room as they are now."""
        values: dict[str, object] = {"handle": handle and handle.casefold()}
        if direct is not None:
            values |= {"direct": direct, "seen_at": at}
        self._session.execute(update(Identity).where(Identity.address == address).values(**values))

    def act(self, member: Member, at: datetime) -> None:
        """Note the day of what a member does: one write a day, whatever they do in it."""
        today = at.astimezone(UTC).date()
        if member.seen_on is not None and member.seen_on >= today:
            return
        self._session.execute(
            update(Member).where(Member.id == member.id).values(seen_on=today),
            execution_options={"synchronize_session": False},
        )
        set_committed_value(member, "seen_on", today)

    def move_direct(self, old: str, new: str) -> bool:
        """Follow an account's direct room, known by its address or by the account's own."""
        moved = self._session.execute(
            update(Identity)
            .where(or_(Identity.direct == old, Identity.address == old))
            .values(direct=new)
            .returning(Identity.address)
        )
        return moved.first() is not None

    def consent(
        self,
        member: Member,
        community_id: int,
        purpose: str,
        *,
        version: str,
        channel: str,
        at: datetime,
    ) -> None:
        """Keep a yes; said again to the same words it changes nothing.

        The words are known by their `version`: a yes to others takes the place of the first.
        """
        given = self.consents(member, community_id, purpose)
        if any(each.version == version for each in given):
            return
        for each in given:
            each.withdrawn_at = at
        self._session.add(
            Consent(
                member_id=member.id,
                community_id=community_id,
                purpose=purpose,
                version=version,
                channel=channel,
                given_at=at,
            )
        )
        self._session.flush()

    def withdraw(self, member: Member, community_id: int, purpose: str, at: datetime) -> None:
        """End a yes; its trace stays. An address that no yes keeps any more goes."""
        for consent in self.consents(member, community_id, purpose):
            consent.withdrawn_at = at
        self._session.flush()
        if purpose == EMAIL and not self._still_agreed(member, EMAIL):
            member.email = None
            self._session.flush()

    def _still_agreed(self, member: Member, purpose: str) -> bool:
        """Whether a yes to this is in force in any community."""
        found = select(Consent.id).where(
            Consent.member_id == member.id,
            Consent.purpose == purpose,
            Consent.withdrawn_at.is_(None),
        )
        return self._session.scalar(found.limit(1)) is not None

    def consents(
        self, member: Member, community_id: int, purpose: str | None = None
    ) -> Sequence[Consent]:
        """The yeses in force, the oldest first."""
        wanted = (
            select(Consent)
            .where(
                Consent.member_id == member.id,
                Consent.community_id == community_id,
                Consent.withdrawn_at.is_(None),
            )
            .order_by(Consent.given_at)
        )
        if purpose is not None:
            wanted = wanted.where(Consent.purpose == purpose)
        return self._session.scalars(wanted).all()

    def in_circles(
        self, community_id: int, circles: Collection[Circle], *, after: int, limit: int
    ) -> Sequence[int]:
        """Ids above `after` of members in one of these circles who did not ask for silence."""
        return self._session.scalars(
            select(Member.id)
            .join(Membership, Membership.member_id == Member.id)
            .where(
                Membership.community_id == community_id,
                Membership.circle.in_(circles),
                Member.stopped_at.is_(None),
                Member.id > after,
            )
            .order_by(Member.id)
            .limit(limit)
        ).all()

    def in_audience(
        self, community_id: int, audience: Audience, *, after: int, limit: int
    ) -> Sequence[int]:
        """Ids above `after` of those of an audience who said yes to messages, and not to silence.

        A circle has to be named; domains and territories may be left open.
        """
        return self._session.scalars(
            _in_audience(select(Member.id), community_id, audience)
            .where(Member.id > after)
            .order_by(Member.id)
            .limit(limit)
        ).all()

    def count_audience(self, community_id: int, audience: Audience) -> int:
        """How many those are."""
        counted = _in_audience(select(func.count(Member.id)), community_id, audience)
        return self._session.scalar(counted) or 0

    def with_consent(
        self, community_id: int, purpose: str, *, after: int, limit: int
    ) -> Sequence[int]:
        """Ids above `after` of members who said yes to `purpose` and did not ask for silence."""
        return self._session.scalars(
            select(Member.id)
            .join(Consent, Consent.member_id == Member.id)
            .where(
                Consent.community_id == community_id,
                Consent.purpose == purpose,
                Consent.withdrawn_at.is_(None),
                Member.stopped_at.is_(None),
                Member.id > after,
            )
            .order_by(Member.id)
            .distinct()
            .limit(limit)
        ).all()


def _in_audience(wanted: Select[tuple[int]], community_id: int, audience: Audience) -> Select[Any]:
    here, said = Membership.community_id == community_id, Consent.member_id == Member.id
    cares = exists().where(
        MemberDomain.member_id == Member.id,
        MemberDomain.community_id == community_id,
        MemberDomain.domain.in_(audience.domains),
    )
    agreed = exists().where(
        said,
        Consent.community_id == community_id,
        Consent.purpose == MESSAGES,
        Consent.withdrawn_at.is_(None),
    )
    wanted = wanted.join(Membership, Membership.member_id == Member.id).where(
        here, Membership.circle.in_(audience.circles), Member.stopped_at.is_(None), agreed
    )
    if audience.domains:
        wanted = wanted.where(cares)
    if audience.territories:
        wanted = wanted.where(Member.territory.in_(audience.territories))
    return wanted
