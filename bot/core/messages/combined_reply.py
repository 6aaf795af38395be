"""Combine several answers into one message."""

from bot.core.messages.answers import Answer, PassedOn, Replace, Toast
from bot.core.messages.content import Bold, Card, Keys, Line, Text


def together(first: Card | Text, *others: Answer) -> Card:
    """One card with `first`, then the others; answers that fit no card are left out."""
    made = as_card(first) or Card(None)
    for each in others:
        added = as_card(each)
        if added is not None:
            has_words = added.title is not None or added.lines
            apart: tuple[Line, ...] = ("",) if made.lines and has_words else ()
            title: tuple[Line, ...] = () if added.title is None else (Bold(added.title),)
            lines = (*made.lines, *apart, *title, *added.lines)
            made = Card(made.title, lines, (*made.buttons, *added.buttons))
    return made


def as_card(answer: Answer) -> Card | None:
    """The words and buttons of an answer as a card."""
    match answer:
        case Card():
            return answer
        case Replace(message):
            return as_card(message)
        case Toast(words) | Keys(words) | PassedOn(words):
            return Card(None, (words,))
        case Text() | str():
            return Card(None, (answer,))
        case _:
            return None
