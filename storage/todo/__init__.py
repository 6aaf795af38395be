"""The gardeners' list of tasks: what each put off or takes care of, and the hour it comes at."""

from storage.todo.todo import MarkKind, MorningPlan, TodoMark, TodoMarks, TodoMorning, TodoMornings

__all__ = [
    "MarkKind",
    "MorningPlan",
    "TodoMark",
    "TodoMarks",
    "TodoMorning",
    "TodoMornings",
]
