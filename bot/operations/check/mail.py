"""E-mail: both servers, and what the domain says of itself in the DNS.

DKIM, SPF and DMARC are the relay's and the domain's; without them, letters are taken for spam.
"""

import asyncio
import ssl
from contextlib import suppress

from dns.asyncresolver import Resolver
from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer

from bot.config import Mail, Settings
from bot.core.messages.content import Text, text
from bot.core.messages.ports import SendError
from bot.operations.check import Finding, fine, to_come, untrusted, wrong
from bot.operations.mail_account import mail_account
from bot.transports.mail.account import MailAccount
from bot.transports.mail.mailbox import REFUSALS, TROUBLE, connect
from bot.transports.mail.sending import CertificateRefused, Sender

DNS_SECONDS = 8.0
_NOBODY = b"no key is needed to look"


async def look_at_mail(settings: Settings, mail: Mail) -> list[Finding]:
    """The server that sends, the mailbox, the domain, and the link that stops e-mails."""
    account = mail_account(settings, mail, key=_NOBODY)
    return [
        await _sending_finding(account, mail),
        await _mailbox_finding(account, mail),
        *await look_at_domain(account.domain, mail.dkim_selector),
        _one_click_finding(settings),
    ]


async def _sending_finding(account: MailAccount, mail: Mail) -> Finding:
    subject, sender = text("E-mail, sending"), Sender(account.smtp)
    try:
        await sender.greet(account.address)
    except REFUSALS:
        return wrong(subject, _refused(mail.smtp))
    except CertificateRefused:
        return wrong(subject, untrusted(mail.smtp))
    except SendError:
        return wrong(subject, _silent(mail.smtp))
    finally:
        await sender.close()
    return fine(subject, text("{address} lets the bot in", address=mail.smtp))


async def _mailbox_finding(account: MailAccount, mail: Mail) -> Finding:
    subject = text("E-mail, mailbox")
    try:
        can_idle = await asyncio.to_thread(_can_idle, account)
    except REFUSALS:
        return wrong(subject, _refused(mail.imap))
    except ssl.SSLCertVerificationError:
        return wrong(subject, untrusted(mail.imap))
    except TROUBLE:
        return wrong(subject, _silent(mail.imap))
    if not can_idle:
        what = text("the server knows no IDLE: the bot looks every twenty seconds")
        return to_come(subject, what)
    return fine(subject, text("the bot can read {folder}", folder=account.folder))


def _can_idle(account: MailAccount) -> bool:
    """Log in and out; True if the server tells at once what comes."""
    client, _, _ = connect(account.imap, account.folder, readonly=True)
    try:
        return bool(client.has_capability("IDLE"))
    finally:
        with suppress(Exception):
            client.logout()


def _refused(address: str) -> Text:
    return text("{address} refuses the name or the password", address=address)


def _silent(address: str) -> Text:
    return text("{address} does not answer: check the network", address=address)


async def look_at_domain(domain: str, selector: str) -> list[Finding]:
    """The three records by which other servers know who may write in the domain's name."""
    try:
        asked = Resolver()
        spf = await _texts(asked, domain, "v=spf1")
        dmarc = await _texts(asked, f"_dmarc.{domain}", "v=dmarc1")
        keys = await _texts(asked, f"{selector}._domainkey.{domain}", "") if selector else []
    except DNSException:
        what = text("the DNS of {domain} does not answer: check the network", domain=domain)
        return [to_come(text("E-mail, domain"), what)]
    return [
        _spf_finding(domain, spf),
        _dkim_finding(domain, selector, keys),
        _dmarc_finding(domain, dmarc),
    ]


async def _texts(resolver: Resolver, name: str, start: str) -> list[str]:
    """The texts of a name that begin so; raises `DNSException` where nobody answers."""
    try:
        answer = await resolver.resolve(name, "TXT", lifetime=DNS_SECONDS)
    except (NXDOMAIN, NoAnswer):
        return []
    parts = (getattr(each, "strings", ()) for each in answer)
    found = (b"".join(each).decode("ascii", "replace") for each in parts)
    return [each for each in found if each.strip().casefold().startswith(start)]


def _spf_finding(domain: str, spf: list[str]) -> Finding:
    subject = text("E-mail, SPF")
    if not spf:
        what = text(
            "{domain} does not say which servers send for it; add a TXT record, for example "
            "“v=spf1 mx -all”",
            domain=domain,
        )
        return wrong(subject, what)
    if len(spf) > 1:
        return wrong(subject, text("{domain} has several SPF records; keep one", domain=domain))
    return fine(subject, text("{domain} says which servers send for it", domain=domain))


def _dkim_finding(domain: str, selector: str, keys: list[str]) -> Finding:
    subject, name = text("E-mail, DKIM"), f"{selector}._domainkey.{domain}"
    if not selector:
        what = text("not looked at: write the selector of your mail server's key as dkim_selector")
        return to_come(subject, what)
    if not any("p=" in each and not each.replace(" ", "").endswith("p=") for each in keys):
        return wrong(subject, text("there is no key at {name}", name=name))
    return fine(subject, text("the key is at {name}", name=name))


def _dmarc_finding(domain: str, dmarc: list[str]) -> Finding:
    subject = text("E-mail, DMARC")
    if not dmarc:
        what = text(
            "{domain} does not say what becomes of e-mails that forge it; add a TXT record at "
            "_dmarc.{domain}, for example “v=DMARC1; p=quarantine”",
            domain=domain,
        )
        return wrong(subject, what)
    if "p=none" in dmarc[0].replace(" ", "").casefold():
        what = text(
            "{domain} only watches e-mails that forge it (p=none): anybody can write in the "
            "bot's name",
            domain=domain,
        )
        return to_come(subject, what)
    return fine(subject, text("{domain} refuses e-mails that forge it", domain=domain))


def _one_click_finding(settings: Settings) -> Finding:
    subject = text("E-mail, unsubscribing")
    if settings.http.public_url.startswith("https://"):
        return fine(subject, text("one click is enough"))
    what = text(
        "only by an answer: with [http] public_url one click is enough, as large providers ask, "
        "and people whose domain has no DMARC can confirm their e-mails by a link"
    )
    return to_come(subject, what)
