"""Effects of a community's settings on its cards and schedules, from the file or from chat."""

from datetime import datetime

from bot.core import Context
from bot.domain.dates.recurrence.recurrence import Rule
from bot.domain.digest.schedule import digest_plans
from bot.domain.region_letter import region_letter_rule, schedule_key
from storage.communities import Community
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
