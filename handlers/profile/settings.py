"""The settings of a member on one card, and the forms for time zone and quiet hours."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import time
from typing import Annotated

from bot.core import (
    LETTER,
    LOCALES,
    Button,
    Buttons,
    Card,
    Context,
    Keys,
    Line,
    Replace,
    Router,
    Text,
    Where,
    asks,
    in_rows,
    quiet_of,
    reads,
    text,
    zone_of,
)
from bot.domain.dates.local_time import USUAL_QUIET_HOURS, QuietHours, read_quiet
from bot.domain.personal_data import MESSAGES
from bot.domain.roles import Role
from bot.references.help import with_keys
from bot.references.joining import next_offers
from bot.references.personal_data import resume_messages
from bot.references.profile import (
    MemberSetting,
    choose_digest_rhythm,
    choose_directory_visibility,
    choose_letter_network,
    choose_private_digest,
    choose_private_messages,
    choose_quiet_hours,
    choose_time_zone,
    edit_email,
    member_settings,
    settings_command,
)
from bot.vocabulary.places import LANGUAGES, city_of, is_zone, read_zone
from bot.vocabulary.privacy import has_agreed
from handlers.profile.card import silence_text
from handlers.profile.consents import mailboxes_of
from storage.members import Members

router = Router(own_page=True)

_VISIBILITY_LINES = {
    "no": text("Directory: you are not in it."),
    "name": text("Directory: by name."),
    "contact": text("Directory: by name and contact."),
}
OVERSEAS = {
    "America/Martinique": text("Martinique, Guadeloupe"),
    "America/Cayenne": text("French Guiana"),
    "Indian/Reunion": text("Réunion"),
    "Pacific/Noumea": text("New Caledonia"),
}
SUGGESTED = (
    USUAL_QUIET_HOURS,
    QuietHours(time(20), time(9)),
    QuietHours(time(22), time(7)),
    QuietHours(time(23), time(9)),
)


@router.command(
    settings_command,
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="you",
    label=text("Settings"),
    own_tab=6,
    shows=True,
)
def show_settings(ctx: Context) -> Card:
    """Choose your language, your hours, and what comes to you in private."""
    more = [each for each in member_settings.collect(ctx) if each is not None]
    return Card(text("Settings"), tuple(_setting_lines(ctx, more)), _setting_buttons(ctx, more))


@router.button("language", who=Role.MEMBER, everywhere=True)
def set_language(ctx: Context, choice: str) -> Text | Keys:
    """Change the language."""
    if choice in LOCALES:
        ctx.member.locale = choice
        ctx.person = replace(ctx.person, locale=choice)
    return with_keys(ctx, text("I will write to you in English from now on."))


@router.button(choose_time_zone, who=Role.MEMBER)
def show_zones(ctx: Context) -> Card:
    """Show the time zones to choose from."""
    locale, zone = ctx.person.locale, zone_of(ctx.member, ctx.community)
    theirs = set_zone_by_button.button(city_of(ctx.community.timezone, locale), "own")
    others = [
        set_zone_by_button.button(label, each)
        for each, label in OVERSEAS.items()
        if each != ctx.community.timezone
    ]
    another = set_zone_by_city.ask_button(text("Another city"))
    lines = (
        text("Where are you? I give you dates and times in your time zone."),
        text("Today: {choice}.", choice=city_of(zone, locale)),
    )
    return Card(text("Time zone"), lines, tuple((each,) for each in (theirs, *others, another)))


@router.button("zone", who=Role.MEMBER)
def set_zone_by_button(ctx: Context, choice: str) -> Replace:
    """Set the time zone, or follow the community's."""
    if choice != "own" and not is_zone(choice):
        return Replace(show_zones(ctx))
    return Replace(set_zone_by_city(ctx, ctx.community.timezone if choice == "own" else choice))


@router.form("timezone")
def set_zone_by_city(
    ctx: Context,
    city: Annotated[
        str, asks("Which large city is in the same time zone as you?"), reads(read_zone)
    ],
) -> Text:
    """Set the time zone by a city; that of the community is not stored."""
    ctx.member.timezone = None if city == ctx.community.timezone else city
    return text("Noted. Your local time is {moment}.", moment=ctx.now)


