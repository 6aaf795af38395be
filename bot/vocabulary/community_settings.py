"""Settings of communities: apply what changed in the configuration file, and its effects."""

from contextlib import suppress
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.config import Settings
from bot.config.settings import Community as CommunitySection
from bot.core import Contact, Context, Purpose
from bot.domain.dates.moments import Days, DaysAreOver, read_days
from bot.domain.dates.recurrence import Rule, read_schedule
from bot.domain.digest.contents import USUAL_DAYS, digest_plans
from bot.domain.personal_data import RetentionPeriods
from bot.domain.polls.rules import weekly_key, weekly_rule
from bot.domain.region_letter import region_letter_rule, schedule_key
from bot.domain.roles import Seat
from storage.communities import (
    AppliedSettings,
    Communities,
    Community,
    Cultivators,
    RoomKind,
    SeatHolders,
)
from storage.outbound import Cards
from storage.schedules import Planned, Schedules
from storage.unit_of_work import Store


def speak(store: Store, community: Community, now: datetime) -> None:
    """Redraw cards and plan schedules in the community's present language and time zone."""
    store[Cards].speak(community.id, locale=community.locale, zone=community.timezone)
    store[Schedules].rezone(community.id, community.timezone, now)


def plan_letter(store: Store, community: Community, now: datetime) -> None:
    """Plan a community's digest and its reminder by its rule, or cancel both."""
    for key, planned in digest_plans(community.id, community.digest).items():
        _plan(store, community, key, planned, now)


def plan_region_letter(store: Store, community: Community, now: datetime) -> None:
    """Plan a community's letter to the Region by its rule, or cancel it."""
    rule = region_letter_rule(community.region_letter)
    planned = None if rule is None else ("region-letter", rule)
    _plan(store, community, schedule_key(community.id), planned, now)


def plan_weekly_question(store: Store, community: Community, now: datetime) -> None:
    """Plan a community's question of the week by its rule, or cancel it."""
    rule = weekly_rule(community.weekly_question)
    planned = None if rule is None else ("weekly-question", rule)
    _plan(store, community, weekly_key(community.id), planned, now)


