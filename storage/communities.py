"""Communities, their rooms, the configured values that were applied last, and holders of roles."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ForeignKey,
    UniqueConstraint,
    delete,
    false,
    func,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain.dates.moments import Days
from bot.domain.roles import Seat
from storage.base import Base, Choice
from storage.ownership import Held, Whom, held, not_told
from storage.repository import Repository
from storage.statements import remembered, shared
from storage.trouble import only_reads


class RoomKind(StrEnum):
    """The use of a room."""

    COMMUNITY = "community"
    CHANNEL = "channel"
    GARDENERS = "gardeners"
    REGION = "region"
    WORKING_GROUP = "working-group"
    DIRECT = "direct"


class Community(Base):
    """People around a theme in a territory."""

    __tablename__ = "communities"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    locale: Mapped[str]
    timezone: Mapped[str]
    digest: Mapped[str]
    region_letter: Mapped[str] = mapped_column(default="", server_default="")
    """The days of the letter to the Region; empty: none."""
    weekly_question: Mapped[str] = mapped_column(default="", server_default="")
    """The days of the question of the week; empty: none."""
    pairs: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Each month members who wish it are proposed to each other for a coffee."""
    polls_by: Mapped[str]
    charter_url: Mapped[str] = mapped_column(default="")
    welcome: Mapped[bool] = mapped_column(default=True, server_default=true())
    public_channel: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Anybody who has the link of a letter can read it; else members only."""
    domains: Mapped[list[str] | None]
    """Its own domains; None: the usual ones."""
    goal: Mapped[int | None]
    """The number of members that it aims at."""
    goal_year: Mapped[int | None]
    """By the end of this year."""
    territories: Mapped[list[str] | None]
    """Its own words for parts of its region, or departments, or regions."""
    alone_after: Mapped[int] = mapped_column(default=0, server_default="0")
    """Hours after which one approval of a letter is enough; 0: never."""
    conversation_topics: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Each conversation with the team has a topic of its own, where their room is a forum."""
    greeting: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Newcomers are asked whether a member may welcome them."""
    first_week: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Newcomers are asked after a week whether they found what they were looking for."""
    fewer_after: Mapped[int] = mapped_column(default=0, server_default="0")
    """Weeks without a sign after which a member gets fewer messages; 0: never."""
    neutral_from: Mapped[date | None]
    """First day of the pre-election period."""
    neutral_until: Mapped[date | None]
    """Its last day."""

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the community's dates are read and said."""
        return ZoneInfo(self.timezone)

    @property
    def neutral_days(self) -> Days | None:
        """The pre-election period, if one is set."""
        if self.neutral_from is None or self.neutral_until is None:
            return None
        return Days(self.neutral_from, self.neutral_until)

    @neutral_days.setter
    def neutral_days(self, days: Days | None) -> None:
        self.neutral_from = None if days is None else days.first
        self.neutral_until = None if days is None else days.last


class Room(Base):
    """A room that Terreau knows; `address` is `network:id`, with `/topic` behind it in a forum."""

    __tablename__ = "rooms"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[RoomKind] = mapped_column(Choice(RoomKind))
    community_id: Mapped[int | None] = mapped_column(ForeignKey("communities.id"), index=True)
    group_id: Mapped[int | None] = mapped_column(
        ForeignKey("working_groups.id", ondelete="SET NULL"), index=True, info=not_told()
    )
    """The working group whose room it is."""
    gone_at: Mapped[datetime | None]
    gone_why: Mapped[str | None]
    members: Mapped[int | None] = mapped_column(info=not_told())
    """The number of people in a shared room at the last count; None if unknown."""
    counted_at: Mapped[datetime | None] = mapped_column(info=not_told())
    """Time of the last count, or of the last attempt."""


SHARED = (Community.__tablename__, Room.__tablename__)
"""The tables whose rows units of work share."""


