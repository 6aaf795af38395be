"""Figures on the events of a time: how many people came, never who.

Numbers below five are not shown: few people are easily identified.
"""

from datetime import datetime

from bot.core import Bold, Context, Line, Router, Text, Words, ntext, text
from bot.references.outcomes import figures
from handlers.events.words import KIND_LABELS
from storage.events import EventFigures, Figures

router = Router()

SMALLEST_SHOWN = 5
"""Numbers of people below this are not shown."""


@router.contribution(figures)
def event_figures(ctx: Context, since: datetime) -> list[Line]:
    """Numbers of events, sign-ups and people who came."""
    numbers = ctx.store[EventFigures].figures(ctx.community.id, since, ctx.now)
    lines = _total_lines(numbers)
    if len(numbers.kinds) > 1:
        lines.append(Bold(text("By kind")))
        kinds_are_told = not any(_is_few(each) for each in numbers.kinds.values())
        lines += [
            _kind_line(KIND_LABELS[kind], numbers.kinds[kind], is_told=kinds_are_told)
            for kind in KIND_LABELS
            if kind in numbers.kinds
        ]
    if numbers.held:
        lines.append(
            text("Guests are included. Numbers below {few} are not shown.", few=SMALLEST_SHOWN)
        )
    return lines


def _total_lines(figures: Figures) -> list[Line]:
    if not figures.held:
        return [text("No event took place.")]
    held: Text = ntext("{count} event took place.", "{count} events took place.", figures.held)
    if not figures.noted:
        return [held, text("Attendance was not noted.")]
    noted = ntext(
        "Attendance was noted at {count} of them:",
        "Attendance was noted at {count} of them:",
        figures.noted,
    )
    return [
        held,
        noted,
        text("Signed up: {count}", count=_count_text(figures.signed_up)),
        text("Came: {count}", count=_count_text(figures.came)),
        text("Came to an event here for the first time: {count}", count=_count_text(figures.first)),
        text("Signed up and did not come: {count}", count=_count_text(figures.missed)),
    ]


def _is_few(figures: Figures) -> bool:
    """True if the numbers are too small to show."""
    return any(0 < count < SMALLEST_SHOWN for count in (figures.signed_up, figures.came))


def _kind_line(kind: Text, figures: Figures, *, is_told: bool) -> Text:
    held = ntext("{count} event", "{count} events", figures.held)
    if not is_told or not figures.noted:
        return text("{kind}: {held}", kind=kind, held=held)
    return text(
        "{kind}: {held}, signed up: {signed_up}, came: {came}",
        kind=kind,
        held=held,
        signed_up=_count_text(figures.signed_up),
        came=_count_text(figures.came),
    )


def _count_text(count: int) -> Words:
    """A number of people, unless it is too small."""
    return (
        text("fewer than {few}", few=SMALLEST_SHOWN)
        if 0 < count < SMALLEST_SHOWN
        else text("{count}", count=count)
    )
