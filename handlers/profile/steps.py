"""Steps of a profile, offered one at a time in this order.

The next one is read off what is stored, so that a restart or another network changes nothing. An
answered or skipped step is not offered again; `/me` still changes it. A feature that stores an
answer says so with `done_and_next`.
"""

from dataclasses import replace

from bot.core import Card, Context, Text, text, together
from bot.domain import purposes
from bot.domain.roles import Circle
from bot.references.profile import (
    ProfileStep,
    about_form,
    choose_directory_visibility,
    choose_domains,
    choose_private_messages,
    circle_command,
    commune_form,
    profile_steps,
    rename_form,
    skip_profile_step,
)
from bot.vocabulary.notice import has_agreed
from storage.members import Members
from storage.profile import Profiles


def all_steps(ctx: Context) -> list[ProfileStep]:
    """The steps of the profile and those of other features, in the order of their offers."""
    return [*_OWN_STEPS, *profile_steps.collect(ctx)]


def next_step_card(ctx: Context) -> Card | None:
    """The next open step, with buttons to do and to skip it; None after the last."""
    for step in all_steps(ctx):
        if _step_key(ctx, step) not in (ctx.member.asked or []) and step.is_open(ctx):
            skip = skip_profile_step.button(text("Skip"), step.name)
            question = replace(step.question, values={"name": ctx.member.name})
            return Card(None, (question,), ((step.act, skip),))
    return None


def done_and_next(ctx: Context, step: str, done: Card | Text) -> Card | Text:
    """Settle a step, and offer the next one."""
    settle_step(ctx, step)
    offer = next_step_card(ctx)
    return done if offer is None else together(done, offer)


def settle_step(ctx: Context, step: str) -> None:
    """Do not offer this step again; a word that names none does nothing."""
    for each in all_steps(ctx):
        if each.name == step:
            ctx.store[Profiles].settle(ctx.member, _step_key(ctx, each))


def _step_key(ctx: Context, step: ProfileStep) -> str:
    return f"{step.name}/{ctx.community.id}" if step.of_community else step.name


def _is_unplaced(ctx: Context) -> bool:
    return not (ctx.member.commune or ctx.member.territory)


def _is_hidden(ctx: Context) -> bool:
    belonging = ctx.store[Members].membership(ctx.member, ctx.community.id)
    return belonging is not None and belonging.visible == "no" and ctx.member.adult is not False


def _may_ask_for_messages(ctx: Context) -> bool:
    """True if the messages are neither agreed to nor refused by silence."""
    return ctx.member.stopped_at is None and not has_agreed(ctx, purposes.MESSAGES)


_OWN_STEPS = (
    ProfileStep(
        "name",
        text("People here see you as “{name}”."),
        rename_form.ask_button(text("Change my name")),
        lambda _: True,
    ),
    ProfileStep(
        "commune",
        text("Tell which commune you live in, to be asked about what is near you."),
        commune_form.ask_button(text("Say my commune")),
        _is_unplaced,
    ),
    ProfileStep(
        "domains",
        text("Which domains do you care for?"),
        choose_domains.button(text("Choose my domains")),
        lambda ctx: not ctx.store[Profiles].domains(ctx.member, ctx.community.id),
        of_community=True,
    ),
    ProfileStep(
        "circle",
        text("How close do you want to be? Each choice says how many messages it brings."),
        circle_command.button(text("Change my circle")),
        lambda ctx: ctx.person.circle is Circle.INFORMED,
        of_community=True,
    ),
    ProfileStep(
        "visibility",
        text("The other members do not find you in the directory, unless you want it."),
        choose_directory_visibility.button(text("Choose who finds me")),
        _is_hidden,
        of_community=True,
    ),
    ProfileStep(
        "about",
        text("What do you do? Say it in one line, with a link if you have one."),
        about_form.ask_button(text("Say what I do")),
        lambda ctx: not (ctx.member.about or ctx.member.link),
    ),
    ProfileStep(
        "messages",
        text("Shall I tell you in private of what comes up: announcements, reminders?"),
        choose_private_messages.button(text("Messages in private"), "ask"),
        _may_ask_for_messages,
        of_community=True,
    ),
)
