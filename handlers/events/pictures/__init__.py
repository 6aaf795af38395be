"""The picture of an event: uploaded, fetched, posted before the card."""
