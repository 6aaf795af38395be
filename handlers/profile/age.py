"""Whoever is younger than 18 is not shown to others: asked, without a birth date, when it matters.

A feature that shows people (a directory, a map, portraits, introductions, pictures) shows those
whom `shows` lets through, and asks with `asks_age` before it would show somebody for the first
time.
"""

from bot.core import Card, Context, text
from bot.references.profile import answer_age
from storage.members import Member

ADULT, MINOR = "adult", "minor"


def shows(member: Member) -> bool:
    """Whether this member may be shown to others at all; what they want is another question."""
    return member.adult is True


def asks_age(ctx: Context, then: str) -> Card | None:
    """What stands between this member and being shown: a question or a no; None for nothing.

    `then` is what goes on after the answer, as a link's word: `cmd-portrait`, or a `deep` button
    that shows something.
    """
    if shows(ctx.member):
        return None
    if ctx.member.adult is None:
        return age_question(then)
    grown = answer_age.button(text("I am 18 now"), ADULT, then)
    return Card(None, (_TOO_YOUNG,), ((grown,),))


def age_question(then: str) -> Card:
    """Ask whether somebody is 18, and say what for."""
    why = text(
        "Those who are younger are neither in the directory nor on the map, in portraits or in "
        "pictures. I keep your answer, and no birth date."
    )
    return Card(
        text("Are you 18 or older?"),
        (why,),
        (
            (
                answer_age.button(text("Yes, 18 or older"), ADULT, then),
                answer_age.button(text("No, younger"), MINOR, then),
            ),
        ),
    )


_TOO_YOUNG = text(
    "You told me that you are younger than 18: so you are neither in the directory nor on the "
    "map, in portraits or in pictures. Everything else is yours as well."
)
