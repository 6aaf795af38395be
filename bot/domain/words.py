"""When two people would say that they typed the same word."""

import unicodedata


def fold(words: str) -> str:
    """Words without accents, capitals and outer blanks, with plain apostrophes."""
    plain = words.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    decomposed = unicodedata.normalize("NFKD", plain)
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(bare.casefold().split())


def on_one_line(words: str) -> str:
    """Words without line breaks, nor characters that are not seen or turn the reading around."""
    kept = (letter for letter in words if letter.isspace() or _is_seen(letter))
    return " ".join("".join(kept).split())


def _is_seen(letter: str) -> bool:
    return letter == _EMOJI_JOINER or unicodedata.category(letter) not in ("Cc", "Cf")


_EMOJI_JOINER = "\N{ZERO WIDTH JOINER}"
