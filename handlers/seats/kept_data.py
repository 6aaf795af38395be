"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "absences",
    text("Your absences"),
    text("Those that you announced. Kept for a week after their end."),
    order=180,
)
router.personal_data("seats", text("Your seats"), text("The communities that you tend."), order=190)
router.personal_data(
    "posts", text("Your posts"), text("Where you are a deputy or an agent."), order=200
)
router.personal_data(
    "seat_offers",
    text("Seats that were offered"),
    text("To you or by you. Kept until they are answered."),
    order=210,
)
router.personal_data(
    "cultivators",
    text("That you run this bot"),
    text("Set by whoever installed it. It stays until they take it back."),
    order=220,
)
