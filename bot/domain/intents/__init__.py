"""Intents of short messages in plain words, by a small linear model learned from examples.

The examples lie beside their features, `handlers/<feature>/examples/`; `make intents` learns them.
"""

from bot.domain.intents.model import MOST_CLAUSES, Interpretation, Verdict, clauses_of, understand

__all__ = [
    "MOST_CLAUSES",
    "Interpretation",
    "Verdict",
    "clauses_of",
    "understand",
]
