"""Members, their memberships, their accounts on the networks, and how many they are."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm.attributes import set_committed_value

from bot.domain.personal_data import EMAIL
from bot.domain.roles import Circle
from bot.domain.words import fold, name_key
from storage.base import table
from storage.members.consents import Consents
from storage.members.member_tables import (
    Consent,
    Identity,
    Member,
    MemberDomain,
    Membership,
    NamePart,
)
from storage.ownership import Held, Whom, held
from storage.repository import Repository
from storage.restored_backups import member_trace
from storage.statements import Prepared, entity_of, remembered


@dataclass(frozen=True, slots=True)
class Standing:
    """A sender: the member, their account, and their circle in a community."""

    member: Member
    handle: str | None
    direct: str | None
    seen_at: datetime
    circle: Circle | None
    """None outside the community."""


_members, _identities, _memberships = table(Member), table(Identity), table(Membership)
_COLUMNS = tuple(each.name for each in _members.c)
_OF_STANDING = ("handle", "direct", "seen_at", "circle")
# Each thing that comes in begins with this look.
_STANDING = Prepared(
    select(
        *_members.c,
        *(_identities.c.handle, _identities.c.direct, _identities.c.seen_at, _memberships.c.circle),
    )
    .join(_identities, _identities.c.member_id == _members.c.id)
    .outerjoin(
        _memberships,
        and_(
            _memberships.c.member_id == _members.c.id,
            _memberships.c.community_id == bindparam("here"),
        ),
    )
    .where(_identities.c.address == bindparam("address"))
)
# A day's first act of each person, which is often a vote that many cast at once.
_ACT = Prepared(
    update(_members).where(_members.c.id == bindparam("who")).values(seen_on=bindparam("today"))
)


MOST_NAMESAKES = 80
"""The most people of one name among whom one can choose: networks show about so many buttons."""


class Members(Repository):
    """The register."""

    covers = (Member, Identity, Membership, MemberDomain, Consent)

    def clock_set_back(self, _by: timedelta, now: datetime) -> None:
        """Count an unasked message dated in the future as today's."""
        today = now.date()
        self._session.execute(
            update(Member).where(Member.unasked_on > today).values(unasked_on=today)
        )

    def get(self, member_id: int | None) -> Member | None:
        """The member with this id; None without one, as an erased person leaves it."""
        return None if member_id is None else self._session.get(Member, member_id)

    @remembered()
    def standing(self, address: str, community_id: int | None) -> Standing | None:
        """The sender at this account, and their circle in this community."""
        self._session.flush()
        row = _STANDING.first(self._session, address=address, here=community_id)
        if row is None:
            return None
        member = entity_of(self._session, Member, {name: row[name] for name in _COLUMNS})
        return Standing(member, **{name: row[name] for name in _OF_STANDING})

    def behind(self, room: str) -> Member | None:
        """The member whose direct room this is."""
        return self._session.scalar(
            select(Member)
            .join(Identity, Identity.member_id == Member.id)
            .where(Identity.direct == room)
            .order_by(Identity.seen_at.desc())
            .limit(1)
        )

    def register(self, address: str, name: str, *, direct: str | None, at: datetime) -> Member:
        """Make a member of this account."""
        member = self.register_without_account(name, at=at)
        member.seen_on = at.astimezone(UTC).date()
        self._session.add(Identity(address=address, member_id=member.id, direct=direct, seen_at=at))
        self._session.flush()
        return member

    def register_without_account(self, name: str, *, at: datetime) -> Member:
        """Make a member of a person who asked by voice."""
        return self._added(Member(name=name, joined_at=at))

    def join(self, member: Member, community_id: int, circle: Circle, at: datetime) -> None:
        """Add a member to a community; a second time changes nothing."""
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
        """Move a member of a community to another circle."""
        self._session.execute(
            update(Membership)
            .where(Membership.member_id == member.id, Membership.community_id == community_id)
            .values(circle=circle)
        )

    def leave(self, member: Member, community_id: int, at: datetime) -> None:
        """End a membership with its consents, and delete data that was kept by consent."""
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
        if not Consents(self._session).still_agreed(member, EMAIL):
            member.email = None

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """The person and their memberships; not who invited them."""
        me = whom.member_id
        for _, row in held(self._session, Member, Member.id == me):
            yield "members", {"number": me, **row}
        for section, row in held(self._session, Membership, Membership.member_id == me):
            belongs = self._session.get_one(Membership, (me, row["community_id"]))
            yield section, {**row, "by_invitation": belongs.invited_by is not None}

    def erase(self, member_id: int) -> None:
        """Delete the person, once nothing else is left of them."""
        self._session.execute(delete(Member).where(Member.id == member_id))

    def with_accounts(self, community_id: int, member_ids: Collection[int]) -> dict[int, Member]:
        """The members of a community among these that have an account, by id."""
        accounts = select(Identity.member_id).where(Identity.member_id == Member.id)
        found = self._session.scalars(
            select(Member)
            .join(Membership, Membership.member_id == Member.id)
            .where(
                Membership.community_id == community_id,
                Member.id.in_(member_ids),
                accounts.exists(),
            )
        )
        return {each.id: each for each in found}

    def membership(self, member: Member, community_id: int) -> Membership | None:
        """The membership of a member in a community."""
        return self._session.get(Membership, (member.id, community_id))

    def communities_of(self, member: Member) -> Sequence[int]:
        """The ids of a member's communities, the latest joined first."""
        return self._communities_of(member.id)

    @remembered()
    def _communities_of(self, member_id: int) -> Sequence[int]:
        return self._session.scalars(
            select(Membership.community_id)
            .where(Membership.member_id == member_id)
            .order_by(Membership.joined_at.desc(), Membership.community_id)
        ).all()

    def called(self, community_id: int, typed: str) -> Sequence[Member]:
        """The members of a community with this name, or else with this first name.

        Accents and capitals do not matter. More than `MOST_NAMESAKES` are not told.
        """
        wanted, key = fold(typed), name_key(typed)
        begun = and_(NamePart.part >= key, NamePart.part < f"{key}!")  # followed by a blank
        return self.named(community_id, typed) or [
            each
            for each in self._those(community_id, begun)
            if fold(each.name).split()[:1] == [wanted]
        ]

    def named(self, community_id: int, name: str) -> Sequence[Member]:
        """The members of a community with this name, whatever its accents and capitals."""
        wanted, same = fold(name), NamePart.part == name_key(name)
        return [each for each in self._those(community_id, same) if fold(each.name) == wanted]

    def _those(self, community_id: int, name: ColumnElement[bool]) -> Sequence[Member]:
        """The first members in order of whose whole name a condition holds."""
        found = (
            select(NamePart.member_id)
            .where(NamePart.community_id == community_id, NamePart.nth == 0, name)
            .order_by(NamePart.part, NamePart.member_id)
            .limit(MOST_NAMESAKES)
        )
        return self._session.scalars(
            select(Member).where(Member.id.in_(found)).order_by(Member.name, Member.id)
        ).all()

    def count(self, community_id: int) -> int:
        """The number of members of a community."""
        counted = select(func.count()).where(Membership.community_id == community_id)
        return self._session.scalar(counted) or 0

    def counts(self) -> dict[int, int]:
        """The number of members of each community, by its id."""
        of = Membership.community_id
        rows = self._session.execute(select(of, func.count()).group_by(of))
        return {row[0]: row[1] for row in rows}

    def act(self, member: Member, at: datetime) -> None:
        """Note the day on which a member does something: one write a day."""
        today = at.astimezone(UTC).date()
        if member.seen_on is not None and member.seen_on >= today:
            return
        _ACT.run(self._session, {"who": member.id, "today": today})
        set_committed_value(member, "seen_on", today)


