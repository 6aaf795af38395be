"""Tallies as cards show them, and stored votes."""

import re

from tests.town import SQUARE, Town

ASKED = "/sondage Quelle date ? | mardi | jeudi | samedi"


def counts(town: Town) -> list[str]:
    """Return the counts of the latest card by choice; each room has the same."""
    here, there = (
        [
            line.partition(" : ")[2]
            for line in town.latest_with(room, "mardi").text.splitlines()
            if re.match(r"(mardi|jeudi|samedi)( :|$)", line)
        ]
        for room in SQUARE.values()
    )
    assert here == there
    return [said.lstrip("▇ ") or "0" for said in here]
