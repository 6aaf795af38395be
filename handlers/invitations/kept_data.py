"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "invitations",
    text("Your invitations"),
    text("Your code, and how many people joined with it."),
    order=150,
)
router.personal_data(
    "invitees",
    text("Lists with your name"),
    text(
        "What a list of people to invite said about you, and where it came from. Kept for 60 days "
        "at most."
    ),
    order=250,
)
router.personal_data(
    "imports",
    text("Lists that you imported"),
    text("Where they came from, without the names in them. Kept for 60 days at most."),
    order=260,
)
