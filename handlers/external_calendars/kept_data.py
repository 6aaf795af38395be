"""What a member may read of what this feature keeps of them: see `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "feeds",
    text("Calendars that you added"),
    text(
        "Calendars of elsewhere whose events are proposed in a community. They stay without "
        "you when you have your data erased."
    ),
    order=270,
)
