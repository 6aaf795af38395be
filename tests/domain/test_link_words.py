"""Words of deep links."""

import pytest

from bot.domain.links import link_word, read_place


@pytest.mark.parametrize(
    ("word", "place", "rest"),
    [
        (link_word(3, "vote", 7, 2), 3, "vote-7-2"),
        (link_word(None, "cmd", "me"), None, "cmd-me"),
        ("in3", 3, ""),
        ("inform-7", None, "inform-7"),
        (f"in{'9' * 10}-vote", None, f"in{'9' * 10}-vote"),
    ],
)
def test_a_word_names_its_community_or_none(word: str, place: int | None, rest: str) -> None:
    assert read_place(word) == (place, rest)
