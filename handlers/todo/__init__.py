"""The list of what waits for gardeners, by request and each morning."""

from handlers.todo.morning import send_mornings

__all__ = ["send_mornings"]
