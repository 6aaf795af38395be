"""Contacts as they are typed: a name, then how to reach them."""

import re

from bot.domain.questions.question import LONGEST_CONTACT, LONGEST_CONTACT_DETAILS
from bot.domain.questions.steps import Contact
from bot.domain.refusals import Refusal
from bot.domain.words import on_one_line

_SEPARATOR = re.compile(r"[,;\n]|\s[-–—:]\s")
_REACHED_BY = re.compile(r"@|https?:|(?:\d[ .-]?){6}")


class ContactWithoutName(Refusal):
    """Write the name of the contact first, then a comma and how to reach them.

    The person who asked reads the name, not the rest. For example: Housing office, 03 81 00 00 00.
    """

    about = "contact"


class ContactTooLong(Refusal):
    """This is too long: {name} characters at most for the name, {details} for the rest."""

    about = "contact"


def read_contact(typed: str) -> Contact:
    """A contact: a name, and after a comma, a dash or on the next line how to reach them."""
    name, *rest = _SEPARATOR.split(typed.strip(), maxsplit=1)
    name, details = on_one_line(name), " ".join(rest).strip()
    if not name or _REACHED_BY.search(name):
        raise ContactWithoutName
    if len(name) > LONGEST_CONTACT or len(details) > LONGEST_CONTACT_DETAILS:
        raise ContactTooLong(name=LONGEST_CONTACT, details=LONGEST_CONTACT_DETAILS)
    return Contact(name, details)
