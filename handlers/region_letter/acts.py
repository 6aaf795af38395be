"""Audit labels of this feature."""

from bot.core import Act, text

CHOOSE_DAYS = Act(
    text("{who} chose the days of the letter to the Region"),
    text("choose the days of the letter to the Region"),
)
LOOK = Act(
    text("{who} looked at the next letter to the Region"),
    text("look at the next letter to the Region"),
)
SEND = Act(text("{who} sent the letter to the Region"), text("send the letter to the Region"))
OPEN_ITEM = Act(
    text("{who} opened an item of the letter to the Region"),
    text("open an item of the letter to the Region"),
)
