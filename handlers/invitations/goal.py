"""The goal of a community: a number of members, by a year."""

from typing import Annotated

from bot.core import Bar, Context, Line, Picture, Router, Text, asks, ntext, text
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from handlers.invitations import acts
from storage.members import Members

router = Router()

LARGEST_GOAL = 1_000_000
YEARS = range(2000, 2200)


class NoSuchGoal(Refusal):
    """A goal is a number of members and, if you like, a year: {example}."""


@router.command(
    "invite goal",
    fr="inviter objectif",
    who=Role.MEMBER,
    theme="part",
    shows=True,
    trace=acts.SET_A_GOAL_FOR_THE_NUMBER_OF_MEMBERS,
)
def show_goal(ctx: Context) -> Text | Picture:
    """See how close the community is to its goal."""
    words = goal_text(ctx)
    if words is None or ctx.community.goal is None:
        return text("{community} has no goal yet.", community=ctx.community.name)
    members = ctx.store[Members].count(ctx.community.id)
    return Picture(Bar(members, ctx.community.goal, words), words)


@router.command(
    "invite goal",
    fr="inviter objectif",
    who=Role.GARDENER,
    example=("goal 1000 2026", "objectif 1000 2026"),
)
def set_goal(
    ctx: Context, goal: Annotated[str, asks("How many members, and by which year?")]
) -> Text | Picture:
    """Set a goal: how many members, and by which year; 0 removes it."""
    people, year = _read_goal(goal)
    ctx.community.goal = people or None
    ctx.community.goal_year = year if people else None
    if not people:
        return text("{community} no longer has a goal.", community=ctx.community.name)
    return show_goal(ctx)


def _read_goal(typed: str) -> tuple[int, int | None]:
    """A number and perhaps a year: « 1 000 membres en 2026 », `1000 2026`."""
    example = show_goal.typed("1000", "2026")
    words = "".join(each if each.isdigit() else " " for each in typed)
    numbers = words.split()
    year = int(numbers.pop()) if len(numbers) > 1 and len(numbers[-1]) == len("2026") else None
    people = "".join(numbers)  # thousands apart are one number
    if not people.isdigit() or int(people) > LARGEST_GOAL or not (year is None or year in YEARS):
        raise NoSuchGoal(example=example)
    return int(people), year


def goal_lines(ctx: Context) -> list[Line]:
    words = goal_text(ctx)
    return [] if words is None else [words]


def goal_text(ctx: Context) -> Text | None:
    community = ctx.community
    if community.goal is None:
        return None
    members, goal = ctx.store[Members].count(community.id), community.goal
    if community.goal_year is None:
        return ntext(
            "{count} member; our goal is {goal}.",
            "{count} members; our goal is {goal}.",
            members,
            goal=goal,
        )
    return ntext(
        "{count} member; our goal for {year} is {goal}.",
        "{count} members; our goal for {year} is {goal}.",
        members,
        goal=goal,
        year=str(community.goal_year),
    )
