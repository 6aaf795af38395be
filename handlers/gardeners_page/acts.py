"""Audit labels of this feature."""

from bot.core import Act, text

ASK = Act(
    text("{who} asked for the link to the gardeners' page"),
    text("ask for the link to the gardeners' page"),
)
ENTER = Act(text("{who} opened the gardeners' page"), text("open the gardeners' page"))
END = Act(text("{who} closed a gardeners' page"), text("close a gardeners' page"))
