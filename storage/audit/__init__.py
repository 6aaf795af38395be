"""Tables and repositories of audit."""

from storage.audit.chain import Break, Chain, Walk, Why
from storage.audit.rows import About, Audit, Trace, Wanted

__all__ = [
    "About",
    "Audit",
    "Break",
    "Chain",
    "Trace",
    "Walk",
    "Wanted",
    "Why",
]
