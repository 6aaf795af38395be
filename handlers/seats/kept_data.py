"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "absences",
    text("Your absences"),
    text("The absences you announced. Kept for a week after they end."),
    order=180,
)
router.personal_data(
    "seats", text("Your roles"), text("The communities where you are a gardener."), order=190
)
router.personal_data(
    "posts", text("Your other roles"), text("Where you are a deputy or an agent."), order=200
)
router.personal_data(
    "seat_offers",
    text("Roles offered"),
    text("To you or by you. Kept until answered."),
    order=210,
)
router.personal_data(
    "cultivators",
    text("That you run this service"),
    text("Set at the installation. Kept until it is withdrawn there."),
    order=220,
)
