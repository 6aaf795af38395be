"""The configuration file, applied: what differs from the file applied last, and only that."""

from datetime import datetime

from bot.config import Settings
from bot.config.settings import Community as CommunitySection
from bot.core.context import Contact
from bot.domain.digests import digest_plans
from bot.domain.roles import Seat
from storage.communities import Community, RoomKind
from storage.schedules import Planned
from storage.unit_of_work import Store


def contact(settings: Settings) -> Contact:
    """Who holds the data, and whom to write to about it."""
    return Contact(
        instance=settings.instance.name,
        controller=settings.privacy.controller,
        address=settings.instance.contact,
        notice_url=settings.privacy.notice_url,
        locale=settings.instance.locale,
    )


def apply(store: Store, settings: Settings, now: datetime) -> None:
    """Make communities, rooms, seats and cultivators what the file newly says."""
    cultivators = settings.instance.cultivators
    if store.communities.setting_changed("cultivators", ",".join(sorted(cultivators))):
        store.communities.set_cultivators(cultivators)
    for section in settings.communities:
        community = store.communities.named(section.slug) or store.communities.add(
            Community(
                slug=section.slug,
                name=section.name,
                locale=section.locale,
                timezone=section.timezone,
                digest="",
                polls_by=section.polls_by,
                charter_url=section.charter_url,
            )
        )
        _apply_words(store, community, section)
        _apply_rooms(store, community, section)
        _apply_seats(store, community, section)
        _apply_digest(store, community, section, now)


def _changed(store: Store, community: Community, key: str, value: str) -> bool:
    return store.communities.setting_changed(f"{community.slug}.{key}", value)


def _apply_words(store: Store, community: Community, section: CommunitySection) -> None:
    for key in ("name", "locale", "timezone", "polls_by", "charter_url"):
        value = str(getattr(section, key))
        if _changed(store, community, key, value):
            setattr(community, key, value)


def _apply_rooms(store: Store, community: Community, section: CommunitySection) -> None:
    kinds = {
        "rooms": RoomKind.COMMUNITY,
        "channels": RoomKind.CHANNEL,
        "gardeners_room": RoomKind.GARDENERS,
        "region_room": RoomKind.REGION,
    }
    for key, kind in kinds.items():
        named = getattr(section, key)
        addresses = [named] if isinstance(named, str) else list(named)
        addresses = [address for address in addresses if address]
        if _changed(store, community, key, ",".join(sorted(addresses))):
            store.communities.untie_rooms(community, kind, keep=addresses)
            for address in addresses:
                store.communities.put_room(address, kind, community)


def _apply_seats(store: Store, community: Community, section: CommunitySection) -> None:
    gardeners = section.gardeners
    for seat in Seat:
        address = getattr(gardeners, seat.value)
        if _changed(store, community, f"gardeners.{seat.value}", address):
            store.communities.seat(community, seat, address)


def _apply_digest(
    store: Store, community: Community, section: CommunitySection, now: datetime
) -> None:
    digest = section.digest
    if not _changed(store, community, "digest", f"{digest} {community.timezone}"):
        return
    community.digest = digest
    for key, planned in digest_plans(community.id, digest).items():
        if planned is None:
            store.schedules.drop(key)
            continue
        job, rule = planned
        store.schedules.put(
            Planned(
                key=key,
                job=job,
                argument=None,
                community_id=community.id,
                rule=str(rule),
                zone=community.timezone,
                since=now,
            )
        )
