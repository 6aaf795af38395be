"""The parts of a profile that are missing, on one card with a button for each.

They are read off what is stored, so that a restart or another network changes nothing. An answered
part is not shown again; `/me` still changes it. A feature that stores an answer says so with
`done_and_next`, which shows the card again only if the member is completing their profile.
"""

from dataclasses import replace

from bot.core import (
    Button,
    Card,
    Context,
    Text,
    around,
    as_card,
    in_rows,
    menu_command,
    presses_asked,
    text,
    together,
)
from bot.domain import personal_data
from bot.domain.needs import commune_called
from bot.domain.roles import Circle
from bot.references.help import happenings_card
from bot.references.profile import (
    ProfileStep,
    about_form,
    choose_directory_visibility,
    choose_domains,
    choose_private_messages,
    circle_command,
    commune_form,
    complete_profile,
    fill_profile_step,
    finish_profile,
    me_command,
    profile_steps,
    rename_form,
)
from bot.vocabulary.privacy import has_agreed
from storage.members import Members
from storage.profile import Profiles

_IN_PROGRESS = "profile"
"""Kept beside the answered steps while a member completes their profile."""


def all_steps(ctx: Context) -> list[ProfileStep]:
    """The steps of the profile and those of other features, in the order of their offers."""
    return [*_OWN_STEPS, *profile_steps.collect(ctx)]


def begin_steps(ctx: Context) -> Card:
    """Begin to complete the profile: the card of all that is missing."""
    ctx.store[Profiles].settle(ctx.member, _progress_key(ctx))
    return _missing_card(ctx) or _end_card(ctx)


def end_steps(ctx: Context) -> Card:
    """Complete the profile no further."""
    ctx.store[Profiles].unsettle(ctx.member, _progress_key(ctx))
    return _end_card(ctx)


def completion_button(ctx: Context) -> Button | None:
    """The button to complete the profile; None if no step is open."""
    if not _open_steps(ctx):
        return None
    return complete_profile.button(text("Complete my profile"))


def rename_button() -> Button:
    """The button to be called otherwise: no name is missing, but it may not be the one wanted."""
    return rename_form.ask_button(text("Change my name"))


def missing_steps(ctx: Context) -> list[ProfileStep]:
    """The steps whose answer is missing, whether they were offered or not."""
    return [each for each in all_steps(ctx) if each.missing is not None and each.is_open(ctx)]


def rest_or_end(ctx: Context) -> Card:
    """The card of what is still missing, or the end."""
    return _missing_card(ctx) or end_steps(ctx)


def done_and_next(ctx: Context, step: str, done: Card | Text) -> Card | Text:
    """Settle a step; what is left follows if the member is completing their profile."""
    settle_step(ctx, step)
    if _progress_key(ctx) not in (ctx.member.asked or []):
        return done
    said = as_card(done) or Card(None)
    return together(replace(said, buttons=()), rest_or_end(ctx))


def settle_step(ctx: Context, step: str) -> None:
    """Do not offer this step again; a word that names none does nothing."""
    for each in all_steps(ctx):
        if each.name == step:
            ctx.store[Profiles].settle(ctx.member, _step_key(ctx, each))


def steps_shown(ctx: Context) -> list[ProfileStep]:
    """The steps on the card that was shown last in this room."""
    presses = presses_asked(ctx)
    return [each for each in all_steps(ctx) if fill_profile_step.press(each.name) in presses]


def _open_steps(ctx: Context) -> list[ProfileStep]:
    settled = ctx.member.asked or []
    return [
        each for each in all_steps(ctx) if each.is_open(ctx) and _step_key(ctx, each) not in settled
    ]


def _missing_card(ctx: Context) -> Card | None:
    """The missing parts, with a button for each and one to end; None if there are none."""
    steps = _open_steps(ctx)
    if not steps:
        return None
    fill = [fill_profile_step.button(each.act.label, each.name) for each in steps]
    lines = (
        text("Your name here: {name}", name=ctx.member.name),
        text("Choose what you want to add, in any order. All of it may stay empty."),
    )
    finish = finish_profile.button(text("Finish"))
    return Card(text("My profile"), lines, (*in_rows(fill, 2), (rename_button(), finish)))


def _end_card(ctx: Context) -> Card:
    """The end, with current things."""
    done = text("Your profile is up to date. To see it or change it: {me}", me=me_command.typed())
    buttons = me_command.button(text("My profile")), menu_command.button(text("Menu"))
    end, now = Card(None, (done,), (buttons,)), happenings_card(ctx)
    return end if now is None else Card(None, (done, *now.lines), (*now.buttons, buttons))


def _step_key(ctx: Context, step: ProfileStep) -> str:
    return f"{step.name}/{ctx.community.id}" if step.of_community else step.name


def _progress_key(ctx: Context) -> str:
    return f"{_IN_PROGRESS}/{ctx.community.id}"


def _is_hidden(ctx: Context) -> bool:
    belonging = ctx.store[Members].membership(ctx.member, ctx.community.id)
    return belonging is not None and belonging.visible == "no" and ctx.member.adult is not False


_OWN_STEPS = (
    ProfileStep(
        "commune",
        commune_form.ask_button(text("Give my commune")),
        lambda ctx: not (ctx.member.commune or ctx.member.territory),
        form=commune_form,
        answered_by=lambda ctx, words: commune_called(words, around(ctx).near) is not None,
        missing=text("where you live"),
    ),
    ProfileStep(
        "domains",
        choose_domains.button(text("Choose my topics")),
        lambda ctx: not ctx.store[Profiles].domains(ctx.member, ctx.community.id),
        of_community=True,
        missing=text("your topics"),
    ),
    ProfileStep(
        "circle",
        circle_command.button(text("Choose how I take part")),
        lambda ctx: ctx.person.circle is Circle.INFORMED,
        of_community=True,
    ),
    ProfileStep(
        "visibility",
        choose_directory_visibility.button(text("Choose who can find me")),
        _is_hidden,
        of_community=True,
    ),
    ProfileStep(
        "about",
        about_form.ask_button(text("Say what I do")),
        lambda ctx: not (ctx.member.about or ctx.member.link),
        missing=text("what you do"),
    ),
    ProfileStep(
        "messages",
        choose_private_messages.button(text("Messages in private"), "ask"),
        lambda ctx: ctx.member.stopped_at is None and not has_agreed(ctx, personal_data.MESSAGES),
        of_community=True,
    ),
)
