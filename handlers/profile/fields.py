"""Fields of a profile, asked one at a time: each is answered, skipped or changed."""

from typing import Annotated

from bot.core import Answer, Card, Context, Replace, Router, Text, asks, read_words, reads, text
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.domain.text.addresses import read_link
from bot.domain.words import on_one_line, person_name
from bot.references.joining import next_offers
from bot.references.profile import (
    about_form,
    complete_profile,
    fill_profile_step,
    finish_profile,
    rename_form,
    skip_profile_step,
)
from handlers.profile.steps import (
    all_steps,
    begin_steps,
    completion_button,
    done_and_next,
    end_steps,
    next_or_end,
    settle_step,
)
from storage.inbound import Forms

router = Router()

LONGEST_NAME = 60
LONGEST_ABOUT = 140
EMPTY_WORDS = frozenset({"-", "–", "—"})


class NoName(Refusal):
    """A name has 1 to 60 characters, on one line: write for example Zoé Martin."""


@router.contribution(next_offers)
def offer_completion(ctx: Context) -> Card | None:
    """Offer a new member to complete their profile."""
    complete = completion_button(ctx)
    return None if complete is None else Card(None, (), ((complete,),))


@router.button(complete_profile, who=Role.MEMBER, deep=True)
def show_steps(ctx: Context) -> Answer:
    """Complete the profile step by step, on the card that was pressed."""
    first = begin_steps(ctx)
    return Replace(first) if ctx.incoming.press_id else first


@router.button(fill_profile_step, who=Role.MEMBER)
def fill_step(ctx: Context, step: str) -> Answer:
    """Answer a step: on its card, or after a question of its own."""
    act = next((each.act for each in all_steps(ctx) if each.name == step), None)
    if act is None:
        return Replace(next_or_end(ctx))
    answer = ctx.press(*act.press.split(":"))
    is_asked = ctx.store[Forms].open_in(ctx.incoming.room, ctx.now) is not None
    return Replace(answer) if isinstance(answer, Card | Text) and not is_asked else answer


@router.button(skip_profile_step, who=Role.MEMBER)
def skip_step(ctx: Context, step: str) -> Replace:
    """Skip a step, and show the next one in its place."""
    settle_step(ctx, step)
    return Replace(next_or_end(ctx))


@router.button(finish_profile, who=Role.MEMBER)
def finish(ctx: Context) -> Replace:
    """Complete the profile no further."""
    return Replace(end_steps(ctx))


def read_name(typed: str) -> str:
    """A name on one line."""
    name = person_name(typed)
    if not 0 < len(name) <= LONGEST_NAME:
        raise NoName
    return name


def read_about(typed: str) -> str:
    """One line, or nothing for a dash."""
    return "" if typed in EMPTY_WORDS else read_words(on_one_line(typed), LONGEST_ABOUT)


def read_site(typed: str) -> str:
    """A web address, or nothing for a dash."""
    return "" if typed in EMPTY_WORDS else read_link(typed)


@router.form(rename_form, everywhere=True)
def set_name(
    ctx: Context,
    name: Annotated[str, asks("What name should people know you by?"), reads(read_name)],
) -> Answer:
    """Change the member's name in every community."""
    ctx.member.name = name
    return done_and_next(ctx, "name", text("Noted. Your name here: {name}", name=name))


@router.form(about_form)
def set_about(
    ctx: Context,
    words: Annotated[
        str,
        asks("What do you do, in one line? 140 characters at most; a dash (-) leaves it empty."),
        reads(read_about),
    ],
    link: Annotated[
        str | None,
        asks("A web page that goes with it? Write its address; a dash (-) leaves it empty."),
        reads(read_site),
    ] = None,
) -> Answer:
    """Say what one does, with a link; a skipped link stays."""
    ctx.member.about = words
    if link is not None:
        ctx.member.link = link
    return done_and_next(ctx, "about", _about_text(ctx))


def _about_text(ctx: Context) -> Text:
    about, link = ctx.member.about, ctx.member.link
    if about and link:
        return text("Noted: “{about}”, with the link {link}.", about=about, link=link)
    if about or link:
        return text("Noted: “{about}”.", about=about or link)
    return text("Noted: your activity is not shown.")
