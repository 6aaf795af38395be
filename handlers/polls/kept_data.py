"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "ballots",
    text("Your votes"),
    text(
        "What you chose. When you have your data erased, votes in open polls go; in closed "
        "ones they stay counted, tied to nobody."
    ),
    order=60,
)
router.personal_data(
    "polls",
    text("The polls that you opened"),
    text("They stay without you when you have your data erased."),
    order=70,
)
