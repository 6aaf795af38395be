"""What somebody gets in private, and in which language."""

from dataclasses import replace

from bot.core import Answer, Card, Context, Line, Router, Text, Typed, Where, button, text
from bot.core.audience import LETTER
from bot.core.i18n import LOCALES
from bot.domain.roles import Role

router = Router()

LETTER_VERSION = "2026-11"
"""Changes with the words of the question about the letter."""
LANGUAGES = {"fr": "Français", "en": "English"}


@router.command(
    "settings",
    fr="reglages",
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="you",
    label=text("Settings"),
)
def show_settings(ctx: Context) -> Card:
    """Choose whether the letter comes to you in private, and your language."""
    gets = _gets_letter(ctx)
    spoken = LANGUAGES.get(ctx.person.locale, ctx.person.locale)
    lines: list[Line] = [
        _GETS if gets else _GETS_NOT,
        text("Language: {language}", language=spoken),
    ]
    letter = (
        button(text("No letter in private"), "letter_here", "no")
        if gets
        else button(text("The letter in private"), "letter_here", "yes")
    )
    languages = tuple(
        button(LANGUAGES[each], "language", each) for each in LOCALES if each != ctx.person.locale
    )
    return Card(text("Settings"), tuple(lines), ((letter,), languages))


_GETS = text("The letter comes to you here, in private.")
_GETS_NOT = text("The letter comes to the rooms of the community, not to you in private.")


@router.button("letter_here", who=Role.MEMBER)
def choose_letter(ctx: Context, choice: str) -> Answer:
    """Say yes or no to the letter in private."""
    members, here = ctx.store.members, ctx.community.id
    if choice != "yes":
        members.withdraw(ctx.member, here, LETTER, ctx.now)
        return text(
            "Noted: the letter does not come here any more. {settings} to change your mind.",
            settings=Typed("/settings", "/reglages"),
        )
    members.consent(
        ctx.member,
        here,
        LETTER,
        version=LETTER_VERSION,
        channel=ctx.incoming.network,
        at=ctx.now,
    )
    if ctx.member.stopped_at is None:
        return text("Noted: the next letter comes to you here, in private.")
    return Card(
        None,
        (text("Noted. But you asked me not to write to you: it comes once you take that back."),),
        ((button(text("Write to me again"), "resume"),),),
    )


@router.button("language", who=Role.MEMBER)
def choose_language(ctx: Context, choice: str) -> Text:
    """Speak another language with this person."""
    if choice in LOCALES:
        ctx.member.locale = choice
        ctx.person = replace(ctx.person, locale=choice)
    return text("We speak English now.")


def _gets_letter(ctx: Context) -> bool:
    return bool(ctx.store.members.consents(ctx.member, ctx.community.id, LETTER))
