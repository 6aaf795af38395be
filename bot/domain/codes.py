"""Codes that link a second account to a member, or give a role, and their security.

A *token* travels in a link or a QR code: 32 characters of 62, 190 bits. It cannot be
guessed, and its plain SHA-256 cannot be reversed.

A *code* is typed by a person: 8 characters of 27, no two of which look alike, with digits among
the letters, so that it is known from words however it is typed. That is 1.6 * 10^11 codes, 37 bits:
few enough for an unlimited search. Hence four bounds.

- It lives ten minutes and works once.
- An account that typed five wrong codes waits ten minutes, and the instance as a whole hears at
  most 200 wrong ones in ten minutes: 28,800 a day. With a hundred codes waiting at every moment,
  a day of that finds one with a chance of 1 in 54,000; a million guesses would take 35 days and
  find one with a chance of 1 in 1,500.
- Finding one is not enough: the account that asked for it must agree, and is shown the finder's
  name.
- A copy of the database holds it only through 20,000 rounds of PBKDF2-HMAC-SHA256. Searching all
  codes then costs some 10^16 SHA-256, some days of a strong graphics card, while the code is
  worth something for ten minutes. Under a bare SHA-256, or an HMAC whose key lies beside the
  database, it would be a minute. Each try costs us 3 ms.

A code that gives a role is passed from one person to another, and is valid for a day: it is *long*,
12 characters, 56 bits. The same card would search the copy for thousands of years. So is the code
of a person invited by a list, which is valid for weeks among many thousands.
"""

import re
import secrets
import string
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import pbkdf2_hmac, sha256

from bot.domain.refusals import Refusal

ALPHABET = "23456789ACDEFGHJKMNPQRTVWXY"
"""Neither 0 and O nor 1, I and L; of 2 and Z, 5 and S, 8 and B, V and U only the first."""
LENGTH = 8
GROUPS = (3, 3, 2)
LONG_GROUPS = (3, 3, 3, 3)
TOKEN_LENGTH = 32
LIFE = timedelta(minutes=10)
LONG_LIFE = timedelta(days=1)
TRIES = 5
PAUSE = timedelta(minutes=10)
TRIES_OF_ALL = 200
SLOT = timedelta(minutes=10)

RECEIPT_GROUPS = (4, 4, 4, 4)
"""Of the receipt of a secret vote: see `bot.domain.polls.boxes_and_receipts`."""
_GROUPS_OF = {sum(each): each for each in (GROUPS, LONG_GROUPS, RECEIPT_GROUPS)}
_AROUND = string.whitespace + ".,;:!?«»“”‘’'\"`*_()<>\u00a0\u202f"
_BETWEEN = re.compile(r"[\s._-]+")
_LONGEST_TYPED, _TOO_LONG = 40, 80
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
"""Dashes that phones and copied pages have instead of hyphens."""
_LETTERS = string.ascii_letters + string.digits
LOOKS_LIKE = str.maketrans("ZSBU", "258V")
_DIGIT_WITHIN = re.compile(r"[A-Z]\d+[A-Z]")
_JOINED = re.compile(r"\d(?:H|ET|EME|E\d|A\d)")
"""Hours, ordinals and ranges in one word: `rdv23h45`, `ce2etcm2`."""
_FEWEST_DIGITS = 2
_ROUNDS = 20_000


class NotACode(Refusal):
    """A code has eight letters and digits, like {example}."""


class NotALongCode(Refusal):
    """This is no code that gives a role."""


def new_code() -> str:
    """A code to type, in groups: `K7M-4PX-2R`."""
    return _grouped(_random_symbols(LENGTH))


def new_long_code() -> str:
    """A code that gives a role: `K7M-4PX-2RA-CDE`."""
    return _grouped(_random_symbols(sum(LONG_GROUPS)), LONG_GROUPS)


def long_code_of(secret: bytes) -> str:
    """A long code that follows from 32 secret bytes: the same ones make it again."""
    number, bare = int.from_bytes(secret), ""
    for _ in range(sum(LONG_GROUPS)):
        number, letter = divmod(number, len(ALPHABET))
        bare += ALPHABET[letter]
    return _grouped(bare, LONG_GROUPS)


