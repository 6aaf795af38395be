"""Where nobody runs the instance yet, a code makes whoever brings it its first cultivator.

It is shown once, when the program starts, and kept as a hash: until it is used, or until the next
start. How it is brought: see `handlers/seat_codes.py`.
"""

from collections.abc import Mapping

from bot.core.messages import Text, text
from bot.domain import codes
from storage.seat_offers import CULTIVATOR, SeatOffer
from storage.unit_of_work import Store


def code_for_nobody(store: Store) -> str | None:
    """A new code, which ends the one before it; None where somebody runs the instance."""
    store.seat_offers.end_cultivators()
    if store.communities.cultivators():
        return None
    code = codes.new_long_code()
    store.seat_offers.add(
        SeatOffer(
            community_id=None,
            post=CULTIVATOR,
            digest=codes.digest_of_code(code),
            giver="",
            address="",
            instead="",
            expires_at=None,
        )
    )
    return code


def invitation(code: str, marks: Mapping[str, str]) -> Text:
    """What is shown to whoever starts the program; `marks` begin a command, by network."""
    ways = [
        text("{mark}start {code} ({network})", mark=mark, code=code, network=network.capitalize())
        for network, mark in marks.items()
    ]
    return text(
        "Nobody runs this bot yet. To be the one who does, write to it in private: {ways}. The "
        "code works once, and until the next start.",
        ways=ways,
    )
