"""The features of a short message: its words, their classes, and its runs of letters.

Letters are folded and spelled nearly as they sound, so that "J'peux pas, c trop tard !!" and "je
peux pas c'est trop tard" share all features.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log, sqrt

MOST_READ = 300
"""Characters that are looked at; a longer message is for a person to read."""
FINEST = 28.0
"""Steps of one in a stored rarity."""
_RUNS = range(2, 5)
"""Lengths of the runs of letters."""
_NEAR = 8
"""Words within which two classes make a pair."""
_MOST_COUNTED = 9
_BLOCKS = {"=": 1, "#": 2}
"""Kinds of features by their first sign: runs of letters (0), words, classes."""
_SHARES = (1.0, 1.0, 1.4)
"""The weight of each kind as a whole."""

_LETTER_LIKE = str.maketrans({"œ": "oe", "æ": "ae", "’": "'", "‘": "'", "`": "'", "ʼ": "'"})
_REPEATED = re.compile(r"(.)\1{2,}")
_TOKEN = re.compile(r"\ba\+|[^\W\d_]+'?|\d+|[?+\u2600-\u27bf\U0001f300-\U0001faff]")
_SOUNDS = (("qu", "k"), ("ph", "f"), ("y", "i"))
_DOUBLE = re.compile(r"([a-z])\1")
_IN_FULL = dict(
    pair.split("=")
    for pair in """
a+=a plus/bcp=beaucoup/bjr=bonjour/bsr=bonsoir/c=c est/cad=c est a dire/cant=can t/cest=c est
chui=je suis/chuis=je suis/cmt=comment/comen=comment/covoit=covoiturage/ct=c etait/dem=demain
dont=don t/ds=dans/dsl=desole/esk=est ce que/eske=est ce que/esque=est ce que/g=j ai/ill=i ll/im=i m
j=je/jai=j ai/jarrive=j arrive/jpe=je peux/jpeu=je peux/jpeux=je peux/jsais=je sais/jsui=je suis
jsuis=je suis/jveu=je veux/jveux=je veux/jvien=je viens/jviens=je viens/jvoudrais=je voudrais
kan=quand/kand=quand/ke=que/kes=qu est ce que/keske=qu est ce que/ki=qui/koi=quoi/mci=merci
mnt=maintenant/mrc=merci/msg=message/mtn=maintenant/ns=nous/num=numero/pb=probleme/pk=pourquoi
pkoi=pourquoi/pls=please/plz=please/pq=pourquoi/pr=pour/qd=quand/qq=quelque/qqch=quelque chose
qqn=quelqu un/rdv=rendez vous/sam=samedi/slt=salut/stp=s il te plait/svp=s il vous plait
tel=telephone/thx=thanks/tjs=toujours/ts=tous/tt=tout/tx=thanks/ty=thank you/u=you/ur=your/vs=vous
whats=what s/whens=when s/wheres=where s/whos=who s/wont=won t/ya=y a
""".strip()
    .replace("\n", "/")
    .split("/")
)
"""Abbreviations, and English words without their apostrophe."""


_ELIDED = """
[jlmnst] abonn absen accep accomp adress adh agend aid(?:e|er|ez) aim(?:e|er) ajout amen(?:e|er|ai)
[jlmnst] amus annonc annul anim ap+el ap+ort ap+ren ap+reci ar+et ar+iv asso(?:c|$) ateli at+en
[jlmnst] autor avert ecout ecri ef+ac email em+en empech ennu entend entr envi envo equip esper
[jlmnst] es+a[iy] etai etud evenem excus exist expli habi hesit heur horair ignor imagin import
[jlmnst] indi inform inqui ins[ct] interes invit o[ck]+up of+r(?:e|i) organis oubli ouvr utilis
d accord absen adres ap+res(?:$|mid) ar+iv ateli autre avance email enfant entr envi equip evenem
d habi horair ici$ inform ins[ct] interet organis une?$ utilis
l accord ami(?:e|s|es)?$ ap+res(?:$|mid) autre eau$ ecole enfant ete$ hiver idee on$
[jn] aur(?:ai|ions) avai en$ irai y$ ai$
[jc] etais etait est$
n a$ avez avons est$ etes ont$
s ils?$
qu apport avez est$ ils?$ on$ une?$
"""
_GLUED = re.compile(
    "|".join(
        f"{letters}(?={'|'.join(words)})"
        for letters, *words in map(str.split, _ELIDED.strip().splitlines())
    )
)
"""A letter that lost its apostrophe, before what it belongs to: “jarrive”, “sinscrire”, “quil”."""


def plain_words(typed: str) -> str:
    """Words as they sound, in full and without signs: “J'peux pas !” becomes “je peux pas”."""
    folded = unicodedata.normalize("NFKD", typed[:MOST_READ].translate(_LETTER_LIKE).casefold())
    bare = "".join(letter for letter in folded[:MOST_READ] if not unicodedata.combining(letter))
    tokens = _TOKEN.findall(_REPEATED.sub(r"\1", bare))
    return as_it_sounds(" ".join(_in_full(each) for each in tokens))


