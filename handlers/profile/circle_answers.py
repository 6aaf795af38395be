"""Buttons that answer the proposal of a circle."""

from bot.core import Button, text
from bot.references.profile import press_circle_later, press_circle_no, press_circle_yes


def answer_buttons(proposal_id: int) -> tuple[Button, ...]:
    """Accept, decline, or decide later."""
    return (
        press_circle_yes.button(text("I accept"), proposal_id),
        press_circle_no.button(text("No thank you"), proposal_id),
        press_circle_later.button(text("Later"), proposal_id),
    )
