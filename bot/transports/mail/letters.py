"""Letters as they leave: plain words and HTML beside each other, with the headers of a good sender.

The Message-ID is made of the delivery's own id, which is kept before anything is sent: mail
programs recognise a letter that arrives twice after a broken connection.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from urllib.parse import quote, urlsplit

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.core.context.job_context import STOP_MAIL
from bot.core.messages.content import Document
from bot.core.messages.rendering import Choice, Rendered, Span
from bot.domain.addresses import shortened
from bot.domain.mail_tags import TagKind
from bot.domain.words import fold, on_one_line
from bot.transports.mail.account import MailAccount

LONGEST_SUBJECT = 120
_PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Answered:
    """A person's letter that one of ours answers."""

    message_id: str
    subject: str = ""
    """Empty where it is not known any more."""


@dataclass(frozen=True, slots=True)
class _Way:
    """A choice that HTML shows as a button."""

    label: str
    url: str
    is_main: bool
    """True for the one to press first."""


@dataclass(frozen=True, slots=True)
class _Block:
    """A heading or a paragraph of HTML."""

    tag: str
    spans: list[Span]
    """Each on a line of its own, at least."""


def letter_of(  # noqa: PLR0913 - all that a letter is made of
    account: MailAccount,
    rendered: Rendered,
    room: str,
    letter: str,
    now: datetime,
    *,
    answered: Answered | None = None,
    picture: Document | None = None,
) -> EmailMessage:
    """The letter to a person; `letter` is its own id, 32 hexadecimal digits."""
    mailbox, today = account.mailbox(room), now.date()
    subject = _subject(rendered, account, answered)
    reply_to = account.address_for(TagKind.REPLY, letter, mailbox, today)
    made = EmailMessage(policy=SMTP)
    made["From"] = Address(account.name, addr_spec=account.address)
    made["To"] = Address(addr_spec=mailbox)
    made["Reply-To"] = Address(account.name, addr_spec=reply_to)
    made["Subject"] = subject
    made["Date"] = format_datetime(now)
    made["Message-ID"] = message_id(account, letter)
    # RFC 3834: programs that answer letters do not answer these.
    made["Auto-Submitted"] = "auto-replied" if rendered.quiet else "auto-generated"
    _add_thread(made, account, mailbox, subject, answered)
    if not rendered.quiet:
        _add_way_out(made, account, letter, mailbox, today)
    made.set_content(_plain(rendered), cte="quoted-printable")
    html = _html(rendered, subject, reply_to, has_picture=picture is not None)
    made.add_alternative(html, subtype="html", cte="quoted-printable")
    if picture is not None:
        _add_picture(made, picture)
    if rendered.document is not None:
        kind, _, subtype = rendered.document.media_type.partition("/")
        made.add_attachment(
            rendered.document.content,
            maintype=kind,
            subtype=subtype or "octet-stream",
            filename=rendered.document.name,
        )
    return made


def message_id(account: MailAccount, letter: str) -> str:
    """The Message-ID of one of our letters."""
    return f"<{letter}@{account.domain}>"


def _subject(rendered: Rendered, account: MailAccount, answered: Answered | None) -> str:
    """The subject of what is answered, else the title, else the first line."""
    if answered is not None and answered.subject:
        told = on_one_line(answered.subject)
        words = told if fold(told[:3]) == "re:" else f"Re: {told}"
        return shortened(words, LONGEST_SUBJECT)
    bold = next((each.text for each in rendered.spans if each.bold and each.text.strip()), "")
    lines = (line for line in (bold or rendered.plain).splitlines() if line.strip())
    return shortened(on_one_line(next(lines, "")), LONGEST_SUBJECT) or account.name


def _add_thread(
    made: EmailMessage,
    account: MailAccount,
    mailbox: str,
    subject: str,
    answered: Answered | None,
) -> None:
    """Keep letters of one subject together: below what they answer, or below a first one."""
    told = fold(subject).removeprefix("re:").strip()
    digest = sha256(f"{mailbox}\0{told}".encode()).hexdigest()[:32]
    first = f"<thread-{digest}@{account.domain}>"
    if answered is not None:
        made["In-Reply-To"] = answered.message_id
        made["References"] = f"{first} {answered.message_id}"
    else:
        made["References"] = first


