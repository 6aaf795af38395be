"""Introductions in the to-do list, the figures, and the data of a member."""

from collections.abc import Mapping

from bot.core import Act, Context, JobContext, Router, Text, Todo, text, todos
from bot.domain.dates.local_time import Period
from bot.domain.introductions import Asked
from bot.domain.roles import Role
from bot.domain.stats import Counted, FigureKind
from bot.references.introductions import matches_command
from bot.references.personal_data import leaving
from bot.references.stats import Figure, FigureSet, figures
from handlers.introductions.introduction_card import NoIntroduction, tell_ride_ended
from storage.introductions import IntroductionFigures, Introductions
from storage.members import Member, Members

router = Router()

TELL_OF_AN_INTRODUCTION = Act(
    text("{who} noted that a member knows of an introduction"),
    text("note that a member knows of an introduction"),
)

MOST_UNREACHED = 3


@router.contribution(todos)
def unreached_members(ctx: Context) -> list[Todo]:
    """The members whom this gardener proposed to introduce and who get no message of it.

    It depends on nobody's answer: that would tell of a no.
    """
    found = ctx.store[Introductions].unreached(
        ctx.community.id, ctx.member.id, ctx.now, most=MOST_UNREACHED
    )
    tasks = []
    for pair in found:
        one = ctx.store[Members].get(pair.own.member_id)
        other = ctx.store[Members].get(pair.other.member_id)
        if one is not None and other is not None:
            line = text(
                "I cannot write to {name} about the introduction to {other}: speak of it in "
                "person. The answer is given under {matches}.",
                name=one.name,
                other=other.name,
                matches=matches_command.typed(),
            )
            label = text("{name} knows of it", name=one.name)
            tasks.append(Todo(line, (note_told.button(label, pair.introduction.id, one.id),)))
    return tasks


@router.button("introduction_told", who=Role.GARDENER, trace=TELL_OF_AN_INTRODUCTION)
def note_told(ctx: Context, introduction_id: int, member_id: int) -> Text:
    """Note that the gardener told a member about an introduction in person."""
    found = ctx.store[Introductions].unreached(ctx.community.id, ctx.member.id, ctx.now)
    for pair in found:
        if (pair.introduction.id, pair.own.member_id) == (introduction_id, member_id):
            pair.own.asked_about = Asked.MEETING
            return text("Noted: it is off the list.")
    raise NoIntroduction(matches=matches_command.typed())


INTRODUCTION_FIGURES = (
    Figure(
        key="introductions_met",
        title=text("Introductions with both yeses"),
        definition=text("Introductions of the month to which both sides agreed, for no event."),
        kind=FigureKind.PEOPLE,
    ),
    Figure(
        key="introductions_helped",
        title=text("People whom an introduction helped"),
        definition=text(
            "People who said that such an introduction of two months before helped: they are "
            "asked a month after it."
        ),
        kind=FigureKind.PEOPLE,
    ),
)


@router.contribution(figures)
def introduction_figures(_ctx: JobContext) -> FigureSet:
    """Introductions. How many were proposed, or did not help, is not told: it tells of a no."""
    return FigureSet(
        order=60,
        theme=text("Introductions"),
        figures=INTRODUCTION_FIGURES,
        count=_count_introductions,
    )


def _count_introductions(ctx: JobContext, period: Period) -> Mapping[str, Counted]:
    here, before = ctx.community.id, period.months_before(2, ctx.zone)
    found = ctx.store[IntroductionFigures].counts(here, period.since, period.until)
    earlier = ctx.store[IntroductionFigures].counts(here, before.since, before.until)
    return {"introductions_met": found.met, "introductions_helped": earlier.helped}


@router.contribution(leaving)
def withdraw_from_introductions(ctx: Context, member: Member) -> None:
    """End the member's open introductions silently; people who share a ride with them are told."""
    for each in ctx.store[Introductions].withdraw(ctx.community.id, member.id):
        tell_ride_ended(ctx, each)


router.personal_data(
    "introductions",
    text("Introductions that you proposed"),
    text("Why two people should meet. Kept for 60 days; that they were asked stays with them."),
    order=162,
)
router.personal_data(
    "introduction_sides",
    text("Introductions of you to others"),
    text(
        "Your answer, and the contact that you gave for it. The words are kept for 60 days; that "
        "you were asked is kept until you have it erased, so that you are not asked twice."
    ),
    order=164,
    labels={
        "reached_by": text("contact given"),
        "contact_given_at": text("contact given on"),
        "helped": text("whether it helped"),
    },
)
router.personal_data(
    "introduction_accounts",
    text("Accounts that you gave when introduced"),
    text(
        "The accounts that you had when you said yes: none that you link later is shown. Kept as "
        "long as the introduction and the account."
    ),
    order=165,
)
