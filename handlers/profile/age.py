"""Members under 18 are not shown to others; the age is asked without a birth date.

A feature that shows people (a directory, a map, portraits, introductions, pictures) shows those
for whom `may_be_shown` is true, and asks with `age_check` before it shows a member for the first
time.
"""

from bot.core import Card, Context, Text, text, write_command
from bot.references.profile import answer_age
from storage.members import Member

ADULT, MINOR = "adult", "minor"


def may_be_shown(member: Member) -> bool:
    """True if this member may be shown to others at all, by any choice of theirs."""
    return member.adult is True


def age_check(ctx: Context, then: str) -> Card | None:
    """The question or refusal before a member is shown; None if there is none.

    `then` is followed after the answer, as a link's word: `cmd-portrait`, or a `deep` button.
    """
    if may_be_shown(ctx.member):
        return None
    if ctx.member.adult is None:
        return age_question(then)
    grown = answer_age.button(text("I am 18 now"), ADULT, then)
    return Card(None, (_TOO_YOUNG,), ((grown,),))


def age_question(then: str, why: Text | None = None) -> Card:
    """Ask whether the member is 18, and say why; `then` is as in `age_check`."""
    return Card(
        text("Are you 18 or older?"),
        (why or _WHY,),
        (
            (
                answer_age.button(text("Yes, 18 or older"), ADULT, then),
                answer_age.button(text("No, younger"), MINOR, then),
            ),
        ),
    )


_WHY = text(
    "I ask it once, before other members see your name. Under 18, you are not shown in the "
    "directory, on the map, in portraits or in pictures. You publish no needs or offers, and are "
    "not introduced to others, for rides either. I keep your answer, but no birth date."
)
_TOO_YOUNG = text(
    "You told me that you are under 18: you are not shown in the directory, on the map, in "
    "portraits or in pictures. You publish no needs or offers, and are not introduced to others, "
    "for rides either. Everything else is open to you. The gardening team reads you: {write}.",
    write=write_command.typed(),
)
