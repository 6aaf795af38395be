"""The list of portraits, and the gardeners' list of questions for them.

A gardener asks a member for a portrait, who accepts or declines in private.
"""

from collections.abc import Sequence
from typing import Annotated

from bot.core import (
    Act,
    Answer,
    Button,
    Card,
    Context,
    Line,
    Replace,
    Router,
    Small,
    Where,
    Words,
    asks,
    at_most,
    ntext,
    text,
    write_command,
)
from bot.domain.addresses import shortened
from bot.domain.polls.rules import tidy
from bot.domain.portraits import LONGEST_QUESTION, MOST_AT_ONCE, MOST_QUESTIONS, PortraitState
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role
from bot.domain.words import fold
from bot.references.conversations import Intent, intents
from bot.references.portraits import (
    ask_for_portrait,
    decline_portrait,
    look_at_portrait,
    open_portrait,
    portrait_command,
    portrait_questions_command,
    show_own_portrait,
)
from handlers.portraits.own_portrait import own_portrait_card
from handlers.portraits.portrait_words import (
    LONGEST_LABEL,
    QUESTIONS,
    new_questions,
    own_portrait,
    state_text,
)
from storage.members import Member, Members
from storage.portraits import Portrait, PortraitQuestions, Portraits

router = Router()

ASK_FOR_A_PORTRAIT = Act(text("{who} asked for a portrait"), text("ask for a portrait"))

MOST_LISTED = 12
TITLE = text("👤 Portraits")


class NotForPortrait(Refusal):
    """{name} cannot be asked for a portrait."""


class PortraitBegun(Final):
    """The portrait of {name} was begun already. All portraits: {portrait}."""


class PortraitDeclined(Final):
    """{name} prefers no portrait for now. They can begin by themselves with {portrait}."""


KEEP_PORTRAIT_QUESTIONS = Act(
    text("{who} looked up or changed the questions of portraits"),
    text("look up or change the questions of portraits"),
)

MOST_QUESTIONS_LISTED = 15
QUESTIONS_TITLE = text("👤 Questions of portraits")


class PortraitQuestionListed(Refusal):
    """“{question}” is on the list of portraits already."""


class TooManyPortraitQuestions(Refusal):
    """The list of portraits has {most} questions already. Remove one first."""


class PortraitQuestionGone(Final):
    """This question is not on the list of portraits any more."""


@router.command(
    portrait_command,
    aliases=("portraits", "mon portrait", "my portrait"),
    who=Role.MEMBER,
    where=Where.BACKSTAGE,
    theme="people",
    label=text("Portraits"),
    shows=True,
)
def show_portraits(ctx: Context) -> Answer:
    """Answer the questions of your portrait, and say where it may be shown."""
    if ctx.role() >= Role.GARDENER:
        ctx.trace()
        return _list_card(ctx)
    own = ctx.store[Portraits].of(ctx.community.id, ctx.member.id)
    if own is not None:
        return own_portrait_card(ctx, own)
    none = text(
        "There is no portrait of you. The gardening team asks members for one: a few questions, "
        "answered in private, and nothing is shown without your yes. Would you like one? Tell them."
    )
    return Card(TITLE, (none,), ((write_command.ask_button(text("Write to the team")),),))


@router.contribution(intents)
def intents_of_portraits(ctx: Context) -> Sequence[Intent]:
    """The wish to tell one's story: it may be for the team, too."""
    return (Intent("portrait", text("My portrait"), portrait_command, for_people=True),)


def _list_card(ctx: Context, *first: Line) -> Card:
    """The portraits of the community with their progress, for gardeners."""
    portraits = ctx.store[Portraits]
    found = portraits.here(ctx.community.id, most=MOST_LISTED)
    lines: list[Line] = [*first]
    rows: list[tuple[Button, ...]] = [(ask_for_portrait.ask_button(text("Ask for a portrait")),)]
    for portrait, member in found:
        state = state_text(portrait, portraits.answers(portrait.id))
        lines.append(text("{name}: {state}", name=member.name, state=state))
        label = text("Portrait of {name}", name=member.name)
        rows.append((look_at_portrait.button(label, portrait.id),))
    if not found:
        lines.append(
            text(
                "No portrait yet. A member answers a few questions in private, at their pace, or "
                "you type in what they tell you. Nothing is shown without their yes."
            )
        )
    own = portraits.of(ctx.community.id, ctx.member.id)
    last = [portrait_questions_command.button(text("The questions"))]
    if own is not None and ctx.direct:
        last.append(show_own_portrait.button(text("My own portrait"), own.id))
    lines.append(Small(text("In writing: {command}", command=ask_for_portrait.typed("Zoé"))))
    return Card(TITLE, tuple(lines), (*rows, tuple(last)))


@router.command(
    ask_for_portrait,
    example=("of Zoé", "de Zoé"),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    theme="people",
    limit=PROPOSALS,
    trace=ASK_FOR_A_PORTRAIT,
)
def ask_member(
    ctx: Context, member: Annotated[Member, asks("Whose portrait would you like to make?")]
) -> Answer:
    """Ask a member for a portrait: I ask them the questions in private."""
    ctx.trace(about=member)
    here = ctx.store[Members].membership(member, ctx.community.id)
    if here is None or member.adult is False or member.stopped_at is not None:
        raise NotForPortrait(name=member.name)
    before = ctx.store[Portraits].of(ctx.community.id, member.id)
    if before is not None and before.state is PortraitState.DECLINED:
        raise PortraitDeclined(name=member.name, portrait=portrait_command.typed())
    if before is not None:
        raise PortraitBegun(name=member.name, portrait=portrait_command.typed())
    made = ctx.store[Portraits].ask(
        ctx.community.id, member.id, new_questions(ctx), by=ctx.member.id, at=ctx.now
    )
    done = text("I ask {name} in private, outside their quiet hours.", name=member.name)
    if not ctx.tell(member, _invitation(ctx, made), unasked=True):
        done = text(
            "{name} gets answers only, so I did not write. Tell them: with {portrait} they find "
            "the questions.",
            name=member.name,
            portrait=portrait_command.typed(),
        )
    look = look_at_portrait.button(text("Type the answers in myself"), made.id)
    return Card(None, (done,), ((look,), (portrait_command.button(text("All portraits")),)))


