"""The choices that a poll may offer, and those that typed words mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.polls.rules import (
    Choices,
    ChoiceTwice,
    NothingToRead,
    TooFewChoices,
    TooManyChoices,
    check_choices,
    choices_meant,
    tidy,
)
from bot.domain.refusals import Refusal

DAYS = ["mardi", "jeudi", "Samedi matin", "10", "👍"]


@pytest.mark.parametrize(
    ("typed", "choices"),
    [
        pytest.param("2", (2,), id="a number"),
        pytest.param("#2", (2,), id="a number with a mark"),
        pytest.param("1 3", (1, 3), id="two numbers"),
        pytest.param("3, 1", (1, 3), id="in any order"),
        pytest.param("1 et 3", (1, 3), id="in words"),
        pytest.param("2 2", (2,), id="the same twice"),
        pytest.param("JEUDI", (2,), id="capitals"),
        pytest.param("samedi  matin", (3,), id="several words"),
        pytest.param("samedi-matin", (3,), id="as a link spells it"),
        pytest.param("mardi, samedi matin", (1, 3), id="two by their words"),
        pytest.param("mardi et jeudi", (1, 2), id="two in a sentence"),
        pytest.param("10", (4,), id="a choice that is a number"),
        pytest.param("👍", (5,), id="a choice without letters"),
        pytest.param("retirer", (), id="taken back"),
        pytest.param("Withdraw", (), id="taken back in English"),
        pytest.param("6", None, id="no such number"),
        pytest.param("0", None, id="nought"),
        pytest.param("1 9", None, id="one of two is wrong"),
        pytest.param("dimanche", None, id="no such words"),
        pytest.param("²", None, id="a figure that is no number"),
        pytest.param("9" * 5000, None, id="endless"),
        pytest.param(", ;", None, id="separators alone"),
    ],
)
def test_typed_words_mean_choices(typed: str, choices: Choices | None) -> None:
    assert choices_meant(typed, DAYS) == choices


def test_words_that_fit_two_choices_mean_none() -> None:
    assert choices_meant("oui", ["👍 oui", "oui !"]) is None
    assert choices_meant("oui", ["👍 oui", "non !"]) == (1,)


def test_a_choice_called_withdraw_can_be_chosen() -> None:
    assert choices_meant("retirer", ["retirer", "garder"]) == (1,)


@pytest.mark.parametrize(
    ("choices", "refusal"),
    [
        pytest.param([], TooFewChoices, id="none"),
        pytest.param(["mardi"], TooFewChoices, id="one"),
        pytest.param([str(number) for number in range(11)], TooManyChoices, id="eleven"),
        pytest.param(["Été", "hiver", "ete"], ChoiceTwice, id="twice but for accents"),
    ],
)
def test_bad_choices_are_refused(choices: list[str], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        check_choices(choices)


@pytest.mark.parametrize(
    ("typed", "tidied"),
    [
        pytest.param("  deux\n mots\t ", "deux mots", id="blanks"),
        pytest.param("\u202emardi\u200b", "mardi", id="what nobody sees"),
        pytest.param("👩\u200d🌾 au jardin", "👩\u200d🌾 au jardin", id="a joined emoji"),
    ],
)
def test_words_are_kept_on_one_line(typed: str, tidied: str) -> None:
    assert tidy(typed) == tidied


def test_a_choice_without_visible_letters_is_refused() -> None:
    with pytest.raises(NothingToRead):
        tidy("\u200b\u2060 \u200d")


@given(st.text())
def test_any_words_mean_known_choices_or_none(typed: str) -> None:
    found = choices_meant(typed, DAYS)

    assert set(found or ()) <= set(range(1, len(DAYS) + 1))
