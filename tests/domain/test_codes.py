"""Codes that tie accounts: their shape, how forgivingly they are read, how hard to find."""

import math
import random
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import codes
from bot.domain.codes import (
    ALPHABET,
    LENGTH,
    NotACode,
    NotALongCode,
    new_long_code,
    read_code,
    read_long_code,
)
from tests.handlers.conversations.understood_sentences import UNDERSTOOD

SPACE = len(ALPHABET) ** LENGTH * 0.56
"""More than half of all codes can be taken for no word: `test_the_share_of_codes`."""


def test_no_two_characters_look_alike() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 27
    assert not set(ALPHABET) & set("01OIL")
    for pair in ("2Z", "5S", "8B", "UV"):
        assert len(set(pair) & set(ALPHABET)) == 1


def test_codes_and_tokens_have_their_shape() -> None:
    for _ in range(200):
        code, token = codes.new_code(), codes.new_token()
        assert [len(group) for group in code.split("-")] == [3, 3, 2]
        assert set(code) <= set(ALPHABET) | {"-"}
        assert token.isascii()
        assert token.isalnum()


def test_a_token_has_128_bits_and_fits_a_start_word() -> None:
    assert codes.TOKEN_LENGTH * math.log2(62) >= 128
    assert len(f"in999999-link-{codes.new_token()}") <= 64


@given(
    st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH),
    st.sampled_from(["{}-{}-{}", "{}{}{}", "{} {} {}", " {}\u00a0{}-{} ", "{}\u2011{}\u2013{}."]),
    st.booleans(),
)
def test_a_code_is_read_however_it_is_typed(bare: str, shape: str, lower: bool) -> None:  # noqa: FBT001
    groups = bare[:3], bare[3:6], bare[6:]
    typed = shape.format(*groups)

    assert read_code(typed.lower() if lower else typed) == "-".join(groups)


def test_similar_characters_of_a_code_are_read_alike() -> None:
    assert read_code("zsb-uzs-bu") == "258-V25-8V"


@pytest.mark.parametrize("typed", ["", "K7M", "K7M-4PX-2R9", "é7M-4PX-2R", "--------", "٣٣٣٣٣٣٣٣"])
def test_a_wrong_code_is_explained(typed: str) -> None:
    with pytest.raises(NotACode):
        read_code(typed)


@given(st.text())
def test_anything_typed_is_a_code_or_explained(typed: str) -> None:
    with suppress(NotACode):
        assert len(read_code(typed)) == LENGTH + 2


@given(
    st.text(ALPHABET, min_size=12, max_size=12),
    st.sampled_from(["{}-{}-{}-{}", "{}{}{}{}", "{} {} {} {}", " {}\u00a0{}\u2011{}\u2013{}."]),
    st.booleans(),
)
def test_a_long_code_is_read_however_it_is_typed(bare: str, shape: str, lower: bool) -> None:  # noqa: FBT001
    groups = bare[:3], bare[3:6], bare[6:9], bare[9:]
    typed = shape.format(*groups)

    assert read_long_code(typed.lower() if lower else typed) == "-".join(groups)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "K7M-4PX-2R",
        "K7M-4PX-2RA-CDEF",
        "in1-vote-1-1",
        "cmd-menu",
        "illicooooooo",
        "é7M4PX2RACDE",
    ],
)
def test_other_words_are_no_long_code(typed: str) -> None:
    with pytest.raises(NotALongCode):
        read_long_code(typed)


def test_a_long_code_bears_a_day_of_searching() -> None:
    """A copy of the database is searched for ten thousand years where a short code takes a week."""
    assert all(read_long_code(code) == code for code in (new_long_code() for _ in range(99)))
    assert len(ALPHABET) ** 4 / 52 > 10_000
    assert codes.TRIES_OF_ALL * (codes.LONG_LIFE / codes.SLOT) / len(ALPHABET) ** 12 < 1e-12


@pytest.mark.slow
def test_hashes_tell_codes_apart() -> None:
    some = [codes.new_code() for _ in range(50)]

    assert len({codes.digest_of_code(each) for each in some}) == len(set(some))
    assert all(each not in codes.digest_of_code(each) for each in some)
    assert codes.digest_of_code("K7M-4PX-2R") == codes.digest_of_code(read_code("k7m4px2r"))


@pytest.mark.slow
def test_a_million_guesses_find_none() -> None:
    """A hundred codes wait while a million guesses are made, and none is met."""
    chance = random.Random(20261124)
    waiting = {"".join(chance.choices(ALPHABET, k=LENGTH)) for _ in range(100)}

    met = sum("".join(chance.choices(ALPHABET, k=LENGTH)) in waiting for _ in range(1_000_000))

    assert met == 0
    assert 1_000_000 * len(waiting) / SPACE < 1 / 1_500


def test_the_limits_stretch_a_million_guesses_over_a_month() -> None:
    a_day = codes.TRIES_OF_ALL * (timedelta(days=1) / codes.SLOT)

    assert a_day == 28_800
    assert 1_000_000 / a_day > 34
    assert a_day * 100 / SPACE < 1 / 54_000


