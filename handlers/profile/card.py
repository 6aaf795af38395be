"""The member's own card: all fields, their visibility, and buttons to change them.

Members under 18 are not shown to others; the age is asked without a birth date. A feature that
shows people (a directory, a map, portraits, introductions, pictures) shows those for whom
`may_be_shown` is true, and asks with `age_check` before it shows a member for the first time.
"""

from collections.abc import Sequence

from bot.core import (
    Answer,
    Bold,
    Button,
    Buttons,
    Card,
    Context,
    JobContext,
    Line,
    Link,
    Replace,
    Router,
    Text,
    Where,
    change_button,
    declarations_of,
    in_rows,
    leave_command,
    text,
    write_command,
)
from bot.domain.personal_data import (
    DIRECTORY,
    EMAIL,
    GREETING,
    LETTER,
    MEMBERSHIP,
    MESSAGES,
    RELAUNCH,
)
from bot.domain.roles import Role, Seat
from bot.references.linking import ask_unlink, link_command
from bot.references.personal_data import resume_messages
from bot.references.profile import (
    answer_age,
    choose_directory_visibility,
    edit_place,
    me_command,
    settings_command,
)
from bot.vocabulary.accounts import account_labels, mark_of
from bot.vocabulary.audiences import CIRCLE_LABELS, circle_brings, place_and_domain_lines
from bot.vocabulary.places import place_in_words
from bot.vocabulary.privacy import agree, has_agreed, terms_of
from handlers.profile.steps import (
    all_steps,
    completion_button,
    done_and_next,
    missing_steps,
    rename_button,
    settle_step,
)
from storage.members import Consents, Identities, Identity, Member, Members, Membership
from storage.profile import Profiles

router = Router()

PURPOSE_LABELS = {
    LETTER: text("the letter in private"),
    MESSAGES: text("messages in private"),
    EMAIL: text("e-mail"),
    GREETING: text("welcoming newcomers"),
    RELAUNCH: text("hearing from the team after a long time"),
}
_LINK_LABEL = text("your link")


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


@router.command(
    me_command,
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="you",
    label=text("My profile"),
    listed=6,
    shows=True,
)
def show_me(ctx: Context) -> Card:
    """See and change what is known about you, and who sees it."""
    belonging = ctx.store[Members].membership(ctx.member, ctx.community.id)
    complete = completion_button(ctx)
    lines = _profile_lines(ctx, belonging)
    missing = [each.missing for each in missing_steps(ctx) if each.missing is not None]
    if missing:  # a button below gives each
        lines.append(text("Not given yet: {parts}", parts=missing))
    lines.append(Bold(text("Who sees what")))
    lines += [_members_see(ctx, belonging), _gardeners_see(ctx, belonging), _region_sees(ctx)]
    first = () if complete is None else ((complete,),)
    return Card(ctx.member.name, tuple(lines), (*first, *_card_buttons(ctx)))


def _profile_lines(ctx: Context, belonging: Membership | None) -> list[Line]:
    member = ctx.member
    lines: list[Line] = [text("Community: {community}", community=ctx.community.name)]
    if belonging is not None:
        since = belonging.joined_at.astimezone(ctx.reading_zone).date()
        lines.append(text("Member since {day}", day=since))
        circle = belonging.circle
        values = {"circle": CIRCLE_LABELS[circle], "brings": circle_brings(circle)}
        lines.append(
            text("Taking part: “{circle}” ({brings})", **values)
            if has_agreed(ctx, MESSAGES)
            else text("Taking part: “{circle}”; in private, only what you ask for", **values)
        )
    lines += place_and_domain_lines(place_in_words(member), _domain_keys(ctx))
    if member.about:
        lines.append(text("What you do: {about}", about=member.about))
    if member.link:
        lines.append(Link(member.link, member.link))
    if member.email:
        lines.append(text("E-mail: {address}", address=member.email))
    if member.adult is not None:
        lines.append(text("Age: 18 or older") if member.adult else text("Age: younger than 18"))
    labels = account_labels(ctx, ctx.store[Identities].of(member))
    lines.append(text("Accounts: {accounts}", accounts=list(labels.values())))
    consents = ctx.store[Consents].of(member, ctx.community.id)
    purposes, shown = dict.fromkeys(each.purpose for each in consents), (MEMBERSHIP, DIRECTORY)
    agreed = [PURPOSE_LABELS.get(each, each) for each in purposes if each not in shown]
    if agreed:
        lines.append(text("You also agreed to: {purposes}", purposes=agreed))
    if member.stopped_at is not None:
        lines.append(silence_text(member))
    return lines


