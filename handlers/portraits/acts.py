"""Audit labels of this feature; entries name the member, not the portrait."""

from bot.core import Act, text

LIST_PORTRAITS = Act(text("{who} looked at the list of portraits"), text("list the portraits"))
ASK_FOR_A_PORTRAIT = Act(text("{who} asked for a portrait"), text("ask for a portrait"))
LOOK_AT_A_PORTRAIT = Act(text("{who} looked at a portrait"), text("look at a portrait"))
TYPE_A_PORTRAIT_IN = Act(
    text("{who} typed answers of a portrait in"), text("type answers of a portrait in")
)
PUBLISH_A_PORTRAIT = Act(
    text("{who} published a portrait in the rooms"), text("publish a portrait in the rooms")
)
WITHDRAW_A_PORTRAIT = Act(text("{who} withdrew a portrait"), text("withdraw a portrait"))
KEEP_PORTRAIT_QUESTIONS = Act(
    text("{who} looked up or changed the questions of portraits"),
    text("look up or change the questions of portraits"),
)
