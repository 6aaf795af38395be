"""How gardeners are asked whether the next step of an event was done."""

from bot.core import Card, text
from bot.references.outcomes import press_next_done, press_next_drop, press_next_later
from handlers.outcomes.words import step, titled
from storage.events import Event
from storage.outcomes import Outcome


def check_card(event: Event, outcome: Outcome) -> Card:
    """Ask whether it was done: yes, not yet, or given up."""
    answers = (
        press_next_done.button(text("Yes, it is done"), outcome.id),
        press_next_later.button(text("Not yet"), outcome.id),
        press_next_drop.button(text("Given up"), outcome.id),
    )
    return Card(titled(event), (text("Was it done? {step}", step=step(outcome)),), (answers,))
