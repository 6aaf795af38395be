"""Gardeners switch the coffees on, keep the opening questions, and see numbers from five on."""

from collections.abc import Mapping
from typing import Annotated

from bot.core import (
    Button,
    Card,
    Context,
    JobContext,
    Line,
    Replace,
    Router,
    Small,
    Text,
    Where,
    asks,
    at_most,
    ntext,
    text,
)
from bot.domain.addresses import shortened
from bot.domain.dates.local_time import Period
from bot.domain.pairs import LONGEST_QUESTION, MOST_QUESTIONS, next_round
from bot.domain.polls.rules import tidy
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role
from bot.domain.stats import Counted, FigureKind
from bot.domain.words import fold
from bot.references.pairs import TEND_THE_COFFEES, add_pair_question, coffee_command, pairs_command
from bot.references.stats import Figure, FigureSet, figures
from bot.vocabulary.privacy import SMALLEST_SHOWN
from handlers.pairs.taking_part import NoCoffees
from storage.communities import RoomKind
from storage.pairs import PairFigures, PairMembers, PairQuestion, PairQuestions

router = Router()

MOST_LISTED = 10
LONGEST_LABEL = 40
TITLE = text("☕ Coffees between members")
ON, OFF = "on", "off"


class ListedOnce(Refusal):
    """“{question}” is on the list already."""


class TooManyOpenings(Refusal):
    """The list has {most} questions already. Remove one first."""


class NotListed(Final):
    """This question is not on the list any more."""


@router.command(
    pairs_command,
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    theme="setup",
    shows=True,
    trace=TEND_THE_COFFEES,
)
def show_coffees(ctx: Context) -> Card:
    """Switch coffees between members on, and keep their opening questions."""
    return _coffees_card(ctx)


@router.command(
    add_pair_question,
    example=("What are you proud of?", "De quoi êtes-vous fière ou fier ?"),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
)
def add_opening(
    ctx: Context,
    question: Annotated[
        str, asks("Which question helps two people to begin?"), at_most(LONGEST_QUESTION)
    ],
) -> Card:
    """Add an opening question for coffees between members."""
    words, questions = tidy(question), ctx.store[PairQuestions]
    listed = questions.of(ctx.community.id)
    if len(listed) >= MOST_QUESTIONS:
        raise TooManyOpenings(most=MOST_QUESTIONS)
    if fold(words) in {each.folded for each in listed}:
        raise ListedOnce(question=words)
    questions.add(ctx.community.id, words, by=ctx.member.id, at=ctx.now)
    return _coffees_card(ctx, text("Added: “{question}”", question=words))


def _coffees_card(ctx: Context, *first: Line) -> Card:
    """Whether it is on, how many take part, the questions, and all that can be done."""
    community, questions = ctx.community, ctx.store[PairQuestions].of(ctx.community.id)
    lines: list[Line] = [*first]
    if community.pairs:
        lines.append(
            text(
                "On the first Tuesday of each month, members who wish it are proposed to each "
                "other. The next time: {due}.",
                due=next_round(ctx.now, ctx.zone),
            )
        )
        count = ctx.store[PairMembers].count(ctx.community.id)
        if count < SMALLEST_SHOWN:
            lines.append(text("Fewer than {few} members take part.", few=SMALLEST_SHOWN))
        else:
            lines.append(text("{count} members take part.", count=count))
    else:
        lines.append(
            text(
                "Switched off. Once it is on, I propose members who wish it to each other, once a "
                "month, by twos or threes. Those near each other or with the same topic come first."
            )
        )
    lines.append("")
    if questions:
        lines.append(text("Opening questions, each coffee gets one:"))
    else:
        lines.append(
            text(
                "No opening question yet: I ask them what brought them to {community}.",
                community=community.name,
            )
        )
    lines += [
        text("{number}. {question}", number=number, question=each.words)
        for number, each in enumerate(questions[:MOST_LISTED], start=1)
    ]
    if more := len(questions[MOST_LISTED:]):
        lines.append(ntext("And {count} more.", "And {count} more.", more))
    how = text(
        "You read numbers only, from five people on. Nobody is told who takes part, meets or "
        "refuses whom. Members answer with {coffee}.",
        coffee=coffee_command.typed(),
    )
    return Card(TITLE, (*lines, Small(how)), _rows(ctx, questions=bool(questions)))


def _rows(ctx: Context, *, questions: bool) -> tuple[tuple[Button, ...], ...]:
    add = add_pair_question.ask_button(text("Add a question"))
    remove = choose_removed.button(text("Remove a question"))
    listing = (add, remove) if questions else (add,)
    if not ctx.community.pairs:
        return ((switch.button(text("Switch the coffees on"), ON),), listing)
    invite = ask_invitation.button(text("Invite the members"))
    return ((invite,), listing, (switch.button(text("Switch the coffees off"), OFF),))


