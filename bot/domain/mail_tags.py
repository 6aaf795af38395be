"""Tags in our mail addresses: which letter a reply or a bounce is about, signed for one mailbox.

The part in front of the @ is `terreau+r…`: our own name, what the address is for, then the letter
(16 bytes), the day until which it holds (2 bytes) and the first 8 of an HMAC-SHA256, in base32: the
case of an address may be lost on its way, and 64 characters are all that an address may have there.
The mailbox is in the signature alone. 64 bits are enough: each guess takes a mail.
"""

import hmac
import re
from base64 import b32decode, b32encode
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

LIFE = timedelta(days=30)
"""So long, a letter can be answered, and a bounce of it is believed."""
LONGEST_NAME = 20
"""Characters that our own name may have, for a tag to have room beside it."""
_MAC_BYTES = 8
_EPOCH = date(1970, 1, 1)
_TAG = re.compile(r"([rbu])([a-z2-7]{42})", re.ASCII | re.IGNORECASE)
_LETTER = re.compile(r"[0-9a-f]{32}", re.ASCII)


class TagKind(StrEnum):
    """The purpose of one of our addresses."""

    REPLY = "r"
    BOUNCE = "b"
    UNSUBSCRIBE = "u"


@dataclass(frozen=True, slots=True)
class Tag:
    """A letter to one mailbox, as one of our addresses names it."""

    kind: TagKind
    letter: str
    """32 hexadecimal digits."""
    until: date
    mac: bytes = b""

    @classmethod
    def read(cls, tag: str) -> Self | None:
        """Read a tag, in whatever case; None for anything else. It is not trusted yet."""
        found = _TAG.fullmatch(tag)
        if found is None:
            return None
        raw = b32decode(found[2].upper() + "======")
        letter, day, mac = raw[:16].hex(), int.from_bytes(raw[16:18]), raw[18:]
        return cls(TagKind(found[1].lower()), letter, _EPOCH + timedelta(days=day), mac)

    def signed(self, mailbox: str, key: bytes) -> str:
        """The tag as it stands in an address that is given to this mailbox."""
        raw = bytes.fromhex(self.letter) + self._day + self._mac(mailbox, key)
        return self.kind + b32encode(raw).decode().rstrip("=").lower()

    def holds_for(self, mailbox: str, key: bytes, today: date) -> bool:
        """True if we gave it to this mailbox, and it still holds."""
        return hmac.compare_digest(self.mac, self._mac(mailbox, key)) and today <= self.until

    @property
    def _day(self) -> bytes:
        return (self.until - _EPOCH).days.to_bytes(2)

    def _mac(self, mailbox: str, key: bytes) -> bytes:
        parts = ("mail", self.kind, self.letter, mailbox.casefold())
        message = b"\0".join([*(each.encode() for each in parts), self._day])
        return hmac.digest(key, message, "sha256")[:_MAC_BYTES]


def letter_tag(kind: TagKind, letter: str, today: date) -> Tag:
    """A new tag for a letter; raises `ValueError` for what names no letter."""
    if not _LETTER.fullmatch(letter):
        raise ValueError("a letter has 32 hexadecimal digits")
    return Tag(kind, letter, today + LIFE)


def tagged(address: str, tag: str) -> str:
    """Our address with a tag: `terreau+r…@region.example`."""
    name, _, domain = address.rpartition("@")
    return f"{name}+{tag}@{domain}"


def tag_in(address: str, own: str) -> Tag | None:
    """The tag in one of our addresses; None for the address itself and for those of others."""
    name, _, domain = address.casefold().rpartition("@")
    own_name, _, own_domain = own.casefold().rpartition("@")
    before, plus, tag = name.partition("+")
    if domain != own_domain or before != own_name or not plus:
        return None
    return Tag.read(tag)
