"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "events",
    text("The events that you made"),
    text(
        "Those that were announced stay without you when you have your data erased; of the "
        "others nothing is left but a number."
    ),
    order=80,
)
router.personal_data(
    "attendances",
    text("Your answers to events"),
    text(
        "Kept as long as the community. When you have your data erased they go; where you "
        "came, somebody came."
    ),
    order=90,
)
router.personal_data(
    "event_reminders",
    text("The reminders of events that you got"),
    text("Kept for 7 days after the event begins."),
    order=100,
)
router.personal_data(
    "guests",
    text("Whom you bring to events"),
    text("Their names are kept for 60 days at most."),
    order=110,
)
router.personal_data(
    "pictures",
    text("Pictures of events that you sent"),
    text("Kept for a year after the event, and gone when you have your data erased."),
    order=360,
)
