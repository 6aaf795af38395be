"""The switches of a community for its newcomers, their figures, and what is kept of them."""

from collections.abc import Mapping

from bot.core import Card, Context, JobContext, Router, Text, text
from bot.domain.dates.local_time import Period
from bot.domain.stats import Counted, FigureKind
from bot.references.communities import CommunitySetting, community_settings, put_community_value
from bot.references.stats import Figure, FigureSet, figures
from storage.communities import Community
from storage.newcomers import FirstWeek, Greetings

router = Router()

_GREETED = text("Newcomers are asked whether a member may welcome them.")
_NOT_GREETED = text("Newcomers are not asked whether a member may welcome them.")
_ASKED = text("Newcomers are asked after a week whether they found what they were looking for.")
_NOT_ASKED = text("Newcomers are not asked after a week.")
NEWCOMER_FIGURES = (
    Figure(
        key="newcomers_greeted",
        title=text("Newcomers welcomed"),
        definition=text("Newcomers to whom a member or the team was asked to write that month."),
        kind=FigureKind.PEOPLE,
    ),
    Figure(
        key="newcomers_found",
        title=text("After a week: found it"),
        definition=text("Newcomers who said that they found what they were looking for."),
        kind=FigureKind.PEOPLE,
    ),
    Figure(
        key="newcomers_not_yet",
        title=text("After a week: not yet"),
        definition=text("Newcomers who said that they have not found it yet."),
        kind=FigureKind.PEOPLE,
    ),
    Figure(
        key="newcomers_not_for_me",
        title=text("After a week: not for them"),
        definition=text("Newcomers who said that this is not for them."),
        kind=FigureKind.PEOPLE,
    ),
)
WEEK_FIGURES = {
    FirstWeek.FOUND: "newcomers_found",
    FirstWeek.NOT_YET: "newcomers_not_yet",
    FirstWeek.NOT_FOR_ME: "newcomers_not_for_me",
}


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
def newcomer_figures(_ctx: JobContext) -> FigureSet:
    """Newcomers who were welcomed, and their answers after a week."""
    return FigureSet(
        order=12, theme=text("Newcomers"), figures=NEWCOMER_FIGURES, count=_count_newcomers
    )


def _count_newcomers(ctx: JobContext, period: Period) -> Mapping[str, Counted]:
    greeted, weeks = ctx.store[Greetings].counts(ctx.community.id, period.since, period.until)
    answers = {key: weeks.get(answer, 0) for answer, key in WEEK_FIGURES.items()}
    return {"newcomers_greeted": greeted, **answers}


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
