"""The beginning of a message in everyday words, as patterns read it."""

GREETING = r"(?:(?:bonjour|bonsoir|salut|coucou|hello|hi|hey)\b[\s,.!]*)?"
"""Pattern of a greeting that may stand before the rest."""


def plain_line(typed: str) -> str:
    """Words on one line, with straight apostrophes."""
    return " ".join(typed.replace("’", "'").split())
