"""Wishes about one's profile and settings in plain words: shown, changed by a press only."""

import re
from collections.abc import Sequence

from bot.core import LOCALES, Answer, Card, Context, Router, around, in_rows, text
from bot.domain.needs import place_after
from bot.domain.roles import Role
from bot.domain.words import person_name
from bot.references.conversations import Intent, intents
from bot.references.profile import (
    choose_quiet_hours,
    circle_command,
    commune_form,
    edit_place,
    me_command,
    rename_form,
    settings_command,
)
from bot.vocabulary.places import LANGUAGES
from handlers.profile.settings import set_language

router = Router()

_NAMED = re.compile(
    r"(?:m'appelle|me nomme|nom (?:est|c'est)|prénom (?:est|c'est)|appelez[- ]moi|s'écrit|"
    r"my name is|call me|i am called|is spelt|is spelled) +(?P<name>[^,.!?;]+)",
    re.IGNORECASE,
)
_NEW = re.compile(
    r"^(?:maintenant|désormais|now|plutôt) | (?:maintenant|désormais|now)$", re.IGNORECASE
)
_BEFORE_PLACE = re.compile(r"(?:\b(?:à|a|au|aux|sur|dans|de|in|to|at)|\bd') *", re.IGNORECASE)
_MOST_OF_NAME = 4
_MOST_BYTES = 48
"""Room for a name in a button."""


@router.contribution(intents)
def intents_of_profile(ctx: Context) -> Sequence[Intent]:
    """The intents, from the profile to the quiet hours."""
    return (
        Intent("profile", text("My profile"), me_command),
        Intent("moved", text("I have moved"), me_command, show_move),
        Intent("new_name", text("Change my name"), me_command, show_new_name),
        Intent("participation", text("How I take part"), circle_command),
        Intent("language", text("Another language"), settings_command, show_languages),
        Intent("quiet_hours", text("Quiet hours"), settings_command, show_quiet_hours),
        Intent("fewer_messages", text("What I receive"), settings_command),
    )


def show_move(ctx: Context, words: str) -> Answer:
    """The place that the words name, to be confirmed; else the place as it is."""
    place = place_after(_BEFORE_PLACE, words, around(ctx).near)
    if place is None:
        return edit_place.run(ctx)
    yes = live_in.button(text("Yes, in {commune}", commune=place.label), place.code)
    other = commune_form.ask_button(text("Elsewhere"))
    return Card(text("📍 Do you live in {commune} now?", commune=place.label), (), ((yes, other),))


@router.button("live_in", who=Role.MEMBER)
def live_in(ctx: Context, commune: str) -> Answer:
    """Move to a commune that was named in plain words."""
    return commune_form.ask(ctx, where=f"#{commune}")


def show_new_name(ctx: Context, words: str) -> Card:
    """The name that the words give, to be confirmed; else the name as it is."""
    found = _NAMED.search(words.replace("’", "'"))
    name = (
        "" if found is None else _NEW.sub("", person_name(found["name"])).replace(":", " ").strip()
    )
    another = rename_form.ask_button(text("Change my name"))
    if not name or len(name.encode()) > _MOST_BYTES or len(name.split()) > _MOST_OF_NAME:
        return Card(None, (text("Your name here: {name}", name=ctx.member.name),), ((another,),))
    title = text("Should people know you as {name}?", name=name)
    yes = take_name.button(text("Yes, {name}", name=name), name)
    return Card(title, (), ((yes, rename_form.ask_button(text("Another name"))),))


@router.button("take_name", who=Role.MEMBER)
def take_name(ctx: Context, name: str) -> Answer:
    """Take the name that was given in plain words."""
    return rename_form.ask(ctx, name=name)


def show_languages(ctx: Context, words: str) -> Card:
    """The languages to choose from."""
    buttons = [set_language.button(LANGUAGES[each], each) for each in LOCALES]
    return Card(text("Which language should I write to you in?"), (), in_rows(buttons, 2))


def show_quiet_hours(ctx: Context, words: str) -> Answer:
    """The quiet hours, with others to choose from."""
    return choose_quiet_hours.run(ctx)
