"""People of lists are written to, some at a time."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry
from handlers.invitations import write_to_invited

jobs = JobRegistry()


@jobs.job("invitation_mails", grace=timedelta(minutes=5), every=timedelta(minutes=5))
def write_invitations(ctx: JobContext, _argument: None) -> None:
    write_to_invited(ctx)
