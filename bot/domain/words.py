"""Words as people typed them: normalised, on one line, folded for comparison."""

import re
import unicodedata
from functools import partial

MOST_CHARACTERS = 4096
"""The longest text that is read: one Telegram message."""
_SEPARATORS = ("\n", "|", ";", ",")
_BULLET = re.compile(r"(?:[-–•*]|\d{1,2}[.)])\s+")

# Pictographs that a joiner or a variation selector may follow.
_EMOJI = (
    "\xa9\xae\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
# Parts of emoji sequences: a presentation, a keycap, a joiner between two emoji, a regional flag.
_IN_EMOJI = "|".join(
    (
        f"(?<=[{_EMOJI}])[\ufe0e\ufe0f]",
        "(?<=[0-9#*])\ufe0f(?=\u20e3)",
        f"(?<=[{_EMOJI}])\u200d(?=[{_EMOJI}])",
        f"(?<=[{_EMOJI}]\ufe0f)\u200d(?=[{_EMOJI}])",
        "(?<=\U0001f3f4)[\U000e0030-\U000e007a]{1,6}\U000e007f",
    )
)
# Controls (Cc), formats (Cf), surrogates (Cs), and what Unicode 15 calls default ignorable: marks
# of direction, zero-width characters, fillers, selectors and tags.
_NEVER_SEEN = (
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891"
    "\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000110bd\U000110cd"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_UNSEEN = re.compile(f"({_IN_EMOJI})|{_NEVER_SEEN}")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_BLANKS = re.compile("[\t \xa0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000]{2,}|\u2800")
_EMPTY_LINES = re.compile(r"\n{3,}")
_ADDRESS = re.compile(r"://|www\.|\w\.\w{2,}[/?#:]", re.IGNORECASE)
_PLAIN_QUOTES = str.maketrans("’“”", '\'""')
_DOT = re.compile(r"(?<=\w)\.(?=\w{2})")


def fold(words: str) -> str:
    """Words without accents, capitals and outer blanks, with plain spaces and apostrophes."""
    if words.isascii():
        return " ".join(words.casefold().split())
    plain = words.translate(_PLAIN_QUOTES)
    decomposed = unicodedata.normalize("NFKD", plain)
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(bare.casefold().split())


def normalised(words: str) -> str:
    """A message without invisible characters, runs of blanks, or several empty lines in a row.

    A no-break space that stands alone is kept; so are emoji made of several characters.
    """
    seen = without_unseen(_LINE_ENDS.sub("\n", words))
    lines = (line.rstrip() for line in _BLANKS.sub(_one_blank, seen).split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def on_one_line(words: str) -> str:
    """Words without line breaks, nor invisible characters."""
    return " ".join(without_unseen(words).replace("\u2800", " ").split())


def person_name(typed: str) -> str:
    """A person's name on one line that leads nowhere: no address, mention or command in it.

    Empty where nothing can be read. A dot inside a word gets a blank: apps would make a link of it.
    """
    words = (word.lstrip("@/#") for word in on_one_line(typed).split() if not _ADDRESS.search(word))
    return _DOT.sub(". ", " ".join(filter(None, words)))


without_unseen = partial(_UNSEEN.sub, lambda found: found[1] or "")


def _one_blank(run: re.Match[str]) -> str:
    """A tab where a run has one: it separates the cells of a pasted table."""
    return "\t" if "\t" in run[0] else " "


def split_items(typed: str) -> list[str]:
    """The items of a list; the strongest separator that occurs divides it."""
    mark = next((each for each in _SEPARATORS if each in typed), "\n")
    parts = (_without_bullet(part.strip()) for part in typed.split(mark))
    return [part for part in parts if part]


def _without_bullet(part: str) -> str:
    found = _BULLET.match(part)
    return part if found is None else part[found.end() :].strip()
