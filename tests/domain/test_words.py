"""Words without what nobody sees; read again here by what Unicode says of each character."""

from itertools import pairwise
from unicodedata import bidirectional, category

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.words import normalised, on_one_line, person_name

TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
FILLERS = "\u115f\u1160\u2800\u3164\uffa0"
EMOJI = [
    "👩\u200d👩\u200d👧",
    "🏳\ufe0f\u200d🌈",
    "❤\ufe0f\u200d🔥",
    "🤷🏽\u200d♀\ufe0f",
    "👍🏽",
    "1\ufe0f\u20e3",
    "☎\ufe0e",
    "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
]
awkward = st.text(
    st.one_of(
        st.characters(categories=("Cc", "Cf", "Zs", "Zl", "Zp")),
        st.sampled_from(f"{FILLERS}\ufe0f\ufe0e\u200d👩❤🏴é1a|-\n\t "),
        st.characters(codec="utf-8"),
    ),
    max_size=40,
)


def check_seen(words: str) -> None:
    """Each character that is not seen has a reason to be there: an emoji."""
    for nth, letter in enumerate(words):
        before, behind = words[:nth], words[nth + 1 :]
        assert bidirectional(letter) not in TURNING
        assert letter not in FILLERS
        if letter == "\u200d":
            assert category(before.rstrip("\ufe0f")[-1]) in ("So", "Sk", "Sm", "Cn"), before
            assert category(behind[0]) in ("So", "Sk", "Sm", "Cn"), behind
        elif category(letter) == "Cf":
            assert before.rstrip("".join(map(chr, range(0xE0020, 0xE0080))))[-1] == "🏴"
        elif letter in "\ufe0e\ufe0f":
            assert not before[-1].isspace()
        else:
            assert category(letter) not in ("Cc", "Cs") or letter in "\n\t"


def letters(words: str) -> str:
    return "".join(each for each in words if category(each)[0] in "LNP" and each not in FILLERS)


@given(awkward)
@example("a\u202e\u200d\ufe0f\U000e0041b")
@example("👩\u200d\u202e👧")
def test_a_message_keeps_its_letters_and_hides_nothing(typed: str) -> None:
    said = normalised(typed)

    check_seen(said)
    assert letters(said) == letters(typed)
    assert "\n\n\n" not in said
    assert not any(
        one.isspace() and other.isspace()
        for one, other in pairwise(said)
        if "\n" not in (one, other)
    )
    assert said == said.strip()
    assert normalised(said) == said


@given(awkward)
def test_a_name_is_one_line_that_hides_nothing(typed: str) -> None:
    for name in (on_one_line(typed), person_name(typed)):
        check_seen(name)
        assert name == " ".join(name.split())
        assert len(name.splitlines()) <= 1


@pytest.mark.parametrize("emoji", EMOJI)
def test_an_emoji_of_several_characters_stays_whole(emoji: str) -> None:
    assert normalised(f"Merci {emoji} !") == f"Merci {emoji} !"
    assert person_name(f"Zoé {emoji}") == f"Zoé {emoji}"


@pytest.mark.parametrize(
    "typed",
    [
        "Quel jour ?\nmardi\njeudi",
        "Quel jour ? | mardi | jeudi --fin demain",
        "« Oui », dit-elle\u00a0: d\u2019accord\u202f!",
        "Un\n\ndeux",
        "nom\tcommune\nZoé\tBesançon",
    ],
)
def test_ordinary_text_is_not_changed(typed: str) -> None:
    assert normalised(typed) == typed
