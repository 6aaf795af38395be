"""Working groups in the to-do list, a handover, the figures, and the data of a member."""

from collections.abc import Mapping

from bot.core import MOST_WAITING, Context, JobContext, Router, Todo, text, todos
from bot.domain.dates.local_time import Period
from bot.domain.groups import GroupState
from bot.domain.roles import Role
from bot.domain.stats import Counted, FigureKind
from bot.references.groups import show_group
from bot.references.seats import MOST_OPEN, Open, OpenThing, handover
from bot.references.stats import Figure, FigureSet, figures
from storage.groups import GroupFigures, Groups

router = Router()


@router.contribution(todos)
def proposed_groups(ctx: Context) -> list[Todo]:
    """The groups that wait for a gardener."""
    if ctx.role() < Role.GARDENER:
        return []
    found = ctx.store[Groups].listed(ctx.community.id, GroupState.PROPOSED, MOST_WAITING)
    return [
        Todo(
            text("Proposed working group: “{name}”", name=each.name),
            (show_group.button(text("Look at group {number}", number=each.id), each.id),),
            since=each.created_at,
            thing=f"proposed group {each.id}",
        )
        for each in found
    ]


@router.contribution(handover)
def open_groups(ctx: Context) -> list[OpenThing]:
    """The open groups, by number."""
    if not ctx.seats():
        return []
    found = ctx.store[Groups].listed(ctx.community.id, GroupState.OPEN, MOST_OPEN)
    return [
        OpenThing(Open.NEEDS, text("Group {number} · {name}", number=each.id, name=each.name))
        for each in found
    ]


GROUP_FIGURES = (
    Figure(
        key="groups_open",
        title=text("Working groups open"),
        definition=text("Working groups that were open at the end of the month."),
        kind=FigureKind.AT_END,
    ),
    Figure(
        key="groups_people",
        title=text("People in working groups"),
        definition=text("Members in a working group in the month, each once."),
        kind=FigureKind.PEOPLE_ONCE,
    ),
    Figure(
        key="groups_reports",
        title=text("Reports of working groups"),
        definition=text("Lines of report that working groups gave for the letter in the month."),
        kind=FigureKind.THINGS,
    ),
    Figure(
        key="groups_closed",
        title=text("Working groups closed"),
        definition=text("Working groups that were closed in the month, with what became of them."),
        kind=FigureKind.THINGS,
    ),
)


@router.contribution(figures)
def group_figures(_ctx: JobContext) -> FigureSet:
    """Numbers of working groups, their members and their reports."""
    return FigureSet(
        order=64, theme=text("Working groups"), figures=GROUP_FIGURES, count=_count_groups
    )


def _count_groups(ctx: JobContext, period: Period) -> Mapping[str, Counted]:
    found = ctx.store[GroupFigures].counts(ctx.community.id, period.since, period.until)
    return {
        "groups_open": found.open,
        "groups_people": found.people,
        "groups_reports": found.reports,
        "groups_closed": found.closed,
    }


router.personal_data(
    "working_groups",
    text("Working groups that you proposed"),
    text("The group stays, without you, when you have your data erased."),
    order=126,
    labels={
        "purpose": text("what it is for"),
        "joining": text("how one joins"),
        "opened_at": text("opened on"),
        "outcome": text("what became of it"),
        "asked_on": text("report asked on"),
    },
)
router.personal_data(
    "group_members",
    text("Working groups that you are in, or asked to join"),
    text(
        "Told to the members of the group only. Kept until you leave it, or have your data erased."
    ),
    order=127,
    labels={"standing": text("place"), "muted": text("no messages"), "since": text("since")},
)
router.personal_data(
    "group_reports",
    text("Lines of report on working groups"),
    text("They stay without you when you have your data erased."),
    order=128,
    labels={"said_at": text("said on")},
)
