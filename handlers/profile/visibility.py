"""The visibility of a member in the directory, and the age that it needs.

Members under 18 are not shown to others; the age is asked without a birth date. A feature that
shows people (a directory, a map, portraits, introductions, pictures) shows those for whom
`may_be_shown` is true, and asks with `age_check` before it shows a member for the first time.
"""

from bot.core import Answer, Card, Context, Line, Replace, Router, Text, text, write_command
from bot.domain.personal_data import DIRECTORY
from bot.domain.roles import Role
from bot.references.profile import answer_age, choose_directory_visibility, settings_command
from bot.vocabulary.privacy import agree, terms_of
from handlers.profile.steps import done_and_next, settle_step
from storage.members import Consents, Member, Members
from storage.profile import Profiles

router = Router()

ADULT, MINOR = "adult", "minor"
CHOICES = {"no": text("No"), "name": text("By name"), "contact": text("By name and contact")}
SHOWN_FIELDS = {
    "name": text("your name, your commune, your topics, what you do and your link"),
    "contact": text("the same, and your accounts here, so that members can write to you"),
}
_CONTACT_FIELDS: Text = text(
    "your name, your commune, your topics, what you do, your link and accounts"
)
_UNDER_18 = text(
    "Under 18, you are not shown in the directory, on the map, in portraits or in pictures. Only "
    "adults publish needs and offers, join groups, enter calls, host visits, are introduced to "
    "others and share rides. You can follow projects, not make them."
)
_WHY = text(
    "I ask it once, before other members see your name. {under_18} I keep your answer, but no "
    "birth date.",
    under_18=_UNDER_18,
)
_REST = text(
    "Everything else is open to you. The gardening team reads you: {write}.",
    write=write_command.typed(),
)
_TOO_YOUNG = text(
    "You told me that you are under 18. {under_18} {rest}", under_18=_UNDER_18, rest=_REST
)


def may_be_shown(member: Member) -> bool:
    """True if this member may be shown to others at all, whatever they chose."""
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


@router.button(choose_directory_visibility, who=Role.MEMBER, deep=True)
def show_visibility(ctx: Context) -> Card:
    """Ask for the visibility, once the member is known to be 18."""
    asked = age_check(ctx, "visibility")
    if asked is not None:
        return asked
    belonging = ctx.store[Members].membership(ctx.member, ctx.community.id)
    visible = "no" if belonging is None else belonging.visible
    lines = [*_visibility_terms(ctx), text("Today: “{choice}”.", choice=CHOICES[visible])]
    rows = tuple((set_visibility.button(label, choice),) for choice, label in CHOICES.items())
    return Card(text("Who can find you in the directory?"), tuple(lines), rows)


@router.button("visible", who=Role.MEMBER)
def set_visibility(ctx: Context, choice: str) -> Answer:
    if choice not in CHOICES:
        return show_visibility(ctx)
    here = ctx.community.id
    if choice == "no":
        ctx.store[Consents].withdraw(ctx.member, here, DIRECTORY, ctx.now)
        ctx.store[Profiles].show(ctx.member, here, choice)
        confirmation = text("Noted: you are not shown in the directory or on the map.")
        return Replace(done_and_next(ctx, "visibility", confirmation))
    barred = age_check(ctx, "visibility")
    if barred is not None:
        return barred
    agree(ctx, DIRECTORY, [*_visibility_terms(ctx), CHOICES[choice], SHOWN_FIELDS[choice]])
    ctx.store[Profiles].show(ctx.member, here, choice)
    confirmation = text(
        "Noted: the members of {community} can find {what}. To change your mind: {settings}.",
        community=ctx.community.name,
        what=SHOWN_FIELDS["name"] if choice == "name" else _CONTACT_FIELDS,
        settings=settings_command.typed(),
    )
    return Replace(done_and_next(ctx, "visibility", confirmation))


@router.button(answer_age, who=Role.MEMBER)
def set_age(ctx: Context, answer: str, then: str) -> Answer:
    """Store whether the member is 18; younger members are hidden from now on."""
    if answer == ADULT:
        ctx.member.adult = True
        after = ctx.follow(then)
        return Replace(after) if isinstance(after, Card | Text) else after
    if answer != MINOR:
        return age_question(then)
    ctx.member.adult = False
    ctx.store[Profiles].hide(ctx.member, DIRECTORY, ctx.now)
    settle_step(ctx, "visibility")
    confirmation = text("Noted. {under_18} {rest}", under_18=_UNDER_18, rest=_REST)
    return Replace(done_and_next(ctx, "visibility", confirmation))


def _visibility_terms(ctx: Context) -> list[Line]:
    whose = text(
        "The members of {community} find each other in the directory and on the map.",
        community=ctx.community.name,
    )
    choices: list[Line] = [
        text("“{choice}”: {shown}.", choice=CHOICES[each], shown=shown)
        for each, shown in SHOWN_FIELDS.items()
    ]
    never = text("Your e-mail address is never shown there. You can change your mind at any time.")
    return [whose, *choices, never, *terms_of(ctx.contact, DIRECTORY)]
