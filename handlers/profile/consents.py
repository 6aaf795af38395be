"""Consents of a member, each asked by itself, and what `/mydata` says of the profile."""

from typing import Annotated

from bot.core import LETTER, Answer, Card, Context, Line, Replace, Router, Text, asks, reads, text
from bot.domain.addresses import read_email
from bot.domain.personal_data import EMAIL, MESSAGES
from bot.domain.roles import Role
from bot.references.personal_data import resume_messages
from bot.references.profile import (
    choose_digest_rhythm,
    choose_letter_network,
    choose_private_digest,
    choose_private_messages,
    edit_email,
    settings_command,
)
from bot.vocabulary.privacy import agree, terms_of
from handlers.profile.steps import done_and_next
from storage.members import Consents, Identities, Members
from storage.outbound import Deliveries
from storage.profile import Profiles

router = Router(own_page=True)

TYPED_SETTINGS = settings_command.typed()


@router.button(choose_private_messages, who=Role.MEMBER)
def set_messages(ctx: Context, choice: str) -> Answer:
    """Ask whether the bot may write unasked, or store the answer."""
    if choice == "yes":
        agree(ctx, MESSAGES, _message_terms(ctx))
        writes = text(
            "Noted: I may write to you, once a day at most. To change your mind: {settings}.",
            settings=TYPED_SETTINGS,
        )
        return Replace(done_and_next(ctx, "messages", _silence_notice(ctx, writes)))
    if choice == "no":
        ctx.store[Consents].withdraw(ctx.member, ctx.community.id, MESSAGES, ctx.now)
        ctx.store[Deliveries].hush(ctx.member.id, ctx.community.id)
        confirmation = text("Noted: I only write to you when you ask for something.")
        return Replace(done_and_next(ctx, "messages", confirmation))
    yes = choose_private_messages.button(text("Yes, write to me"), "yes")
    no = choose_private_messages.button(text("No, only answers"), "no")
    return Card(text("Messages in private"), tuple(_message_terms(ctx)), ((yes, no),))


def _message_terms(ctx: Context) -> list[Line]:
    request = text(
        "May I send you announcements, reminders and proposals from {community} here?",
        community=ctx.community.name,
    )
    frequency = text(
        "Once a day at most, everything in one message, and never in your quiet hours. You can "
        "change your mind at any time. What you ask for always comes."
    )
    return [request, frequency, *terms_of(ctx.contact, MESSAGES)]


@router.button(choose_private_digest, who=Role.MEMBER)
def set_private_digest(ctx: Context, choice: str) -> Answer:
    """Receive the digest in private, or not."""
    if choice != "yes":
        ctx.store[Consents].withdraw(ctx.member, ctx.community.id, LETTER, ctx.now)
        return text(
            "Noted: the letter no longer comes here. To change your mind: {settings}.",
            settings=TYPED_SETTINGS,
        )
    here = text("The letter of {community} comes here, in private.", community=ctx.community.name)
    agree(ctx, LETTER, [here, *terms_of(ctx.contact, LETTER)])
    return _silence_notice(ctx, text("Noted: the next letter comes to you here, in private."))


@router.button(choose_digest_rhythm, who=Role.MEMBER)
def set_rhythm(ctx: Context, choice: str) -> Text:
    """Receive each digest in private, or one a month at most."""
    rhythm = "month" if choice == "month" else "each"
    ctx.store[Profiles].read(ctx.member, ctx.community.id, rhythm)
    if rhythm == "month":
        return text("Noted: the first letter of each month comes to you here, and no other.")
    return text("Noted: each letter comes to you here, in private.")


@router.button(choose_letter_network, who=Role.MEMBER)
def set_letter_network(ctx: Context, network: str) -> Text:
    """Receive the letter in one's mailbox, or where one wrote last; it comes once in any case."""
    if network in mailboxes_of(ctx):
        ctx.member.letter_on = network
        return text("Noted: the letter comes to you by e-mail, and nowhere else in private.")
    ctx.member.letter_on = None
    return text("Noted: the letter comes to you in private, where you last wrote to me.")


def mailboxes_of(ctx: Context) -> list[str]:
    """The e-mail networks of a member who has an account on another one, too."""
    mail = ctx.contact.mail_networks
    own = {each.address.partition(":")[0] for each in ctx.store[Identities].of(ctx.member)}
    return [each for each in mail if each in own] if own - {*mail} else []


