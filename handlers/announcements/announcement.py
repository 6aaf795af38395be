"""One announcement: looked up, and in words for its readers and for gardeners."""

from datetime import datetime

from bot.core import Button, Card, Context, JobContext, Line, Small, Text, text
from bot.domain.addresses import shortened
from bot.domain.announcements import AnnouncementState, title_and_body
from bot.domain.dates.recurrence import Once, Recurring, Rule, coming, parse_rule
from bot.domain.digest.approvals import Approval
from bot.domain.refusals import Final
from bot.domain.roles import Hand
from bot.references.announcements import announcement_command, preview_announcement
from bot.vocabulary.gardeners import approver_name
from bot.vocabulary.repeats import schedule_text
from storage.announcements import Announcement, Announcements

DATES_SHOWN = 3
LONGEST_LABEL = 40


class NoSuchAnnouncement(Final):
    """This announcement does not exist any more. To see the others: {announcements}."""


class AnnouncementSent(Final):
    """Announcement {number} has gone out. To make another one: {announcements}."""


def job_key(announcement_id: int) -> str:
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
    """The announcement, unless it has gone out for the last time."""
    found = announcement_by_id(ctx, announcement_id)
    if found.state is AnnouncementState.DONE:
        raise AnnouncementSent(number=found.number, announcements=announcement_command.typed())
    return found


def draft_again(ctx: Context, announcement_id: int) -> Announcement:
    """Reopen an announcement before a change: its approvals and its planned time are lost."""
    found = unsent_announcement(ctx, announcement_id)
    if found.state is not AnnouncementState.DRAFT:
        ctx.store[Announcements].become(found, found.status.reopen())
        ctx.unplan(job_key(found.id))
        told = text(
            "{name} is changing announcement {number}: it is a draft again.",
            name=ctx.member.name,
            number=found.number,
        )
        ctx.tell_other_gardeners(told)
    return found


def rule_of(announcement: Announcement) -> Rule | None:
    """The rule of its times; None if it goes out at once."""
    return parse_rule(announcement.rule) if announcement.rule else None


def passed_time(announcement: Announcement, now: datetime) -> datetime | None:
    """Its date, if it has passed; None for a repeating one."""
    rule = rule_of(announcement)
    return rule.at if isinstance(rule, Once) and rule.at <= now else None


def announcement_message(ctx: JobContext, announcement: Announcement) -> Card:
    """The announcement as its readers see it."""
    title, body = title_and_body(announcement.words)
    return Card(title or None, (*body, Small(ctx.community.name)))


def announcement_title(announcement: Announcement) -> Text:
    return text(
        "Announcement {number} · {words}",
        number=announcement.number,
        words=first_words(announcement),
    )


def look_button(announcement: Announcement) -> Button:
    return preview_announcement.button(text("See the announcement"), announcement.id)


def notice_card(announcement: Announcement, *lines: Line) -> Card:
    """News of an announcement, with a button to look at it."""
    return Card(announcement_title(announcement), lines, ((look_button(announcement),),))


def first_words(announcement: Announcement) -> str:
    return shortened(announcement.words.splitlines()[0], LONGEST_LABEL)


def numbered_words(announcement: Announcement) -> str:
    """Its number and first line on a button: two may begin with the same words."""
    return shortened(f"{announcement.number} · {first_words(announcement)}", LONGEST_LABEL)


def time_lines(ctx: JobContext, announcement: Announcement) -> list[Line]:
    """Its time; for a repeating one, also the next dates."""
    if not announcement.rule:
        return [text("When: at once")]
    match parse_rule(announcement.rule):
        case Once(at):
            return [text("When: {date}", date=at)]
        case Recurring() as rule:
            dates = coming(rule, ctx.zone, ctx.now, DATES_SHOWN)
            return [
                text("When: {schedule}", schedule=schedule_text(rule)),
                text(
                    "The next dates: {dates}", dates=[text("{when}", when=each) for each in dates]
                ),
            ]
    raise AssertionError(announcement.rule)  # no other rule is kept


def state_line(ctx: JobContext, announcement: Announcement, *, is_own: bool = False) -> Text:
    """Its state; `is_own` if it is the reader who has to approve it."""
    status = announcement.status
    match status.state:
        case AnnouncementState.DRAFT:
            return text("Nobody else can see this yet.")
        case AnnouncementState.SUBMITTED if status.submitted is not None:
            return missing_approval(ctx, status.submitted, is_own=is_own)
        case AnnouncementState.PLANNED:
            return text("It goes out at its time.")
        case _:
            return text("It has gone out.")


def missing_approval(ctx: JobContext, submitted: Approval, *, is_own: bool = False) -> Text:
    """The missing approver, or why nobody can approve yet."""
    if is_own:
        return text("Your approval is still missing.")
    status = ctx.seat_statuses()[submitted.seat.other]
    others = [each.name for each in status.acting if each.id != submitted.member_id]
    if others:
        return text("{name} still has to approve it.", name=others)
    if status.absence is not None:
        return text("Both gardeners are away: the announcement waits.")
    return text("The other gardener has to join before it can be approved.")


def may_approve(ctx: Context, announcement: Announcement) -> bool:
    """True if a submitted announcement waits for the sender."""
    status = announcement.status
    if status.submitted is not None and status.submitted.member_id == ctx.member.id:
        return False
    return any(status.may_be_approved_from(seat, ctx.unattended_seats()) for seat in ctx.seats())


def approval_notes(ctx: JobContext, announcement: Announcement) -> list[Line]:
    """The names of submitter and approver, for gardeners."""
    status = announcement.status
    if status.submitted is None:
        return []
    name = approver_name(ctx, status.submitted)
    if status.approved is None:
        return [text("Submitted by {name}.", name=name)]
    if status.approved.hand is Hand.NOBODY:
        other = ctx.seat_statuses()[status.approved.seat].holder
        away = text("the other gardener") if other is None else other.name
        return [text("Submitted by {name} while {other} was away.", name=name, other=away)]
    second = approver_name(ctx, status.approved)
    return [text("Submitted by {name}, approved by {second}.", name=name, second=second)]
