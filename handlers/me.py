"""One's own card: what is known, who sees what, and a button beside each to change it."""

from typing import Annotated

from bot.core import Bold, Button, Card, Context, Line, Router, Text, Where, asks, button, text
from bot.core.audience import LETTER
from bot.domain.refusals import Refusal
from bot.domain.roles import Circle, Role

router = Router()

LONGEST_NAME = 60
CIRCLES = {
    Circle.ENGAGED: text("I take an active part"),
    Circle.INFORMED: text("I follow the news"),
    Circle.CITIZEN: text("Only the big moments"),
}


class NoName(Refusal):
    """A name has 1 to 60 characters, on one line: write for example Zoé Martin."""


@router.command(
    "me",
    fr="moi",
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="you",
    label=text("My card"),
    listed=6,
)
def show_me(ctx: Context) -> Card:
    """Show what is known about you, who sees what, and change it."""
    lines: list[Line] = [*_known(ctx), Bold(text("Who sees what")), *_seen(ctx)]
    return Card(ctx.member.name, tuple(lines), _buttons(ctx))


@router.form("rename")
def rename(
    ctx: Context, name: Annotated[str, asks("Under which name shall people know you?")]
) -> Text:
    """Be called otherwise from now on, in every community."""
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise NoName
    ctx.member.name = name
    return text("Noted: you are called “{name}” here.", name=name)


def _known(ctx: Context) -> list[Text]:
    belonging = ctx.store.members.membership(ctx.member, ctx.community.id)
    lines = [text("Community: {community}", community=ctx.community.name)]
    if belonging is not None:
        since = belonging.joined_at.astimezone(ctx.zone).date()
        lines.append(text("Member since {day}", day=since))
        lines.append(text("Circle: “{circle}”", circle=CIRCLES[Circle(belonging.circle)]))
    lines.append(text("Accounts: {accounts}", accounts=_accounts(ctx)))
    lines.append(
        text("The letter comes to you here, in private.")
        if _gets_letter(ctx)
        else text("The letter comes to the rooms of the community, not to you in private.")
    )
    if ctx.member.stopped_at is not None:
        lines.append(text("You asked me not to write to you unasked."))
    return lines


def _seen(ctx: Context) -> list[Text]:
    """Members, gardeners, the Region: a line each."""
    gardeners = [each.name for each in ctx.gardeners().values()]
    name = ctx.contact.controller or ctx.contact.instance
    return [
        text("Members: your name, only where a poll says that names are shown."),
        text(
            "Those who tend the community ({gardeners}): your name, your circle, and what you "
            "write to them.",
            gardeners=gardeners,
        )
        if gardeners
        else text("Those who tend the community: your name, your circle, what you write to them."),
        text("{controller}, who holds the data: numbers only, not who you are.", controller=name),
    ]


def _buttons(ctx: Context) -> tuple[tuple[Button, ...], ...]:
    letter = (
        button(text("No letter in private"), "letter_here", "no")
        if _gets_letter(ctx)
        else button(text("The letter in private"), "letter_here", "yes")
    )
    rows: list[tuple[Button, ...]] = [
        (
            button(text("Change my name"), "ask", "rename"),
            button(text("Change my circle"), "cmd", "circle"),
        ),
        (letter, button(text("Settings"), "cmd", "settings")),
    ]
    if "link" in ctx.declared.commands:
        rows.append((button(text("Link another account"), "cmd", "link"),))
    if ctx.member.stopped_at is not None:
        rows.append((button(text("Write to me again"), "resume"),))
    rows.append((button(text("Silence, leave, erase"), "cmd", "leave"),))
    return tuple(rows)


def _gets_letter(ctx: Context) -> bool:
    return bool(ctx.store.members.consents(ctx.member, ctx.community.id, LETTER))


def _accounts(ctx: Context) -> list[str]:
    return [
        f"{each.address.partition(':')[0].capitalize()} ({each.handle})"
        if each.handle
        else each.address.partition(":")[0].capitalize()
        for each in ctx.store.members.identities(ctx.member)
    ]
