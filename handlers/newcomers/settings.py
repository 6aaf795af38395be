"""The switches of a community for its newcomers, their figures, and what is kept of them."""

from collections.abc import Mapping

from bot.core import Card, Context, JobContext, Line, Router, Text, Words, text
from bot.domain.dates.local_time import Period
from bot.references.communities import CommunitySetting, community_settings, put_community_value
from bot.references.stats import Figures, figures
from bot.vocabulary.privacy import SMALLEST_SHOWN, people_count
from storage.communities import Community
from storage.newcomers import FirstWeek, Greetings

router = Router()

_GREETED = text("Newcomers are asked whether a member may welcome them.")
_NOT_GREETED = text("Newcomers are not asked whether a member may welcome them.")
_ASKED = text("Newcomers are asked after a week whether they found what they were looking for.")
_NOT_ASKED = text("Newcomers are not asked after a week.")


@router.contribution(community_settings)
def greeting_setting(_ctx: Context, community: Community) -> CommunitySetting:
    """Whether newcomers are asked to be welcomed."""
    line = _GREETED if community.greeting else None
    return CommunitySetting(
        "greeting", text("Welcome by members"), line, _ask_greeting, put=_set_greeting
    )


def _ask_greeting(_ctx: Context, community: Community) -> Card:
    question = text(
        "May newcomers be welcomed by members? Each is asked once; with a yes, the team asks an "
        "adult who offered it. Who is under 18 is welcomed by the team alone."
    )
    yes = put_community_value.button(text("Yes, ask newcomers"), community, "greeting", "yes")
    no = put_community_value.button(text("No"), community, "greeting", "no")
    return Card(community.name, (question,), ((yes, no),))


def _set_greeting(ctx: Context, value: str) -> Text | None:
    if value not in {"yes", "no"}:
        return None
    ctx.community.greeting = value == "yes"
    return _GREETED if ctx.community.greeting else _NOT_GREETED


@router.contribution(community_settings)
def week_setting(_ctx: Context, community: Community) -> CommunitySetting:
    """Whether newcomers are asked after a week."""
    line = _ASKED if community.first_week else None
    return CommunitySetting(
        "first_week", text("Question after a week"), line, _ask_week, put=_set_week
    )


def _ask_week(_ctx: Context, community: Community) -> Card:
    question = text(
        "Shall newcomers be asked after a week whether they found what they were looking for? The "
        "team reads their answers."
    )
    yes = put_community_value.button(text("Yes, after a week"), community, "first_week", "yes")
    no = put_community_value.button(text("No"), community, "first_week", "no")
    return Card(community.name, (question,), ((yes, no),))


def _set_week(ctx: Context, value: str) -> Text | None:
    if value not in {"yes", "no"}:
        return None
    ctx.community.first_week = value == "yes"
    return _ASKED if ctx.community.first_week else _NOT_ASKED


@router.contribution(figures)
def newcomer_figures(ctx: JobContext, period: Period) -> Figures:
    """Numbers of newcomers who were welcomed, and of answers after a week."""
    greeted, weeks = ctx.store[Greetings].counts(ctx.community.id, period.since, period.until)
    lines: list[Line] = []
    if greeted:
        lines.append(text("Welcomed by a member or the team: {count}", count=greeted))
    if sum(weeks.values()) >= SMALLEST_SHOWN:
        lines += [
            text("After a week: found it: {count}", count=_count(weeks, FirstWeek.FOUND)),
            text("After a week: not yet: {count}", count=_count(weeks, FirstWeek.NOT_YET)),
            text("After a week: not for them: {count}", count=_count(weeks, FirstWeek.NOT_FOR_ME)),
        ]
    return Figures(order=12, title=text("Newcomers"), lines=tuple(lines))


def _count(weeks: Mapping[FirstWeek, int], answer: FirstWeek) -> Words:
    return people_count(weeks.get(answer, 0))


router.personal_data(
    "greetings",
    text("What you were asked as a newcomer"),
    text(
        "Whether a member may welcome you, and how your first week was. Kept for a year, or until "
        "you leave."
    ),
    order=282,
    labels={
        "since": text("new since"),
        "answer": text("may a member write to you"),
        "answered_at": text("answered"),
        "account": text("account given"),
        "greeted_at": text("welcomed"),
        "week_asked_at": text("asked after a week"),
        "week": text("found what you were looking for"),
        "week_answered_at": text("answered after a week"),
    },
)
router.personal_data(
    "greetings_given",
    text("Newcomers whom you were asked to welcome"),
    text("Only when; who they are is theirs. Kept for a year."),
    order=283,
    labels={"greeted_at": text("welcomed")},
)
