"""Settings of welcomes: the community's switches, and what its members say.

A newcomer agrees to be written to, a member to welcome others. With the figures of newcomers, and
what is kept of them.
"""

from collections.abc import Mapping

from bot.core import Answer, Card, Context, JobContext, Line, Replace, Router, Text, text
from bot.domain.dates.local_time import Period
from bot.domain.personal_data import GREETING, MESSAGES
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.domain.stats import Counted, FigureKind
from bot.references.communities import CommunitySetting, community_settings, put_community_value
from bot.references.joining import first_questions
from bot.references.newcomers import set_greeter
from bot.references.personal_data import leaving
from bot.references.profile import (
    MemberSetting,
    choose_private_messages,
    member_settings,
    settings_command,
)
from bot.references.stats import Figure, FigureSet, figures
from bot.vocabulary.privacy import agree, has_agreed, terms_of
from handlers.profile import age_check, age_question
from storage.communities import Community
from storage.members import Consents, Member
from storage.newcomers import FirstWeek, Greeting, GreetingAnswer, Greetings

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


class NotAskedToBeWelcomed(Final):
    """You were not asked this here, or somebody welcomes you already: nothing was changed."""


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


# The newcomer


@router.contribution(first_questions)
def ask_newcomer(ctx: Context) -> Card | None:
    """Ask a new member once whether a member may welcome them."""
    if not ctx.community.greeting or ctx.seats():
        return None
    newcomer = ctx.store[Greetings].begin(ctx.member.id, ctx.community.id, ctx.now)
    if newcomer.answer is not None:
        return None
    newcomer.answer = GreetingAnswer.ASKED
    here: dict[str, object] = {"community": ctx.community.name}
    lines = (
        text("A member who knows {community} would write you a few words.", **here),
        text("They would get your name, your account here, and what you show in the directory."),
    )
    yes = answer_greeting.button(text("Yes, gladly"), GreetingAnswer.YES.value)
    no = answer_greeting.button(text("No, thank you"), GreetingAnswer.NO.value)
    return Card(text("👋 May a member welcome you?"), lines, ((yes, no),))


@router.button("greeting", who=Role.MEMBER)
def answer_greeting(ctx: Context, answer: str) -> Answer:
    """Store a newcomer's answer; the age is asked of who is to be given to a member."""
    newcomer = _asked(ctx)
    if answer != GreetingAnswer.YES:
        newcomer.answer, newcomer.account = GreetingAnswer.NO, None
        return Replace(text("Noted: no member writes to you because you are new."))
    newcomer.answer, newcomer.answered_at = GreetingAnswer.YES, ctx.now
    newcomer.account = ctx.person.address
    if ctx.member.adult is None:
        why = text(
            "Members under 18 are welcomed by the gardening team alone. I keep your answer, but "
            "no birth date."
        )
        return Replace(age_question(confirm_greeting.link_word(ctx), why))
    return Replace(confirm_greeting(ctx))


@router.button("greeting_noted", who=Role.MEMBER, deep=True)
def confirm_greeting(ctx: Context) -> Card:
    """Say what a newcomer's yes brings, with the way back."""
    if _asked(ctx).answer is not GreetingAnswer.YES:
        raise NotAskedToBeWelcomed
    back = answer_greeting.button(text("No, rather not"), GreetingAnswer.NO.value)
    return Card(None, (text("Noted: somebody writes to you soon."),), ((back,),))


def _asked(ctx: Context) -> Greeting:
    """The sender as a newcomer who was asked, and not welcomed yet."""
    newcomer = ctx.store[Greetings].of(ctx.member.id, ctx.community.id)
    if newcomer is None or newcomer.answer is None or newcomer.greeted_at is not None:
        raise NotAskedToBeWelcomed
    return newcomer


@router.contribution(leaving)
def forget_newcomer(ctx: Context, member: Member) -> None:
    """Forget what a member who leaves was asked as a newcomer."""
    ctx.store[Greetings].forget_newcomer(member.id, ctx.community.id)


# Who welcomes


@router.contribution(member_settings)
def greeter_setting(ctx: Context) -> MemberSetting | None:
    """The setting of a member who may welcome newcomers."""
    agreed = has_agreed(ctx, GREETING)
    if (not ctx.community.greeting and not agreed) or ctx.member.adult is False:
        return None
    line = text("Newcomers: others welcome them.")
    if agreed:
        line = text("Newcomers: you welcome some of them.")
    return MemberSetting(line, ask_greeter.button(text("Welcome new members")))


@router.button("greeter", who=Role.MEMBER, deep=True)
def ask_greeter(ctx: Context) -> Card:
    """Ask whether a member welcomes newcomers, once they are known to be 18."""
    barred = age_check(ctx, ask_greeter.link_word(ctx))
    if barred is not None:
        return barred
    yes = set_greeter.button(text("Yes, I welcome some"), "yes")
    no = set_greeter.button(text("No, others do"), "no")
    return Card(text("Welcome new members"), tuple(_terms(ctx)), ((yes, no),))


def _terms(ctx: Context) -> list[Line]:
    request = text(
        "When somebody joins {community} and would like to be welcomed, the gardening team may ask "
        "you to write them a few words.",
        community=ctx.community.name,
    )
    how = text(
        "You then get one message with their name, their account and what they show. Seven a month "
        "at most, never two in a row, and you can stop at any time."
    )
    return [request, how, *terms_of(ctx.contact, GREETING)]


@router.button(set_greeter, who=Role.MEMBER)
def store_greeter(ctx: Context, choice: str) -> Replace:
    """Store whether a member welcomes newcomers."""
    settings = settings_command.typed()
    if choice != "yes":
        ctx.store[Consents].withdraw(ctx.member, ctx.community.id, GREETING, ctx.now)
        done = text("Noted: you welcome no newcomers. To change: {settings}", settings=settings)
        return Replace(done)
    barred = age_check(ctx, ask_greeter.link_word(ctx))
    if barred is not None:
        return Replace(barred)
    agree(ctx, GREETING, _terms(ctx))
    done = text(
        "Thank you. The team asks you when somebody comes. To change: {settings}", settings=settings
    )
    if has_agreed(ctx, MESSAGES) and ctx.member.stopped_at is None:
        return Replace(done)
    first = text("I may not write to you unasked so far: allow it, so that the team can ask you.")
    allow = choose_private_messages.button(text("Messages in private"), "ask")
    return Replace(Card(None, (done, first), ((allow,),)))
