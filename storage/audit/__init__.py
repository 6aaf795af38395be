"""Tables and repositories of audit."""

from storage.audit.chain import Break, BreakKind, Chain, Walk
from storage.audit.rows import About, Audit, Trace, Wanted

__all__ = [
    "About",
    "Audit",
    "Break",
    "BreakKind",
    "Chain",
    "Trace",
    "Walk",
    "Wanted",
]
