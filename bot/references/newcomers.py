"""References of newcomers that several files use."""

from bot.core import Act, ButtonRef, Card, Replace, text

WELCOME_NEWCOMERS = Act(
    text("{who} looked after a newcomer's welcome"), text("look after a newcomer's welcome")
)

list_waiting: ButtonRef[[], Card] = ButtonRef("greet_list")
"""Shows the newcomers who would like to be welcomed."""
set_greeter: ButtonRef[[str], Replace] = ButtonRef("greeter_set")
"""Agrees to welcome newcomers, or no longer."""
