"""Newcomers: how long they are new, and how many of them one member is asked to welcome."""

from datetime import timedelta

MOST_GREETED = 7
"""A member is asked to welcome so many newcomers at most."""
GREETED_WITHIN = timedelta(days=30)
"""In this time."""
WAITS_FOR = timedelta(days=30)
"""Time for which a newcomer waits to be welcomed."""
FIRST_WEEK = timedelta(days=7)
"""Time after which a newcomer is asked how it was."""
ASKED_UNTIL = timedelta(days=14)
"""Who could not be asked by then is not."""
ANSWERS_SHOWN = timedelta(days=14)
"""Time for which gardeners find an answer on their list."""
