"""Learn the model from the examples and write it, with its quality: `make intents`.

A logistic regression over words, classes of words and runs of letters. Quality is measured by
cross-validation over families of near duplicates, so that no sentence is tested on its twin; the
thresholds of each fold are chosen on the other folds.
"""

import sys
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import log
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_array
from scipy.special import log_softmax, softmax
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from bot.domain.intents.features import FINEST, Vocabulary
from bot.domain.intents.model import MODEL_FILE, NO_INTENT, Model, key_of
from tests.intents.examples import DRAWER, Example, hash_of_sources
from tests.intents.lessons import (
    grouped_examples,
    lessons_of,
    read_classes,
    sentence_of,
    sentences_by_heart,
)

Confidences: TypeAlias = NDArray[np.float64]
"""A row for each sentence, a column for each intent in alphabetical order."""
FOLDS = 5
SEED = 1
MOST_WRONG = 0.008
"""The share of all sentences that may be answered surely and wrongly."""
MOST_DISTURBED = 0.33
"""The share of sentences that ask for nothing to which two guesses may be offered."""
LEAST_FAMILIES = 5
"""A feature of fewer families is left out: it would be learned by heart."""
FREEDOM = 10.0
"""The inverse of the regularisation."""
LEAST_REPORTED = 0.85
"""Confidence from which a mistake is worth a look at the example."""
STEPS = 127
"""The highest weight, in steps; what is less than half a step is left out."""


def learn(examples: Sequence[Example]) -> Model:
    """A model of the examples, neither calibrated nor with thresholds."""
    vocabulary = _learn_vocabulary(examples)
    lessons = [(text, each.intent) for each in examples for text in lessons_of(each)]
    fitted = LogisticRegression(C=FREEDOM, max_iter=300, tol=2e-3).fit(
        _matrix(vocabulary, [text for text, _ in lessons]).astype(np.float32),
        [intent for _, intent in lessons],
    )
    scale = float(abs(fitted.coef_).max()) / STEPS
    steps = np.rint(fitted.coef_.T / scale).astype(np.int8)
    return Model(
        intents=[str(each) for each in fitted.classes_],
        vocabulary=vocabulary,
        weights=array("b", steps.tobytes()),
        bias=[float(each) for each in fitted.intercept_],
        scale=scale,
        sure=1.0,
        offer=1.0,
        by_heart={},
        learned_from="",
        quality={},
    )


def _learn_vocabulary(examples: Sequence[Example]) -> Vocabulary:
    """The features that several families share, with their rarities."""
    blank = Vocabulary(read_classes(), {}, b"", 0)
    families: defaultdict[str, set[int]] = defaultdict(set)
    for example in examples:
        for feature in set().union(*map(blank.features, lessons_of(example))):
            families[feature].add(example.family)
    kept = {name: len(of) for name, of in sorted(families.items()) if len(of) >= LEAST_FAMILIES}
    most = len({example.family for example in examples})

    def rarity(count: int) -> int:
        return round(FINEST * (1 + log((1 + most) / (1 + count))))

    return Vocabulary(
        classes=blank.classes,
        rows={name: n for n, name in enumerate(kept)},
        rarities=[rarity(count) for count in kept.values()],
        rarest=rarity(1),
    )


def _matrix(vocabulary: Vocabulary, texts: Sequence[str]) -> csr_array:
    """The vectors of texts, a row each."""
    vectors = [vocabulary.vector(text) for text in texts]
    ends = np.cumsum([0, *map(len, vectors)], dtype=np.int32)
    columns = np.array([row for vector in vectors for row, _ in vector], dtype=np.int32)
    values = [value for vector in vectors for _, value in vector]
    return csr_array((values, columns, ends), shape=(len(texts), len(vocabulary.rows)))


def _confidences(model: Model, texts: Sequence[str]) -> Confidences:
    weights = np.array(model.weights).reshape(-1, len(model.intents)) * model.scale
    found: Confidences = softmax(
        _matrix(model.vocabulary, texts) @ weights + np.array(model.bias), axis=1
    )
    return found


def _folds(examples: Sequence[Example]) -> Iterator[tuple[list[int], list[int]]]:
    """The examples to learn and those to ask in each fold: no family is in both."""
    intents, families = zip(*((each.intent, each.family) for each in examples), strict=True)
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=SEED)
    for learned, asked in splitter.split(np.zeros(len(examples)), intents, families):
        yield learned.tolist(), asked.tolist()


def _out_of_fold(examples: Sequence[Example]) -> Confidences:
    """The confidences of each example by a model that learned none of its family."""
    found = np.zeros((len(examples), len({each.intent for each in examples})))
    for number, (learned, asked) in enumerate(_folds(examples), 1):
        model = learn([examples[n] for n in learned])
        found[asked] = _confidences(model, [sentence_of(examples[n]) for n in asked])
        sys.stderr.write(f"fold {number} of {FOLDS}\n")
    return found


