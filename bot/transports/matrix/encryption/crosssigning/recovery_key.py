"""A recovery key: 32 random bytes, written so that a person can copy them.

Matrix specification, appendices, "Cryptographic key representation": the bytes 0x8B 0x01, the key,
and a parity byte (all others XORed), in base58 with Bitcoin's alphabet, in groups of four.
"""

import secrets
from dataclasses import dataclass, field
from functools import reduce
from operator import xor
from typing import Self

from bot.domain.refusals import Refusal

_LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PREFIX = b"\x8b\x01"
_KEY_LENGTH = 32
_WHOLE = len(_PREFIX) + _KEY_LENGTH + 1
_SPELLED = 48
"""As many letters as 35 bytes that begin with 0x8B take in base58, whatever follows."""
_GROUP = 4


class StrangeLetter(Refusal):
    """A recovery key never contains “{letter}”: compare it with what you wrote down."""


class WrongLength(Refusal):
    """A recovery key has {wanted} letters and digits, this one has {count}.

    Compare it with what you wrote down.
    """


class NotARecoveryKey(Refusal):
    """There is a typing error in this recovery key.

    Compare it, group by group, with what you wrote down. Capital letters matter.
    """


@dataclass(frozen=True, slots=True)
class RecoveryKey:
    """Opens the secret storage of the bot's account."""

    raw: bytes = field(repr=False)

    @classmethod
    def make(cls) -> Self:
        return cls(secrets.token_bytes(_KEY_LENGTH))

    @classmethod
    def parse(cls, typed: str) -> Self:
        """Read a copied key, with any blanks."""
        bare = "".join(typed.split())
        for letter in bare:
            if letter not in _LETTERS:
                raise StrangeLetter(letter=letter)
        if len(bare) != _SPELLED:
            raise WrongLength(wanted=_SPELLED, count=len(bare))
        whole = _from_base58(bare)
        if not whole.startswith(_PREFIX) or reduce(xor, whole):
            raise NotARecoveryKey
        return cls(whole[len(_PREFIX) : -1])

    @property
    def spelled(self) -> str:
        """The key for a person: twelve groups of four."""
        whole = _PREFIX + self.raw
        spelled = _to_base58(whole + bytes([reduce(xor, whole)]))
        return " ".join(spelled[at : at + _GROUP] for at in range(0, len(spelled), _GROUP))


def _to_base58(whole: bytes) -> str:
    number = int.from_bytes(whole)
    letters = ""
    while number:
        number, digit = divmod(number, len(_LETTERS))
        letters = _LETTERS[digit] + letters
    return letters


def _from_base58(letters: str) -> bytes:
    number = reduce(lambda sum_, letter: sum_ * len(_LETTERS) + _LETTERS.index(letter), letters, 0)
    try:
        return number.to_bytes(_WHOLE)
    except OverflowError:
        raise NotARecoveryKey from None
