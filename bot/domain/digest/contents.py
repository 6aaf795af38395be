"""The contents of a digest: title, order and size in a shared room; its schedule and reminders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.dates.recurrence import Before, Recurring, Rule, parse_rule
from bot.domain.refusals import Refusal

LONGEST_TITLE = 120
LONGEST_GREETING = 200
LONGEST_INTRODUCTION = 600
ROOM_LINES = 7
ROOM_LINE = 200


class NotInLetter(Refusal):
    """There is no news item {number} in this letter."""


class TitleTooLong(Refusal):
    """This title is too long: {most} characters at most."""


class WordsTooLong(Refusal):
    """These words are too long: {most} characters at most."""


class NothingToTitle(Refusal):
    """This title is empty."""


def fits_in_a_room(lengths: Sequence[int]) -> bool:
    """True if a digest with lines of these lengths is shown whole in a shared room."""
    return len(lengths) <= ROOM_LINES and all(length <= ROOM_LINE for length in lengths)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a digest: its title, its greeting or one of its items."""

    key: str
    """Its place: `title`, or an item such as `news-7`."""
    words: str
    """Its visible words."""
    author_id: int | None = None
    """The member who wrote it; their words go with them."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes of a digest since its parts were shown."""

    added: Sequence[str]
    removed: Sequence[str]
    reworded: Sequence[str]
    moved: bool
    """True if the remaining parts are in another order."""

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.reworded or self.moved)


def changes_since(shown: Sequence[Part], parts: Sequence[Part]) -> Changes:
    """Compare the words of a digest, part by part, with those that were shown."""
    before, now = _words_by_key(shown), _words_by_key(parts)
    left = [key for key in before if key in now]
    return Changes(
        added=[key for key in now if key not in before],
        removed=[key for key in before if key not in now],
        reworded=[key for key in left if now[key] != before[key]],
        moved=left != [key for key in now if key in before],
    )


def _words_by_key(parts: Sequence[Part]) -> Mapping[str, str]:
    return {each.key: each.words for each in parts}


def moved_by(keys: Sequence[str], key: str, steps: int) -> list[str]:
    """Move one of the keys up or down; no change if it is gone or at the end."""
    order = list(keys)
    if key not in order:
        return order
    at = order.index(key)
    to = min(max(at + steps, 0), len(order) - 1)
    order.insert(to, order.pop(at))
    return order


def read_greeting(typed: str) -> str:
    """A greeting; empty for a dash alone."""
    return _read_lines(typed, LONGEST_GREETING)


def read_introduction(typed: str) -> str:
    """An introduction; empty for a dash alone."""
    return _read_lines(typed, LONGEST_INTRODUCTION)


def _read_lines(typed: str, most: int) -> str:
    lines = [" ".join(line.split()) for line in typed.strip().split("\n")]
    words = "\n".join(lines)
    if len(words) > most:
        raise WordsTooLong(most=most)
    return words if any(map(str.isalnum, words)) else ""


def reordered(present: Sequence[int], wanted: Sequence[int]) -> list[int]:
    """The numbers asked for first, in that order, then the others as they were."""
    for number in wanted:
        if number not in present:
            raise NotInLetter(number=number)
    first = list(dict.fromkeys(wanted))
    return [*first, *(number for number in present if number not in first)]


def read_title(typed: str) -> str:
    """A title on one line."""
    title = " ".join(typed.split())
    if not any(letter.isalnum() for letter in title):
        raise NothingToTitle
    if len(title) > LONGEST_TITLE:
        raise TitleTooLong(most=LONGEST_TITLE)
    return title


USUAL_DAYS = "monthly 1tu 08:00"
"""The days of a new community: the first Tuesday of the month at 8:00."""

REMINDED_AT = timedelta(hours=18)
"""Time of the evening before at which a missing approval is asked for."""

EVENING = timedelta(hours=3)
"""Time in which the reminder of the evening still makes sense, after a pause."""

REMINDED_BEFORE = timedelta(hours=2)
"""Time before sending at which it is asked for again, outside quiet hours."""

REMINDED_AHEAD = timedelta(hours=31)
"""The longest time between a reminder and the sending, in the night that clocks go back."""

CATCH_UP = timedelta(hours=12)
"""Time after its due time in which an approved digest is still sent, after a pause."""


def schedule_key(community_id: int) -> str:
    """The schedule of a community's digest."""
    return f"digest/{community_id}"


def digest_plans(community_id: int, rule: str) -> dict[str, tuple[str, Rule] | None]:
    """By schedule: the job and the rule to plan for a digest, or None where none is wanted."""
    recurring = parse_rule(rule) if rule else None
    keys = {
        "digest": schedule_key(community_id),
        "digest-evening": f"digest-evening/{community_id}",
        "digest-reminder": f"digest-reminder/{community_id}",
    }
    if not isinstance(recurring, Recurring):
        return dict.fromkeys(keys.values())
    at = recurring.at
    since_evening = timedelta(days=1, hours=at.hour, minutes=at.minute) - REMINDED_AT
    rules: dict[str, Rule] = {
        "digest": recurring,
        "digest-evening": Before(recurring, since_evening),
        "digest-reminder": Before(recurring, REMINDED_BEFORE),
    }
    return {keys[job]: (job, planned) for job, planned in rules.items()}