class Communities(Repository):
    """The communities with their rooms, which units that write share: see `SHARED`."""

    covers = (Room,)

    @remembered(Community.__tablename__)
    def all(self) -> Sequence[Community]:
        """Every community, in the order of their making."""
        return self._session.scalars(select(Community).order_by(Community.id)).all()

    def get(self, community_id: int) -> Community:
        """The community with this id, which must exist."""
        found = self.find(community_id)
        return self._session.get_one(Community, community_id) if found is None else found

    @remembered(Community.__tablename__)
    def find(self, community_id: int) -> Community | None:
        """The community with this id, if there is still one."""

        def read() -> Community | None:
            return self._session.scalar(select(Community).where(Community.id == community_id))

        return shared(self._session, Community, community_id, read)

    def named(self, slug: str) -> Community | None:
        """The community with this slug."""
        return self._session.scalar(select(Community).where(Community.slug == slug))

    def add(self, community: Community) -> Community:
        """Keep a new community and give it its id."""
        return self._added(community)

    def remove(self, community: Community) -> None:
        """Delete a community with its rooms; the database refuses where more is of it."""
        of = community.id
        self._session.execute(delete(Room).where(Room.community_id == of))
        self._session.execute(delete(Community).where(Community.id == of))

    @remembered(Room.__tablename__)
    def room(self, address: str) -> Room | None:
        """The known room at this address."""

        def read() -> Room | None:
            return self._session.scalar(select(Room).where(Room.address == address))

        return shared(self._session, Room, address, read)

    def is_lost(self, address: str) -> bool:
        """True if the room at this address is dead."""
        room = self.room(address)
        return room is not None and room.gone_at is not None

    def is_tied(self, address: str) -> bool:
        """True if the room at `address`, or a topic of it, belongs to a community."""
        topic = Room.address.startswith(f"{address}/", autoescape=True)
        found = self._session.scalar(
            select(Room.id)
            .where(
                or_(Room.address == address, topic),
                Room.kind != RoomKind.DIRECT,
                Room.community_id.is_not(None),
            )
            .limit(1)
        )
        return found is not None

    def met_in(self, address: str) -> Sequence[tuple[str, Community]]:
        """The community rooms of people who entered the room at `address`, with their communities.

        They are that room, or its topics: people in a forum are in each of them.
        """
        found = self._session.execute(
            select(Room.address, Community)
            .join(Community, Community.id == Room.community_id)
            .where(
                or_(
                    Room.address == address,
                    Room.address.startswith(f"{address}/", autoescape=True),
                ),
                Room.kind == RoomKind.COMMUNITY,
                Room.gone_at.is_(None),
            )
            .order_by(Room.id)
        )
        return [(room, community) for room, community in found]

    def put_room(
        self,
        address: str,
        kind: RoomKind,
        community: Community | None,
        *,
        group_id: int | None = None,
    ) -> Room:
        """Tie the room at `address` to a community, or a group in it, or change what it is."""
        room = self.room(address)
        if room is None:
            room = Room(address=address)
            self._session.add(room)
        room.kind = kind
        room.community_id = None if community is None else community.id
        room.group_id = group_id
        room.gone_at = room.gone_why = None
        self._session.flush()
        return room

    def room_with_id(self, room_id: int) -> Room | None:
        """The known room with this id."""
        return self._session.get(Room, room_id)

    def untie(self, address: str) -> None:
        """Untie a room from its community; a topic belongs to its forum again."""
        of = Room.address == address
        if "/" in address:
            self._session.execute(delete(Room).where(of))
        else:
            self._session.execute(update(Room).where(of).values(community_id=None, group_id=None))

    def untie_rooms(self, community: Community, kind: RoomKind, addresses: Collection[str]) -> None:
        """Untie rooms that the configuration no longer names, if they are still of this kind.

        Those that were tied in chat were never in it.
        """
        self._session.execute(
            delete(Room).where(
                Room.community_id == community.id,
                Room.kind == kind,
                Room.address.in_(addresses),
            )
        )

    def rooms(self, community: Community, *kinds: RoomKind) -> Sequence[Room]:
        """The living rooms of a community, of these kinds."""
        return [room for room in self._living(community.id) if room.kind in kinds]

    @remembered(Room.__tablename__)
    def _living(self, community_id: int) -> Sequence[Room]:
        return self._session.scalars(
            select(Room)
            .where(Room.community_id == community_id, Room.gone_at.is_(None))
            .order_by(Room.id)
        ).all()

    def rooms_of(self, community: Community) -> Sequence[Room]:
        """All rooms of a community, the dead ones too."""
        return self._session.scalars(
            select(Room).where(Room.community_id == community.id).order_by(Room.id)
        ).all()

    def room_counts(self) -> dict[int, int]:
        """The number of living rooms of each community, by its id."""
        counted = (
            select(Room.community_id, func.count())
            .where(Room.community_id.is_not(None), Room.gone_at.is_(None))
            .group_by(Room.community_id)
        )
        return {of: count for of, count in self._session.execute(counted) if of is not None}

    def lose_room(self, room: str, why: str, at: datetime) -> bool:
        """Record that a room is dead; True when this is news about a known room."""
        changed = self._session.execute(
            update(Room)
            .where(Room.address == room, Room.gone_at.is_(None))
            .values(gone_at=at, gone_why=why)
            .returning(Room.id)
        )
        return changed.first() is not None

    def uncounted(self, *kinds: RoomKind, since: datetime) -> Sequence[Room]:
        """The living rooms of all communities, of these kinds, that were not counted since then."""
        return self._session.scalars(
            select(Room)
            .where(
                Room.community_id.is_not(None),
                Room.kind.in_(kinds),
                Room.gone_at.is_(None),
                or_(Room.counted_at.is_(None), Room.counted_at < since),
            )
            .order_by(Room.id)
        ).all()

    def note_members(self, room_id: int, count: int | None, at: datetime) -> None:
        """Record how many people a room has; None if its network did not say."""
        self._session.execute(
            update(Room).where(Room.id == room_id).values(members=count, counted_at=at)
        )

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """A person's direct rooms."""
        is_direct = (Room.kind == RoomKind.DIRECT, Room.address.in_(whom.traces))
        yield from held(self._session, Room, *is_direct)

    def forget(self, addresses: Collection[str]) -> None:
        """Forget a person's direct rooms."""
        self._session.execute(
            delete(Room).where(Room.kind == RoomKind.DIRECT, Room.address.in_(addresses))
        )

    def find_room(self, address: str) -> None:
        """Record that a dead room lives again: a message came from there, or the bot was let in."""
        self._session.execute(
            update(Room)
            .where(Room.address == address, Room.gone_at.is_not(None))
            .values(gone_at=None, gone_why=None)
        )

    def move_room(self, old: str, new: str) -> None:
        """Follow a room to its new address; where it was met before as nobody's, it is this one."""
        there = self.room(new)
        nobodys = there is not None and there.community_id is None and there.kind != RoomKind.DIRECT
        if nobodys and self.room(old) is not None:
            self._session.execute(delete(Room).where(Room.address == new))
            there = None
        if there is None:
            self._session.execute(update(Room).where(Room.address == old).values(address=new))