def _add_way_out(
    made: EmailMessage, account: MailAccount, letter: str, mailbox: str, today: date
) -> None:
    """Add the headers of the button that stops letters: RFC 2369, and RFC 8058 for one click."""
    tag = account.tag(TagKind.UNSUBSCRIBE, letter, mailbox, today)
    by_mail = account.address_for(TagKind.UNSUBSCRIBE, letter, mailbox, today)
    ways = [f"<mailto:{by_mail}?subject=STOP>"]
    if account.public_url.startswith("https://"):
        ways.insert(0, f"<{account.public_url}{STOP_MAIL}/{tag}>")
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made["List-Unsubscribe"] = ", ".join(ways)


def _plain(rendered: Rendered) -> str:
    """The words, each link with its address, then how to answer."""
    parts = [
        f"{each.text.rstrip()} {each.url}\n"
        if each.url and each.url not in each.text
        else each.text
        for each in rendered.spans
    ]
    return "\n\n".join(filter(None, ("".join(parts).strip(), rendered.typed))) + "\n"


def _html(rendered: Rendered, subject: str, reply_to: str, *, has_picture: bool) -> str:
    blocks, foot = list(_blocks(rendered.spans)), list[_Block]()
    while len(blocks) > 1 and all(each.small for each in blocks[-1].spans):
        foot.insert(0, blocks.pop())  # the small print stands below the buttons
    # Answers in writing, without the addresses that are buttons already.
    links = tuple(each.url for row in rendered.choices for each in row if each.url)
    typed = "\n".join(line for line in rendered.typed.splitlines() if not line.endswith(links))
    drawn = (
        _templates()
        .get_template("letter.html")
        .render(
            lang=rendered.locale or "fr",
            subject=subject,
            blocks=blocks,
            foot=foot,
            picture=_PICTURE if has_picture else "",
            ways=_ways(rendered.choices, subject, reply_to),
            typed=typed,
        )
    )
    return _inliner().inline(drawn)


def _blocks(spans: Sequence[Span]) -> Iterator[_Block]:
    """The words as headings and paragraphs, which empty lines separate.

    A bold line is a heading: the first of all the title, one right above another a section's.
    """
    lines = [replace(each, text=each.text.strip("\n")) for each in spans]
    level, paragraph = 1, _Block("p", [])
    for line, following in zip_longest(lines, lines[1:]):
        is_heading = line.bold and "\n" not in line.text and bool(line.text.strip())
        if is_heading or not line.text.strip():
            if paragraph.spans:
                yield paragraph
            paragraph = _Block("p", [])
        if is_heading:
            is_section = level > 1 and following is not None and following.bold
            yield _Block(f"h{2 if is_section else level}", [line])
            level = 3 if is_section else max(level, 2)
        elif line.text.strip():
            is_link = _leads_somewhere(line.url)
            paragraph.spans.append(line if is_link else replace(line, url=""))
    if paragraph.spans:
        yield paragraph


def _ways(rows: Sequence[Sequence[Choice]], subject: str, reply_to: str) -> list[_Way]:
    """The choices as buttons: a link, or a reply that is written and only has to be sent."""
    told = subject if fold(subject[:3]) == "re:" else f"Re: {subject}"
    ways, choices = [], [each for row in rows for each in row]
    for choice in choices:
        is_main = choice.tone == "primary" or (len(choices) == 1 and not choice.deliberate)
        if _leads_somewhere(choice.url):
            ways.append(_Way(choice.label, choice.url, is_main))
        elif choice.press:
            query = f"subject={quote(told, safe='')}&body={quote(choice.label, safe='')}"
            ways.append(_Way(choice.label, f"mailto:{reply_to}?{query}", is_main))
    return ways


def _leads_somewhere(url: str) -> bool:
    """True for an address that may be opened from a letter."""
    try:
        return urlsplit(url).scheme in {"http", "https", "mailto"}
    except ValueError:
        return False


def _add_picture(made: EmailMessage, picture: Document) -> None:
    kind, _, subtype = picture.media_type.partition("/")
    body = made.get_body(("html",))
    assert isinstance(body, EmailMessage)  # noqa: S101 - it was just added
    body.add_related(
        picture.content,
        maintype=kind,
        subtype=subtype,
        cid=f"<{_PICTURE}>",
        filename=picture.name,
        disposition="inline",
    )


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


@cache
def _inliner() -> CSSInliner:
    return CSSInliner(load_remote_stylesheets=False)
