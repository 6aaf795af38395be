"""Deliveries in doubt, shown to those in charge."""
