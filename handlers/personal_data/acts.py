"""Audit labels of this feature."""

from bot.core import Act, Router, text

router = Router()

ERASE_MEMBERS_WHO_GAVE_NO_SIGN_FOR_LONG = Act(
    text("Members who gave no sign for long were erased"),
    text("erase members who gave no sign for long"),
)

router.act("unseen erased", ERASE_MEMBERS_WHO_GAVE_NO_SIGN_FOR_LONG)