def hold(session: Session, community_id: int) -> None:
    """Lock the numbering of a community until this unit of work ends.

    One that only reads sees one moment, and may take no lock.
    """
    if only_reads(session.get_bind()):
        return
    here = select(Community.id).where(Community.id == community_id)
    session.execute(here.with_for_update(key_share=True))


class AppliedSetting(Base):
    """A value of the configuration file as it was applied last: later changes stay."""

    __tablename__ = "applied_settings"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class AppliedSettings(Repository):
    """The values applied last, read together: a start asks for each of them."""

    def get(self, key: str) -> str | None:
        """The value of a key as it was applied last; None if it never was."""
        row = self._applied_settings().get(key)
        return None if row is None else row.value

    def change(self, key: str, value: str) -> bool:
        """Apply the file's value of a key; True if it differs from the one applied last."""
        row = self._applied_settings().get(key)
        if row is not None and row.value == value:
            return False
        if row is None:
            self._session.add(AppliedSetting(key=key, value=value))
        else:
            row.value = value
        self._session.flush()
        return True

    @remembered(AppliedSetting.__tablename__)
    def _applied_settings(self) -> Mapping[str, AppliedSetting]:
        return {row.key: row for row in self._session.scalars(select(AppliedSetting))}

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """Values that name a person's accounts."""
        named = or_(*(AppliedSetting.value.contains(it, autoescape=True) for it in whom.accounts))
        for row in self._session.scalars(select(AppliedSetting).where(named)):
            for account in whom.accounts.intersection(row.value.split(",")):
                yield "applied_settings", {"key": row.key, "value": account}


