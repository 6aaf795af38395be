"""Messages that members report to the gardeners."""

from handlers.reports.reporting import report_words

__all__ = ["report_words"]
