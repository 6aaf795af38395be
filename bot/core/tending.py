"""Who tends a community today: the holders of its seats, and deputies while they are away.

A seat acts once its holder has joined. Deputies act while the holder has announced an absence and
only then. Where the holder is away and nobody stands in, the seat is unattended: the other one
goes on alone. Where nobody at all is left, what happens by itself pauses, and the rooms are told.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.core.messages import Text, text
from bot.domain.roles import Hand, Post, Seat
from storage.absences import Absence
from storage.communities import Community, RoomKind
from storage.members import Member
from storage.unit_of_work import Store

if TYPE_CHECKING:
    from bot.core.context import JobContext


@dataclass(frozen=True, slots=True)
class Keeper:
    """A seat today: the account it was given to, its holder once they joined, and the deputies."""

    seat: Seat
    address: str = ""
    holder: Member | None = None
    absence: Absence | None = None
    deputies: tuple[Member, ...] = ()

    @property
    def acting(self) -> tuple[Member, ...]:
        """Who acts for this seat: its holder, or the deputies of one who is away."""
        if self.holder is None:
            return ()
        return (self.holder,) if self.absence is None else self.deputies

    @property
    def is_unattended(self) -> bool:
        """Whether its holder is away and nobody stands in."""
        return self.absence is not None and not self.deputies


Keepers = Mapping[Seat, Keeper]


def keepers_of(store: Store, community: Community, today: date) -> Keepers:
    """Both seats of a community, as they are today."""
    held = store.communities.seats(community)
    posts = store.posts.of(community.id)
    found: dict[Seat, Keeper] = {}
    for seat in Seat:
        address = held.get(seat, "")
        holder = _joined(store, community, [address] if address else [])
        deputy = Post(seat).deputy
        standing_in = [each.address for each in posts if each.post == deputy]
        deputies = tuple(
            each for each in _joined(store, community, standing_in) if each not in holder
        )
        absence = _absence(store, community, holder, today)
        found[seat] = Keeper(seat, address, holder[0] if holder else None, absence, deputies)
    return found


def hands_of(store: Store, community: Community, today: date, member: Member) -> dict[Seat, Hand]:
    """The seats that one who belongs to the community acts for today, by whichever account.

    A deputy acts while the holder is away.
    """
    mine = {each.address for each in store.members.identities(member)}
    held = store.communities.seats(community)
    hands = {seat: Hand.HOLDER for seat, address in held.items() if address in mine}
    if any(post is not Post.AGENT for post in store.posts.held(mine, community.id)):
        for seat, keeper in keepers_of(store, community, today).items():
            if keeper.absence is not None and member in keeper.deputies:
                hands.setdefault(seat, Hand.DEPUTY)
    return hands


def agents_of(store: Store, community: Community) -> list[Member]:
    """The agents on the Region's side who have joined."""
    rows = store.posts.of(community.id, Post.AGENT)
    return _joined(store, community, [each.address for each in rows])


def unattended(keepers: Keepers) -> frozenset[Seat]:
    """The seats whose key the other one does without; none where nobody is left to turn one."""
    if not any(each.acting for each in keepers.values()):
        return frozenset()
    return frozenset(seat for seat, each in keepers.items() if each.is_unattended)


def is_paused(keepers: Keepers) -> bool:
    """Whether everybody who could act is away."""
    return any(each.absence is not None for each in keepers.values()) and not any(
        each.acting for each in keepers.values()
    )


def tell_pause(ctx: "JobContext") -> None:
    """Tell the rooms that nobody tends the community for a while, once for these absences."""
    keepers = ctx.keepers
    away = [each.holder.name for each in keepers.values() if each.holder and each.absence]
    absences = [each.absence for each in keepers.values() if each.absence is not None]
    if not is_paused(keepers) or all(each.told for each in absences):
        return
    for each in absences:
        each.told = True
    values: dict[str, object] = {"names": away, "day": min(each.last for each in absences)}
    said = text(
        "{names} are away until {day}. The letter waits until then, and so does what you write.",
        **values,
    )
    if len(away) == 1:
        said = text(
            "{names} is away until {day}. The letter waits until then, and so does what you write.",
            **values,
        )
    for room in ctx.rooms(RoomKind.COMMUNITY, RoomKind.CHANNEL):
        ctx.post(room.address, said)


# In words


def pair_lines(ctx: "JobContext") -> list[Text]:
    """The pair that tends a community, with who stands in, and the Region's agents, in words."""
    lines = [_keeper_line(each) for each in ctx.keepers.values()]
    agents = agents_of(ctx.store, ctx.community)
    if agents:
        lines.append(text("With the Region as well: {names}.", names=_names(agents)))
    return lines


def _keeper_line(keeper: Keeper) -> Text:
    side = SIDES[keeper.seat]
    if keeper.holder is None:
        if keeper.address:
            return text("{side}: somebody who has not joined yet.", side=side)
        return text("{side}: nobody for now.", side=side)
    values: dict[str, object] = {
        "side": side,
        "name": keeper.holder.name,
        "deputies": _names(keeper.deputies),
    }
    if keeper.absence is not None:
        values["day"] = keeper.absence.last
        if keeper.deputies:
            return text("{side}: {name}, away until {day}; in their place: {deputies}.", **values)
        return text("{side}: {name}, away until {day}.", **values)
    if keeper.deputies:
        return text("{side}: {name}; deputy: {deputies}.", **values)
    return text("{side}: {name}.", **values)


def shown(ctx: "JobContext", address: str) -> Text:
    """Who has a place, with the account that it was given to, for those who give and take it."""
    if not address:
        return text("nobody for now")
    standing = ctx.store.members.standing(address, ctx.community.id)
    account = address.removeprefix("matrix:")
    if standing is None or standing.circle is None:
        return text("{account}, who has not joined yet", account=account)
    return text("{name} ({account})", name=standing.member.name, account=account)


SIDES = {Seat.TERRITORY: text("For the territory"), Seat.REGION: text("For the Region")}


PLACES = {
    Post.TERRITORY: text("The territory's seat"),
    Post.REGION: text("The Region's seat"),
    Post.TERRITORY_DEPUTY: text("Deputy for the territory"),
    Post.REGION_DEPUTY: text("Deputy for the Region"),
    Post.AGENT: text("The Region's agents"),
}


def _names(members: Iterable[Member]) -> list[str]:
    return [each.name for each in members]


def _joined(store: Store, community: Community, addresses: Collection[str]) -> list[Member]:
    """Those behind these accounts who belong to the community, each once."""
    found: dict[int, Member] = {}
    for address in addresses:
        standing = store.members.standing(address, community.id)
        if standing is not None and standing.circle is not None:
            found.setdefault(standing.member.id, standing.member)
    return list(found.values())


def _absence(
    store: Store, community: Community, holder: Sequence[Member], today: date
) -> Absence | None:
    """The absence of a holder, on a day that it covers."""
    if not holder:
        return None
    absence = store.absences.get(holder[0].id, community.id, today)
    return absence if absence is not None and absence.days.covers(today) else None
