"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "events",
    text("Events that you created"),
    text(
        "Announced events stay, without your name, when you have your data erased. Of the others, "
        "only a number is left."
    ),
    order=80,
)
router.personal_data(
    "attendances",
    text("Your answers to events"),
    text(
        "Kept as long as the community exists. They are deleted with your data; your attendance "
        "is still counted, without your name."
    ),
    order=90,
)
router.personal_data(
    "event_reminders",
    text("Event reminders that you received"),
    text("Kept for 7 days after the event begins."),
    order=100,
)
router.personal_data(
    "guests",
    text("People who come with you to events"),
    text("Their names are kept for 60 days at most."),
    order=110,
)
router.personal_data(
    "pictures",
    text("Pictures of events that you sent"),
    text("Kept for a year after the event, and deleted with your data."),
    order=360,
)