@router.button(edit_email, who=Role.MEMBER, personal=True)
def show_email(ctx: Context) -> Card:
    """Say what an e-mail address is for, and how to give or erase it."""
    give, rows = text("Give my address"), []
    lines = _email_terms(ctx)
    if ctx.member.email:
        give = text("Change my address")
        lines.append(text("I keep the address that you gave."))
        rows.append((forget_email.button(text("Erase my address")),))
    return Card(text("E-mail"), tuple(lines), ((give_email.ask_button(give),), *rows))


@router.form("email", personal=True)
def give_email(
    ctx: Context,
    address: Annotated[
        str, asks("What is your address? For example zoe@example.org."), reads(read_email)
    ],
) -> Text:
    """Store an e-mail address and the consent to be written to there."""
    agree(ctx, EMAIL, _email_terms(ctx))
    ctx.member.email = address
    return text(
        "Noted: {address}. To change or remove it: {settings}.",
        address=address,
        settings=TYPED_SETTINGS,
    )


@router.button("email_no", deliberate=True, tone="", who=Role.MEMBER, personal=True)
def forget_email(ctx: Context) -> Answer:
    """Erase the address, and end its consent in every community."""
    for community_id in ctx.store[Members].communities_of(ctx.member):
        ctx.store[Consents].withdraw(ctx.member, community_id, EMAIL, ctx.now)
    ctx.member.email = None
    return Replace(text("Your e-mail address is erased."))


def _email_terms(ctx: Context) -> list[Line]:
    request = text(
        "With your e-mail address, {controller} can write to you about {community} when you "
        "cannot be reached here. The other members do not see it.",
        controller=ctx.contact.controller or ctx.contact.instance,
        community=ctx.community.name,
    )
    return [request, *terms_of(ctx.contact, EMAIL)]


def _silence_notice(ctx: Context, confirmation: Text) -> Text | Card:
    """The confirmation; members who asked for silence are told that it still holds."""
    if ctx.member.stopped_at is None:
        return confirmation
    but = text(
        "Noted. But you asked me not to write to you: the letter will come once you change that."
    )
    resume = resume_messages.button(text("Write to me again"))
    return Card(None, (but,), ((resume,),))


router.personal_data(
    "members",
    text("You"),
    text(
        "What you told me about yourself. Your name comes from your account, unless you changed "
        "it. Kept until you have it erased."
    ),
    order=10,
    labels={
        "joined_at": text("joined on"),
        "stopped_at": text("silence asked for on"),
        "stopped_until": text("silence until"),
        "unasked_on": text("last written to unasked on"),
        "adult": text("18 or older"),
        "territory": text("territory"),
        "timezone": text("time zone"),
        "quiet_from": text("quiet from"),
        "quiet_to": text("quiet until"),
        "reminders": text("reminders wanted"),
        "asked": text("already offered"),
        "seen_on": text("last seen on"),
        "letter_on": text("network of the letter"),
        "fewer_since": text("fewer messages since"),
        "offered_pause_on": text("asked whether to pause on"),
        "asked_to_stay_on": text("asked whether to stay on"),
    },
)
router.personal_data(
    "identities",
    text("Your accounts"),
    text(
        "They let me recognise you. Their network gives them to me. Kept until you have them "
        "erased."
    ),
    order=20,
    labels={
        "handle": text("user name"),
        "direct": text("private room"),
        "seen_at": text("last used on"),
    },
)
router.personal_data(
    "memberships",
    text("Your communities"),
    text("Which ones you joined, and how you take part. Kept until you leave them."),
    order=30,
    labels={
        "joined_at": text("joined on"),
        "visible": text("shown in the directory"),
        "rhythm": text("rhythm of the letter"),
        "by_invitation": text("by invitation"),
    },
)
router.personal_data(
    "consents",
    text("What you agreed to"),
    text(
        "Each agreement: to what, to which version of the text, when and where, and when you "
        "withdrew it. Kept as proof until you have it erased."
    ),
    order=40,
    labels={
        "purpose": text("to what"),
        "version": text("version of the text"),
        "channel": text("said through"),
    },
)
router.personal_data(
    "member_domains",
    text("Your topics"),
    text("You chose them. Kept until you leave the community."),
    order=50,
)
router.personal_data(
    "circle_proposals",
    text("Ways of taking part that were proposed"),
    text("To you, or by you to others. Kept until they are answered, for a limited time."),
    order=160,
)
