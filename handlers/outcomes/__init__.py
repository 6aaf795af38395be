"""What came of events: told by gardeners, asked of people who were there, and the next step."""

from handlers.outcomes.asking import ask_about_steps, ask_afterwards

__all__ = [
    "ask_about_steps",
    "ask_afterwards",
]
