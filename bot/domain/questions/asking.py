"""Limits of asking: the length of a question, and how many wait at once."""

from bot.domain.refusals import Final, Refusal

OPEN_AT_ONCE = 10
"""Unanswered questions of one member in one community."""


class NothingAsked(Refusal):
    """I do not see a question yet: write it in a few words."""


class TooManyOpenQuestions(Final):
    """{count} of your questions wait for an answer: you can ask the next one after that.

    Your questions: {question}.
    """


def read_question(words: str) -> str:
    """The words of a question, without empty lines; raises `NothingAsked` if there are none."""
    lines = (" ".join(line.split()) for line in words.splitlines())
    read = "\n".join(line for line in lines if line)
    if not read:
        raise NothingAsked
    return read


def headline(words: str, longest: int = 60) -> str:
    """The beginning of a question, on one line."""
    line = " ".join(words.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"
