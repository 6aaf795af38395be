"""Audit labels of reports. Who reported leaves no trace."""

from bot.core import Act, text

LOOK = Act(text("{who} looked at a reported message"), text("look at a reported message"))
WRITE = Act(
    text("{who} wrote to the author of a reported message"),
    text("write to the author of a reported message"),
)
REMOVE = Act(text("{who} had a reported message removed"), text("remove a reported message"))
DO_NOTHING = Act(
    text("{who} left a reported message as it is"), text("leave a reported message as it is")
)
REOPEN = Act(text("{who} took up a reported message again"), text("take up a reported message"))
