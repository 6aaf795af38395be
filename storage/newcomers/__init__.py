"""Newcomers: who is to be welcomed by whom, and what they say after a week."""

from storage.newcomers.greetings import FirstWeek, Greeter, Greeting, GreetingAnswer, Greetings

__all__ = [
    "FirstWeek",
    "Greeter",
    "Greeting",
    "GreetingAnswer",
    "Greetings",
]
