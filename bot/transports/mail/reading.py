"""Letters that come in: from their bytes to what a person said, a bounce, or nothing for us.

Nothing here is believed that its sender could have written: who sent a letter is what our own relay
states about it (`Authentication-Results`, RFC 8601), and what it answers is what our signed tag in
its address says. What a program sent by itself is never answered: RFC 3834.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.policy import SMTP
from enum import StrEnum
from hashlib import sha256
from typing import cast

from authres import AuthenticationResultsHeader
from authres.core import AuthResError
from mailparser_reply import EmailReplyParser

from bot.core.messages.incoming import Incoming, Kind, Upload
from bot.domain.addresses import NotAnEmail, plain, read_email
from bot.domain.files import plain_media_type, plain_name
from bot.domain.mail_tags import Tag, TagKind
from bot.domain.words import fold, on_one_line
from bot.transports.mail.account import MailAccount
from bot.transports.mail.sending import is_dead

_LANGUAGES = ["fr", "en"]
_LONGEST_WORDS = 20_000
_LONGEST_SUBJECT = 200
_LONGEST_ID = 250
_MOST_PARTS = 100
_MACHINES = re.compile(
    r"(mailer-daemon|postmaster|no-?reply|ne-?pas-?repondre|bounces?|daemon|listserv|majordomo)"
    r"([+.-].*)?@.*",
    re.IGNORECASE,
)
_OF_LISTS = (
    *("List-Id", "List-Post", "List-Unsubscribe", "Mailing-List", "X-Mailing-List", "X-Loop"),
    *("X-Autoreply", "X-Autorespond", "Feedback-ID"),
)
_AUTOMATIC_SUBJECT = re.compile(
    r"(re ?: )?(reponse automatique|absence du bureau|absent du bureau|message d'absence|"
    r"automatic reply|auto(matic)?[ -]?reply|out of (the )?office|undeliver(ed|able).*)\b.*"
)
_LOCALE = re.compile(r"[a-z]{2}(-[A-Z]{2})?\b")
_FROM = ("header", "from")
_MESSAGE_ID = re.compile(r"<[^<>\s]+@[^<>\s]+>")
_INTRODUCTION = re.compile(
    r"^((?:Le|On)\s(?:[^\n]*\n){0,2}?[^\n]*(?:\bécrit|\bwrote)\s?:)[ \t]*$", re.MULTILINE
)
"""The line above quoted words: mail programs wrap it, and the library needs it unwrapped."""
_ANSWERED_BELOW = re.compile(
    r"^-{2,} ?(message d'origine|original message) ?-{2,}$", re.IGNORECASE | re.MULTILINE
)
_NOT_WRITTEN = re.compile(
    r"^[ \t]*(>.*|(envoyé|sent) (de|depuis|from) .{0,80})$", re.IGNORECASE | re.MULTILINE
)
"""Lines that nobody wrote, which the library leaves."""


class Fate(StrEnum):
    """The treatment of a letter."""

    HANDLED = "handled"
    """It was for us, and is kept by us: it leaves the mailbox."""
    HAS_FILE = "has file"
    """It was for us, and stays until its file is fetched."""
    IGNORED = "ignored"
    """A program's, a list's, a forged or a broken one: it stays, for people to look at."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as the mailbox gives it."""

    uid: int
    raw: bytes
    """The head alone, where it is too large."""
    arrived_at: datetime
    size: int

    @property
    def key(self) -> str:
        """A key of the letter, independent of its number in the mailbox."""
        return key_of(self.raw)


def key_of(raw: bytes) -> str:
    """The key of a letter with this content."""
    return sha256(raw).hexdigest()[:40]


@dataclass(frozen=True, slots=True)
class Read:
    """A letter as it was understood."""

    fate: Fate
    why: str
    """In one word, for the log and the figures."""
    arrival: Incoming | None = None
    subject: str = ""


def read_letter(account: MailAccount, letter: Letter, today: date) -> Read:
    """Read a letter; whatever it is, it raises nothing."""
    try:
        message = message_from_bytes(letter.raw, policy=SMTP)
        return _read(account, letter, message, today)
    except Exception:  # noqa: BLE001 - a letter can be broken in every way
        return Read(Fate.IGNORED, "broken")


def _read(account: MailAccount, letter: Letter, message: EmailMessage, today: date) -> Read:
    tag = next(_tags(account, message), None)
    if message.get_content_type() == "multipart/report" or _is_null_sender(message):
        return _read_report(account, letter, message, today)
    if (why := _sent_by_program(account, message)) is not None:
        return Read(Fate.IGNORED, why)
    sender = _sender(message)
    if sender is None:
        return Read(Fate.IGNORED, "no sender")
    mailbox = sender.addr_spec.casefold()
    is_ours = tag is not None and tag.holds_for(mailbox, account.key, today)
    verdict = dmarc_verdict(message, account.authserv_id, sender.domain)
    if verdict == "fail" and not is_ours:
        return Read(Fate.IGNORED, "forged")
    said = _incoming(account, letter, message, mailbox, sender.display_name)
    if is_ours and tag is not None:
        said = replace(said, about=tag.letter)
        if tag.kind is TagKind.UNSUBSCRIBE:
            said = replace(said, words="stop", about=None, file=None, attachment=None)
    if not said.words and said.file is None:
        return Read(Fate.IGNORED, "empty")
    is_proven = is_ours and verdict == "pass"
    said = replace(said, unproven=not is_proven)
    fate = Fate.HANDLED if said.file is None else Fate.HAS_FILE
    why = "proven" if is_proven else "unproven"
    return Read(fate, why, said, on_one_line(str(message.get("Subject", "")))[:_LONGEST_SUBJECT])


