"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "ballots",
    text("Your votes"),
    text(
        "What you chose. When you have your data erased, your votes in open polls are removed. In "
        "closed polls they stay counted, without your name."
    ),
    order=60,
)
router.personal_data(
    "polls",
    text("The polls that you opened"),
    text("They stay without you when you have your data erased."),
    order=70,
)
