"""The monthly report of a group, and its closing report: both go into the letter."""

from collections.abc import Collection, Sequence
from typing import Annotated

from bot.core import (
    Act,
    Answer,
    Card,
    Context,
    JobContext,
    Quote,
    Replace,
    Router,
    Text,
    asks,
    at_most,
    text,
)
from bot.domain.addresses import shortened
from bot.domain.circles import Audience, Sending
from bot.domain.digest.composing import Key, Section
from bot.domain.groups import IN_LETTER_FOR, LONGEST_REPORT, GroupStanding, GroupState
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.domain.words import on_one_line
from bot.references.digest import letter_items, outdated_items
from bot.references.groups import ask_to_close, report_on_group, show_group
from bot.vocabulary.letter_items import LetterItem
from handlers.groups.group_card import (
    group_title,
    led_group,
    own_group_card,
    own_led_group,
)
from handlers.groups.rooms import untie
from storage.groups import END_KIND, REPORT_KIND, Group, GroupMembers, GroupReport, Groups

router = Router()

CLOSE_A_GROUP = Act(text("{who} closed a working group"), text("close a working group"))
REPORT_ON_A_GROUP = Act(
    text("{who} reported on a working group"), text("report on a working group")
)

ASKED_AT_ONCE = 20
LONGEST_LABEL = 30


class NotYourReport(Final):
    """This report is not yours, or it is gone already."""


Line = Annotated[
    str,
    asks(
        "What has the group done this month? One line: it goes into the letter, without your name."
    ),
    at_most(LONGEST_REPORT),
]
Outcome = Annotated[
    str,
    asks("What became of the group? It goes into the letter, and the group is told."),
    at_most(LONGEST_REPORT),
]


@router.button(report_on_group, who=Role.MEMBER)
def ask_for_report(ctx: Context, number: int) -> Answer:
    """Ask a lead for a line on their group."""
    group = own_led_group(ctx, number)
    return tell_report.ask(ctx, number=str(group.id))


@router.form("group_report_line", who=Role.MEMBER, limit=PROPOSALS, trace=REPORT_ON_A_GROUP)
def tell_report(ctx: Context, number: int, line: Line) -> Card:
    """Keep a line of report for the next letter."""
    group = own_led_group(ctx, number)
    report = ctx.store[Groups].report(group, ctx.member.id, on_one_line(line), ctx.now)
    done = text("Thank you. The next letter can tell it:")
    back = take_report_back.button(text("Take it back"), report.id)
    look = show_group.button(text("Back to the group"), group.id)
    return Card(group_title(group), (done, Quote(report.words)), ((back, look),))


@router.button("group_report_back", who=Role.MEMBER)
def take_report_back(ctx: Context, report_id: int) -> Replace:
    """Take a report of one's own back; a letter that was sent keeps it."""
    report = ctx.store[Groups].find_report(report_id)
    if report is None or report.author_id != ctx.member.id:
        raise NotYourReport
    group = ctx.store[Groups].find(ctx.community.id, report.group_id)
    if group is None:
        raise NotYourReport
    ctx.store[Groups].take_back(report)
    again = report_on_group.button(text("Write another one"), group.id)
    return Replace(Card(group_title(group), (text("Taken back."),), ((again,),)))


def ask_for_reports(ctx: JobContext) -> None:
    """Ask the leads of the next groups for the month's line."""
    today = ctx.now.date()
    for group in ctx.store[Groups].to_ask(today.replace(day=1), ASKED_AT_ONCE):
        there = ctx.within(group.community_id)
        group.asked_on = today
        line = text(
            "What has the group “{name}” done this month? One line is enough for the letter.",
            name=group.name,
        )
        tell = report_on_group.button(text("Report for the letter"), group.id)
        for lead in there.store[GroupMembers].people(group.id, GroupStanding.LEADS):
            if lead.stopped_at is None:
                there.tell(lead, Card(group_title(group), (line,), ((tell,),)), calm=True)


@router.button(ask_to_close, who=Role.MEMBER)
def ask_outcome(ctx: Context, number: int) -> Answer:
    """Ask for the closing report of a group."""
    return close_group.ask(ctx, number=str(led_group(ctx, number).id))


@router.form("group_outcome", who=Role.MEMBER, trace=CLOSE_A_GROUP)
def close_group(ctx: Context, number: int, outcome: Outcome) -> Card:
    """Close a group: members and rooms are sent its closing report, and the rooms are untied."""
    group, groups = led_group(ctx, number), ctx.store[Groups]
    words = on_one_line(outcome)
    ended = text("The group “{name}” is closed. What became of it:", name=group.name)
    for room in groups.rooms(group):
        untie(ctx, group, room, ended, Quote(words))
    end = Card(group_title(group), (ended, Quote(words)))
    ctx.mail(Sending.ANNOUNCEMENT, end, audience=Audience(groups=[group.id]))
    ctx.store[GroupMembers].drop_requests(group.id)
    groups.change(group, state=GroupState.CLOSED, closed_at=ctx.now, outcome=words)
    return own_group_card(ctx, group, text("The next letter can tell it."))


@router.contribution(letter_items, order=3)
def groups_in_letter(ctx: JobContext) -> list[LetterItem]:
    """The reports of the last weeks, and the groups that were closed in them."""
    since, groups = ctx.now - IN_LETTER_FOR, ctx.store[Groups]
    reports = groups.reports(ctx.community.id, since)
    closed = groups.closed_since(ctx.community.id, since)
    return [*(_report_item(*each) for each in reports), *map(_end_item, closed)]


@router.contribution(outdated_items)
def changed_groups(ctx: JobContext, items: Sequence[LetterItem]) -> Collection[Key]:
    """Reports that were taken back, or of groups with another name by now."""
    approved = [each for each in items if each.kind in {REPORT_KIND, END_KIND}]
    return {each.key for each in approved if not _is_as_approved(ctx, each)}


def _is_as_approved(ctx: JobContext, item: LetterItem) -> bool:
    groups, here = ctx.store[Groups], ctx.community.id
    if item.kind == END_KIND:
        closed = groups.find(here, item.ref)
        return closed is not None and _end_item(closed).says_the_same_as(item)
    report = groups.find_report(item.ref)
    group = None if report is None else groups.find(here, report.group_id)
    if report is None or group is None:
        return False
    return _report_item(group, report).says_the_same_as(item)


def _report_item(group: Group, report: GroupReport) -> LetterItem:
    return LetterItem(
        kind=REPORT_KIND,
        ref=report.id,
        section=Section.CHANGED,
        headline=text("Group “{name}”", name=group.name),
        lines=(report.words,),
        button=show_group.button(_label(group), group.id),
    )


def _end_item(group: Group) -> LetterItem:
    return LetterItem(
        kind=END_KIND,
        ref=group.id,
        section=Section.CHANGED,
        headline=text("The group “{name}” is closed", name=group.name),
        lines=(group.outcome,),
        button=show_group.button(_label(group), group.id),
    )


def _label(group: Group) -> Text:
    return text("Group: {name}", name=shortened(group.name, LONGEST_LABEL))
