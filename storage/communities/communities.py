"""Communities, their rooms, the seats of their gardeners, and who runs the instance."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ForeignKey,
    UniqueConstraint,
    bindparam,
    delete,
    false,
    func,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain.roles import Seat
from storage.base import Base, Choice
from storage.communities.known_places import shared
from storage.folder import Folder
from storage.holdings import Held, Whom, held
from storage.repository import Repository


class RoomKind(StrEnum):
    """What a room is for."""

    COMMUNITY = "community"
    CHANNEL = "channel"
    GARDENERS = "gardeners"
    REGION = "region"
    WORKING_GROUP = "working-group"
    DIRECT = "direct"


class Community(Base):
    """People around a theme in a territory.

    Without `domains` of its own it has the usual ones. `goal` is how many members it wants to be,
    by the end of `goal_year` where there is one; `territories` are its own words for parts of its
    region, or departments, or regions. Its letters can be read by anybody who has their link where
    its channel is public, else by members.
    """

    __tablename__ = "communities"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    locale: Mapped[str]
    timezone: Mapped[str]
    digest: Mapped[str]
    polls_by: Mapped[str]
    charter_url: Mapped[str] = mapped_column(default="")
    welcome: Mapped[bool] = mapped_column(default=True, server_default=true())
    public_channel: Mapped[bool] = mapped_column(default=False, server_default=false())
    domains: Mapped[list[str] | None]
    goal: Mapped[int | None]
    goal_year: Mapped[int | None]
    territories: Mapped[list[str] | None]

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the community's dates are read and said."""
        return ZoneInfo(self.timezone)


class Room(Base):
    """A room that Terreau knows; `address` is `network:id`, with `/topic` behind it in a forum."""

    __tablename__ = "rooms"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[RoomKind] = mapped_column(Choice(RoomKind))
    community_id: Mapped[int | None] = mapped_column(ForeignKey("communities.id"), index=True)
    gone_at: Mapped[datetime | None]
    gone_why: Mapped[str | None]


