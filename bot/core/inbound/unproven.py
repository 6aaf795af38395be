"""E-mails that another may have written: nothing is done before their sender says that they wrote.

Their sender is asked by an e-mail to their own address: by a link, and where we have no pages by an
answer. So who writes in another's name reaches nothing but this one e-mail, a few times a day.
"""

from datetime import datetime, timedelta

import structlog

from bot.core.context.job_context import MAIL_PAGES, Contact
from bot.core.declarations.references import confirm_mail
from bot.core.messages.content import Card, link_button, text
from bot.core.messages.encoding import encode, encode_buttons, encode_incoming
from bot.core.messages.incoming import Incoming
from bot.domain import codes
from bot.domain.personal_data import MAIL_WAITS
from storage.inbound import UnprovenMails
from storage.members import Members
from storage.outbound import Outbox, Priority, SentMessages
from storage.unit_of_work import Store

MOST_OF_ONE, WITHIN = 10, timedelta(days=1)
MOST_OF_ALL, OF_ALL_WITHIN = 60, timedelta(hours=1)
"""Limit of questions to strangers: forged senders cause few e-mails to people."""

log = structlog.get_logger()


def ask_sender(store: Store, incoming: Incoming, contact: Contact, now: datetime) -> None:
    """Keep an e-mail, and ask its sender whether it is theirs."""
    member = store[Members].behind(incoming.sender)
    if _is_too_often(store, incoming, now, is_known=member is not None):
        log.info("an e-mail is not asked about", network=incoming.network)
        return
    token, payload = codes.new_token(), encode_incoming(incoming)
    is_confidential = store.conceals(payload)
    kept = store[UnprovenMails].add(
        codes.digest_of_token(token),
        incoming.sender,
        {} if is_confidential else payload,  # counted all the same
        at=now,
        expires_at=now + MAIL_WAITS,
    )
    question = _NOT_KEPT if is_confidential else _question(contact, kept.id, token)
    known = None if member is None else member.locale
    locale = known or store[SentMessages].language_of(incoming.room) or contact.locale
    store[Outbox].put(
        room=incoming.room,
        priority=Priority.ANSWER,
        at=now,
        payload=encode(question),
        buttons=encode_buttons(question.buttons),
        reply_to=incoming.message_id,
        locale=locale,
        zone=contact.timezone,
        member_id=None if member is None else member.id,
        quiet=True,
    )


def _is_too_often(store: Store, incoming: Incoming, now: datetime, *, is_known: bool) -> bool:
    mails = store[UnprovenMails]
    if mails.count(now - WITHIN, incoming.sender) >= MOST_OF_ONE:
        return True
    return not is_known and mails.count(now - OF_ALL_WITHIN) >= MOST_OF_ALL


_NOT_KEPT = Card(
    text("Did you write to me?"),
    (
        text(
            "An e-mail from your address reached me. Others could have written it in your name, so "
            "I have done nothing, and I have not kept it: it may be a vote of an open secret poll."
        ),
        text("If it was yours, write its words again, in an answer to this one."),
    ),
)


def _question(contact: Contact, mail_id: int, token: str) -> Card:
    lines = (
        text(
            "An e-mail from your address reached me. Others could have written it in your name, so "
            "I have done nothing yet."
        ),
        text("If you did not write to me, there is nothing to do."),
    )
    label = text("Yes, I wrote this e-mail")
    yes = confirm_mail.button(label, mail_id)
    if contact.public_url:
        yes = link_button(label, f"{contact.public_url}{MAIL_PAGES}/{token}")
    return Card(text("Did you write to me?"), lines, ((yes,),))
