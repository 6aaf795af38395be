"""Audit labels of this feature."""

from bot.core import Act, Router, text

router = Router()

LOOK_AT_HOW_THE_REGISTER_IS_EXPORTED = Act(
    text("{who} opened the export of the register"), text("open the export of the register")
)
READ_THE_REGISTER = Act(text("{who} read the register"), text("read the register"))
EXPORT_THE_REGISTER = Act(text("{who} exported the register"), text("export the register"))
WRITE_TO_A_SILENT_MEMBER = Act(
    text("{who} wrote to a member who was not here for long"),
    text("write to a member who was not here for long"),
)

router.act("members file", EXPORT_THE_REGISTER)