@given(st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_slot_ends_within_ten_minutes_and_is_the_same_for_all_in_it(now: datetime) -> None:
    end = codes.end_of_slot(now)

    assert timedelta(0) < end - now <= codes.SLOT
    assert codes.end_of_slot(end - timedelta(microseconds=1)) == end


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("K7M-4PX-2R", "K7M-4PX-2R"),
        (" k7m 4px 2r. ", "K7M-4PX-2R"),
        ("« K7M4PX2R »", "K7M-4PX-2R"),
        ("K7M4-PX2R", "K7M-4PX-2R"),
        ("K7M\u20114PX\u20132S", "K7M-4PX-25"),
        ("`K7M-4PX-2RA-CDE`", "K7M-4PX-2RA-CDE"),
        ("k7m4px2racde", "K7M-4PX-2RA-CDE"),
        ("K7M-4PO-2I", "K7M-4PO-2I"),
        ("ACD-EFG-HJ", "ACD-EFG-HJ"),
        ("K7MP-42RA-CDEF-GH3T", "K7MP-42RA-CDEF-GH3T"),
        ("aZ3" * 10 + "aZ", "aZ3" * 10 + "aZ"),
        *[
            (words, None)
            for words in (
                *("", "bonjour", "regarder", "REGARDER", "23 heures", "24 mars 25", "2e étage 3"),
                *("06 12 34 56", "25000 Dole", "24122026", "2345-6789", "234-567-89", "K7M-4PX"),
                *("mon code est K7M-4PX-2R", "K7M-4PX-2R9", "éàè-êîô-ûù", "x" * 32, "1" * 32),
                *("K7M\n\n4PX\n\n2R?\n" * 99, "-" * 10_000, "A2" * 50_000),
                *("lun-mar-24", "lun-mar-mer-jeu", "oui-non-ok", "rdv mar-24", "K7M4PX2S"),
            )
        ],
    ],
)
def test_a_code_alone_is_known_from_other_words(words: str, code: str | None) -> None:
    assert codes.code_alone(words) == code


def test_every_code_with_hyphens_is_known() -> None:
    for code in [make() for make in (codes.new_code, codes.new_long_code) for _ in range(100)]:
        typed = (code, code.lower(), f" « {code} ». ", code.replace("-", " \u2013 "))
        assert [codes.code_alone(each) for each in typed] == [code] * len(typed)


def test_a_new_code_is_never_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter("23456789" + "REGARDER" + "K7M4PX2R")
    monkeypatch.setattr("bot.domain.codes.secrets.choice", lambda _: next(drawn))

    assert codes.new_code() == "K7M-4PX-2R"


def test_every_new_code_is_known_without_hyphens() -> None:
    """What a person types of it never becomes words that are offered to be sent."""
    for code in [*(codes.new_code() for _ in range(300)), *(new_long_code() for _ in range(300))]:
        for mark in ("", " "):
            assert codes.code_alone(code.replace("-", mark).lower()) == code


def test_the_share_of_codes() -> None:
    chance = random.Random(20261130)
    bare = ["".join(chance.choices(ALPHABET, k=LENGTH)) for _ in range(5_000)]

    assert sum(map(codes.is_no_word, bare)) > 0.55 * len(bare)


def test_most_typed_codes_are_known_without_hyphens() -> None:
    chance = random.Random(20261124)
    bare = ["".join(chance.choices(ALPHABET, k=LENGTH)) for _ in range(1000)]
    for shape in ("{}{}{}", "{} {} {}"):
        typed = {each: shape.format(each[:3], each[3:6], each[6:]).lower() for each in bare}
        known = {each: codes.code_alone(words) for each, words in typed.items()}
        assert sum(each is not None for each in known.values()) > 500
        assert {each.replace("-", "") for each in known.values() if each} <= set(bare)


EVERYDAY = (
    *("23heures", "22heures", "24heures", "23h", "14h30", "9h", "14h30min", "9h45a11h", "8h2325"),
    *(
        "rdv23h45",
        "avant22h",
        "jeudi23h",
        "23h45rdv",
        "de9ha23h",
        "7h45a9h2",
        "22h45-23h",
        "9H23A24H",
    ),
    *("besoin2", "besoin24", "covid19", "covid-19", "2places", "23places", "2places4", "places24"),
    *("24mars25", "24mars26", "mars2025", "2026mars", "24-03-26", "24-mar-26", "rdv mar 24"),
    *("75001", "25000", "F-25000", "25000 Dole", "75011Paris", "39100", "25220Roche", "2A004"),
    *("ce2etcm2", "CE2 et CM2", "mp3etmp4", "4m2et3m2", "2eet3eme", "23emerue", "3ememarche"),
    *(
        "agenda24",
        "marche23",
        "patate23",
        "cafe2024",
        "jardin25",
        "panneaux",
        "regarder",
        "REGARDER",
    ),
    *("2e étage", "4personnes", "2adultes", "45metres", "250m2", "254kmh22", "24enfants", "22ans"),
    *("06 12 34 56", "0612345678", "2345 6789", "AB-123-CD", "zone23ab", "Besancon", "Terreau2"),
)
"""Words, hours, dates and postcodes, half of them as long as a code."""


@pytest.mark.parametrize("word", EVERYDAY)
def test_an_everyday_word_is_no_code(word: str) -> None:
    shapes = (word, word.upper(), word.capitalize(), f" {word}.", f"« {word} »")

    assert [each for each in (*shapes, "k7m4px2r") if codes.code_alone(each)] == ["k7m4px2r"]


def test_what_people_write_is_no_code() -> None:
    said = [each for those in UNDERSTOOD.values() for each in those]
    assert [each for each in (*said, "k7m4px2r") if codes.code_alone(each)] == ["k7m4px2r"]
