"""Joining by a page: a mailbox gets a link, and its person reads the notice and says yes there.

The page answers the same for all addresses; the rest is in the e-mail to the address.
"""

from datetime import timedelta

import structlog

from bot.core import (
    Card,
    JobContext,
    Line,
    MailLink,
    Router,
    link_button,
    mail_joinings_asked,
    mail_links,
    mail_links_ended,
    text,
)
from bot.domain import codes
from bot.domain.personal_data import MAIL_WAITS
from bot.domain.public_page import PagePart
from bot.domain.words import person_name
from bot.references.joining import accept_joining, mail_invitations
from bot.references.personal_data import unwanted_mail
from bot.vocabulary.privacy import membership_terms
from storage.communities import Communities
from storage.joining import MailJoining, MailJoinings
from storage.members import Members
from storage.outbound import Priority, SentMessages
from storage.public_page import PublicParts

router = Router()

MOST_OF_ONE, WITHIN = 3, timedelta(days=1)
MOST_OF_ALL, OF_ALL_WITHIN = 60, timedelta(hours=1)
"""Limits of e-mails to addresses typed by strangers."""

log = structlog.get_logger()


@router.contribution(mail_joinings_asked)
def write_to_mailbox(ctx: JobContext, slug: str, mailbox: str, locale: str) -> bool:
    """Write a link to a mailbox, or that its person is a member already."""
    community = ctx.store[Communities].named(slug)
    networks = ctx.contact.mail_networks
    if community is None or not networks:
        return False
    if PagePart.JOINING not in ctx.store[PublicParts].shown(community.id):
        return False
    account, here = f"{networks[0]}:{mailbox}", ctx.within(community.id)
    links = here.store[MailJoinings]
    is_too_often = (
        links.count(here.now - WITHIN, account) >= MOST_OF_ONE
        or links.count(here.now - OF_ALL_WITHIN) >= MOST_OF_ALL
    )
    if is_too_often or here.store[Communities].is_lost(account):
        log.info("an address is not written to", network=networks[0])
        return True
    token = codes.new_token()
    links.add(  # of members, too: it is counted
        codes.digest_of_token(token),
        account,
        community.id,
        at=here.now,
        expires_at=here.now + MAIL_WAITS,
    )
    known = here.store[Members].standing(account, community.id)
    is_member = known is not None and known.circle is not None
    own = None if known is None else known.member.locale
    spoken = own or here.store[SentMessages].language_of(account) or locale
    here.enqueue(
        account,
        _member_card(here) if is_member else _link_card(here, token, spoken),
        Priority.ANSWER,
        locale=spoken,
        member_id=None if known is None else known.member.id,
        quiet=True,
    )
    return True


def _link_card(ctx: JobContext, token: str, locale: str) -> Card:
    asked = text(
        "This address was typed on the page of {community}, to join it.",
        community=ctx.community.name,
    )
    nothing = text(
        "If it was not you, there is nothing to do: in three days I forget this address."
    )
    read = link_button(text("Read the notice, and join"), ctx.contact.joining_link(token, locale))
    title = text("Join {community}", community=ctx.community.name)
    return Card(title, (asked, nothing), ((read,),))


def _member_card(ctx: JobContext) -> Card:
    asked = text(
        "This address was typed on the page of {community}, to join it.",
        community=ctx.community.name,
    )
    known = text("You are a member already. To take part, answer this e-mail: “menu” shows all.")
    title = text("You are already a member of {community}", community=ctx.community.name)
    return Card(title, (asked, known))


@router.contribution(mail_links)
def show_link(ctx: JobContext, token: str) -> MailLink | None:
    """The notice, with a yes in the name of the mailbox."""
    joining = _joining(ctx, token)
    if joining is None:
        return None
    here, word = ctx.within(joining.community_id), ""
    lines: list[Line] = []
    if joining.invitee_id is not None:
        invitation = mail_invitations.first(here, joining.invitee_id)
        if invitation is None:
            return None
        lines, word = list(invitation.lines), invitation.word
    mailbox = joining.account.partition(":")[2]
    return MailLink(
        title=text("Join {community}", community=here.community.name),
        lines=[*lines, *membership_terms(here)],
        account=joining.account,
        yes=accept_joining.button(text("I am 15 or older, I accept"), here.community.id, word),
        name=person_name(mailbox.partition("@")[0].replace(".", " ").title()),
        is_invited=joining.invitee_id is not None,
        locale=here.community.locale,
    )


@router.contribution(mail_links_ended)
def end_link(ctx: JobContext, token: str, refused: bool) -> bool:  # noqa: FBT001 - a fact
    """Forget a link, and after a no its mailbox, too, unless it is a member's."""
    joining = _joining(ctx, token)
    if joining is None:
        return False
    account, invited = joining.account, joining.invitee_id is not None
    ctx.store[MailJoinings].used(joining.token)
    if refused and ctx.store[Members].standing(account, None) is None:
        if invited:
            unwanted_mail.collect(ctx, account)
        ctx.store.forget({account})
    return True


def _joining(ctx: JobContext, token: str) -> MailJoining | None:
    return ctx.store[MailJoinings].with_token(codes.digest_of_token(token), ctx.now)


router.personal_data(
    "mail_joinings",
    text("Links to join that your mailbox got"),
    text("Kept until you use one, three days at most; for people of a list 60 days at most."),
    order=255,
    labels={"asked_at": text("asked for on")},
)
