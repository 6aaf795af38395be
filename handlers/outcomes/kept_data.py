"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "outcomes",
    text("What you told of events"),
    text(
        "What was posted stays without you when you have your data erased; of the rest nothing "
        "is left."
    ),
    order=370,
)
router.personal_data(
    "feedback",
    text("How you found events"),
    text("Read without your name. Tied to you for 60 days; it goes with your data."),
    order=380,
)
