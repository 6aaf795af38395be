"""Effects of a community's settings on its cards and schedules, from the file or from chat."""

from datetime import datetime

from bot.core import Context
from bot.domain.digest.schedule import digest_plans
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
        if planned is None:
            store[Schedules].drop(key)
            continue
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