def bare_words(typed: str) -> str:
    """Plain words without signs and, unless they are all polite, without politeness at the ends."""
    plain = " ".join(each for each in plain_words(typed).split() if each not in "?+")
    if _ALL_POLITE.fullmatch(plain):
        return plain
    return _POLITE_END.sub("", _POLITE_BEGINNING.sub("", plain))


def as_it_sounds(words: str) -> str:
    """Folded words, spelled nearly as they sound: "appeler qui" and "apeler ki" are alike."""
    for written, heard in _SOUNDS:
        words = words.replace(written, heard)
    return _DOUBLE.sub(r"\1", words)


def _in_full(token: str) -> str:
    if token[0].isdigit():
        return "0"
    if token in _IN_FULL:
        return _IN_FULL[token]
    word = token.rstrip("'")
    found = _GLUED.match(word)
    return word if found is None else f"{found[0]} {word[found.end() :]}"


_POLITE = "|".join(
    as_it_sounds(each)
    for each in (
        *(
            "bonjour",
            "bonsoir",
            "salut",
            "coucou",
            "hello",
            "hi",
            "merci d avance",
            "merci beaucoup",
        ),
        *(
            "merci",
            "s il vous plait",
            "s il te plait",
            "please",
            "thank you",
            "thanks",
            "excusez moi",
        ),
        *("sorry", "desole", "desolee", "pardon", "euh", "alors", "bonne journee", "bonne soiree"),
    )
)
_ALL_POLITE = re.compile(f"(?:{_POLITE})(?: (?:{_POLITE}))*")
_POLITE_BEGINNING = re.compile(f"^(?:(?:{_POLITE}) )+")
_POLITE_END = re.compile(f"(?: (?:{_POLITE}))+$")


@dataclass(frozen=True, slots=True)
class WordClasses:
    """Classes of words, such as “car” for “voiture”, “bagnole” and “covoiturage”."""

    words: Mapping[str, Sequence[str]]
    beginnings: Mapping[str, Sequence[str]]

    def of(self, word: str) -> set[str]:
        """The classes of a plain word."""
        found = set(self.words.get(word, ()))
        for length in range(2, len(word) + 1):
            found.update(self.beginnings.get(word[:length], ()))
        return found

    def features(self, words: Sequence[str]) -> Iterator[str]:
        """Classes, and pairs of classes that are near each other, each pair once."""
        found = [self.of(word) for word in words]
        yield from (f"#{each}" for classes in found for each in sorted(classes))
        near = (set().union(*found[n : n + _NEAR]) for n in range(len(found)))
        pairs = {
            f"#{min(one, other)}&{max(one, other)}"
            for classes, around in zip(found, near, strict=True)
            for one in classes
            for other in around - {one}
        }
        yield from sorted(pairs)


def _letter_runs(words: Sequence[str]) -> Iterator[str]:
    """Runs of letters inside each word, with the blanks around it."""
    for word in words:
        padded = f" {word} "
        for length in _RUNS:
            yield padded[:length]
            for start in range(1, len(padded) - length + 1):
                yield padded[start : start + length]
            if length >= len(padded):
                break


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The known features, with the weight of each."""

    classes: WordClasses
    rows: Mapping[str, int]
    rarities: Sequence[int]
    """Inverse document frequencies, in steps."""
    rarest: int
    """That of a feature that was never seen."""

    def features(self, typed: str) -> Counter[str]:
        """All features of a message, each with its count."""
        words = plain_words(typed).split()
        found = Counter(_letter_runs(words))
        found[f"=#{min(len(words), _MOST_COUNTED)}"] += 1
        found.update(f"={word}" for word in words)
        found.update(f"={first} {second}" for first, second in pairwise(["^", *words, "$"]))
        found.update(self.classes.features(words))
        return found

    def vector(self, typed: str) -> list[tuple[int, float]]:
        """The known features of a message by their rows; each kind has its share as its length.

        Unknown features count in the length: words never seen leave less to the others.
        """
        lengths = [0.0, 0.0, 0.0]
        known: list[tuple[int, int, float]] = []
        for feature, count in self.features(typed).items():
            row, block = self.rows.get(feature), _BLOCKS.get(feature[0], 0)
            rarity = self.rarest if row is None else self.rarities[row]
            value = (1 + log(count)) * rarity / FINEST
            lengths[block] += value * value
            if row is not None:
                known.append((row, block, value))
        factors = [
            share / (sqrt(total) or 1) for share, total in zip(_SHARES, lengths, strict=True)
        ]
        return [(row, value * factors[block]) for row, block, value in known]