class SeatRow(Base):
    """A seat in a community, held by an identity; it acts once its holder has joined."""

    __tablename__ = "seats"
    __table_args__ = (UniqueConstraint("community_id", "seat"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    seat: Mapped[Seat] = mapped_column(Choice(Seat))
    address: Mapped[str] = mapped_column(index=True)


class Cultivator(Base):
    """An identity that runs the instance.

    `here` is the community that it means in private, for one that belongs to none.
    """

    __tablename__ = "cultivators"

    address: Mapped[str] = mapped_column(primary_key=True)
    here: Mapped[int | None]


class AppliedSetting(Base):
    """A value of the configuration file as it was applied last: what was changed since stays."""

    __tablename__ = "applied_settings"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


_ROOM = select(Room).where(Room.address == bindparam("address"))


class Communities(Repository):
    """The communities with their rooms and seats.

    Those looked at are held as long as the unit of work: a session alone forgets what nobody
    holds, and a batch of votes would read the same room and community again for each. Units that
    write find them as others left them: see `KnownPlaces`.
    """

    def __init__(self, session: Session, folder: Folder | None = None) -> None:
        super().__init__(session, folder)
        self._held: dict[int, Community] = {}
        self._rooms: dict[str, Room] = {}

    def all(self) -> Sequence[Community]:
        """Every community, in the order of their making."""
        return self._session.scalars(select(Community).order_by(Community.id)).all()

    def get(self, community_id: int) -> Community:
        """The community with this id, which must exist."""
        found = self.find(community_id)
        return self._session.get_one(Community, community_id) if found is None else found

    def find(self, community_id: int) -> Community | None:
        """The community with this id, if there is still one."""
        if community_id not in self._held:
            found = shared(
                self._session,
                (Community, community_id),
                lambda: self._session.get(Community, community_id),
            )
            if found is None:
                return None
            self._held[community_id] = found
        return self._held[community_id]

    def named(self, slug: str) -> Community | None:
        """The community with this slug."""
        return self._session.scalar(select(Community).where(Community.slug == slug))

    def add(self, community: Community) -> Community:
        """Keep a new community and give it its id."""
        self._session.add(community)
        self._session.flush()
        return community

    def remove(self, community: Community) -> None:
        """Forget a community with its seats and rooms; the database refuses where more is of it."""
        of = community.id
        self._rooms.clear()
        self._held.pop(of, None)
        for row in (SeatRow, Room):
            self._session.execute(delete(row).where(row.community_id == of))
        self._session.execute(update(Cultivator).where(Cultivator.here == of).values(here=None))
        self._session.execute(delete(Community).where(Community.id == of))

    def room(self, address: str) -> Room | None:
        """The known room at this address."""
        if address not in self._rooms:
            found = shared(
                self._session,
                (Room, address),
                lambda: self._session.scalar(_ROOM, {"address": address}),
            )
            if found is None:
                return None
            self._rooms[address] = found
        return self._rooms[address]

    def is_lost(self, address: str) -> bool:
        """Whether nothing can be said any more in the room at this address."""
        room = self.room(address)
        return room is not None and room.gone_at is not None

    def met_in(self, address: str) -> Sequence[tuple[str, Community]]:
        """The community rooms in which somebody is who came into the room at `address`, and whose.

        They are that room, or its topics: whoever is in a forum is in each of them.
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

    def put_room(self, address: str, kind: RoomKind, community: Community | None) -> Room:
        """Tie the room at `address` to a community, or change what it is."""
        room = self.room(address)
        if room is None:
            room = Room(address=address)
            self._session.add(room)
        room.kind = kind
        room.community_id = None if community is None else community.id
        room.gone_at = room.gone_why = None
        self._session.flush()
        return room

    def room_with_id(self, room_id: int) -> Room | None:
        """The known room with this id."""
        return self._session.get(Room, room_id)

    def untie(self, address: str) -> None:
        """Let a room belong to no community; a topic is then of the forum around it again."""
        of = Room.address == address
        if "/" in address:
            self._session.execute(delete(Room).where(of))
        else:
            self._session.execute(update(Room).where(of).values(community_id=None))
        self._rooms.clear()

    def untie_rooms(self, community: Community, kind: RoomKind, addresses: Collection[str]) -> None:
        """Forget the rooms that the configuration names no longer, if they are still of this kind.

        Those that were tied in chat were never in it.
        """
        self._session.execute(
            delete(Room).where(
                Room.community_id == community.id,
                Room.kind == kind,
                Room.address.in_(addresses),
            )
        )
        self._rooms.clear()

    def rooms(self, community: Community, *kinds: RoomKind) -> Sequence[Room]:
        """The living rooms of a community, of these kinds."""
        return self._session.scalars(
            select(Room)
            .where(
                Room.community_id == community.id,
                Room.kind.in_(kinds),
                Room.gone_at.is_(None),
            )
            .order_by(Room.id)
        ).all()

    def rooms_of(self, community: Community) -> Sequence[Room]:
        """All rooms of a community, the dead ones too."""
        return self._session.scalars(
            select(Room).where(Room.community_id == community.id).order_by(Room.id)
        ).all()

    def room_counts(self) -> dict[int, int]:
        """How many living rooms each community has, by its id."""
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

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """A person's direct rooms and seats, and that they run the instance."""
        is_direct = (Room.kind == RoomKind.DIRECT, Room.address.in_(whom.traces))
        yield from held(self._session, Room, *is_direct)
        yield from held(self._session, SeatRow, SeatRow.address.in_(whom.accounts))
        yield from held(self._session, Cultivator, Cultivator.address.in_(whom.accounts))
        named = or_(*(AppliedSetting.value.contains(it, autoescape=True) for it in whom.accounts))
        for row in self._session.scalars(select(AppliedSetting).where(named)):
            for account in whom.accounts.intersection(row.value.split(",")):
                yield "applied_settings", {"key": row.key, "value": account}

    def forget(self, addresses: Collection[str]) -> None:
        """Forget a person's direct rooms, and leave the seats of their accounts vacant."""
        self._session.execute(
            delete(Room).where(Room.kind == RoomKind.DIRECT, Room.address.in_(addresses))
        )
        self._rooms.clear()
        self._session.execute(delete(SeatRow).where(SeatRow.address.in_(addresses)))

    def find_room(self, address: str) -> None:
        """Record that a dead room lives again: somebody wrote there, or let the bot in."""
        self._session.execute(
            update(Room)
            .where(Room.address == address, Room.gone_at.is_not(None))
            .values(gone_at=None, gone_why=None)
        )

    def move_room(self, old: str, new: str) -> None:
        """Follow a room to its new address; where it was met before as nobody's, it is this one."""
        there = self.room(new)
        if there is not None and _is_nobodys(there) and self.room(old) is not None:
            self._session.execute(delete(Room).where(Room.address == new))
            there = None
        if there is None:
            self._session.execute(update(Room).where(Room.address == old).values(address=new))
            self._rooms.clear()

    def seat(self, community: Community, seat: Seat, address: str) -> None:
        """Give a seat to an identity; an empty address leaves it vacant."""
        self._session.execute(
            delete(SeatRow).where(SeatRow.community_id == community.id, SeatRow.seat == seat)
        )
        if address:
            self._session.add(SeatRow(community_id=community.id, seat=seat, address=address))
        self._session.flush()

    def seats(self, community: Community) -> dict[Seat, str]:
        """Who sits where: the identity's address by seat."""
        rows = self._session.execute(
            select(SeatRow.seat, SeatRow.address).where(SeatRow.community_id == community.id)
        )
        return {row.seat: row.address for row in rows}

    def leave_seats(self, community: Community, addresses: Collection[str]) -> set[Seat]:
        """Leave the seats of these accounts vacant; gives those that they held."""
        left = self._session.scalars(
            delete(SeatRow)
            .where(SeatRow.community_id == community.id, SeatRow.address.in_(addresses))
            .returning(SeatRow.seat)
        )
        return set(left)

    def cultivators(self) -> Sequence[str]:
        """The identities that run the instance."""
        return self._session.scalars(select(Cultivator.address).order_by(Cultivator.address)).all()

    def add_cultivator(self, address: str) -> None:
        """Let one more identity run the instance."""
        self._session.add(Cultivator(address=address))
        self._session.flush()

    def set_cultivators(self, addresses: Iterable[str]) -> None:
        """Let exactly these identities run the instance."""
        self._session.execute(delete(Cultivator))
        self._session.add_all(Cultivator(address=address) for address in set(addresses))
        self._session.flush()

    def is_cultivator(self, addresses: Iterable[str]) -> bool:
        """Whether one of a person's identities runs the instance."""
        found = select(Cultivator.address).where(Cultivator.address.in_(list(addresses)))
        return self._session.scalar(found) is not None

    def meant_by(self, cultivator: str) -> int | None:
        """The community that somebody who runs the instance means in private, once chosen."""
        return self._session.scalar(select(Cultivator.here).where(Cultivator.address == cultivator))

    def mean(self, cultivator: str, community_id: int) -> None:
        """Remember which community somebody who runs the instance means in private."""
        self._session.execute(
            update(Cultivator).where(Cultivator.address == cultivator).values(here=community_id)
        )

    def setting(self, key: str) -> str | None:
        """The file's value of this key as it was applied last; None when it never was."""
        row = self._session.get(AppliedSetting, key)
        return None if row is None else row.value

    def setting_changed(self, key: str, value: str) -> bool:
        """Whether the file's `value` differs from the one applied last, which it becomes."""
        row = self._session.get(AppliedSetting, key)
        if row is not None and row.value == value:
            return False
        if row is None:
            self._session.add(AppliedSetting(key=key, value=value))
        else:
            row.value = value
        return True


def hold(session: Session, community_id: int) -> None:
    """Lock the numbering of a community until this unit of work ends."""
    row = select(Community.id).where(Community.id == community_id)
    session.execute(row.with_for_update(key_share=True))


def _is_nobodys(room: Room) -> bool:
    """Whether a room belongs to no community and no person."""
    return room.community_id is None and room.kind != RoomKind.DIRECT
