"""The learned model: its weights, guesses with their confidence, and the decision they lead to.

Several wishes in one message are taken clause by clause: “je viens samedi, et où est la carte ?”.
"""

import json
import re
from array import array
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from math import exp
from typing import Any
from zlib import compress, decompress

from bot.domain.intents.features import MOST_READ, Vocabulary, WordClasses, bare_words

MODEL_FILE = "model.json"
NO_INTENT = "none"
"""The intent of a message without a wish: talk, a story, an answer to another person."""
MOST_GUESSES = 2
_KEY_BYTES = 6
"""Size of a key of an example: two of them do not meet."""


@dataclass(frozen=True, slots=True)
class Guess:
    """An intent that a message may have."""

    intent: str
    confidence: float
    """From 0 to 1: how often such a guess was right on sentences that were not learned."""


class Verdict(Enum):
    """The use of guesses: something is shown, never done."""

    SURE = auto()
    """Show what the one guess asks for."""
    UNSURE = auto()
    """Offer both."""
    UNKNOWN = auto()
    """Offer nothing."""


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A verdict, with the intents to show."""

    verdict: Verdict
    intents: tuple[str, ...] = ()


def key_of(typed: str) -> str:
    """A short key of a message without its polite words: the same for all its spellings."""
    return blake2b(bare_words(typed).encode(), digest_size=_KEY_BYTES).hexdigest()


def _sure(intent: str) -> Interpretation:
    return Interpretation(Verdict.SURE, (intent,))


def understand(typed: str) -> Interpretation:
    """Guess what a message asks for."""
    return stored_model().decide(typed)


@cache
def stored_model() -> "Model":
    """The committed model, read when it is first needed."""
    return Model.from_json((files(__package__) / MODEL_FILE).read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Model:
    """A linear model: one weight for each feature and intent, in steps of `scale`."""

    intents: Sequence[str]
    vocabulary: Vocabulary
    weights: Sequence[int]
    """Signed bytes, a row of all intents for each feature."""
    bias: Sequence[float]
    scale: float
    sure: float
    """Confidence from which a guess is shown without asking."""
    offer: float
    """Confidence from which a guess is worth offering."""
    by_heart: Mapping[str, str]
    """Keys of whole examples, each with its intent: see `key_of`."""
    learned_from: str
    """Hash of the examples and of all else that was learned from."""
    quality: Mapping[str, float]
    """Shares of sentences, measured on families of examples that were held apart."""

    def guesses(self, typed: str) -> list[Guess]:
        """All intents, the likeliest first; their confidences add up to 1."""
        count, totals = len(self.intents), [0.0] * len(self.intents)
        for row, value in self.vocabulary.vector(typed):
            weights = self.weights[row * count : (row + 1) * count]
            totals = [total + value * weight for total, weight in zip(totals, weights, strict=True)]
        scores = [bias + self.scale * total for bias, total in zip(self.bias, totals, strict=True)]
        highest = max(scores)
        shares = [exp(score - highest) for score in scores]
        whole = sum(shares)
        found = (
            Guess(each, share / whole) for each, share in zip(self.intents, shares, strict=True)
        )
        return sorted(found, key=lambda guess: -guess.confidence)

    def decide(self, typed: str) -> Interpretation:
        """An example as it stands, or the first guess if it is sure; else the best two; or nothing.

        A message without letters, or a long one, is for a person.
        """
        if len(typed) > MOST_READ or not any(map(str.isalpha, typed)):
            return Interpretation(Verdict.UNKNOWN)
        known = self.by_heart.get(key_of(typed))
        if known is not None:
            return Interpretation(Verdict.UNKNOWN) if known == NO_INTENT else _sure(known)
        guesses = self.guesses(typed)
        best = [each for each in guesses if each.intent != NO_INTENT][:MOST_GUESSES]
        if best[0] is guesses[0] and best[0].confidence >= self.sure:
            return _sure(best[0].intent)
        if best[0].confidence >= self.offer:
            return Interpretation(Verdict.UNSURE, tuple(each.intent for each in best))
        return Interpretation(Verdict.UNKNOWN)

    @classmethod
    def from_json(cls, stored_text: str) -> "Model":
        """Read what `to_json` wrote."""
        stored: dict[str, Any] = json.loads(stored_text)
        features = stored["features"].split("\n")
        return cls(
            intents=stored["intents"],
            vocabulary=Vocabulary(
                classes=WordClasses(stored["words"], stored["beginnings"]),
                rows=dict(zip(features, range(len(features)), strict=True)),
                rarities=b64decode(stored["rarities"]),
                rarest=stored["rarest"],
            ),
            weights=array("b", decompress(b64decode(stored["weights"]))),
            bias=stored["bias"],
            scale=stored["scale"],
            sure=stored["sure"],
            offer=stored["offer"],
            by_heart={
                key: intent for intent, keys in stored["by_heart"].items() for key in keys.split()
            },
            learned_from=stored["learned_from"],
            quality=stored["quality"],
        )

    def to_json(self) -> str:
        """The whole model as text; the same model gives the same text."""
        keys: dict[str, list[str]] = {}
        for key, intent in self.by_heart.items():
            keys.setdefault(intent, []).append(key)
        stored = {
            "learned_from": self.learned_from,
            "quality": self.quality,
            "intents": self.intents,
            "sure": self.sure,
            "offer": self.offer,
            "scale": self.scale,
            "bias": self.bias,
            "by_heart": {intent: " ".join(each) for intent, each in keys.items()},
            "words": self.vocabulary.classes.words,
            "beginnings": self.vocabulary.classes.beginnings,
            "rarest": self.vocabulary.rarest,
            "features": "\n".join(self.vocabulary.rows),
            "rarities": b64encode(bytes(self.vocabulary.rarities)).decode(),
            "weights": b64encode(compress(array("b", self.weights), 9)).decode(),
        }
        return json.dumps(stored, ensure_ascii=False, indent=0) + "\n"


MOST_CLAUSES = 3
_LEAST_WORDS = 2
_ENDS = re.compile(
    r"[.!?;\n]"
    r"|,? (?:et puis|et aussi|et|ensuite|puis|sinon|and also|and then|and|then|also) "
    r"|, ",
    re.IGNORECASE,
)


def clauses_of(typed: str) -> Sequence[str]:
    """The clauses of two words or more, at most as many as can be offered; none if it is one."""
    lines = (" ".join(line.split()) for line in typed[:MOST_READ].splitlines())
    parts = [each.strip() for each in _ENDS.split("\n".join(lines))]
    clauses = [each for each in parts if len(each.split()) >= _LEAST_WORDS]
    return clauses if 1 < len(clauses) <= MOST_CLAUSES else ()
