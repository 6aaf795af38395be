"""Receipts and boxes of secret ballots."""

from collections import Counter

import pytest

from bot.domain.polls.boxes_and_receipts import (
    LARGEST,
    in_order,
    new_receipt,
    read_receipt,
    receipt_hash,
    split,
    split_receipt,
)

RECEIPT = "K7MP-42RA-CDEF-GH3T"


@pytest.mark.parametrize(
    ("typed", "choices", "receipt"),
    [
        ("2 K7MP-42RA-CDEF-GH3T", "2", RECEIPT),
        ("mardi et jeudi k7mp42racdefgh3t", "mardi et jeudi", RECEIPT),
        ("retirer K7MP-42RA-CDEF-GH3T ", "retirer", RECEIPT),
        ("K7MP-42RA-CDEF-GH3T", "", RECEIPT),
        ("2 K7MP-42RA-CDEF", "2 K7MP-42RA-CDEF", None),
        ("mardi", "mardi", None),
        ("", "", None),
    ],
)
def test_a_receipt_stands_behind_the_choices(typed: str, choices: str, receipt: str | None) -> None:
    assert split_receipt(typed) == (choices, receipt)


def test_a_receipt_is_read_as_it_was_given_and_its_hash_is_of_one_poll() -> None:
    receipts = {new_receipt() for _ in range(1000)}

    assert len(receipts) == 1000
    assert all(read_receipt(each) == each for each in receipts)
    assert receipt_hash(1, RECEIPT) != receipt_hash(2, RECEIPT)


def test_a_full_box_is_split_in_two_that_tell_nothing_of_the_order() -> None:
    box = {f"{nth:032x}": str(nth) for nth in range(LARGEST + 1)}

    first, second = split(box)

    assert {**first, **second} == box
    assert min(len(first), len(second)) == LARGEST // 2
    for each in (first, second):
        assert list(each) == sorted(each)
        assert list(in_order(dict(reversed(list(each.items()))))) == list(each)
    again, _ = split(box)
    assert Counter(again) != Counter(first), "at random"
