"""Audit labels of this feature."""

from bot.core import Act, Router, text

router = Router()

LOOK_AT_HOW_THE_REGISTER_IS_EXPORTED = Act(
    text("{who} opened the export of the register"), text("open the export of the register")
)
READ_THE_REGISTER = Act(text("{who} read the register"), text("read the register"))
EXPORT_THE_REGISTER = Act(text("{who} exported the register"), text("export the register"))

router.act("members file", EXPORT_THE_REGISTER)