def _incoming(
    account: MailAccount, letter: Letter, message: EmailMessage, mailbox: str, name: str
) -> Incoming:
    too_large = letter.size > account.largest
    file = _file_in(account, letter, message)
    words = "" if too_large else _new_words(message)
    if not words and file is None:
        words = on_one_line(str(message.get("Subject", "")))
    room = account.room(mailbox)
    is_command = words[:1] in {"/", "!"}
    return Incoming(
        kind=Kind.WORDS,
        network=account.network,
        key=letter.key,
        room=room,
        direct=True,
        sender=room,
        name=on_one_line(name) or mailbox.partition("@")[0],
        locale=_language(message),
        words=words[1:] if is_command else words,
        command=is_command,
        message_id=_id_of(message),
        attachment=None if file is None else "document",
        file=file,
        sent_at=letter.arrived_at,
    )


def _language(message: EmailMessage) -> str | None:
    """The language that the sender's program states; few do."""
    stated = message.get("Content-Language") or message.get("Accept-Language") or ""
    found = _LOCALE.match(str(stated))
    return None if found is None else found[0]


def _id_of(message: EmailMessage) -> str | None:
    found = _MESSAGE_ID.search(str(message.get("Message-ID", ""))[:_LONGEST_ID])
    return None if found is None else found[0]


def _tags(account: MailAccount, message: EmailMessage) -> Iterator[Tag]:
    """The tags of ours in the addresses that a letter went to."""
    for name in ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc"):
        for header in message.get_all(name, []):
            for address in getattr(header, "addresses", ()) or (_Bare(str(header)),):
                tag = account.tag_in(address.addr_spec)
                if tag is not None:
                    yield tag


@dataclass(frozen=True, slots=True)
class _Bare:
    """An address of a header that the library reads as mere words."""

    words: str

    @property
    def addr_spec(self) -> str:
        return self.words.strip().strip("<>")


def _sender(message: EmailMessage) -> Address | None:
    """The author of a letter; None without one, with several, or with a malformed one."""
    headers = message.get_all("From", [])
    addresses: Sequence[Address] = ()
    if len(headers) == 1:
        addresses = getattr(headers[0], "addresses", ())
    if len(addresses) != 1 or not addresses[0].addr_spec.isascii():
        return None
    try:
        read_email(addresses[0].addr_spec)
    except NotAnEmail:
        return None
    return addresses[0]


def _is_null_sender(message: EmailMessage) -> bool:
    return str(message.get("Return-Path", "")).strip() == "<>"


def _sent_by_program(account: MailAccount, message: EmailMessage) -> str | None:
    """Why a letter is answered by nobody; None for a person's."""
    submitted = fold(str(message.get("Auto-Submitted", "no"))).partition(";")[0].strip()
    if submitted != "no":
        return "automatic"
    if fold(str(message.get("Precedence", ""))) in {"bulk", "list", "junk", "auto_reply"}:
        return "bulk"
    if any(name in message for name in _OF_LISTS):
        return "list"
    if _AUTOMATIC_SUBJECT.fullmatch(fold(on_one_line(str(message.get("Subject", ""))))):
        return "automatic"
    sender = _sender(message)
    if sender is not None and account.is_ours(sender.addr_spec):
        return "loop"
    if sender is not None and _MACHINES.fullmatch(sender.addr_spec):
        return "machine"
    return None


def dmarc_verdict(message: EmailMessage, authserv_id: str, domain: str) -> str:
    """The DMARC result that our own relay states for a sender's domain; empty if it states none.

    The relay's headers are above all that came with the letter, so the first one counts. It removes
    those that claim to be its own.
    """
    for header in message.get_all("Authentication-Results", []):
        try:
            read = AuthenticationResultsHeader.parse(
                f"Authentication-Results: {on_one_line(str(header))}"
            )
        except AuthResError:
            continue
        if fold(str(read.authserv_id)) != fold(authserv_id):
            continue
        for each in read.results:
            if fold(each.method) != "dmarc":
                continue
            checked = [
                fold(str(one.value)) for one in each.properties if (one.type, one.name) == _FROM
            ]
            return fold(each.result) if set(checked) <= {fold(domain)} else "fail"
    return ""


