"""Choose when to be reminded of events; sent by `handlers/events/reminders/sent_reminders.py`."""

from bot.core import Button, Card, Context, Replace, Router, Where, text
from bot.domain.events.notices import Ahead, read_wanted, written
from bot.domain.roles import Role
from bot.references.events import choose_reminders
from bot.references.profile import MemberSetting, member_settings
from handlers.events.reminders.reminder_words import reminder_choices

router = Router()

LABELS = {
    Ahead.WEEK: text("A week before"),
    Ahead.DAY: text("The day before"),
    Ahead.HOURS: text("Two hours before"),
}


@router.command(
    "reminders",
    fr="rappels",
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="you",
    label=text("Reminders"),
    shows=True,
)
def show_reminders(ctx: Context) -> Card:
    """Choose when to be reminded of your events."""
    chosen = read_wanted(ctx.member.reminders)
    today = reminder_choices(ctx.member.reminders)
    lines = (
        text("When should I remind you of your events?"),
        text("Today: {choice}.", choice=today) if today else text("Today: no reminder."),
        text("Reminders due in your quiet hours come just before them."),
    )
    return Card(
        text("Reminders"),
        lines,
        tuple((_choice_button(each, on=each in chosen),) for each in Ahead),
    )


@router.contribution(member_settings)
def reminder_setting(ctx: Context) -> MemberSetting:
    """The member's reminders of events."""
    return MemberSetting(
        text(
            "Reminders of your events: {choice}.",
            choice=reminder_choices(ctx.member.reminders) or text("none"),
        ),
        choose_reminders.button(text("Reminders")),
    )


@router.button(choose_reminders, who=Role.MEMBER)
def offer_reminders(ctx: Context) -> Card:
    """Offer the reminders to choose from."""
    return show_reminders(ctx)


@router.button("reminder", who=Role.MEMBER)
def choose_reminder(ctx: Context, which: str, choice: str) -> Replace:
    """Switch a reminder on or off; the button says which, so two presses are one."""
    if which in list(Ahead):
        chosen = read_wanted(ctx.member.reminders)
        one = {Ahead(which)}
        ctx.member.reminders = written(chosen | one if choice == "yes" else chosen - one)
    return Replace(show_reminders(ctx))


def _choice_button(which: Ahead, *, on: bool) -> Button:
    if on:
        return choose_reminder.button(text("✓ {choice}", choice=LABELS[which]), which.value, "no")
    return choose_reminder.button(LABELS[which], which.value, "yes")