def _temperature(found: Confidences, truth: NDArray[np.int64]) -> float:
    """The number that makes confidences as often right as they say."""
    logs = np.log(np.maximum(found, 1e-12))

    def loss(temperature: float) -> float:
        cooled = log_softmax(logs / temperature, axis=1)
        return -float(cooled[np.arange(len(truth)), truth].mean())

    return round(float(minimize_scalar(loss, bounds=(0.3, 3), method="bounded").x), 2)


def _thresholds(found: Confidences, truth: NDArray[np.int64], none: int) -> tuple[float, float]:
    """The confidences from which to be sure, and from which to offer two guesses."""
    first, highest = found.argmax(1), found.max(1)
    wrong = np.sort(highest[(first != none) & (first != truth)])[::-1]
    sure = float(wrong[int(MOST_WRONG * len(truth))])
    idle = np.sort(np.delete(found[truth == none], none, axis=1).max(1))[::-1]
    return float(np.nextafter(sure, 1)), float(idle[int(MOST_DISTURBED * len(idle))])


def _quality(
    found: Confidences, truth: NDArray[np.int64], none: int, limits: tuple[float, float]
) -> dict[str, float]:
    """Shares of sentences whose intents are known."""
    sure_from, offer_from = limits
    every = np.arange(len(truth))
    first, second = np.argsort(-found, axis=1, kind="stable")[:, :2].T
    asks, right = truth != none, first == truth
    is_sure = (first != none) & (found[every, first] >= sure_from)
    wishes = found.copy()
    wishes[:, none] = -1
    best, other = np.argsort(-wishes, axis=1, kind="stable")[:, :2].T
    is_offered = ~is_sure & (wishes[every, best] >= offer_from)
    led_on = (is_sure & right) | (is_offered & ((best == truth) | (other == truth)))
    return {
        "right": float(right.mean()),
        "right_or_second": float((right | (second == truth)).mean()),
        "sure_and_wrong": float((is_sure & ~right).mean()),
        "wishes_shown_at_once": float((is_sure & right)[asks].mean()),
        "wishes_led_on": float(led_on[asks].mean()),
        "talk_left_alone": float((~is_sure & ~is_offered)[~asks].mean()),
    }


def _nested_quality(
    examples: Sequence[Example], found: Confidences, truth: NDArray[np.int64], none: int
) -> dict[str, float]:
    """Quality where the thresholds of each fold were chosen on the other folds."""
    totals: defaultdict[str, float] = defaultdict(float)
    for learned, asked in _folds(examples):
        limits = _thresholds(found[learned], truth[learned], none)
        for name, share in _quality(found[asked], truth[asked], none, limits).items():
            totals[name] += share * len(asked) / len(examples)
    return {name: round(share, 4) for name, share in totals.items()}


def _known_by_heart(examples: Sequence[Example]) -> dict[str, str]:
    """The keys of whole sentences that stand in the file of one intent alone."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for each in examples:
        for sentence in sentences_by_heart(each):
            if any(map(str.isalpha, sentence)):
                found[key_of(sentence)].add(each.intent)
    return {key: min(intents) for key, intents in sorted(found.items()) if len(intents) == 1}


def _report_mistakes(
    examples: Sequence[Example], found: Confidences, intents: Sequence[str], none: int
) -> None:
    """Print the surest mistakes: some examples may be better in the file of another intent."""
    for n in np.argsort(-found.max(axis=1)):
        guess = int(found[n].argmax())
        if found[n, guess] < LEAST_REPORTED:
            break
        if guess != none and intents[guess] != examples[n].intent:
            told = f"{found[n, guess]:.3f} {intents[guess]}, not {examples[n].intent}"
            sys.stderr.write(f"{told}: {examples[n].line}\n")


def main() -> None:
    """Choose the thresholds on sentences that were not learned, then learn all of them."""
    learned_from, examples = hash_of_sources(), grouped_examples()
    intents = sorted({each.intent for each in examples})
    truth = np.array([intents.index(each.intent) for each in examples])
    none = intents.index(NO_INTENT)
    found = _out_of_fold(examples)
    temperature = _temperature(found, truth)
    cooled = softmax(np.log(np.maximum(found, 1e-12)) / temperature, axis=1)
    sure, offer = _thresholds(cooled, truth, none)
    _report_mistakes(examples, cooled, intents, none)
    learned = learn(examples)
    model = replace(
        learned,
        bias=[round(each / temperature, 6) for each in learned.bias],
        scale=round(learned.scale / temperature, 8),
        sure=round(sure, 3),
        offer=round(offer, 3),
        by_heart=_known_by_heart(examples),
        learned_from=learned_from,
        quality=_nested_quality(examples, cooled, truth, none),
    )
    path = DRAWER / MODEL_FILE
    path.write_text(model.to_json(), "utf-8")
    families = len({each.family for each in examples})
    sys.stdout.write(
        f"{len(examples)} examples, {families} families, {len(intents)} intents, "
        f"{len(model.vocabulary.rows)} features, {path.stat().st_size} bytes\n"
        f"sure from {model.sure}, offered from {model.offer}\n"
    )
    for name, share in model.quality.items():
        sys.stdout.write(f"{name}: {100 * share:.1f} %\n")


if __name__ == "__main__":
    main()
