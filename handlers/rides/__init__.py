"""Rides to events: seats that members offer and look for, shown to those who begin nearby."""
