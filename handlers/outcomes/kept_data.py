"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "outcomes",
    text("Event outcomes that you wrote"),
    text(
        "What was published stays, without your name, when you have your data erased. The rest is "
        "deleted."
    ),
    order=370,
)
router.personal_data(
    "feedback",
    text("Your feedback on events"),
    text("Read without your name. Linked to you for 60 days; erased with your data."),
    order=380,
)
router.personal_data(
    "poll_outcomes",
    text("Outcomes of polls that you wrote"),
    text(
        "What was published stays, without your name, when you have your data erased. The rest is "
        "deleted."
    ),
    order=375,
)
