"""Fields of a profile, asked one at a time: each is answered, skipped or changed."""

from typing import Annotated

from bot.core import Answer, Card, Context, Router, Text, asks, read_words, reads, text
from bot.domain.addresses import read_link
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.domain.words import on_one_line, person_name
from bot.references.joining import next_offers
from bot.references.profile import about_form, me_command, rename_form, skip_profile_step
from handlers.profile.steps import done_and_next, next_step_card, settle_step

router = Router()

LONGEST_NAME = 60
LONGEST_ABOUT = 140
EMPTY_WORDS = frozenset({"-", "–", "—"})
TYPED_ME = me_command.typed()


class NoName(Refusal):
    """A name has 1 to 60 characters, on one line: write for example Zoé Martin."""


@router.contribution(next_offers)
def offer_next_step(ctx: Context) -> Card | None:
    """Offer a new member the next open step."""
    return next_step_card(ctx)


@router.button("next", who=Role.MEMBER, deep=True)
def show_next(ctx: Context) -> Card | Text:
    """Offer the next open step."""
    return next_step_card(ctx) or text("That is all. {me} shows and changes it.", me=TYPED_ME)


@router.button(skip_profile_step, who=Role.MEMBER)
def skip_step(ctx: Context, step: str) -> Card | Text:
    """Skip a step, and offer the next one."""
    settle_step(ctx, step)
    return show_next(ctx)


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
    name: Annotated[str, asks("Under which name shall people know you?"), reads(read_name)],
) -> Answer:
    """Change the member's name in every community."""
    ctx.member.name = name
    return done_and_next(ctx, "name", text("Noted: you are called “{name}” here.", name=name))


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
    return text("Noted: nothing is said of what you do.")
