"""The member's own card: all fields, their visibility, and buttons to change them."""

from collections.abc import Sequence

from bot.core import (
    Bold,
    Button,
    Buttons,
    Card,
    Context,
    JobContext,
    Line,
    Link,
    Router,
    Text,
    Where,
    Words,
    change_button,
    declarations_of,
    in_rows,
    leave_command,
    text,
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
from bot.references.profile import edit_place, me_command, settings_command
from bot.vocabulary.accounts import account_labels, mark_of
from bot.vocabulary.audiences import CIRCLE_LABELS, circle_brings, place_and_domain_lines
from bot.vocabulary.places import place_in_words
from bot.vocabulary.privacy import has_agreed
from handlers.profile.steps import all_steps, completion_button, missing_steps, rename_button
from handlers.profile.visibility import may_be_shown
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
    agreed = _agreed_purposes(ctx)
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


def _agreed_purposes(ctx: Context) -> list[Words]:
    """The purposes that the member agreed to besides joining."""
    consents = ctx.store[Consents].of(ctx.member, ctx.community.id)
    purposes, shown = dict.fromkeys(each.purpose for each in consents), (MEMBERSHIP, DIRECTORY)
    return [PURPOSE_LABELS.get(each, each) for each in purposes if each not in shown]


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
