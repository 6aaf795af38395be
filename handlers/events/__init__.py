"""Events."""

from handlers.events.amending import amend
from handlers.events.announcing import CARD, publish
from handlers.events.attending import answer, offer_seats
from handlers.events.event_meant import EVENTS, numbered, over_numbered, over_pressed, pressed
from handlers.events.notices import JOB, tell_next
from handlers.events.picture_posts import (
    LONGEST_WORDS,
    fetch_picture,
    post_picture,
    read_picture,
    shown,
)
from handlers.events.reminder_words import wanted_in_words
from handlers.events.series_words import again, following
from handlers.events.words import (
    AFTERWARDS,
    ANSWERS,
    KINDS,
    SAID,
    about,
    address,
    called,
    described,
    in_writing,
    listed,
    what,
    when,
    where,
)

__all__ = [
    "AFTERWARDS",
    "ANSWERS",
    "CARD",
    "EVENTS",
    "JOB",
    "KINDS",
    "LONGEST_WORDS",
    "SAID",
    "about",
    "address",
    "again",
    "amend",
    "answer",
    "called",
    "described",
    "fetch_picture",
    "following",
    "in_writing",
    "listed",
    "numbered",
    "offer_seats",
    "over_numbered",
    "over_pressed",
    "post_picture",
    "pressed",
    "publish",
    "read_picture",
    "shown",
    "tell_next",
    "wanted_in_words",
    "what",
    "when",
    "where",
]
