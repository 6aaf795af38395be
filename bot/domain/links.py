"""Words of deep links, and those that continue a person's own choice, signed for one account.

`in3-vote-7-2` is the action `vote` with 7 and 2, in community 3. In `in3-v4-vote-7-2` it is for
revision 4 of what it acts on.

Anybody can make a link to the bot, so a link acts only if the bot itself made it for the account
that opens it, out of what this account had just chosen. Any other one shows, and asks.

A signature is 16 characters in front of the word, behind a mark: 4 bytes of time and the first 8 of
an HMAC-SHA256, in base64. It holds for ten minutes. Telegram takes 64 characters in all. 64 bits
are enough, since a forged signature is only tried when its victim opens the link.
"""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta

LINK_WORD = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""The words that a link takes."""
_REVISED = re.compile(r"v(\d{1,9})-(.+)", re.DOTALL)
_PLACED = re.compile(r"in(\d{1,9})(?:-(.*))?", re.DOTALL)


def link_word(community_id: int | None, action: str, *arguments: object, revision: int = 0) -> str:
    """The word of an action in a community, or in none in particular."""
    place = [] if community_id is None else [f"in{community_id}"]
    shown = [f"v{revision}"] if revision else []
    return "-".join([*place, *shown, action, *map(str, arguments)])


def read_revision(word: str) -> tuple[int, str]:
    """The revision that a link's word carries behind its place, or 0, and the rest of the word."""
    revised = _REVISED.fullmatch(word)
    return (0, word) if revised is None else (int(revised[1]), revised[2])


def revised_word(word: str, revision: int) -> str:
    """A link's word with a revision in place of its own, if any; 0 for none."""
    place, rest = read_place(word)
    return link_word(place, read_revision(rest)[1], revision=revision)


def read_place(word: str) -> tuple[int | None, str]:
    """The community that a link's word names, if any, and the rest of the word."""
    placed = _PLACED.fullmatch(word)
    return (None, word) if placed is None else (int(placed[1]), placed[2] or "")


SIGNATURE_LIFE = timedelta(minutes=10)

_MAC_BYTES = 8
_SIGNED = re.compile(r"_([A-Za-z0-9_-]{16})([A-Za-z0-9_-]+)")


def sign_word(word: str, account: str, key: bytes, now: datetime) -> str:
    """The word with a signature that holds for `account` until ten minutes from now."""
    until = int((now + SIGNATURE_LIFE).timestamp()).to_bytes(4)
    return f"_{urlsafe_b64encode(until + _mac(word, account, key, until)).decode()}{word}"


def split_signature(word: str, account: str, key: bytes, now: datetime) -> tuple[str, bool]:
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
