"""Words in polls: reasons of objections, and answers to open questions."""

from bot.domain.polls.tally import Choices
from bot.domain.words import fold

LONGEST_WORDS = 1000
LONGEST_TOPIC = 80
ANSWERED: Choices = (1,)
"""The ballot of an open question; the answer itself is in words."""
_WITHDRAW = frozenset({"withdraw", "retirer"})


def answer_meant(typed: str) -> Choices:
    """The ballot that typed words mean: answered, unless they withdraw the answer."""
    return () if fold(typed) in _WITHDRAW else ANSWERED
