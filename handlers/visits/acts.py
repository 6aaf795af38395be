"""Audit labels of this feature; a number would tell whose home it is."""

from bot.core import Act, text

TEND_VISITS = Act(
    text("{who} made or changed visits that members host"),
    text("make or change visits that members host"),
)
ASK_FOR_A_VISIT = Act(
    text("{who} asked somebody to be visited"), text("ask somebody to be visited")
)
