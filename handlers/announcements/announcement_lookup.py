"""Look up an announcement: any of the community, or one that may still change."""

from datetime import datetime

from bot.core import Context, text
from bot.domain.announcements.approvals import AnnouncementState
from bot.domain.dates.recurrence.recurrence import Once, Rule, parse_rule
from bot.domain.refusals import Final
from bot.references.announcements import announcement_command
from storage.announcements import Announcement, Announcements


class NoSuchAnnouncement(Final):
    """This announcement does not exist any more. To see the others: {announcements}."""


class AnnouncementSent(Final):
    """Announcement {number} has gone out. To make another one: {announcements}."""


def job_key(announcement_id: int) -> str:
    """The schedule of an announcement."""
    return f"announcement/{announcement_id}"


def announcement_by_id(ctx: Context, announcement_id: int) -> Announcement:
    """The announcement of this community with this id."""
    found = ctx.store[Announcements].get(announcement_id)
    if found is None or found.community_id != ctx.community.id:
        raise NoSuchAnnouncement(announcements=announcement_command.typed())
    return found


def announcement_by_number(ctx: Context, number: int) -> Announcement:
    """The announcement of this community with this number."""
    found = ctx.store[Announcements].numbered(ctx.community.id, number)
    if found is None:
        raise NoSuchAnnouncement(announcements=announcement_command.typed())
    return found


def unsent_announcement(ctx: Context, announcement_id: int) -> Announcement:
    """An announcement that has not gone out for the last time."""
    found = announcement_by_id(ctx, announcement_id)
    if found.state is AnnouncementState.DONE:
        raise AnnouncementSent(number=found.number, announcements=announcement_command.typed())
    return found


def draft_again(ctx: Context, announcement_id: int) -> Announcement:
    """Reopen an announcement before a change: it loses its approvals and its planned time."""
    found = unsent_announcement(ctx, announcement_id)
    if found.state is not AnnouncementState.DRAFT:
        ctx.store[Announcements].become(found, found.status.reopen())
        ctx.unplan(job_key(found.id))
        ctx.tell_other_gardeners(
            text(
                "{name} is changing announcement {number}: it is a draft again.",
                name=ctx.member.name,
                number=found.number,
            )
        )
    return found


def rule_of(announcement: Announcement) -> Rule | None:
    """The rule of its times; None for at once."""
    return parse_rule(announcement.rule) if announcement.rule else None


def passed_time(announcement: Announcement, now: datetime) -> datetime | None:
    """Its date, if it has passed; None for a repeating one."""
    rule = rule_of(announcement)
    return rule.at if isinstance(rule, Once) and rule.at <= now else None
