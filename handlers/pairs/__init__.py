"""Coffees: members who have not met are proposed to each other."""

from handlers.pairs.coffees import go_on_with_coffees

__all__ = ["go_on_with_coffees"]
