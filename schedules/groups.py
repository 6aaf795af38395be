"""Once a month the leads of working groups are asked for a line of report."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry
from handlers.groups import ask_for_reports

jobs = JobRegistry()


@jobs.job("groups", grace=timedelta(days=1), every=timedelta(hours=1))
def ask_leads(ctx: JobContext, _argument: None) -> None:
    """Ask for the reports of the month."""
    ask_for_reports(ctx)
