"""Portraits of members: an interview in private, and a yes to each place by itself."""

from handlers.portraits.contributions import WebPortrait, web_portrait, web_words
from handlers.portraits.interview import remind_and_tidy

__all__ = [
    "WebPortrait",
    "remind_and_tidy",
    "web_portrait",
    "web_words",
]