def silence_text(member: Member) -> Text:
    """That a member wants only answers, and until when."""
    if member.stopped_until is not None:
        return text("Pause: I only answer you until {day}.", day=member.stopped_until)
    return text("You asked me not to write to you unless you ask.")


def _domain_keys(ctx: Context) -> list[str]:
    return list(ctx.store[Profiles].domains(ctx.member, ctx.community.id))


def _members_see(ctx: Context, belonging: Membership | None) -> Text:
    visible = _visibility(ctx, belonging)
    if visible == "no":
        return text("Members: your name, only where a poll says that names are shown.")
    fields = [text("your name"), *_visible_fields(ctx)]
    if visible == "contact":
        fields.append(text("your accounts"))
    return text(
        "Members: {seen}, in the directory and on the map; your name where a poll says that "
        "names are shown.",
        seen=fields,
    )


def _gardeners_see(ctx: Context, belonging: Membership | None) -> Text:
    """Exactly the fields that `handlers/members/member_list.py` shows."""
    gardeners = [each.name for each in ctx.gardeners().values()]
    visible = _visibility(ctx, belonging)
    hidden = (_LINK_LABEL,) if visible == "no" else ()
    fields = [text("your name"), text("how you take part")]
    fields += [each for each in _visible_fields(ctx) if each not in hidden]
    if visible == "contact":
        fields.append(text("your accounts"))
    fields.append(text("the day you joined"))
    if has_agreed(ctx, RELAUNCH):
        fields.append(text("the day you were last here"))
    fields.append(text("what you write to them"))
    if not gardeners:
        return text("The gardening team: {seen}.", seen=fields)
    return text("The gardening team ({gardeners}): {seen}.", gardeners=gardeners, seen=fields)


def _region_sees(ctx: Context) -> Text:
    name = ctx.contact.controller or ctx.contact.instance
    line = text("numbers only, not who you are")
    if ctx.member.email:
        line = text("your name and your e-mail address, to write to you, else numbers only")
    agent = ctx.gardeners().get(Seat.REGION)
    if agent is None:
        return text("{controller}, responsible for your data: {seen}.", controller=name, seen=line)
    return text(
        "{controller}, responsible for your data: {seen}; except {gardener}, who is on the "
        "gardening team for it.",
        controller=name,
        seen=line,
        gardener=agent.name,
    )


def _visibility(ctx: Context, belonging: Membership | None) -> str:
    return "no" if belonging is None or not may_be_shown(ctx.member) else belonging.visible


def _visible_fields(ctx: Context) -> list[Text]:
    """The fields besides the name that others may see."""
    member = ctx.member
    fields = (
        (text("your commune"), member.commune or member.territory),
        (text("your topics"), _domain_keys(ctx)),
        (text("what you do"), member.about),
        (_LINK_LABEL, member.link),
    )
    return [words for words, value in fields if value]


def _card_buttons(ctx: Context) -> Buttons:
    acts = [each.act for each in all_steps(ctx) if each.name not in ("commune", "messages")]
    acts[:0] = (rename_button(), edit_place.button(text("Where I live")))
    acts.append(settings_command.button(text("Settings")))
    if link_command.name in declarations_of(ctx).commands:
        acts.append(link_command.button(text("Link another account")))
        acts += unlink_buttons(ctx, ctx.store[Identities].of(ctx.member))
    another = change_button(ctx)
    if another is not None:
        acts.append(another)
    if ctx.member.stopped_at is not None:
        acts.append(resume_messages.button(text("Write to me again")))
    acts.append(leave_command.button(text("Pause, leave, erase")))
    return in_rows(acts, 2)


def unlink_buttons(ctx: JobContext, accounts: Sequence[Identity]) -> list[Button]:
    """A button to unlink each of several accounts."""
    if len(accounts) < 2:  # noqa: PLR2004 - one account alone is linked to none
        return []
    return [
        ask_unlink.button(text("Unlink {account}", account=label), mark_of(address))
        for address, label in account_labels(ctx, accounts).items()
    ]


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
