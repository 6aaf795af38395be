"""Audit labels of the list of tasks."""

from bot.core import Act, text

LOOK_UP_WHAT_IS_TO_BE_DONE = Act(
    text("{who} looked up what is to be done"), text("look up what is to be done")
)
SHARE_THE_TASKS = Act(
    text("{who} took a task on, gave it back or put it off"),
    text("take a task on, give it back or put it off"),
)
