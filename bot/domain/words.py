"""When two people would say that they typed the same word."""

import unicodedata


def fold(words: str) -> str:
    """Words without accents, capitals and outer blanks, with plain apostrophes."""
    plain = words.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    decomposed = unicodedata.normalize("NFKD", plain)
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(bare.casefold().split())