@router.button("pair_switch", who=Role.GARDENER, trace=TEND_THE_COFFEES)
def switch(ctx: Context, choice: str) -> Replace:
    """Switch the coffees on or off; the other gardeners are told."""
    is_on = choice == ON
    if ctx.community.pairs is not is_on:
        ctx.community.pairs = is_on
        told = text("{name} switched the coffees between members off.", name=ctx.member.name)
        if is_on:
            told = text("{name} switched the coffees between members on.", name=ctx.member.name)
        ctx.tell_other_gardeners(Card(None, (told,), ((pairs_command.button(TITLE),),)))
    return Replace(_coffees_card(ctx))


@router.button("pair_question_which", who=Role.GARDENER, trace=TEND_THE_COFFEES)
def choose_removed(ctx: Context) -> Replace:
    """Ask which question to remove."""
    rows = [
        (remove_opening.button(_removal_label(each), each.id),)
        for each in ctx.store[PairQuestions].of(ctx.community.id)[:MOST_LISTED]
    ]
    back = (show_again.button(text("Back to the list")),)
    return Replace(Card(TITLE, (text("Which question do you remove?"),), (*rows, back)))


def _removal_label(question: PairQuestion) -> Text:
    return text("Remove “{question}”", question=shortened(question.words, LONGEST_LABEL))


@router.button("pair_list", who=Role.GARDENER, trace=TEND_THE_COFFEES)
def show_again(ctx: Context) -> Replace:
    """Show the list again."""
    return Replace(_coffees_card(ctx))


@router.button("pair_question_remove", who=Role.GARDENER, trace=TEND_THE_COFFEES)
def remove_opening(ctx: Context, question_id: int) -> Replace:
    """Take a question off the list."""
    for each in ctx.store[PairQuestions].of(ctx.community.id):
        if each.id == question_id:
            ctx.store[PairQuestions].drop(each)
            return Replace(_coffees_card(ctx, text("Removed: “{question}”", question=each.words)))
    raise NotListed


@router.button("pair_invite", who=Role.GARDENER, trace=TEND_THE_COFFEES)
def ask_invitation(ctx: Context) -> Replace:
    """Show the invitation before it is posted."""
    invitation = _invitation(ctx)
    post = post_invitation.button(text("Post it in the rooms"))
    back = show_again.button(text("Not now"))
    lines = (text("The rooms of the community read:"), "", *invitation.lines)
    return Replace(Card(TITLE, lines, ((post,), (back,))))


@router.button(
    "pair_invite_post",
    deliberate=True,
    who=Role.GARDENER,
    limit=PROPOSALS,
    trace=TEND_THE_COFFEES,
)
def post_invitation(ctx: Context) -> Replace:
    """Post the invitation in the community's rooms."""
    if not ctx.community.pairs:
        raise NoCoffees(community=ctx.community.name)
    for room in ctx.rooms(RoomKind.COMMUNITY):
        ctx.post(room.address, _invitation(ctx), again=False)
    return Replace(_coffees_card(ctx, text("The rooms are invited.")))


def _invitation(ctx: Context) -> Card:
    line = text(
        "A coffee or a call with somebody whom you do not know yet, once a month: who takes part "
        "is proposed to somebody near them, or with the same topic. Adults only."
    )
    part = coffee_command.button(text("A coffee?"))
    return Card(text("☕ A coffee with another member?"), (line,), ((part,),))


@router.contribution(figures)
def coffee_figures(_ctx: JobContext) -> FigureSet:
    """Who was proposed to somebody, and who met."""
    return FigureSet(
        order=62,
        theme=text("Coffees between members"),
        figures=(
            Figure(
                key="coffees_people",
                title=text("Proposed to somebody"),
                definition=text("Members proposed to others for a coffee that month."),
                kind=FigureKind.PEOPLE,
            ),
            Figure(
                key="coffees_met",
                title=text("Of them, met"),
                definition=text("Those of whom one of the two or three says that they met."),
                kind=FigureKind.PEOPLE,
                part_of="coffees_people",
            ),
        ),
        count=_count_coffees,
    )


def _count_coffees(ctx: JobContext, period: Period) -> Mapping[str, Counted]:
    counts = ctx.store[PairFigures].counts(ctx.community.id, period.since, period.until)
    return {"coffees_people": counts.people, "coffees_met": counts.met}


router.personal_data(
    "pair_questions",
    text("Opening questions of coffees that you added, as a gardener"),
    text("They stay without you when you have your data erased."),
    order=148,
    labels={"words": text("question"), "added_at": text("added")},
)
