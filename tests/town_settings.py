"""The configuration of the small town: its rooms, its gardeners and its time."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.config import Settings
from bot.domain.roles import Seat

PARIS = ZoneInfo("Europe/Paris")

START = datetime(2026, 11, 24, 10, 0, tzinfo=PARIS)
"""Tuesday 24 November 2026, ten in the morning."""

SQUARE = {"telegram": "telegram:-1001", "matrix": "matrix:!square"}

CHANNEL = "telegram:-1003"

BACK_ROOM = "matrix:!garden"

GARDENERS = {
    Seat.TERRITORY: ("telegram", "telegram:43", "Ana"),
    Seat.REGION: ("matrix", "matrix:@luc:hs", "Luc"),
}

WATER = {
    "slug": "eau",
    "name": "Eau vive",
    "rooms": ["telegram:-2001", "matrix:!source"],
    "gardeners": {"territory": "telegram:53", "region": ""},
    "digest": "",
}
"""Another community of the same town, for tests that need two."""


def town_settings(*others: Mapping[str, object], **community: object) -> Settings:
    """The configuration of the town; `community` overrides keys of its community."""
    section = {
        "slug": "energie",
        "name": "Pionniers de l'énergie",
        "rooms": list(SQUARE.values()),
        "channels": [CHANNEL],
        "gardeners_room": BACK_ROOM,
        "gardeners": {seat.value: address for seat, (_, address, _) in GARDENERS.items()},
        "digest": "tue 08:00",
        **community,
    }
    return Settings.model_validate(
        {
            "instance": {"cultivators": ["telegram:42"], "contact": "dpo@region.example"},
            "privacy": {"controller": "Région Exemple"},
            "communities": [section, *others],
        }
    )
