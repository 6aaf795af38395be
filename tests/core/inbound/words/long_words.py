"""The worst of 4,096 characters, and the time that reading them may take."""

from bot.app import declarations
from tests.hostile.worst_words import slowness

LIMIT = 0.05
DECLARED = declarations()


def is_quick(took: float) -> bool:
    """True within the limit of a machine as fast as ours, or of this one if it is slower."""
    return took < LIMIT or took < LIMIT * slowness()
