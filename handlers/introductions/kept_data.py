"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "introductions",
    text("Introductions that you proposed"),
    text("Why two people should meet. Kept for 60 days; that they were asked stays with them."),
    order=162,
)
router.personal_data(
    "introduction_sides",
    text("Introductions of you to others"),
    text(
        "Your answer, and the contact that you gave for it. The words are kept for 60 days; that "
        "you were asked is kept until you have it erased, so that you are not asked twice."
    ),
    order=164,
)
router.personal_data(
    "introduction_accounts",
    text("Accounts that you gave when introduced"),
    text(
        "The accounts that you had when you said yes: none that you link later is shown. Kept as "
        "long as the introduction and the account."
    ),
    order=165,
)
