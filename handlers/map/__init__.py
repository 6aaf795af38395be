"""The map: members from a monthly snapshot, and layers of other features."""

from handlers.map.views import member_map, monthly_snapshot

__all__ = ["member_map", "monthly_snapshot"]
