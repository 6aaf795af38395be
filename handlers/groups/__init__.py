"""Working groups: proposed, joined, led, with rooms of their own, reported on and closed."""

from handlers.groups.reports import ask_for_reports

__all__ = ["ask_for_reports"]
