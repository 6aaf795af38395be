"""The digest of each community, at its time."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry
from bot.domain.digest.contents import CATCH_UP, EVENING, REMINDED_BEFORE
from handlers.digest import (
    hold_doubtful_digest,
    miss_due_digest,
    remind_of_approvals,
    remind_of_consultations,
    send_due_digest,
)

HOUR = timedelta(hours=1)

jobs = JobRegistry()


@jobs.job("digest", grace=CATCH_UP, missed=miss_due_digest, in_doubt=hold_doubtful_digest)
def send_digests(ctx: JobContext, _argument: int | None) -> None:
    send_due_digest(ctx)


@jobs.job("digest-evening", grace=EVENING)
def remind_gardeners_in_the_evening(ctx: JobContext, _argument: int | None) -> None:
    remind_of_approvals(ctx)


@jobs.job("digest-reminder", grace=REMINDED_BEFORE)
def remind_gardeners(ctx: JobContext, _argument: int | None) -> None:
    remind_of_approvals(ctx)


@jobs.job("consultations", every=HOUR, grace=HOUR)
def remind_of_ending_consultations(ctx: JobContext, _argument: int | None) -> None:
    remind_of_consultations(ctx)