@dataclass(frozen=True, slots=True)
class KnownBy:
    """Traces by which an erased member is recognised."""

    member_id: int
    joined_at: datetime
    traces: Sequence[str]


class Identities(Repository):
    """The accounts."""

    def get(self, address: str) -> Identity | None:
        """The registered account at this address."""
        return self._session.get(Identity, address)

    def of(self, member: Member) -> Sequence[Identity]:
        """A member's accounts, the last used first."""
        return self._accounts_of(member.id)

    @remembered()
    def _accounts_of(self, member_id: int) -> Sequence[Identity]:
        return self._session.scalars(
            select(Identity)
            .where(Identity.member_id == member_id)
            .order_by(Identity.seen_at.desc(), Identity.address)
        ).all()

    def all(self) -> Iterator[KnownBy]:
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

    def direct_rooms(self, network: str) -> Sequence[str]:
        """The direct rooms of all accounts on a network."""
        of_network = Identity.direct.startswith(f"{network}:", autoescape=True)
        found = self._session.scalars(select(Identity.direct).where(of_network))
        return [each for each in found if each is not None]

    def with_handle(self, network: str, handle: str) -> Identity | None:
        """The account last seen under this user name."""
        return self._session.scalar(
            select(Identity)
            .where(Identity.handle == handle.casefold(), Identity.address.startswith(f"{network}:"))
            .order_by(Identity.seen_at.desc())
        )

    def add(self, member: Member, address: str, *, direct: str | None, at: datetime) -> None:
        """Add an account to a member."""
        self._session.add(Identity(address=address, member_id=member.id, direct=direct, seen_at=at))
        self._session.flush()

    def reread(self) -> None:
        """Read known accounts again: their members may have changed."""
        for each in list(self._session.identity_map.values()):
            if isinstance(each, Identity):
                self._session.expire(each)

    def remove(self, identity: Identity) -> None:
        """Detach an account from its member."""
        self._session.delete(identity)
        self._session.flush()

    def seen(self, address: str, *, handle: str | None, direct: str | None, at: datetime) -> None:
        """Keep an account's user name and direct room as they are now.

        A user name is one account's at a time: whoever had it before has it no more.
        """
        name = handle and handle.casefold()
        values: dict[str, object] = {"handle": name}
        if name:
            same_network = Identity.address.startswith(f"{address.partition(':')[0]}:")
            others = update(Identity).where(
                Identity.handle == name, same_network, Identity.address != address
            )
            self._session.execute(others.values(handle=None))
        if direct is not None:
            values |= {"direct": direct, "seen_at": at}
        self._session.execute(update(Identity).where(Identity.address == address).values(**values))

    def move_direct(self, old: str, new: str) -> bool:
        """Follow an account's direct room, known by its address or by the account's own."""
        moved = self._session.execute(
            update(Identity)
            .where(or_(Identity.direct == old, Identity.address == old))
            .values(direct=new)
            .returning(Identity.address)
        )
        return moved.first() is not None


class MemberFigures(Repository):
    """Figures of the members of communities."""

    def by_circle(self, community_id: int) -> dict[Circle, int]:
        """The number of members in each circle of a community; empty circles are left out."""
        counted = (
            select(Membership.circle, func.count().label("members"))
            .where(Membership.community_id == community_id)
            .group_by(Membership.circle)
        )
        return {row.circle: row.members for row in self._session.execute(counted)}

    def first_joined(self, community_id: int) -> datetime | None:
        """When the first of a community's members joined."""
        here = Membership.community_id == community_id
        return self._session.scalar(select(func.min(Membership.joined_at)).where(here))

    def joined(self, community_id: int, since: datetime, until: datetime) -> int:
        """The number of members who joined between two moments and are still there."""
        counted = select(func.count()).where(
            Membership.community_id == community_id,
            Membership.joined_at >= since,
            Membership.joined_at < until,
        )
        return self._session.scalar(counted) or 0
