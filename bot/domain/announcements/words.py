"""The words of an announcement."""

from bot.domain.refusals import Refusal

LONGEST = 2000
"""Maximum length in characters: longer texts belong in the letter."""
_SYMBOL = "📣"


class NothingSaid(Refusal):
    """Write the words of the announcement."""


def read_announcement(typed: str) -> str:
    """The words without needless space; raises `NothingSaid`."""
    lines = [line.strip() for line in typed.strip().splitlines()]
    said = "\n".join(lines).strip()
    if not said:
        raise NothingSaid
    return said


def title_and_body(words: str) -> tuple[str, list[str]]:
    """The first line as title, if several follow each other, and the lines behind it."""
    first, *rest = words.splitlines()
    return (f"{_SYMBOL} {first}", rest) if rest else ("", [f"{_SYMBOL} {first}"])
