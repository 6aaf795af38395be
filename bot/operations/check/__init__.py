"""`terreau check`: a line for each thing that must be in order, with what to do where it is not.

What is still to come (a seat whose holder has not joined) is told apart from what is wrong.
Nothing is changed: the database is seen as the next start will have it, then left as it is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.core.messages.content import Text, Words, text
from bot.operations.copied_text import AtTheTerminal


class Mark(StrEnum):
    """The state of a checked thing."""

    FINE = "fine"
    TO_COME = "to come"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing: its state, and the words about it or the remedy."""

    mark: Mark
    subject: Words
    words: Words = ""


def fine(subject: Words, words: Words = "") -> Finding:
    return Finding(Mark.FINE, subject, words)


def to_come(subject: Words, words: Words) -> Finding:
    return Finding(Mark.TO_COME, subject, words)


def wrong(subject: Words, words: Words) -> Finding:
    return Finding(Mark.WRONG, subject, words)


def untrusted(address: str) -> Text:
    """The remedy where a certificate is refused."""
    return text(
        "the certificate of {address} is not valid here: if it is of an authority of your own, "
        "name the file with its certificate in SSL_CERT_FILE",
        address=address,
    )


def lines(findings: Iterable[Finding], locale: str) -> Iterator[str]:
    """A line for each finding."""
    reader = AtTheTerminal(locale)
    marks = {
        Mark.FINE: reader.say(text("OK")),
        Mark.TO_COME: reader.say(text("TO DO")),
        Mark.WRONG: reader.say(text("WRONG")),
    }
    width = max(map(len, marks.values()))
    for each in findings:
        line = text("{subject}: {words}", subject=each.subject, words=each.words)
        words = reader.say(line if each.words else each.subject)
        yield f"{marks[each.mark]:<{width}}  {words}"
