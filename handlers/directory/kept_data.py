"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "organisation_lists",
    text("Lists of organisations that you sent"),
    text("With the source that you stated. They stay without you when you have your data erased."),
    order=276,
)
router.personal_data(
    "removal_requests",
    text("Organisations that you asked to remove"),
    text("With your reason, until a gardener decides."),
    order=278,
)
