"""References of the list of tasks that several files use."""

from bot.core import ButtonRef, Replace

dismiss_todo: ButtonRef[[str], Replace] = ButtonRef("todo_seen")
"""Takes a task off the list of the gardener who saw it, by the key of what it is about."""
choose_morning: ButtonRef[[], Replace] = ButtonRef("todo_morning")
