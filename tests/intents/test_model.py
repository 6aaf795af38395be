"""The learned model: made of the examples as they are, good enough, small and quick to load."""

import subprocess
import sys
from collections import Counter

import pytest

from bot.app import declarations
from bot.domain.intents.features import MOST_READ, plain_words
from bot.domain.intents.model import MODEL_FILE, NO_INTENT, Verdict, stored_model, understand
from bot.references.conversations import Intent, intents
from tests.intents.examples import (
    DRAWER,
    ROOT,
    example_files,
    hash_of_sources,
    held_out_sentences,
    read_examples,
)

MOST_BYTES = 1_000_000
_DECLARED = declarations().contributions[intents.name]
DECLARED: list[Intent] = [each for found in _DECLARED for each in found.call(None)]


def test_the_model_is_learned_from_the_examples_as_they_are() -> None:
    assert stored_model().learned_from == hash_of_sources(), "run `make intents`"


def test_the_quality_measured_on_families_held_apart_is_kept(
    capsys: pytest.CaptureFixture[str],
) -> None:
    quality = stored_model().quality
    with capsys.disabled():
        figures = ", ".join(f"{name} {100 * share:.1f} %" for name, share in quality.items())
        sys.stdout.write(f"\nintents: {figures}\n")

    assert quality["right_or_second"] >= 0.8
    assert quality["wishes_led_on"] >= 0.8
    assert quality["sure_and_wrong"] <= 0.01


def test_sentences_that_nothing_was_learned_from_are_led_on() -> None:
    known = {each.line.casefold() for each in read_examples()}
    sentences = held_out_sentences()
    wishes = [(intent, words) for intent, words in sentences if intent != NO_INTENT]
    decided = [(intent, understand(words)) for intent, words in wishes]
    led_on = [intent for intent, decision in decided if intent in decision.intents]
    sure = [(i, d.intents[0]) for i, d in decided if d.verdict is Verdict.SURE]
    wrong = [(intent, guess) for intent, guess in sure if intent != guess]

    assert not [words for _, words in sentences if words.casefold() in known]
    assert len(led_on) >= 0.65 * len(wishes), f"{len(led_on)} of {len(wishes)}"
    assert len(wrong) <= 0.03 * len(wishes), wrong


def test_the_weights_are_one_small_file() -> None:
    assert (DRAWER / MODEL_FILE).stat().st_size <= MOST_BYTES


def test_each_intent_has_its_feature_and_its_examples_beside_it() -> None:
    drawers = {each.stem: each.parent.parent.name for each in example_files()}
    declared = {
        intent.name: found.call.__module__.split(".")[1]
        for found in _DECLARED
        for intent in found.call(None)
    }

    assert len(DECLARED) == len(declared)
    assert set(stored_model().intents) == {*declared, NO_INTENT}
    assert drawers == {**declared, NO_INTENT: "conversations"}
    assert all(path.is_relative_to(ROOT / "handlers") for path in example_files())


def test_each_intent_has_enough_examples_in_both_languages() -> None:
    counts = Counter((each.intent, each.language) for each in read_examples())

    for intent in stored_model().intents:
        assert counts[intent, "fr"] >= 20, intent
        assert counts[intent, "en"] >= 15, intent


def test_the_labels_of_guesses_differ() -> None:
    labels = Counter(each.label.template for each in DECLARED)

    # Greetings lead to the menu, and are offered as it.
    assert {name for name, count in labels.items() if count > 1} == {"Menu"}


def test_only_the_beginning_of_a_long_message_is_looked_at() -> None:
    words = ("je veux voter " * MOST_READ)[:MOST_READ]

    assert stored_model().guesses(words) == stored_model().guesses(f"{words} ou pas" * 20)


def test_understanding_needs_no_library() -> None:
    program = (
        "import sys; from bot.domain.intents import understand; understand('je veux voter'); "
        "sys.exit(bool({'numpy', 'scipy', 'sklearn', 'rapidfuzz'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)

    assert done.returncode == 0


@pytest.mark.parametrize(
    ("glued", "apart"),
    [
        ("jarriverai un peu en retard", "j'arriverai un peu en retard"),
        ("je mappelle maintenant Josette", "je m'appelle maintenant Josette"),
        ("est ce quil faut sinscrire", "est-ce qu'il faut s'inscrire"),
        ("lheure dun atelier sil pleut", "l'heure d'un atelier, s'il pleut"),
        ("la salle nest pas a lecole", "la salle n'est pas à l'école"),
    ],
)
def test_a_letter_that_lost_its_apostrophe_is_read_apart(glued: str, apart: str) -> None:
    assert plain_words(glued) == plain_words(apart)


def test_words_that_only_look_so_stay_whole() -> None:
    words = "menu non lundi demain souvent savait sachet centre mentir denture lune maison jeudi"

    assert plain_words(words).count(" ") == words.count(" ")
