"""Audit labels of this feature."""

from bot.core import Act, Router, text

router = Router()

ERASE_MEMBERS_WHO_GAVE_NO_SIGN_FOR_LONG = Act(
    text("Members without any sign for a long time were erased"),
    text("erase members without any sign for a long time"),
)

ERASE_A_MEMBER_ON_REQUEST = Act(
    text("{who} erased a member at their written request"),
    text("erase a member at their written request"),
)

router.act("member erased", ERASE_A_MEMBER_ON_REQUEST)
router.act("unseen erased", ERASE_MEMBERS_WHO_GAVE_NO_SIGN_FOR_LONG)
