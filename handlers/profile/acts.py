"""Audit labels of this feature."""

from bot.core import Act, text

PROPOSE_A_CIRCLE_TO_A_MEMBER = Act(
    text("{who} proposed a way of taking part to a member"),
    text("propose a way of taking part to a member"),
)
TAKE_A_PROPOSAL_OF_A_CIRCLE_BACK = Act(
    text("{who} withdrew a proposed way of taking part"),
    text("withdraw a proposed way of taking part"),
)
ANSWER_A_PROPOSAL = Act(text("{who} answered a proposal"), text("answer a proposal"))