@router.button(choose_quiet_hours, who=Role.MEMBER)
def show_hours(ctx: Context) -> Card:
    """Show the quiet hours to choose from."""
    lines = (
        text("In these hours I send you nothing. If you write, I always answer."),
        text("Today: {choice}.", choice=_hours_text(quiet_of(ctx.member))),
    )
    rows = [
        (set_quiet_by_button.button(_hours_text(each), f"{each.start:%H%M}", f"{each.end:%H%M}"),)
        for each in SUGGESTED
    ]
    other = (set_quiet_in_words.ask_button(text("Other hours")),)
    return Card(text("Quiet hours"), lines, (*rows, other))


@router.button("quiet", who=Role.MEMBER)
def set_quiet_by_button(ctx: Context, start: str, end: str) -> Replace:
    """Set the quiet hours of a button."""
    hours = f"{start[:2]}:{start[2:]} - {end[:2]}:{end[2:]}"
    return Replace(set_quiet_in_words(ctx, read_quiet(hours)))


@router.form("quiet")
def set_quiet_in_words(
    ctx: Context,
    hours: Annotated[
        QuietHours, asks("From when to when? For example 22:00 - 7:30."), reads(read_quiet)
    ],
) -> Text:
    """Set the quiet hours."""
    ctx.member.quiet_from, ctx.member.quiet_to = f"{hours.start:%H:%M}", f"{hours.end:%H:%M}"
    return text("Noted: quiet {hours}. Waiting messages come afterwards.", hours=_hours_text(hours))


def _hours_text(quiet: QuietHours) -> Text:
    return text("from {start} to {end}", start=quiet.start, end=quiet.end)


def _setting_lines(ctx: Context, more: Sequence[MemberSetting]) -> list[Line]:
    member, quiet = ctx.member, quiet_of(ctx.member)
    belonging = ctx.store[Members].membership(member, ctx.community.id)
    lines: list[Line] = [
        _letter_line(ctx),
        text("Messages in private: announcements and reminders, once a day at most.")
        if has_agreed(ctx, MESSAGES)
        else text("Messages in private: only what you ask for."),
        text("Quiet hours: from {start} to {end}.", start=quiet.start, end=quiet.end),
        *(each.line for each in more),
        text("Time zone: {city}.", city=city_of(zone_of(member, ctx.community), ctx.person.locale)),
        text("Language: {language}.", language=LANGUAGES.get(ctx.person.locale, ctx.person.locale)),
        _VISIBILITY_LINES["no" if belonging is None else belonging.visible],
        text("E-mail: {address}", address=member.email) if member.email else text("E-mail: none."),
    ]
    if member.stopped_at is not None:
        lines.append(silence_text(member))
    return lines


def _letter_line(ctx: Context) -> Text:
    if not has_agreed(ctx, LETTER):
        return text("The letter comes to the rooms of the community, not to you in private.")
    is_mailed = ctx.member.letter_on in mailboxes_of(ctx)
    if _rhythm(ctx) == "month":
        if is_mailed:
            return text("The first letter of each month comes to you by e-mail.")
        return text("The first letter of each month comes to you here, in private.")
    if is_mailed:
        return text("The letter comes to you by e-mail.")
    return text("The letter comes to you here, in private.")


def _setting_buttons(ctx: Context, more: Sequence[MemberSetting]) -> Buttons:
    languages = tuple(
        set_language.button(LANGUAGES[each], each) for each in LOCALES if each != ctx.person.locale
    )
    rows: Buttons = (
        _letter_buttons(ctx),
        *_letter_network_rows(ctx),
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


@router.contribution(next_offers)
def offer_letter(ctx: Context) -> Card | None:
    """Offer the letter to a new member by e-mail, who reads no room."""
    if not ctx.network.by_mail or has_agreed(ctx, LETTER):
        return None
    get = choose_private_digest.button(text("Get the letter by e-mail"), "yes")
    return Card(None, (), ((get,),))


def _letter_network_rows(ctx: Context) -> Buttons:
    """A button for the letter by e-mail, or in chat again, for who has both."""
    mailboxes = mailboxes_of(ctx)
    if not mailboxes or not has_agreed(ctx, LETTER):
        return ()
    if ctx.member.letter_on in mailboxes:
        return ((choose_letter_network.button(text("The letter in chat"), "chat"),),)
    return ((choose_letter_network.button(text("The letter by e-mail"), mailboxes[0]),),)


def _rhythm(ctx: Context) -> str:
    belonging = ctx.store[Members].membership(ctx.member, ctx.community.id)
    return "each" if belonging is None else belonging.rhythm