def _plan(
    store: Store, community: Community, key: str, planned: tuple[str, Rule] | None, now: datetime
) -> None:
    """Run a job by a rule, or no longer."""
    if planned is None:
        store[Schedules].drop(key)
        return
    job, rule = planned
    store[Schedules].put(
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


def actor_name(ctx: Context) -> str:
    """The member's name, else the account's: cultivators may be no members."""
    return ctx.person.name if ctx.person.member is None else ctx.person.member.name


CALLS_OF_A_MESSAGE = 3
"""About so many calls a private message takes on Matrix: who is there, their devices, and it."""


def contact(settings: Settings) -> Contact:
    """The controller of the data and how to reach them."""
    return Contact(
        instance=settings.instance.name,
        names=settings.network_names,
        servers={each.network: each.settings.server for each in settings.servers},
        steps={
            each.network: timedelta(seconds=CALLS_OF_A_MESSAGE / each.settings.pace)
            for each in settings.servers
            if each.settings.pace
        },
        controller=settings.privacy.controller,
        address=settings.instance.contact,
        notice_url=settings.privacy.notice_url,
        locale=settings.instance.locale,
        public_url=settings.http.public_url,
        timezone=settings.instance.timezone,
        purposes=tuple(
            Purpose(each.key, each.name, each.basis, each.duration, each.transfers)
            for each in settings.privacy.purposes
        ),
        ages=_ages(settings),
    )


def _ages(settings: Settings) -> RetentionPeriods:
    privacy = settings.privacy
    return RetentionPeriods(
        set_aside=timedelta(days=privacy.failed_days),
        received=timedelta(days=privacy.inbox_days),
        sent=timedelta(days=privacy.outbox_days),
        audit_months=privacy.audit_months,
        unseen_months=privacy.retention_months,
        answer_days=privacy.retention_days,
    )


def apply_settings(store: Store, settings: Settings, now: datetime) -> None:
    """Apply changed communities, rooms, seats and cultivators of the file."""
    cultivators = settings.instance.cultivators
    if store[AppliedSettings].change("cultivators", ",".join(sorted(cultivators))):
        store[Cultivators].replace_all(cultivators)
    for section in settings.communities:
        community = store[Communities].named(section.slug) or store[Communities].add(
            Community(
                slug=section.slug,
                name=section.name,
                locale=section.locale,
                timezone=section.timezone,
                digest=USUAL_DAYS if section.digest is None else "",
                polls_by=section.polls_by,
                charter_url=section.charter_url,
            )
        )
        _apply_words(store, community, section, now)
        _apply_territories(store, community, section)
        _apply_rooms(store, community, section)
        _apply_seats(store, community, section)
        _apply_digest(store, community, section, now)
        _apply_region_letter(store, community, section, now)
    for community in store[Communities].all():
        plan_letter(store, community, now)
        plan_region_letter(store, community, now)


def _changed(store: Store, community: Community, key: str, value: str) -> bool:
    """True if the file changed this; a key that was never set and is empty is no change."""
    of = f"{community.slug}.{key}"
    before = store[AppliedSettings].get(of)
    return store[AppliedSettings].change(of, value) and bool(value or before)


def _apply_words(
    store: Store, community: Community, section: CommunitySection, now: datetime
) -> None:
    for key in ("name", "locale", "timezone", "polls_by", "charter_url"):
        value = str(getattr(section, key))
        if _changed(store, community, key, value):
            setattr(community, key, value)
    for key in ("welcome", "public_channel"):
        switched = getattr(section, key)
        if _changed(store, community, key, str(switched)):
            setattr(community, key, switched)
    if _changed(store, community, "domains", "\n".join(section.domains)):
        community.domains = list(section.domains) or None
    if _changed(store, community, "neutral_period", section.neutral_period):
        community.neutral_days = _neutral_days(section, now)
    speak(store, community, now)


def _neutral_days(section: CommunitySection, now: datetime) -> Days | None:
    """The pre-election period of the file; None if it is over."""
    if not section.neutral_period:
        return None
    with suppress(DaysAreOver):
        today = now.astimezone(ZoneInfo(section.timezone)).date()
        return read_days(section.neutral_period, today=today)
    return None


ROOM_KINDS = {
    "rooms": RoomKind.COMMUNITY,
    "channels": RoomKind.CHANNEL,
    "gardeners_room": RoomKind.GARDENERS,
    "region_room": RoomKind.REGION,
}
"""Kinds of rooms, by key of the file."""


def _apply_territories(store: Store, community: Community, section: CommunitySection) -> None:
    territories = list(section.territories)
    if _changed(store, community, "territories", "\n".join(territories)):
        community.territories = territories or None


def _apply_rooms(store: Store, community: Community, section: CommunitySection) -> None:
    """Tie rooms that the file newly names, untie those it dropped; keep those tied in chat."""
    for key, kind in ROOM_KINDS.items():
        named = getattr(section, key)
        addresses = {each for each in ([named] if isinstance(named, str) else named) if each}
        before = store[AppliedSettings].get(f"{community.slug}.{key}") or ""
        known = {address for address in before.split(",") if address}
        if _changed(store, community, key, ",".join(sorted(addresses))):
            store[Communities].untie_rooms(community, kind, known - addresses)
            for address in sorted(addresses - known):
                store[Communities].put_room(address, kind, community)


def _apply_seats(store: Store, community: Community, section: CommunitySection) -> None:
    gardeners = section.gardeners
    for seat in Seat:
        address = getattr(gardeners, seat.value)
        if _changed(store, community, f"gardeners.{seat.value}", address):
            store[SeatHolders].put(community, seat, address)


def _apply_digest(
    store: Store, community: Community, section: CommunitySection, now: datetime
) -> None:
    """Apply the digest's days, kept together with a zone: another zone is no other day."""
    of = f"{community.slug}.digest"
    before = store[AppliedSettings].get(of)
    days_before = "" if before is None else before.rpartition(" ")[0]
    days = days_before if section.digest is None else section.digest
    store[AppliedSettings].change(of, f"{days} {section.timezone}")
    if days != days_before:
        today = now.astimezone(ZoneInfo(section.timezone)).date()
        community.digest = str(read_schedule(days, today=today)) if days else ""


def _apply_region_letter(
    store: Store, community: Community, section: CommunitySection, now: datetime
) -> None:
    """Apply the days of the letter to the Region."""
    days = section.region_letter
    if _changed(store, community, "region_letter", days):
        today = now.astimezone(ZoneInfo(section.timezone)).date()
        community.region_letter = str(read_schedule(days, today=today)) if days else ""
