"""Words as searches compare them.

`Les rénovations de copropriétés ?` becomes `renov copropriet`: without accents, endings, plurals
and the small words of French and English. Each token begins with a letter and has ASCII letters
and digits only, so that every full-text parser takes it as one word and leaves it as it is.
"""

import re
from collections.abc import Iterator

from bot.domain.words import fold

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
