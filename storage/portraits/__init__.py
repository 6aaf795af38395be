"""Tables and repositories of portraits: questions, answers, and the yes to each place."""

from storage.portraits.portrait_questions import PortraitQuestion, PortraitQuestions
from storage.portraits.portrait_tables import Portrait, PortraitAnswer, PortraitYes
from storage.portraits.portraits import LETTER_KIND, Portraits, WaitingVoice

__all__ = [
    "LETTER_KIND",
    "Portrait",
    "PortraitAnswer",
    "PortraitQuestion",
    "PortraitQuestions",
    "PortraitYes",
    "Portraits",
    "WaitingVoice",
]
