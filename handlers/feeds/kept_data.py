"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "web_feeds",
    text("Web feeds that you added"),
    text(
        "Web feeds whose news are proposed in a community. They stay without you when you have "
        "your data erased."
    ),
    order=275,
)
