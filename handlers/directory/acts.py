"""Audit labels of this feature."""

from bot.core import Act, text

BRING_A_LIST_OF_ORGANISATIONS = Act(
    text("{who} sent a list of organisations"), text("send a list of organisations")
)
ADD_ORGANISATIONS = Act(
    text("{who} added organisations to the directory"), text("add organisations to the directory")
)
DISCARD_A_LIST_OF_ORGANISATIONS = Act(
    text("{who} discarded a list of organisations"), text("discard a list of organisations")
)
REMOVE_AN_ORGANISATION = Act(
    text("{who} removed an organisation from the directory"),
    text("remove an organisation from the directory"),
)
KEEP_AN_ORGANISATION = Act(
    text("{who} kept an organisation that a member asked to remove"),
    text("keep an organisation that a member asked to remove"),
)
REMOVE_A_LIST_OF_ORGANISATIONS = Act(
    text("{who} removed a list of organisations from the directory"),
    text("remove a list of organisations from the directory"),
)
LOOK_AT_A_LIST_OF_ORGANISATIONS = Act(
    text("{who} opened a list of organisations"), text("open a list of organisations")
)
