"""Messages that members report to the gardeners."""
