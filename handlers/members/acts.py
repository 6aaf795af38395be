"""Audit labels of this feature."""

from bot.core import Act, Router, text

router = Router()

LOOK_AT_HOW_THE_REGISTER_IS_EXPORTED = Act(
    text("{who} looked at how the register is exported"),
    text("look at how the register is exported"),
)
READ_THE_REGISTER = Act(text("{who} read the register"), text("read the register"))
EXPORT_THE_REGISTER = Act(text("{who} exported the register"), text("export the register"))

router.act("members file", EXPORT_THE_REGISTER)
