"""The privacy notice: controller, data, purposes, periods and contact.

Plain words about one's data, silence and leaving open what the commands show.
"""

from collections.abc import Sequence

from bot.core import Bold, Buttons, Card, Context, Line, Link, Router, Where, leave_command, text
from bot.references.conversations import Intent, intents
from bot.references.joining import accept_joining, decline_joining
from bot.references.personal_data import (
    forget_command,
    mydata_command,
    privacy_command,
    read_privacy_notice,
    stop_command,
)
from bot.references.profile import me_command, settings_command
from bot.vocabulary.privacy import LEAVE, charter_lines, purpose_lines

router = Router()


@router.command(
    privacy_command, where=Where.DIRECT, theme="bot", label=text("Privacy notice"), shows=True
)
def show_privacy(ctx: Context) -> Card:
    """See who keeps your data, why, how long, and whom to write to."""
    everything = mydata_command.button(text("My data"))
    return Card(text("Privacy notice"), _notice_lines(ctx), ((everything,),))


@router.button(read_privacy_notice)
def read_notice(ctx: Context, community_id: int, word: str) -> Card:
    """Show the whole notice to a person who is about to join."""
    ctx.enter(community_id)
    rows: Buttons = (
        (accept_joining.button(text("I am 15 or older, I accept"), community_id, word),),
        (decline_joining.button(text("No thank you")),),
    )
    return Card(text("Privacy notice"), _notice_lines(ctx), () if ctx.person.circle else rows)


def _notice_lines(ctx: Context) -> tuple[Line, ...]:
    contact = ctx.contact
    lines = [
        *_controller_lines(ctx),
        *_data_lines(),
        *_purpose_lines(ctx),
        *_network_lines(ctx),
        *_rights_lines(),
    ]
    if contact.address:
        lines.append(text("Whom to write to: {contact}.", contact=contact.address))
    lines += charter_lines(ctx)
    if contact.notice_url:
        lines.append(Link(text("The whole notice"), contact.notice_url))
    return tuple(lines)


def _controller_lines(ctx: Context) -> list[Line]:
    contact, community = ctx.contact, ctx.community_or_none
    return [
        Bold(text("Who is responsible")),
        text(
            "{controller} is responsible for your data in {community}. Nobody else gets it, "
            "except what you choose to show to other members.",
            controller=contact.controller or contact.instance,
            community=contact.instance if community is None else community.name,
        ),
    ]


def _data_lines() -> list[Line]:
    return [
        Bold(text("What is kept")),
        text(
            "Your name, your accounts here, how you take part, your settings, your consents and "
            "your votes. The fact that you wrote to the team (not the words), and the day of your "
            "last visit."
        ),
        text(
            "What you choose to tell: where you live, your topics, what you do, a link, an "
            "e-mail address, whether you are 18. Where you live is a commune or a part of the "
            "region: no postal address, no birth date."
        ),
        text(
            "When you enter a room where I am: your name and your account, so that the team can "
            "welcome you. Two days at most, less if you wish."
        ),
    ]


def _network_lines(ctx: Context) -> list[Line]:
    """The servers that words pass through: of this network, and of e-mail where it is used."""
    lines: list[Line] = [Bold(text("On which network"))]
    if not ctx.network.by_mail:
        lines.append(
            text(
                "What you write here also passes through the servers of {network}, which has rules "
                "of its own.",
                network=ctx.contact.network_name(ctx.incoming.network),
            )
        )
    mail = [
        text(
            "E-mails pass through the mail servers of {domain}, and through those of your own "
            "provider: both keep copies, under rules of their own.",
            domain=ctx.contact.networks[network].start_link("").rpartition("@")[2]
            or ctx.contact.network_name(network),
        )
        for network in ctx.contact.mail_networks
    ]
    return [*lines, *mail]


def _rights_lines() -> list[Line]:
    return [
        Bold(text("Your rights")),
        text(
            "You can see, correct, withdraw or erase everything: {me} and {leave}. {mydata} gives "
            "you all of it. You can also contact the CNIL (cnil.fr).",
            me=me_command.typed(),
            mydata=mydata_command.typed(),
            leave=LEAVE,
        ),
    ]


def _purpose_lines(ctx: Context) -> list[Line]:
    """Purposes and retention, as they are configured."""
    why = text(
        "So that you can take part: vote, write, get news and answers. It rests on your "
        "consent, which you can withdraw."
    )
    long = text(
        "As long as you are a member, or until you have it erased: {forget}. A message is "
        "kept only while it is processed.",
        forget=_FORGET,
    )
    unseen = _inactivity_lines(ctx)
    if not ctx.contact.purposes:
        return [Bold(text("Why")), why, Bold(text("How long")), long, *unseen]
    consent_line = text(
        "Optional things are asked separately, and withdrawn in {settings}. You can have "
        "everything erased at any time: {forget}.",
        settings=settings_command.typed(),
        forget=_FORGET,
    )
    return [Bold(text("Why and how long")), *purpose_lines(ctx.contact), consent_line, *unseen]


def _inactivity_lines(ctx: Context) -> list[Line]:
    """The effect of inactivity, if a period is configured."""
    ages = ctx.contact.ages
    if not ages.unseen_months:
        return []
    return [
        text(
            "After {months} months without any sign of you, I ask you once whether you stay, if I "
            "may write to you. Without an answer within {days} days, everything about you is "
            "erased.",
            months=ages.unseen_months,
            days=ages.answer_days,
        )
    ]


_FORGET = forget_command.typed()


@router.contribution(intents)
def intents_of_personal_data(ctx: Context) -> Sequence[Intent]:
    """The intents that open what the commands show."""
    return (
        Intent("my_data", text("See my data"), mydata_command),
        Intent("privacy", text("Who sees what"), privacy_command),
        Intent("erase", text("Erase my data"), forget_command),
        Intent("leave", text("Leave the community"), leave_command),
        Intent("pause", text("No messages for a while"), stop_command),
    )
