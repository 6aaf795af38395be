"""Counts of members for the map."""

from storage.map.snapshots import EVERYBODY, MapSnapshots, MemberSnapshot

__all__ = ["EVERYBODY", "MapSnapshots", "MemberSnapshot"]
