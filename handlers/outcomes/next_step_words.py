"""The question whether the next step of an event was done."""

from bot.core import Card, text
from bot.references.outcomes import mark_step_done, mark_step_dropped, postpone_step
from handlers.outcomes.words import outcome_title, step_text
from storage.events import Event
from storage.outcomes import Outcome


def check_card(event: Event, outcome: Outcome) -> Card:
    """Ask whether it was done: yes, not yet, or given up."""
    answers = (
        mark_step_done.button(text("Yes, it is done"), event.id),
        postpone_step.button(text("Not yet"), event.id),
        mark_step_dropped.button(text("Dropped"), event.id),
    )
    return Card(
        outcome_title(event), (text("Is it done? {step}", step=step_text(outcome)),), (answers,)
    )
