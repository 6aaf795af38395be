"""Words of dates in French and English, in one spelling for each thing."""

import re
import unicodedata
from collections.abc import Iterable
from zoneinfo import ZoneInfo

LONGEST = 200


def shortened(words: str) -> str:
    """The typed words on one line, cut to a length that is still recognised."""
    line = " ".join(words.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def respelled(words: str) -> str:
    """The words without accents, capitals or ornaments, in one spelling for each thing."""
    if len(words) > LONGEST:
        raise ValueError("too long")
    plain = unicodedata.normalize("NFKD", words.translate(_ALIKE).casefold())
    text = "".join(c for c in plain if unicodedata.category(c) not in {"Mn", "Cf"})
    if len(text) > LONGEST:
        raise ValueError("too long")
    for pattern, spelling in _RESPELLINGS:
        text = pattern.sub(spelling, text)
    text = _COUNTED.sub(lambda match: str(NUMBERS[match[0]]), text)
    return " ".join(text.split())


def without_city(text: str, zone: ZoneInfo) -> str:
    """Drop the "heure de Paris" of our own zone, which the bot writes and people copy."""
    city = respelled(zone.key.rpartition("/")[2].replace("_", " "))
    for before in ("heure de ", "heure d'", "heure de la "):
        text = text.removesuffix(f" {before}{city}")
    return text.removesuffix(f" {city} time")


def numbered(words: str, start: int) -> dict[str, int]:
    """Numbers for words that are separated by spaces; synonyms, separated by /, share one."""
    return {
        word: number
        for number, alike in enumerate(words.split(), start)
        for word in alike.split("/")
    }


def any_of(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(words, key=len, reverse=True))})"


_SHOWN = 40
WEEKDAYS = numbered(
    "lundi/lun/monday/mon mardi/mar/tuesday/tues/tue mercredi/mer/wednesday/wed"
    " jeudi/jeu/thursday/thurs/thur/thu vendredi/ven/friday/fri samedi/sam/saturday/sat"
    " dimanche/dim/sunday/sun",
    start=0,
)

MONTHS = numbered(
    "janvier/janv/january/jan fevrier/fevr/fev/february/feb mars/march avril/avr/april/apr mai/may"
    " juin/june/jun juillet/juil/july/jul aout/august/aug septembre/sept/september/sep"
    " octobre/october/oct novembre/november/nov decembre/december/dec",
    start=1,
)

NUMBERS = numbered(
    "un/une/one deux/two trois/three quatre/four cinq/five six sept/seven huit/eight neuf/nine"
    " dix/ten onze/eleven douze/twelve treize/thirteen quatorze/fourteen quinze/fifteen"
    " seize/sixteen dix-sept/seventeen dix-huit/eighteen dix-neuf/nineteen vingt/twenty",
    start=1,
)

UNITS = {
    name: unit
    for unit, names in (
        ("minutes", "minutes minute min mn m"),
        ("hours", "heures heure hours hour hrs hr h"),
        ("days", "jours jour days day j d"),
        ("weeks", "semaines semaine sem weeks week w"),
        ("months", "mois months month"),
        ("years", "annees annee ans an years year"),
    )
    for name in names.split()
}

_ALIKE = str.maketrans(dict.fromkeys("’‘ʼ`´", "'") | dict.fromkeys("‐‑‒–—−", "-"))
_RESPELLINGS = tuple(
    (re.compile(pattern), spelling)
    for pattern, spelling in (
        (r"(?<=\d) ?([ap])\.? ?m\b", r"\1m"),
        (r"[()\"«»“”!?;]|(?<!\d)[.,]|[.,](?!\d)| - ", " "),
        (r"\b(?:apres[- ]midi|aprem|afternoon)\b", "apresmidi"),
        (r"\b(?:matinee|morning)\b", "matin"),
        (r"\b(?:soiree|evening|night)\b", "soir"),
        (r"\btonight\b", "aujourd'hui soir"),
        (r"\b(?:ce|cet|cette|this) (?=(?:matin|midi|apresmidi|soir)\b)", "aujourd'hui "),
        (r"\b(?:(?:the )?day after tomorrow|apres[- ]demain)\b", "apresdemain"),
        (r"\b(?:(?:the )?day before yesterday|avant[- ]hier)\b", "avanthier"),
        (r"\b(?:next week|la semaine prochaine)\b", "semaine prochaine"),
        (r"\b(?:next month|prochain mois)\b", "mois prochain"),
        (r"\b(?:this month|ce mois-ci)\b", "ce mois"),
        (r"^(.+) ago$", r"il y a \1"),
        (r"\b(\d{4})-(\d{1,2})-(\d{1,2})(?:t(?=\d)|\b)", r"\3/\2/\1 "),
        (r"\b(\d{1,2})([-.])(\d{1,2})\2(\d{4}|\d{2})\b", r"\1/\3/\4"),
        (r"\b(?:premiere?s?|1ers|first)\b", "1er"),
        (r"\b(?:deuxiemes?|seconde?s?|2eme)\b", "2e"),
        (r"\b(?:troisiemes?|third|3eme)\b", "3e"),
        (r"\b(?:quatriemes?|fourth|4eme)\b", "4e"),
        (r"\ban? (?=(?:minute|hour|day|week|month|year)\b)", "1 "),
        (r"(?<!-)\bhuit jours\b", "1 semaine"),
        (r"\b(?:quinze jours|une quinzaine(?: de jours)?|a fortnight)\b", "2 semaines"),
        (r"\btrois[- ]quarts d'heure\b", "45 minutes"),
        (r"\b(?:une demi[- ]heure|half 1 hour)\b", "30 minutes"),
        (r"\b(?:un quart d'heure|(?:a )?quarter of 1 hour)\b", "15 minutes"),
        (r"(h|heures?|midi|minuit) et demie?\b|(hours?) and a half\b", r"\1\2 30"),
        (r"(h|heures?|midi|minuit) et quart\b", r"\1 15"),
    )
)

_COUNTED = re.compile(rf"(?<!-)\b{any_of(NUMBERS)}(?= {any_of(UNITS)}\b)")
LEADING_WORDS = re.compile(
    r"^(?:(?:les?|la|the|on|for|pour|by|until|ce|cette|this|d'ici(?! \d)|jusqu'au?|au?) )+(?=.)"
)
