"""Figures on rides to events: how many were offered and agreed, never by whom."""

from bot.core import JobContext, Router, text
from bot.domain.dates.local_time import Period
from bot.references.stats import Figures, figures
from bot.vocabulary.privacy import people_count
from storage.rides import RideCounts

router = Router()


@router.contribution(figures)
def ride_figures(ctx: JobContext, period: Period) -> Figures:
    """Numbers of rides to the events of a period that are over; nothing where none was offered."""
    numbers = ctx.store[RideCounts].in_period(ctx.community.id, period.since, period.until)
    lines = (
        text("Rides offered: {count}", count=people_count(numbers.offered)),
        text("Rides shared: {count}", count=people_count(numbers.agreed)),
    )
    is_any = numbers.offered or numbers.agreed
    return Figures(order=25, title=text("Rides to events"), lines=lines if is_any else ())
