"""Letters submitted, approved and sent at their time, or skipped, paused and missed."""
