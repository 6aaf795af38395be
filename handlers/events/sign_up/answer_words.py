"""Answers to an event, in words."""

from bot.core import Context, Text, Typed, text
from bot.domain.events.rules import Rsvp
from bot.references.events import rsvp_command
from handlers.events.words import event_time
from storage.events import Attendance, Event, Guests, WaitingList


def answer_text(ctx: Context, event: Event, attendance: Attendance | None) -> Text:
    """An answer in a few words."""
    if attendance is None:
        return text("Your answer to event {number} is taken back.", number=event.number)
    if attendance.answer == Rsvp.WAITING:
        place = ctx.store[WaitingList].ahead_of(attendance) + 1
        return text(
            "It is full. You are number {place} on the waiting list: I write to you when a place "
            "is free.",
            place=place,
        )
    if attendance.answer == Rsvp.MAYBE:
        return text("Noted: you may be coming.")
    if attendance.answer == Rsvp.DECLINED:
        return text("Noted: you are not coming.")
    names = [each.name for each in ctx.store[Guests].of(attendance.id) if each.name]
    if names:
        return text("You are coming, with {names}: {when}.", names=names, when=event_time(event))
    return text("You are coming: {when}.", when=event_time(event))


def typed_answer(event: Event, en: str, fr: str) -> Typed:
    return rsvp_command.typed(event.number, (en, fr))
