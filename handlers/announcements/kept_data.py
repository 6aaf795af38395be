"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "announcements",
    text("Announcements that you submitted or approved"),
    text("They stay, without your name, when you have your data erased."),
    order=135,
)
router.personal_data(
    "announcements_told",
    text("Announcements sent with one approval, by you or to you"),
    text("Counted for seven days: above 50 people, both gardeners have to agree."),
    order=136,
)
