"""What members say of welcomes: a newcomer may be written to, a member would welcome others."""

from bot.core import Answer, Card, Context, Line, Replace, Router, text
from bot.domain.personal_data import GREETING, MESSAGES
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.joining import first_questions
from bot.references.newcomers import set_greeter
from bot.references.personal_data import leaving
from bot.references.profile import (
    MemberSetting,
    choose_private_messages,
    member_settings,
    settings_command,
)
from bot.vocabulary.privacy import agree, has_agreed, terms_of
from handlers.profile import age_check, age_question
from storage.members import Consents, Member
from storage.newcomers import Greeting, GreetingAnswer, Greetings

router = Router()


class NotAskedToBeWelcomed(Final):
    """You were not asked this here, or somebody welcomes you already: nothing was changed."""


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
    """Whether a member welcomes newcomers, where these are asked."""
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
