"""Audit labels of this feature."""

from bot.core import Act, Router, text

router = Router()

PROPOSE_A_CIRCLE_TO_A_MEMBER = Act(
    text("{who} proposed a circle to a member"), text("propose a circle to a member")
)
TAKE_A_PROPOSAL_OF_A_CIRCLE_BACK = Act(
    text("{who} took a proposal of a circle back"), text("take a proposal of a circle back")
)
ANSWER_A_PROPOSAL = Act(text("{who} answered a proposal"), text("answer a proposal"))
