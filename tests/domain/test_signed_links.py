"""Signed words of links: whose they are, how long, and that nobody else makes one."""

import re
import string
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.links import SIGNATURE_LIFE, sign_word, split_signature
from tests.town import START

KEY = bytes(range(32))
ZOE, MAX = "telegram:7", "matrix:@max:hs"
LETTERS = string.ascii_letters + string.digits + "_-"
words = st.text(LETTERS, min_size=1, max_size=47)
accounts = st.one_of(
    st.integers(1, 2**52).map("telegram:{}".format), st.text("abc.:@-_/", min_size=1, max_size=40)
)


@given(words, accounts, st.timedeltas(timedelta(0), SIGNATURE_LIFE - timedelta(seconds=1)))
def test_a_signed_word_is_valid_for_its_account_for_ten_minutes(
    word: str, account: str, later: timedelta
) -> None:
    signed = sign_word(word, account, KEY, START)

    assert len(signed) == len(word) + 17
    assert re.fullmatch("[A-Za-z0-9_-]{1,64}", signed), "what Telegram takes"
    assert split_signature(signed, account, KEY, START + later) == (word, True)
    assert split_signature(signed, account, KEY, START + SIGNATURE_LIFE) == (word, False)
    assert split_signature(signed, account + "1", KEY, START) == (word, False)
    assert split_signature(signed, account, bytes(32), START) == (word, False)
    assert split_signature(word, account, KEY, START)[1] is False


@given(words, st.data())
def test_no_character_of_it_can_be_another(word: str, data: st.DataObject) -> None:
    signed = sign_word(word, ZOE, KEY, START)
    at = data.draw(st.integers(0, len(signed) - 1))
    other = data.draw(st.sampled_from([each for each in LETTERS if each != signed[at]]))

    forged = signed[:at] + other + signed[at + 1 :]

    assert split_signature(forged, ZOE, KEY, START)[1] is False
    assert split_signature(signed, ZOE, KEY, START)[1] is True


@given(words, words)
def test_a_signature_is_for_one_word(word: str, other: str) -> None:
    signature = sign_word(word, ZOE, KEY, START)[:17]

    assert split_signature(signature + other, ZOE, KEY, START) == (other, other == word)


@given(st.text(max_size=80))
def test_any_other_word_is_not_the_choice_of_the_person(word: str) -> None:
    assert split_signature(word, MAX, KEY, START) == (word, False)


def test_a_signed_word_holds_in_any_time_zone() -> None:
    signed = sign_word("in1-vote-7-2", ZOE, KEY, START)
    utc = datetime.fromisoformat("2026-11-24T09:09:59+00:00")

    assert split_signature(signed, ZOE, KEY, utc) == ("in1-vote-7-2", True)
    assert split_signature(signed, ZOE, KEY, utc + timedelta(seconds=1)) == ("in1-vote-7-2", False)
