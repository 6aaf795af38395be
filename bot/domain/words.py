"""Words as people typed them: on one line, folded for comparison, sorted, and searched.

`Les rénovations de copropriétés ?` becomes the search tokens `renov copropriet`: without accents,
endings, plurals and the small words of French and English. Each token begins with a letter and has
ASCII letters and digits only, so that every full-text parser leaves it as it is.
"""

import re
import unicodedata
from base64 import b32encode
from collections.abc import Iterator, Sequence
from functools import partial
from hashlib import sha256

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
    # A tab stays one: it separates the cells of a pasted table.
    blanks = _BLANKS.sub(lambda run: "\t" if "\t" in run[0] else " ", seen)
    lines = (line.rstrip() for line in blanks.split("\n"))
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


def split_items(typed: str) -> list[str]:
    """The items of a list; the strongest separator that occurs divides it."""
    mark = next((each for each in _SEPARATORS if each in typed), "\n")
    parts = (_without_bullet(part.strip()) for part in typed.split(mark))
    return [part for part in parts if part]


def _without_bullet(part: str) -> str:
    found = _BULLET.match(part)
    return part if found is None else part[found.end() :].strip()


MOST_PARTS = 8
LONGEST_PART = 60
LONGEST_SEARCH = 500
"""Characters of a search that are read: as many as a name with all its parts has."""
_JOINED = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})
_WORD = re.compile(r"[^\W_]+")


def name_key(name: str) -> str:
    """The sort key of a name: its folded letters, from the first one."""
    folded = fold(name).translate(_JOINED)
    first = _WORD.search(folded)
    return folded[0 if first is None else first.start() :][:LONGEST_PART]


def name_parts(name: str) -> Sequence[str]:
    """The name from each of its words on, the whole of it first: `ana le goff`, `le goff`, `goff`.

    Whatever begins one of them finds the name.
    """
    key = name_key(name)
    parts = dict.fromkeys([key, *(key[word.start() :] for word in _WORD.finditer(key))])
    return list(parts)[:MOST_PARTS]


def name_words(name: str) -> Sequence[str]:
    """The folded words of a name."""
    return [word[:LONGEST_PART] for word in _WORD.findall(fold(name).translate(_JOINED))]


def search_words(typed: str) -> Sequence[str]:
    """The words of a search by name, at most as many as a name has parts.

    A word that begins another one finds nothing by itself, and each word costs a query.
    """
    words, kept = list(dict.fromkeys(name_words(typed[:LONGEST_SEARCH]))), list[str]()
    for word in sorted(words, key=len, reverse=True):
        if len(kept) < MOST_PARTS and not any(other.startswith(word) for other in kept):
            kept.append(word)
    return [word for word in words if word in kept]


_BYTES = 10


def short_name(words: str) -> str:
    """Sixteen small letters and digits that name these words, and no others that could be found.

    They are 80 bits of a SHA-256. They only find the words again: whether something editable is as
    it was shown is told by its revision.
    """
    return b32encode(sha256(words.encode()).digest()[:_BYTES]).decode().lower()


MOST_TOKENS = 400
"""So many words of a text are searched."""
LONGEST_TOKEN = 40
_RUNS = re.compile(r"[^\W_]+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
_FEMININE = re.compile(r"(?<=\w\w)ees?$")
"""Ending of a participle that lost its accent: the stemmer knows it by its `é` alone."""
_SMALL_WORDS = frozenset(
    _RUNS.findall("""
    a afin ai ainsi alors apres as au aucun aucune aussi autre autres aux avait avant avec avez
    avoir avons c ca car ce ceci cela celle celles celui ces cet cette ceux chaque chez ci combien
    comme comment d dans de depuis des deux deja dire dit dois doit doivent donc dont du elle elles
    en encore entre es est et etait etes etre eu eux fait faire faut font ici il ils j je jusque l
    la le les leur leurs lors lorsque lui m ma mais me meme memes mes moi moins mon n ne ni non nos
    notre nous on ont ou oui par parce pas peu peut peuvent plus plutot pour pourquoi pouvez
    pourrait pourriez puis puisque qu quand que quel quelle quelles quels quelque quelques qui quoi
    s sa sans sera seront ses si sommes son sont sous soit sur t ta te tes toi ton tous tout toute
    toutes tres trop tu un une va vais vers veut veux voici voila vont vos votre vous y

    about also an and any are at be been but by can could did do does for from had has have he her
    his how i if in into is it its just like may my no not of or our out over please shall she
    should so some than that the their them then there these they this those to too under up us
    was we were what when where which who whom whose why will with would you your
    """)
)


def search_tokens(words: str) -> tuple[str, ...]:
    """The tokens of words, each once, in the order in which they stand."""
    return tuple(dict.fromkeys(_tokens(words)))[:MOST_TOKENS]


def _tokens(words: str) -> Iterator[str]:
    from snowballstemmer import stemmer  # noqa: PLC0415 - loads thirty languages

    french = stemmer("french")
    for run in _RUNS.findall(fold(words).translate(_LIGATURES)):
        if run.isdecimal() or (len(run) > 1 and run not in _SMALL_WORDS):
            stem = french.stemWord(_FEMININE.sub("er", run))
            yield _plain(stem[:-1] if len(stem) > len("bus") and stem.endswith("s") else stem)


def _plain(token: str) -> str:
    """ASCII letters and digits that begin with a letter."""
    plain = "".join(each if each.isascii() else f"x{ord(each):x}" for each in token)
    return (plain if plain[:1].isalpha() else f"n{plain}")[:LONGEST_TOKEN]
