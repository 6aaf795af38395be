"""Link words that continue a person's own choice, signed for one account and ten minutes.

Anybody can make a link to the bot, so a link acts only if the bot itself made it for the account
that opens it, out of what this account had just chosen. Any other one shows, and asks.

A signature is 16 characters in front of the word, behind a mark: 4 bytes of time and the first 8 of
an HMAC-SHA256, in base64. Telegram takes 64 characters in all. 64 bits are enough, since a forged
signature is only tried when its victim opens the link.
"""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta

LIFE = timedelta(minutes=10)

_MAC_BYTES = 8
_SIGNED = re.compile(r"_([A-Za-z0-9_-]{16})([A-Za-z0-9_-]+)")


def sign(word: str, account: str, key: bytes, now: datetime) -> str:
    """The word with a signature that holds for `account` until ten minutes from now."""
    until = int((now + LIFE).timestamp()).to_bytes(4)
    return f"_{urlsafe_b64encode(until + _mac(word, account, key, until)).decode()}{word}"


def read(word: str, account: str, key: bytes, now: datetime) -> tuple[str, bool]:
    """The word without its signature, and whether that was made for `account`, and still holds."""
    signed = _SIGNED.fullmatch(word)
    if signed is None:
        return word, False
    signature, plain = urlsafe_b64decode(signed[1]), signed[2]
    until, mac = signature[:-_MAC_BYTES], signature[-_MAC_BYTES:]
    is_ours = hmac.compare_digest(mac, _mac(plain, account, key, until))
    return plain, is_ours and now.timestamp() < int.from_bytes(until)


def _mac(word: str, account: str, key: bytes, until: bytes) -> bytes:
    message = b"\0".join((account.encode(), word.encode(), until))
    return hmac.digest(key, message, "sha256")[:_MAC_BYTES]
