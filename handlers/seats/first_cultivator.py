"""A code for the first cultivator of an instance without one.

It is shown once, when the program starts, and kept as a hash until it is used or until the next
start. Without a terminal it is written to a file for the same time. It is entered in
`handlers/seats/codes.py`.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from bot.core import Text, text
from bot.domain import codes
from storage.communities import Cultivators
from storage.seats import CULTIVATOR, SeatOffer, SeatOffers
from storage.unit_of_work import Store

CODE_FILE = "first-cultivator"
"""The file in the data folder that holds the code where there is no terminal."""


def new_cultivator_code(store: Store) -> str | None:
    """A new code, which replaces the one before; None if there is a cultivator."""
    store[SeatOffers].end_cultivators()
    if store[Cultivators].all():
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


def invitation_text(code: str, marks: Mapping[str, str]) -> Text:
    """The text for the terminal; `marks` begin a command, by the network's name."""
    ways = [
        text("{mark}start {code} ({network})", mark=mark, code=code, network=network)
        for network, mark in marks.items()
    ]
    return text(
        "Nobody runs this bot yet. To run it, write to it in private: {ways}. The code works "
        "once, until the next start.",
        ways=ways,
    )


def code_file_text(path: Path) -> Text:
    """The text for a log, which others may read too."""
    return text(
        "Nobody runs this bot yet. The code to run it is in {file}, which only you can read. "
        "It works once, until the next start.",
        file=str(path),
    )


def keep_code(data: Path, code: str) -> Path:
    """Write the text for its owner's eyes only, and return its path; raises `OSError`."""
    path = data / CODE_FILE
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.unlink(missing_ok=True)  # one that others may read would stay so
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{code}\n")
    return path.absolute()


def forget_code(data: Path) -> None:
    """Delete the file of the last start."""
    (data / CODE_FILE).unlink(missing_ok=True)
