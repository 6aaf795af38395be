"""The example sentences beside the features, and the hash of all that the model is learned from.

`handlers/<feature>/examples/<intent>.txt`: a remark on what the bot shows, then `[fr]` and `[en]`,
each with its sentences, one a line. `{event}`, `{person}`… are filled from `fillings.json`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[2]
DRAWER = ROOT / "bot" / "domain" / "intents"
FILLINGS = DRAWER / "fillings.json"
CLASSES = DRAWER / "word_classes.txt"
HELD_OUT = Path(__file__).with_name("held_out.txt")
_LANGUAGES = {"[fr]": "fr", "[en]": "en"}


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence as it stands in its file."""

    intent: str
    language: str
    line: str
    family: int = 0
    """The same for near duplicates, whatever their intents."""


def example_files() -> Sequence[Path]:
    """The files, one an intent, in the order of the intents."""
    return sorted(ROOT.glob("handlers/*/examples/*.txt"), key=lambda path: path.stem)


def read_examples() -> Iterator[Example]:
    """All examples, in a fixed order."""
    for path in example_files():
        language = ""
        for line in _lines(path):
            language = _LANGUAGES.get(line, language)
            if line not in _LANGUAGES:
                yield Example(path.stem, language, line)


def hash_of_sources() -> str:
    """The hash of the examples, their fillings, and the classes of words."""
    digest = sha256()
    for path in (*example_files(), FILLINGS, CLASSES):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def held_out_sentences() -> Sequence[tuple[str, str]]:
    """Sentences that nothing is learned from: the intent of each, and its words."""
    pairs = (line.split("\t") for line in _lines(HELD_OUT))
    return [(intent, words) for intent, words in pairs]


def _lines(path: Path) -> Iterator[str]:
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line
