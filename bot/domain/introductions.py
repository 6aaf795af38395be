"""Introductions of two members to each other: answers, limits and times."""

from datetime import timedelta
from enum import StrEnum

OPEN_FOR = timedelta(days=30)
"""Time in which both sides can agree."""
RIDE_OPEN_FOR = timedelta(days=400)
"""Time in which two people can agree on a ride: it is deleted once the event is over."""
FOLLOWED_UP_AFTER = timedelta(days=30)
"""Time after which two people in contact are asked whether it helped."""
WORDS_KEPT_FOR = timedelta(days=60)
"""Time after which the reason of an introduction and the contacts given for it are deleted."""
CONTACT_DELETED = "-"
"""Stands for a contact in words after that time: the accounts are not given in its place."""
MOST_REQUESTS = 5
"""Open requests of one member to meet others."""
LONGEST_REASON = 300
LONGEST_CONTACT = 200


class Consent(StrEnum):
    """The answer of one side."""

    YES = "yes"
    NO = "no"


class Asked(StrEnum):
    """The question that one side was asked last."""

    NOTHING = ""
    AGE = "age"
    MEETING = "meeting"
    UNREACHED = "unreached"
    """None: no message reaches them now."""
    CONTACT = "contact"
    """Another contact, since the one given is gone."""


class Helped(StrEnum):
    """The answer to the question whether an introduction helped."""

    YES = "yes"
    NO = "no"