def is_long(typed: str) -> bool:
    """True if a person typed as many letters as a long code has."""
    return len(_bare(typed)) == sum(LONG_GROUPS)


def new_token() -> str:
    """A token for a link: letters and digits, which every start word bears."""
    return "".join(secrets.choice(_LETTERS) for _ in range(TOKEN_LENGTH))


def read_code(typed: str) -> str:
    """The code that a person typed, in any case, with any blanks and hyphens.

    A look-alike that no code contains is read as the letter that it stands for. Raises
    `NotACode`.
    """
    bare = _bare(typed)
    if len(bare) != LENGTH or not bare.isascii():
        raise NotACode(example="K7M-4PX-2R")
    return _grouped(bare.translate(LOOKS_LIKE))


def read_long_code(typed: str) -> str:
    """The long code that a person typed; raises `NotALongCode`.

    It may stand where other words do: only words that its letters could spell are taken for
    one.
    """
    bare = _bare(typed).translate(LOOKS_LIKE)
    if len(bare) != sum(LONG_GROUPS) or not set(bare) <= set(ALPHABET):
        raise NotALongCode
    return _grouped(bare, LONG_GROUPS)


def code_alone(words: str) -> str | None:
    """The code that words are, if they are nothing else; None for other words.

    A code, a long one, a receipt or a token, known or not. One in its groups with hyphens, as we
    print it, is always known, and may be misread. Otherwise, with blanks or in one piece, it is
    known where no word, hour or date is written so: of our letters alone, with digits among them.
    """
    if len(words) > _TOO_LONG:
        return None
    said = words.translate(_HYPHENS).strip(_AROUND)
    if len(said) > _LONGEST_TYPED or not said.isascii():
        return None
    parts = _BETWEEN.split(said.upper())
    bare, sizes = "".join(parts), tuple(map(len, parts))
    if not bare.isalnum() or bare.isdigit():
        return None
    if len(parts) == 1 and len(bare) == TOKEN_LENGTH:
        return None if bare.isalpha() else said
    groups = _GROUPS_OF.get(len(bare))
    if groups is None:
        return None
    if tuple(len(each.strip()) for each in said.split("-")) == groups:
        is_code = set(bare) <= set(ALPHABET) or _DIGIT_WITHIN.search(bare) is not None
    else:
        is_code = (sizes == groups or len(set(sizes)) == 1) and _is_no_word(bare)
    return _grouped(bare.translate(LOOKS_LIKE), groups) if is_code else None


def digest_of_code(code: str) -> str:
    """The slow hash under which a code is kept: see above."""
    return pbkdf2_hmac("sha256", code.encode(), b"terreau link", _ROUNDS).hex()


def digest_of_token(token: str) -> str:
    """The hash under which a token is kept."""
    return sha256(token.encode()).hexdigest()


def end_of_slot(now: datetime) -> datetime:
    """Time at which the wrong codes of the whole instance are counted from 0 again."""
    passed = (now.astimezone(UTC) - datetime(2000, 1, 1, tzinfo=UTC)) % SLOT
    return now - passed + SLOT


def _random_symbols(length: int) -> str:
    """Letters of a new code that can be taken for no word or number, even without its hyphens."""
    while not _is_no_word(bare := "".join(secrets.choice(ALPHABET) for _ in range(length))):
        pass
    return bare


def is_no_word(code: str) -> bool:
    """True if a code is known from words and numbers even if it is typed without its hyphens."""
    return _is_no_word(_bare(code))


def _is_no_word(bare: str) -> bool:
    """True for what people write only if it is a code: letters and digits that alternate."""
    return (
        set(bare) <= set(ALPHABET)
        and sum(map(str.isdigit, bare)) >= _FEWEST_DIGITS
        and _DIGIT_WITHIN.search(bare) is not None
        and _JOINED.search(bare) is None
    )


def _bare(typed: str) -> str:
    return "".join(each for each in typed.upper() if each.isalnum())


def _grouped(bare: str, sizes: Sequence[int] = GROUPS) -> str:
    groups, start = [], 0
    for size in sizes:
        groups.append(bare[start : start + size])
        start += size
    return "-".join(groups)
