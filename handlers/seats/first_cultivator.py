"""Where nobody runs the instance yet, a code makes whoever brings it its first cultivator.

It is shown once, when the program starts, and kept as a hash: until it is used, or until the next
start. Without a terminal to show it on, it lies in a file for the same time. How it is brought: see
`handlers/seats/codes.py`.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from bot.core import Text, text
from bot.domain import codes
from storage.communities import Communities
from storage.seats import CULTIVATOR, SeatOffer, SeatOffers
from storage.unit_of_work import Store

CODE_FILE = "first-cultivator"
"""The file in the folder of data that holds the code where there is no terminal."""


def code_for_nobody(store: Store) -> str | None:
    """A new code, which ends the one before it; None where somebody runs the instance."""
    store[SeatOffers].end_cultivators()
    if store[Communities].cultivators():
        return None
    code = codes.new_long_code()
    store[SeatOffers].add(
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


def in_a_file(path: Path) -> Text:
    """The invitation for a log, which others may read too."""
    return text(
        "Nobody runs this bot yet. The code that makes you the one who does is in {file}, which "
        "only you can read. It works once, and until the next start.",
        file=str(path),
    )


def keep_code(data: Path, said: str) -> Path:
    """Write the invitation for its owner's eyes only, and give its place; raises `OSError`."""
    path = data / CODE_FILE
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.unlink(missing_ok=True)  # one that others may read would stay so
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{said}\n")
    return path.absolute()


def forget_code(data: Path) -> None:
    """Delete what the start before this one wrote."""
    (data / CODE_FILE).unlink(missing_ok=True)