class SeatRow(Base):
    """A seat in a community, held by an identity; it acts once its holder has joined."""

    __tablename__ = "seats"
    __table_args__ = (UniqueConstraint("community_id", "seat"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    seat: Mapped[Seat] = mapped_column(Choice(Seat))
    address: Mapped[str] = mapped_column(index=True)


class SeatHolders(Repository):
    """The holders of seats in all communities."""

    def put(self, community: Community, seat: Seat, address: str) -> None:
        """Give a seat to an identity; an empty address leaves it vacant."""
        self._session.execute(
            delete(SeatRow).where(SeatRow.community_id == community.id, SeatRow.seat == seat)
        )
        if address:
            self._session.add(SeatRow(community_id=community.id, seat=seat, address=address))
        self._session.flush()

    def of(self, community: Community) -> dict[Seat, str]:
        """Addresses of the holders, by seat."""
        return dict(self._holders_of(community.id))

    @remembered()
    def _holders_of(self, community_id: int) -> Mapping[Seat, str]:
        here = select(SeatRow.seat, SeatRow.address).where(SeatRow.community_id == community_id)
        return {row.seat: row.address for row in self._session.execute(here)}

    def leave(self, community: Community, addresses: Collection[str]) -> set[Seat]:
        """Leave the seats of these accounts vacant; returns the seats."""
        left = self._session.scalars(
            delete(SeatRow)
            .where(SeatRow.community_id == community.id, SeatRow.address.in_(addresses))
            .returning(SeatRow.seat)
        )
        return set(left)

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """A person's seats."""
        yield from held(self._session, SeatRow, SeatRow.address.in_(whom.accounts))

    def forget(self, addresses: Collection[str]) -> None:
        """Leave the seats of these accounts vacant, everywhere."""
        self._session.execute(delete(SeatRow).where(SeatRow.address.in_(addresses)))

    def drop_community(self, community_id: int) -> None:
        """Delete the seats of a community."""
        self._session.execute(delete(SeatRow).where(SeatRow.community_id == community_id))


class Cultivator(Base):
    """An identity that runs the instance."""

    __tablename__ = "cultivators"

    address: Mapped[str] = mapped_column(primary_key=True)
    here: Mapped[int | None] = mapped_column(ForeignKey("communities.id", ondelete="SET NULL"))
    """The community that it means in private, for one that belongs to none."""


class Cultivators(Repository):
    """The identities that run the instance."""

    @remembered()
    def all(self) -> Sequence[str]:
        """Their addresses."""
        return self._session.scalars(select(Cultivator.address).order_by(Cultivator.address)).all()

    def add(self, address: str) -> None:
        """Add an identity."""
        self._session.add(Cultivator(address=address))
        self._session.flush()

    def replace_all(self, addresses: Iterable[str]) -> None:
        """Make exactly these identities the cultivators."""
        self._session.execute(delete(Cultivator))
        self._session.add_all(Cultivator(address=address) for address in set(addresses))
        self._session.flush()

    def is_any(self, addresses: Iterable[str]) -> bool:
        """True if one of a person's identities runs the instance."""
        return not set(self.all()).isdisjoint(addresses)

    def meant_by(self, cultivator: str) -> int | None:
        """The community that a cultivator means in private, once chosen."""
        return self._session.scalar(select(Cultivator.here).where(Cultivator.address == cultivator))

    def mean(self, cultivator: str, community_id: int) -> None:
        """Remember the community that a cultivator means in private."""
        self._session.execute(
            update(Cultivator).where(Cultivator.address == cultivator).values(here=community_id)
        )

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """That a person runs the instance."""
        yield from held(self._session, Cultivator, Cultivator.address.in_(whom.accounts))