def _invitation(ctx: Context, portrait: Portrait) -> Card:
    """The invitation: who asks, how it works, and a button to refuse."""
    lines = (
        text(
            "{name} would like to make your portrait: a few questions, which you answer here in "
            "words, by voice or with a photo, at your pace.",
            name=ctx.member.name,
        ),
        text(
            "Nobody reads it before you have seen the whole and said yes to each place by itself. "
            "You can change or withdraw it later."
        ),
    )
    yes = open_portrait.button(text("See the first question"), portrait.id)
    no = decline_portrait.button(text("No, thank you"), portrait.id)
    title = text("👤 Your portrait in {community}?", community=ctx.community.name)
    return Card(title, lines, ((yes,), (no,)))


@router.button(decline_portrait, who=Role.MEMBER)
def decline(ctx: Context, number: int) -> Replace:
    """Refuse a portrait; one that has answers is only shown, with a button to delete it."""
    portrait = own_portrait(ctx, number)
    answers = ctx.store[Portraits].answers(portrait.id)
    if portrait.photo_id is not None or any(each.words or each.voice_id for each in answers):
        return Replace(own_portrait_card(ctx, portrait))
    portrait.state, portrait.changed_at = PortraitState.DECLINED, ctx.now
    after = open_portrait.button(text("I would like to, after all"), portrait.id)
    line = text("All right: no portrait, and nobody asks you again this year.")
    return Replace(Card(None, (line,), ((after,),)))


@router.command(
    portrait_questions_command,
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    theme="setup",
    shows=True,
    trace=KEEP_PORTRAIT_QUESTIONS,
)
def show_questions(ctx: Context) -> Card:
    """See and change the questions that portraits ask."""
    return _questions_card(ctx)


@router.form(
    "portrait_question_new",
    who=Role.GARDENER,
    trace=KEEP_PORTRAIT_QUESTIONS,
)
def add_question(
    ctx: Context,
    question: Annotated[
        str, asks("Which question would you ask for a portrait?"), at_most(LONGEST_QUESTION)
    ],
) -> Card:
    """Put a question at the end of the list."""
    words, questions = tidy(question), ctx.store[PortraitQuestions]
    listed = questions.of(ctx.community.id)
    if len(listed) >= MOST_QUESTIONS:
        raise TooManyPortraitQuestions(most=MOST_QUESTIONS)
    if fold(words) in {each.folded for each in listed}:
        raise PortraitQuestionListed(question=words)
    questions.add(ctx.community.id, words, by=ctx.member.id, at=ctx.now)
    return _questions_card(ctx, text("Added: “{question}”", question=words))


def _questions_card(ctx: Context, *first: Line) -> Card:
    questions = ctx.store[PortraitQuestions].of(ctx.community.id)
    lines: list[Line] = [*first]
    if not questions:
        lines.append(text("There is no list of your own. I ask these questions:"))
    own = [each.words for each in questions[:MOST_QUESTIONS_LISTED]]
    shown: Sequence[Words] = own or QUESTIONS
    lines += [
        text("{number}. {question}", number=number, question=each)
        for number, each in enumerate(shown, start=1)
    ]
    if more := len(questions[MOST_QUESTIONS_LISTED:]):
        lines.append(ntext("And {count} more.", "And {count} more.", more))
    how = text(
        "A person is asked {count} at most at a time, and may ask for the next ones. What changes "
        "here changes no portrait that was begun.",
        count=MOST_AT_ONCE,
    )
    row = [add_question.ask_button(text("Add a question"))]
    if questions:
        row.append(choose_removed.button(text("Remove a question")))
    back = (portrait_command.button(text("All portraits")),)
    return Card(QUESTIONS_TITLE, (*lines, Small(how)), (tuple(row), back))


@router.button("portrait_question_which", who=Role.GARDENER, trace=KEEP_PORTRAIT_QUESTIONS)
def choose_removed(ctx: Context) -> Replace:
    """Ask which question to remove."""
    rows = []
    for each in ctx.store[PortraitQuestions].of(ctx.community.id)[:MOST_QUESTIONS_LISTED]:
        label = text("Remove “{question}”", question=shortened(each.words, LONGEST_LABEL))
        rows.append((remove_question.button(label, each.id),))
    back = (portrait_questions_command.button(text("Back to the list")),)
    return Replace(Card(QUESTIONS_TITLE, (text("Which question do you remove?"),), (*rows, back)))


@router.button("portrait_question_off", who=Role.GARDENER, trace=KEEP_PORTRAIT_QUESTIONS)
def remove_question(ctx: Context, question_id: int) -> Replace:
    """Take a question off the list."""
    for each in ctx.store[PortraitQuestions].of(ctx.community.id):
        if each.id == question_id:
            ctx.store[PortraitQuestions].drop(each)
            removed = text("Removed: “{question}”", question=each.words)
            return Replace(_questions_card(ctx, removed))
    raise PortraitQuestionGone
