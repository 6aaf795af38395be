"""The settings of a member on one card: language, hours, messages, visibility."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core import (
    LETTER,
    LOCALES,
    Button,
    Buttons,
    Card,
    Context,
    Keys,
    Line,
    Router,
    Text,
    Where,
    in_rows,
    quiet_of,
    text,
    zone_of,
)
from bot.domain.purposes import MESSAGES
from bot.domain.roles import Role
from bot.references.help import with_keys
from bot.references.personal_data import resume_messages
from bot.references.profile import (
    MemberSetting,
    choose_digest_rhythm,
    choose_directory_visibility,
    choose_private_digest,
    choose_private_messages,
    choose_quiet_hours,
    choose_time_zone,
    edit_email,
    member_settings,
    settings_command,
)
from bot.vocabulary.people.languages import LANGUAGES
from bot.vocabulary.people.notice import has_agreed
from bot.vocabulary.places.time_zones import city_of
from storage.members import Members

router = Router()

VISIBILITY_LINES = {
    "no": text("Directory: you are not in it."),
    "name": text("Directory: by name."),
    "contact": text("Directory: by name and contact."),
}


@router.command(
    settings_command,
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="you",
    label=text("Settings"),
    shows=True,
)
def show_settings(ctx: Context) -> Card:
    """Choose your language, your hours, and what comes to you in private."""
    more = member_settings.collect(ctx)
    return Card(text("Settings"), tuple(_setting_lines(ctx, more)), _setting_buttons(ctx, more))


@router.button("language", who=Role.MEMBER, everywhere=True)
def set_language(ctx: Context, choice: str) -> Text | Keys:
    """Change the language."""
    if choice in LOCALES:
        ctx.member.locale = choice
        ctx.person = replace(ctx.person, locale=choice)
    return with_keys(ctx, text("I will write to you in English from now on."))


def _setting_lines(ctx: Context, more: Sequence[MemberSetting]) -> list[Line]:
    member, quiet = ctx.member, quiet_of(ctx.member)
    lines: list[Line] = [
        _letter_line(ctx),
        text("Messages in private: announcements and reminders, once a day at most.")
        if has_agreed(ctx, MESSAGES)
        else text("Messages in private: only what you ask for."),
        text("Quiet hours: from {start} to {end}.", start=quiet.start, end=quiet.end),
        *(each.line for each in more),
        text(
            "Time zone: {city}.",
            city=city_of(zone_of(member, ctx.community), ctx.person.locale),
        ),
        text(
            "Language: {language}.",
            language=LANGUAGES.get(ctx.person.locale, ctx.person.locale),
        ),
        VISIBILITY_LINES[_visibility(ctx)],
        text("E-mail: {address}", address=member.email) if member.email else text("E-mail: none."),
    ]
    if member.stopped_at is not None:
        lines.append(text("You asked me not to write to you unless you ask."))
    return lines


def _letter_line(ctx: Context) -> Text:
    if not has_agreed(ctx, LETTER):
        return text("The letter comes to the rooms of the community, not to you in private.")
    if _rhythm(ctx) == "month":
        return text("The first letter of each month comes to you here, in private.")
    return text("The letter comes to you here, in private.")


def _setting_buttons(ctx: Context, more: Sequence[MemberSetting]) -> Buttons:
    languages = tuple(
        set_language.button(LANGUAGES[each], each) for each in LOCALES if each != ctx.person.locale
    )
    rows: Buttons = (
        _letter_buttons(ctx),
        (
            choose_private_messages.button(text("Messages in private"), "ask"),
            choose_quiet_hours.button(text("Quiet hours")),
        ),
        *in_rows([choose_time_zone.button(text("Time zone")), *(each.button for each in more)], 2),
        languages,
        (
            choose_directory_visibility.button(text("Choose who can find me")),
            edit_email.button(text("E-mail")),
        ),
    )
    if ctx.member.stopped_at is not None:
        rows = (*rows, (resume_messages.button(text("Write to me again")),))
    return rows


def _letter_buttons(ctx: Context) -> tuple[Button, ...]:
    if not has_agreed(ctx, LETTER):
        return (choose_private_digest.button(text("The letter in private"), "yes"),)
    rhythm = (
        choose_digest_rhythm.button(text("Each letter"), "each")
        if _rhythm(ctx) == "month"
        else choose_digest_rhythm.button(text("One letter a month"), "month")
    )
    return (choose_private_digest.button(text("No letter in private"), "no"), rhythm)


def _rhythm(ctx: Context) -> str:
    belonging = ctx.store[Members].membership(ctx.member, ctx.community.id)
    return "each" if belonging is None else belonging.rhythm


def _visibility(ctx: Context) -> str:
    belonging = ctx.store[Members].membership(ctx.member, ctx.community.id)
    return "no" if belonging is None else belonging.visible
