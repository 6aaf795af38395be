"""Messages that read as a question."""

import pytest

from bot.domain.questions.question import LONG_MESSAGE, reads_as_question


@pytest.mark.parametrize(
    ("typed", "asks"),
    [
        ("l'aide au vélo est ouverte ?", True),
        ("bonjour je voudrais savoir l'adresse", True),
        ("COMMENT avoir l'aide pour l'isolation", True),
        ("how do I get the grant", True),
        ("mot " * LONG_MESSAGE, True),
        ("oui", False),
        ("je viens avec mon mari", False),
        ("Le composteur déborde", False),
        ("???", False),
    ],
)
def test_a_question_is_told_by_its_mark_its_words_or_its_length(typed: str, *, asks: bool) -> None:
    assert reads_as_question(typed) is asks
