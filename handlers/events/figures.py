"""Figures on the events of a period: how many people came, never who."""

from bot.core import Bold, JobContext, Line, Router, Text, ntext, text
from bot.domain.dates.local_time import Period
from bot.references.stats import Figures, figures
from bot.vocabulary.privacy import SMALLEST_SHOWN, people_count
from handlers.events.words import KIND_LABELS
from storage.events import EventFigures
from storage.events import Figures as EventNumbers

router = Router()


@router.contribution(figures)
def event_figures(ctx: JobContext, period: Period) -> Figures:
    """Numbers of events, sign-ups and people who came."""
    numbers = ctx.store[EventFigures].figures(ctx.community.id, period.since, period.until)
    return Figures(
        order=20,
        title=text("Events: attendance"),
        lines=tuple(_lines(numbers)),
        brief=_brief_text(numbers),
    )


def _lines(numbers: EventNumbers) -> list[Line]:
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


def _brief_text(numbers: EventNumbers) -> Text | None:
    """Events and people who came, in one line; None if no event took place."""
    if not numbers.held:
        return None
    held: Text = ntext("{count} event", "{count} events", numbers.held)
    if not numbers.noted:
        return held
    return text("{held}, people who came: {came}", held=held, came=people_count(numbers.came))


def _total_lines(numbers: EventNumbers) -> list[Line]:
    if not numbers.held:
        return [text("No event took place.")]
    held: Text = ntext("{count} event took place.", "{count} events took place.", numbers.held)
    if not numbers.noted:
        return [held, text("Attendance was not noted.")]
    noted = ntext(
        "Attendance was noted at {count} of them:",
        "Attendance was noted at {count} of them:",
        numbers.noted,
    )
    return [
        held,
        noted,
        text("Signed up: {count}", count=people_count(numbers.signed_up)),
        text("Came: {count}", count=people_count(numbers.came)),
        text(
            "Came to an event here for the first time: {count}", count=people_count(numbers.first)
        ),
        text("Signed up and did not come: {count}", count=people_count(numbers.missed)),
    ]


def _is_few(numbers: EventNumbers) -> bool:
    """True if the numbers are too small to show."""
    return any(0 < count < SMALLEST_SHOWN for count in (numbers.signed_up, numbers.came))


def _kind_line(kind: Text, numbers: EventNumbers, *, is_told: bool) -> Text:
    held = ntext("{count} event", "{count} events", numbers.held)
    if not is_told or not numbers.noted:
        return text("{kind}: {held}", kind=kind, held=held)
    return text(
        "{kind}: {held}, signed up: {signed_up}, came: {came}",
        kind=kind,
        held=held,
        signed_up=people_count(numbers.signed_up),
        came=people_count(numbers.came),
    )
