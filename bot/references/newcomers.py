"""References of newcomers that several files use."""

from bot.core import ButtonRef, Card, Replace

list_waiting: ButtonRef[[], Card] = ButtonRef("greet_list")
"""Shows the newcomers who would like to be welcomed."""
set_greeter: ButtonRef[[str], Replace] = ButtonRef("greeter_set")
"""Agrees to welcome newcomers, or no longer."""
