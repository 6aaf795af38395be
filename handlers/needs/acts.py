"""Audit labels of needs and offers; a number would tell who made them."""

from bot.core import Act, text

PUBLISH_A_NEED = Act(text("{who} published a need or an offer"), text("publish a need or an offer"))
UPDATE_A_NEED = Act(text("{who} updated a need or an offer"), text("update a need or an offer"))
LOOK_AT_A_NEED = Act(text("{who} looked at a need or an offer"), text("look at a need or an offer"))
INTRODUCE_FOR_A_NEED = Act(
    text("{who} proposed an introduction because of a need"),
    text("propose an introduction because of a need"),
)
MEET_FOR_A_NEED = Act(
    text("{who} asked to meet the author of a need"), text("ask to meet the author of a need")
)
