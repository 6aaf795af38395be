"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "invitations",
    text("Your invitations"),
    text("Your code, and how many people came by it."),
    order=150,
)
router.personal_data(
    "invitees",
    text("Lists that named you"),
    text(
        "What a list said that a gardener brought to invite people, and where it comes from. "
        "Kept for 60 days at most."
    ),
    order=250,
)
router.personal_data(
    "imports",
    text("Lists that you brought"),
    text("Where they come from, without those whom they name. Kept for 60 days at most."),
    order=260,
)
