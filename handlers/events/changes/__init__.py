"""Changes to an announced event, its cancellation, and the notices about them."""
