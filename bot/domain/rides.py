"""Rides to an event: offers and searches, in everyday words, and which of them are near."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.communes import Commune
from bot.domain.communes.search import km_between
from bot.domain.conversations import GREETING, typed_line
from bot.domain.needs import place_after
from bot.domain.refusals import Refusal

NEAR_KM = 30
"""Rides that begin within this distance of each other are shown to both."""
MOST_SEATS = 8
MOST_SHOWN = 6


class RideKind(StrEnum):
    """Kinds of rides: seats are offered, or one is looked for."""

    OFFER = "offer"
    SEARCH = "search"

    @property
    def opposite(self) -> "RideKind":
        """The kind that this one is shown to."""
        return RideKind.SEARCH if self is RideKind.OFFER else RideKind.OFFER


class NoSuchSeats(Refusal):
    """Offer 1 to {most} seats."""


def check_seats(seats: int) -> None:
    """Raise `NoSuchSeats` unless a car may have so many."""
    if not 1 <= seats <= MOST_SEATS:
        raise NoSuchSeats(most=MOST_SEATS)


def seats_left(seats: int, agreed: int) -> int:
    """The seats that agreements leave on an offer; a search, which has none, needs one."""
    return max(0, max(seats, 1) - agreed)


def nearby(start: str, starts: Mapping[int, str]) -> list[tuple[int, int]]:
    """The rides that begin near a commune, by number, with their distance in km, nearest first."""
    found = ((number, km_between(start, other)) for number, other in starts.items())
    near = [(number, round(km)) for number, km in found if km is not None and round(km) <= NEAR_KM]
    return sorted(near, key=lambda each: (each[1], each[0]))


LONGEST_PHRASE = 200
_NUMBERS = (
    ("un", "une", "one", "a"),
    ("deux", "two"),
    ("trois", "three"),
    ("quatre", "four"),
    ("cinq", "five"),
    ("six",),
    ("sept", "seven"),
    ("huit", "eight"),
)
_COUNTS = {word: count for count, words in enumerate(_NUMBERS, 1) for word in words}
_COUNT = rf"(?P<count>\d{{1,2}}|{'|'.join(_COUNTS)})"
_WE = r"(?:je|on|nous|i|we)"
_FROM = r"(?:depuis|au départ de|en partant de|from|leaving)\b"
_CAR = r"(?:dans ma voiture|en voiture|de covoiturage|en covoiturage|in my car)\b"
_SEATS = (
    rf"(?:places?|seats?)\b(?= ?(?:libres?|disponibles?|dispo|free)?\W*$| ?{_FROM}| ?{_CAR}"
    r"| (?:libres?|disponibles?|dispo|free)\b| d(?:e |')(?-i:[A-ZÀ-Ý]))"
)
_TRIP = rf"trajet\b(?=\W*$| ?{_FROM}| ?{_CAR}| d(?:e |')(?-i:[A-ZÀ-Ý]))"
_TAKES = (
    rf"{_WE} (?:peux|pourrais|peut|pouvons|can|could) "
    r"(?:emmener|prendre|transporter|conduire|take|drive|give a (?:lift|ride) to) "
    rf"(?:{_COUNT} (?:autres? )?(?:personnes?|passagers?|people|persons?|passengers?|others?)"
    r"|quelqu'un|du monde|des gens|someone|somebody|people)\b"
)
_HAS = (
    rf"(?:{_WE} (?:propose|proposons|offer|have)|j'offre|j'ai|nous avons|il me reste) "
    rf"(?:encore )?{_COUNT.replace('count', 'seats')} (?:free )?{_SEATS}"
)
_DRIVES = (
    rf"{_WE} (?:propose|proposons|offer) (?:un |a |de |du )?"
    rf"(?:(?:covoiturage|covoit|ride|lift|car ?share)\b|{_TRIP})"
)
_SEEKS = (
    rf"(?:(?:{_WE} )?(?:re)?cherch(?:e|ons)|j'ai besoin|j'aurais besoin|il me faut|i need|we need"
    r"|(?:i am |i'm |we are )?looking for)"
)
_SOUGHT = (
    rf"{_SEEKS} (?:"
    r"(?:d'|de )?(?:une? |du |le |a |des )?(?:covoiturages?|covoit|covoitureuse|covoitureur|lift"
    rf"|ride|car ?share)\b|(?:d'|de )?(?:un |le )?{_TRIP}"
    rf"|(?:d')?(?:une|a|1) {_SEATS}|(?P<bare>{_FROM})"
    r"|(?:de )?quelqu'un (?:pour|qui (?:peut|pourrait)) m'emmener\b)"
)
_NO_CAR = (
    r"(?:(?:je n'ai|j'ai|nous n'avons|on n'a) (?:pas|plus) (?:de voiture|le permis|de permis)\b"
    r"|(?:je suis|nous sommes) sans voiture\b|(?:i|we) (?:have no|don't have a) car\b)"
)
_OFFER = re.compile(f"{GREETING}(?:{_TAKES}|{_HAS}|{_DRIVES})", re.IGNORECASE)
_SEARCH = re.compile(f"{GREETING}(?:{_SOUGHT}|qui peut m'emmener\\b|{_NO_CAR})", re.IGNORECASE)
_BEFORE_START = re.compile(
    r"\b(?:depuis|au départ de|en partant de|from|leaving|de|d') ?(?=\w)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class RidePhrase:
    """A ride that plain words offer or look for."""

    kind: RideKind
    start: Commune | None
    """None if the words name no commune, or one of several with its name."""
    seats: int | None
    """None if the words do not count them, and for a search."""


def ride_in_words(typed: str, near: Collection[str] = ()) -> RidePhrase | None:
    """The ride that a message begins with; None where it is about something else."""
    plain = typed_line(typed)
    if len(plain) > LONGEST_PHRASE:
        return None
    search, offer = _SEARCH.match(plain), _OFFER.match(plain)
    if search is None and offer is None:
        return None
    start = place_after(_BEFORE_START, plain, near)
    if offer is not None:
        said = offer["count"] or offer["seats"]
        seats: int | None = None
        if said is not None:
            count = int(said) if said.isdecimal() else _COUNTS[said.casefold()]
            seats = count if 1 <= count <= MOST_SEATS else None
        return RidePhrase(RideKind.OFFER, start, seats)
    is_other = search is None or (start is None and search["bare"])
    return None if is_other else RidePhrase(RideKind.SEARCH, start, None)
