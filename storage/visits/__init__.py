"""Tables and repository of visits: monthly series, their hosts, and whose turn it is."""

from storage.visits.visits import VisitHost, Visits, VisitSeries, VisitTurn

__all__ = [
    "VisitHost",
    "VisitSeries",
    "VisitTurn",
    "Visits",
]
