"""Lessons made of the examples: filled, worn as people type, and grouped into families."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

from rapidfuzz.fuzz import token_sort_ratio
from rapidfuzz.process import cdist

from bot.domain.intents.features import WordClasses, as_it_sounds, plain_words
from tests.intents.examples import CLASSES, FILLINGS, Example, read_examples

_FILLINGS: dict[str, dict[str, list[str]]] = json.loads(FILLINGS.read_text("utf-8"))
_SLOT = re.compile(r"(?:\b(à|a|de) )?\{([a-z_]+)\d?\}")
_CONTRACTED = {
    "à le": "au",
    "a le": "au",
    "de le": "du",
    "à les": "aux",
    "a les": "aux",
    "de les": "des",
}
_ALIKE = 85
"""Percent of likeness from which two sentences are of one family."""
_SAY_NOTHING = frozenset(
    plain_words(
        "je tu il on nous vous le la les l un une des d de du mon ma mes ce cette ca c est et a au"
    ).split()
    + plain_words(
        "aux en y j me m moi te t se s ne n que qu voudrais veux souhaite souhaiterais aimerais svp"
    ).split()
    + plain_words(
        "stp merci bonjour desole i you the a an my me to of please would like want d ll m can do"
    ).split()
)
FILLINGS_OF_ONE = 2
HASTY_FIRST = 3
"""So many hasty forms of the first filling are learned, and one of each other."""
_GREETINGS = frozenset({"greeting", "thanks", "goodbye"})
"""Intents that polite words around a sentence would change."""


def sentence_of(example: Example) -> str:
    """The example with its placeholders filled."""
    return _fillings_of(example, 1)[0]


def lessons_of(example: Example) -> list[str]:
    """The sentences to learn: as they stand, and as people in a hurry type them."""
    found: list[str] = []
    polite = example.intent not in _GREETINGS
    for n, sentence in enumerate(_fillings_of(example, FILLINGS_OF_ONE)):
        found.append(sentence)
        for k in range(HASTY_FIRST if n == 0 else 1):
            chance = Random(f"{n} {k} {example.line}")
            found.append(_worn(sentence, example.language, chance, polite=polite))
    return found


def sentences_by_heart(example: Example) -> list[str]:
    """The sentences of an example that are known as a whole: as it stands, or with each day."""
    if "{" not in example.line.replace("{date}", ""):
        days = _FILLINGS[example.language]["date"]
        return list(dict.fromkeys(example.line.replace("{date}", day) for day in days))
    return []


def grouped_examples() -> list[Example]:
    """All examples with their families."""
    found = list(read_examples())
    families = _families([each.line for each in found])
    return [replace(each, family=n) for each, n in zip(found, families, strict=True)]


def read_classes() -> WordClasses:
    """The classes of words: `name: word beginn*`, one a line."""
    words: dict[str, set[str]] = {}
    beginnings: dict[str, set[str]] = {}
    for line in CLASSES.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, listed = line.partition(":")
            for each in listed.split():
                table = beginnings if each.endswith("*") else words
                table.setdefault(as_it_sounds(each.rstrip("*")), set()).add(name)
    return WordClasses(*({k: sorted(v) for k, v in sorted(t.items())} for t in (words, beginnings)))


def _fillings_of(example: Example, most: int) -> list[str]:
    lists = _FILLINGS[example.language]
    ways = (_filled(example.line, lists, Random(f"{n} {example.line}")) for n in range(most))
    return list(dict.fromkeys(ways))


def _filled(line: str, lists: Mapping[str, Sequence[str]], chance: Random) -> str:
    used: set[str] = set()

    def filling(slot: re.Match[str]) -> str:
        words = chance.choice([each for each in lists[slot[2]] if each not in used])
        used.add(words)
        if not slot[1]:
            return words
        article, _, rest = words.partition(" ")
        short = _CONTRACTED.get(f"{slot[1]} {article}")
        return f"{short} {rest}" if short else f"{slot[1]} {words}"

    return _SLOT.sub(filling, line)


def _families(lines: Sequence[str]) -> list[int]:
    """A number for each line; lines that differ by a few letters or empty words share it."""
    plain = [plain_words(re.sub(r"\{([a-z_]+)\d?\}", r"x\1", each)) for each in lines]
    telling = [" ".join(w for w in each.split() if w not in _SAY_NOTHING) or each for each in plain]
    likeness = cdist(telling, telling, scorer=token_sort_ratio, score_cutoff=_ALIKE)
    family = list(range(len(lines)))

    def first(line: int) -> int:
        while family[line] != line:
            line = family[line]
        return line

    for one, other in zip(*likeness.nonzero(), strict=True):
        low, high = sorted((first(int(one)), first(int(other))))
        family[high] = low
    return [first(each) for each in range(len(lines))]


_BEFORE = {
    "fr": (
        *("bonjour", "bonjour,", "bonsoir", "salut", "coucou", "bjr", "svp", "s'il vous plaît"),
        *("excusez moi", "euh", "alors", "dites", "bon", "je voudrais savoir", "pardon"),
    ),
    "en": ("hello", "hi", "hi,", "please", "excuse me", "hey", "so", "sorry", "could you tell me"),
}
_AFTER = {
    "fr": (
        *("svp", "stp", "merci", "merci d'avance", "merci bcp", "s'il vous plaît", "cordialement"),
        *("bonne journée", "!", "?", "..."),
    ),
    "en": ("please", "thanks", "thank you", "thx", "!", "?", "...", "best regards"),
}
_SPELLINGS = (
    *((r"qu(?=[eio])", "k"), (r"er\b", "é"), (r"ez\b", "é"), (r"(?<=\w\w)s\b", ""), (r"ph", "f")),
    *((r"\b([jcdlmnts])'", r"\1"), (r"([lmnpst])\1", r"\1"), (r"eau", "o"), (r"ai[st]\b", "é")),
    *((r"\bpas\b", "pa"), (r"(?<=\w\w)e\b", ""), (r"-", " ")),
)
"""Spellings of a hurried writer of French: each at most once a sentence."""


def _worn(sentence: str, language: str, chance: Random, *, polite: bool) -> str:
    if polite and chance.random() < 0.3:
        sentence = f"{chance.choice(_BEFORE[language])} {sentence}"
    if polite and chance.random() < 0.25:
        sentence = f"{sentence} {chance.choice(_AFTER[language])}"
    for written, hurried in _SPELLINGS:
        if language == "fr" and chance.random() < 0.25:
            sentence = re.sub(written, hurried, sentence, count=1)
    for _ in range(chance.choice((0, 0, 1, 1, 2))):
        sentence = _mistyped(sentence, chance)
    return sentence


def _mistyped(sentence: str, chance: Random) -> str:
    """The sentence with a letter missing, doubled, or swapped with the next."""
    letters = [n for n, letter in enumerate(sentence) if letter.isalpha()]
    if len(letters) < 5:
        return sentence
    at = chance.choice(letters)
    before, letter, after = sentence[:at], sentence[at], sentence[at + 1 :]
    slips = (before + after, before + letter * 2 + after, before + after[:1] + letter + after[1:])
    return chance.choice(slips)
