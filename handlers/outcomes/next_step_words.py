"""How gardeners are asked whether the next step of an event was done."""

from bot.core import Card, button, text
from handlers.outcomes.words import step, titled
from storage.events import Event
from storage.outcomes import Outcome


def check_card(event: Event, outcome: Outcome) -> Card:
    """Ask whether it was done: yes, not yet, or given up."""
    answers = (
        button(text("Yes, it is done"), "next_done", outcome.id),
        button(text("Not yet"), "next_later", outcome.id),
        button(text("Given up"), "next_drop", outcome.id),
    )
    return Card(titled(event), (text("Was it done? {step}", step=step(outcome)),), (answers,))
