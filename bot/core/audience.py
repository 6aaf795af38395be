"""Who gets what: the direct room of a person, the people behind a mailing, what may be unasked."""

from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from bot.domain.quiet import next_unasked
from storage.communities import Community
from storage.mailings import Mailing
from storage.members import Identity, Member
from storage.outbox import Delivery, DeliveryState, Priority
from storage.unit_of_work import Store

EXPANDED_AT_ONCE = 500
LETTER = "letter"
"""The purpose of the yes to get the letter privately."""


def direct_room(store: Store, member: Member) -> str | None:
    """Where a person is written to: the living direct room of the account last used."""
    rooms = (living_room(store, each) for each in store.members.identities(member))
    return next((room for room in rooms if room is not None), None)


def living_room(store: Store, identity: Identity) -> str | None:
    """The direct room of one account, unless it is dead."""
    room = None if identity.direct is None else store.communities.room(identity.direct)
    return identity.direct if room is None or room.gone_at is None else None


def expand(store: Store, mailing: Mailing, now: datetime) -> None:
    """Write the next rows of a mailing, at most 500, and note how far it came."""
    community = store.communities.get(mailing.community_id)
    ids = store.members.with_consent(
        community.id, mailing.purpose, after=mailing.cursor, limit=EXPANDED_AT_ONCE
    )
    members = [member for member in map(store.members.get, ids) if member is not None]
    store.outbox.put_mailed(
        _mailed(mailing, community, member, room, now)
        for member in members
        if (room := direct_room(store, member)) is not None
    )
    mailing.done = len(ids) < EXPANDED_AT_ONCE
    mailing.cursor = ids[-1] if ids else mailing.cursor


def _mailed(
    mailing: Mailing, community: Community, member: Member, room: str, now: datetime
) -> dict[str, object]:
    return {
        "network": room.partition(":")[0],
        "room": room,
        "action": "send",
        "priority": int(Priority.DIGEST),
        "state": DeliveryState.WAITING.value,
        "locale": member.locale or community.locale,
        "zone": community.timezone,
        "community_id": community.id,
        "member_id": member.id,
        "mailing_id": mailing.id,
        "again": False,
        "unasked": False,
        "txn": uuid4().hex,
        "piece": 0,
        "attempts": 0,
        "not_before": now,
        "created_at": now,
    }


def still_wanted(store: Store, delivery: Delivery) -> bool:
    """Whether what was not asked for may still go: its person may have left, or said stop."""
    if delivery.member_id is None or not (delivery.unasked or delivery.mailing_id):
        return True
    member = store.members.get(delivery.member_id)
    if member is None or member.stopped_at is not None:
        return False
    if delivery.mailing_id is None:
        return True
    mailing = store.mailings.get(delivery.mailing_id)
    return bool(store.members.consents(member, mailing.community_id, mailing.purpose))


def may_leave_at(store: Store, delivery: Delivery, now: datetime) -> datetime:
    """When an unasked message may go: not at night, and one a day."""
    member = None if delivery.member_id is None else store.members.get(delivery.member_id)
    last = None if member is None else member.unasked_on
    return next_unasked(now, ZoneInfo(delivery.zone), last)