def _read_report(account: MailAccount, letter: Letter, message: EmailMessage, today: date) -> Read:
    """A bounce of a letter of ours (RFC 3464): believed with our tag, for its own mailbox."""
    tag = next((each for each in _tags(account, message) if each.kind is TagKind.BOUNCE), None)
    if tag is None:
        return Read(Fate.IGNORED, "report")
    for status, words, mailbox in _failures(message):
        if not tag.holds_for(mailbox, account.key, today):
            continue
        if not is_dead(0, f"{status} {words}" if status else words):
            return Read(Fate.HANDLED, "refused")
        room = account.room(mailbox)
        gone = Incoming(
            kind=Kind.WENT,
            network=account.network,
            key=letter.key,
            room=room,
            direct=True,
            sender="",
            words=status or "refused",
            sent_at=letter.arrived_at,
        )
        return Read(Fate.HANDLED, "bounce", gone)
    return Read(Fate.IGNORED, "report")


def _failures(message: EmailMessage) -> Iterator[tuple[str, str, str]]:
    """Status, the server's words, and mailbox of each recipient that a report says failed.

    The mailbox that we wrote to is said first; where it was forwarded, others failed for it.
    """
    written_to = [
        address.addr_spec
        for part in _walk(message)
        if part.get_content_type() in {"message/rfc822", "text/rfc822-headers"}
        for address in _recipients_in(part)
    ]
    for part in _walk(message):
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in _blocks(part):
            if fold(str(block.get("Action", ""))).strip() != "failed":
                continue
            named = [
                str(block.get(name, "")).rpartition(";")[2].strip().strip("<>")
                for name in ("Original-Recipient", "Final-Recipient")
            ]
            for mailbox in dict.fromkeys([*filter(None, named), *written_to]):
                yield (
                    str(block.get("Status", "")).strip(),
                    str(block.get("Diagnostic-Code", "")),
                    mailbox.casefold(),
                )


def _recipients_in(part: Message) -> Iterator[Address]:
    """Whom the letter was for that a report gives back, whole or only its head."""
    whole = _blocks(part)
    head = str(part.get_payload()).encode(errors="replace")
    for given in whole[:1] or [message_from_bytes(head, policy=SMTP)]:
        for header in given.get_all("To", []):
            yield from getattr(header, "addresses", ())


def _blocks(part: Message) -> list[Message]:
    """The parts of a part, or the paragraphs of a report, each as if it were a letter."""
    payload = part.get_payload()
    return cast("list[Message]", payload) if isinstance(payload, list) else []


def _walk(message: Message) -> Iterator[Message]:
    for nth, part in enumerate(message.walk()):
        if nth == _MOST_PARTS:
            return
        yield part


def _new_words(message: EmailMessage) -> str:
    """The new words of a letter, without quotes and signature."""
    body = message.get_body(("plain", "html"))
    if body is None:
        return ""
    try:
        words = str(body.get_content())
    except (LookupError, UnicodeError, KeyError):
        raw = body.get_payload(decode=True)
        words = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else ""
    words = words[:_LONGEST_WORDS]
    if body.get_content_type() == "text/html":
        words = plain(words)
    return new_words(words)


def new_words(words: str) -> str:
    """The words of a letter without those that it answers and the greetings at its end."""
    words = words.replace("\r\n", "\n").replace("\u00a0", " ")
    whole = _INTRODUCTION.sub(lambda found: " ".join(found[1].split()), words)
    replies = EmailReplyParser(languages=_LANGUAGES).read(text=whole).replies
    newest = replies[0] if replies else None
    written = "" if newest is None else str(newest.body or newest.content)
    written = _ANSWERED_BELOW.split(written)[0]
    return _NOT_WRITTEN.sub("", written).strip()


def _file_in(account: MailAccount, letter: Letter, message: EmailMessage) -> Upload | None:
    """The first file that comes with a letter, which is fetched later."""
    if letter.size > account.largest:
        return Upload(account.network, "", "application/octet-stream", letter.size, {})
    for nth, part in enumerate(_files(message)):
        name, kind = (
            plain_name(part.get_filename() or ""),
            plain_media_type(part.get_content_type()),
        )
        content = part.get_payload(decode=True)
        size = len(content) if isinstance(content, bytes) else 0
        where = {"uid": str(letter.uid), "key": letter.key, "part": str(nth)}
        return Upload(account.network, name, kind, size, where)
    return None


def _files(message: EmailMessage) -> Iterator[EmailMessage]:
    """The files of a letter; pictures of a signature, which its HTML shows, are none."""
    for part in message.iter_attachments():
        kind, placed = part.get_content_maintype(), part.get_content_disposition()
        is_shown = placed == "inline" and "Content-ID" in part
        is_file = kind not in {"text", "message", "multipart"} and not is_shown
        if is_file or (kind == "text" and placed == "attachment"):
            yield part


def file_content(raw: bytes, part: int) -> bytes | None:
    """The bytes of a file of a letter; None if it has none such."""
    message = message_from_bytes(raw, policy=SMTP)
    for nth, each in enumerate(_files(message)):
        if nth == part:
            content = each.get_payload(decode=True)
            return content if isinstance(content, bytes) else None
    return None
