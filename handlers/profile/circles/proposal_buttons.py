"""Buttons that answer the proposal of a circle."""

from bot.core import Button, text
from bot.references.profile import (
    accept_circle_proposal,
    decline_circle_proposal,
    postpone_circle_proposal,
)


def answer_buttons(proposal_id: int) -> tuple[Button, ...]:
    """Accept, decline, or decide later."""
    return (
        accept_circle_proposal.button(text("I accept"), proposal_id),
        decline_circle_proposal.button(text("No thank you"), proposal_id),
        postpone_circle_proposal.button(text("Later"), proposal_id),
    )
