"""Changes of a letter, and its order."""

from zlib import crc32

import pytest

from bot.domain.digest.contents import (
    Changes,
    Part,
    WordsTooLong,
    changes_since,
    fits_in_a_room,
    moved_by,
    read_greeting,
    read_introduction,
    reordered,
)
from tests.same_checksum import FIRST, FORGED


def test_the_order_asked_for_comes_first() -> None:
    assert reordered([1, 2, 3, 4], [4, 2]) == [4, 2, 1, 3]
    assert reordered([1, 2], [2, 2]) == [2, 1]


def test_changes_tell_new_removed_reworded_and_moved_items() -> None:
    one, two, three = Part("news-1", "Un"), Part("news-2", "Deux"), Part("news-3", "Trois")
    shown = [one, two]

    assert not changes_since(shown, [one, two])
    assert changes_since(shown, [one, two, three]) == Changes(["news-3"], [], [], moved=False)
    assert changes_since(shown, [two]) == Changes([], ["news-1"], [], moved=False)
    assert changes_since(shown, [two, one]) == Changes([], [], [], moved=True)
    assert changes_since(shown, [Part("news-1", "1"), two]) == Changes(
        [], [], ["news-1"], moved=False
    )


def test_changes_are_told_of_words_that_have_the_same_checksum() -> None:
    shown, forged = Part("introduction", FIRST), Part("introduction", FORGED)

    assert crc32(FIRST.encode()) == crc32(FORGED.encode())
    assert changes_since([shown], [forged]).reworded == ["introduction"]


@pytest.mark.parametrize(
    ("key", "steps", "order"),
    [
        ("b", -1, "bac"),
        ("b", 1, "acb"),
        ("a", -1, "abc"),
        ("c", 5, "abc"),
        ("a", 9, "bca"),
        ("x", 1, "abc"),
    ],
)
def test_an_item_moves_and_stays_within_the_letter(key: str, steps: int, order: str) -> None:
    assert moved_by("abc", key, steps) == list(order)


def test_a_dash_alone_removes_a_greeting() -> None:
    assert read_greeting(" – ") == ""
    assert read_greeting(" Bonjour \n à  vous ") == "Bonjour\nà vous"
    with pytest.raises(WordsTooLong):
        read_greeting("x" * 201)
    assert read_introduction("x" * 600)


def test_seven_plain_lines_fit_in_a_room() -> None:
    assert fits_in_a_room([200] * 7)
    assert not fits_in_a_room([1] * 8)
    assert not fits_in_a_room([201])
