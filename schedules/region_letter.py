"""The letter to the Region of each community, at its time."""

from bot.core import JobContext, JobRegistry
from bot.domain.region_letter import CATCH_UP
from handlers.region_letter import (
    hold_doubtful_region_letter,
    miss_region_letter,
    send_region_letter,
)

jobs = JobRegistry()


def _miss(ctx: JobContext, _argument: int | None) -> None:
    miss_region_letter(ctx)


def _hold_doubtful(ctx: JobContext, _argument: int | None) -> None:
    hold_doubtful_region_letter(ctx)


@jobs.job("region-letter", grace=CATCH_UP, missed=_miss, in_doubt=_hold_doubtful)
def send_region_letters(ctx: JobContext, _argument: int | None) -> None:
    send_region_letter(ctx)
