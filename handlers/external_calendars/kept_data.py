"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "feeds",
    text("Calendars that you added"),
    text(
        "External calendars whose events are proposed in a community. They stay, without your "
        "name, when you have your data erased."
    ),
    order=270,
)
