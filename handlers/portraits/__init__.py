"""Portraits of members: an interview in private, and a yes to each place by itself."""

from handlers.portraits.interview import remind_and_tidy
from handlers.portraits.published import WebPortrait, web_portrait, web_words

__all__ = [
    "WebPortrait",
    "remind_and_tidy",
    "web_portrait",
    "web_words",
]
