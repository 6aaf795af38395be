"""Typography of our own sentences, set when they are shown: catalogues carry plain typing.

Never applied to what people wrote, to links, or to commands to type.
"""

import re
from functools import lru_cache

NO_BREAK, NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"
_HOLE = "\ue000"
"""Stands for parts that are left alone: a placeholder, a link, a command."""
_KEPT = re.compile(r"\{\w*\}|\b[a-z]{2,8}://\S*|(?<!\S)[/!]\w\S*")
_LEFT_ALONE = re.compile(_HOLE)
_MOST_SENTENCES = 8192
_SPACE = f"[ {NO_BREAK}{NARROW}]"
_AFTER = r'(?=[;!?]*(?:[\s…,.)\]»”"]|$))'
_APOSTROPHE = (re.compile(rf"(?<=[\w{_HOLE}])'"), "’")
_RULES = {
    "fr": (
        _APOSTROPHE,
        (re.compile(f"«{_SPACE}?"), f"«{NO_BREAK}"),
        (re.compile(f"{_SPACE}?»"), f"{NO_BREAK}»"),
        (re.compile(rf"(?<=[^\s;!?(]){_SPACE}?(?=[;!?]){_AFTER}"), NARROW),
        (re.compile(rf"(?<=[^\s:(]){_SPACE}?:(?=\s|$)"), f"{NO_BREAK}:"),
        (re.compile(rf"(?<=[\d{_HOLE}]){_SPACE}(?=[%€])"), NO_BREAK),
        (re.compile(rf"(?<=\d){_SPACE}(?=\d{{3}}(?!\d))"), NARROW),
        (re.compile(rf"(?<=[\d{_HOLE}]){_SPACE}h\b"), f"{NARROW}h"),
        (re.compile(rf"(?<={NARROW}h){_SPACE}(?=[\d{_HOLE}])"), NARROW),
    ),
    "en": (_APOSTROPHE, (re.compile(r'(?<![=\w])"([^"\n]+)"'), r"“\1”")),
}


@lru_cache(_MOST_SENTENCES)
def typeset(template: str, locale: str) -> str:
    """A sentence, its placeholders not filled in yet, with the typography of its language."""
    kept = iter(_KEPT.findall(template))
    words = _KEPT.sub(_HOLE, template)
    for pattern, right in _RULES[locale]:
        words = pattern.sub(right, words)
    return _LEFT_ALONE.sub(lambda _: next(kept), words)
