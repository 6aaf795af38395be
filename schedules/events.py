"""Reminders, freed places and series of events."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry
from handlers.events import REMINDER_GRACE, announce_next_events, offer_freed_places, send_reminders

jobs = JobRegistry()


@jobs.job("event_reminders", grace=REMINDER_GRACE, every=timedelta(minutes=2))
def remind_of_events(ctx: JobContext, _argument: None) -> None:
    send_reminders(ctx)


@jobs.job("seats", grace=timedelta(days=1), every=timedelta(minutes=1))
def offer_places(ctx: JobContext, _argument: None) -> None:
    offer_freed_places(ctx)


@jobs.job("event_series", grace=timedelta(hours=1), every=timedelta(minutes=10))
def continue_series(ctx: JobContext, _argument: None) -> None:
    announce_next_events(ctx)
