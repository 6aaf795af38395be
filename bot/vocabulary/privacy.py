"""Privacy: the notice that consents refer to, and numbers of people too small to be shown."""

from collections.abc import Iterable
from hashlib import sha256

from bot.core import (
    Bold,
    Contact,
    Context,
    JobContext,
    Line,
    Link,
    Purpose,
    Quote,
    Small,
    Text,
    leave_command,
    text,
)
from bot.domain import personal_data
from storage.members import Consents

LEAVE = leave_command.typed()
PURPOSE_NAMES = {
    personal_data.MEMBERSHIP: text("Taking part in the community"),
    personal_data.LETTER: text("The letter, in private"),
    personal_data.MESSAGES: text("Messages in private"),
    personal_data.DIRECTORY: text("The directory and the map"),
    personal_data.PAIRS: text("A coffee with another member"),
    personal_data.EMAIL: text("E-mail"),
    personal_data.GREETING: text("Welcoming newcomers"),
    personal_data.RELAUNCH: text("Hearing from the team after a long time"),
}


def short_notice(ctx: JobContext) -> list[Line]:
    """The controller, the purpose, how to leave: three lines."""
    contact = ctx.contact
    who = text(
        "{controller} keeps your name, your account here and what you do in {community}.",
        controller=contact.controller or contact.instance,
        community=ctx.community.name,
    )
    why = text("It is only for taking part: voting, writing, getting news and answers.")
    out = text("You can leave and have everything erased at any time: {leave}.", leave=LEAVE)
    if contact.address:
        out = text(
            "You can leave and have everything erased at any time: {leave}. Questions: {contact}.",
            leave=LEAVE,
            contact=contact.address,
        )
    return [who, why, out]


def purpose_lines(contact: Contact) -> list[Line]:
    """Purposes of the data, as the controller set them; empty if none are set."""
    lines: list[Line] = []
    for each in contact.purposes:
        lines += [Bold(each.name or PURPOSE_NAMES.get(each.key, each.key)), *_purpose_terms(each)]
    return lines


def terms_of(contact: Contact, key: str) -> list[Line]:
    """Details of one purpose, for people who are asked to consent."""
    return [line for each in contact.purposes if each.key == key for line in _purpose_terms(each)]


def charter_lines(ctx: JobContext) -> list[Line]:
    """The way to the community's charter, where it has one."""
    community = ctx.community_or_none
    if community is None or not community.charter_url:
        return []
    name = text("The charter of {community}", community=community.name)
    return [Link(name, community.charter_url)]


def membership_terms(ctx: JobContext) -> list[Line]:
    """All that the yes to joining is said to."""
    return [*short_notice(ctx), *purpose_lines(ctx.contact), *charter_lines(ctx)]


def agree(ctx: Context, purpose: str, lines: Iterable[Line]) -> None:
    """Record a member's consent, with the version of the notice, the day and the network."""
    ctx.store[Consents].give(
        ctx.member,
        ctx.community.id,
        purpose,
        version=version_of(lines),
        channel=ctx.incoming.network,
        at=ctx.now,
    )


def has_agreed(ctx: Context, purpose: str) -> bool:
    """True if this member's yes to a purpose is in force."""
    return bool(ctx.store[Consents].of(ctx.member, ctx.community.id, purpose))


def version_of(lines: Iterable[Line]) -> str:
    """The version of a text: it changes with every word, and is the same in every language."""
    return sha256("\n".join(map(_in_english, lines)).encode()).hexdigest()[:12]


def _purpose_terms(purpose: Purpose) -> list[Line]:
    lines: list[Line] = [
        text("Legal basis: {basis}", basis=purpose.basis),
        text("How long: {duration}", duration=purpose.duration),
    ]
    if purpose.transfers:
        lines.append(text("Outside the European Union: {transfers}", transfers=purpose.transfers))
    return lines


def _in_english(line: Line) -> str:
    match line:
        case Bold(words) | Small(words) | Quote(words):
            return _in_english(words)
        case Link(words, url):
            return f"{_in_english(words)} {url}"
        case Text():
            values = {
                name: _in_english(value) if isinstance(value, Text) else value
                for name, value in line.values.items()
            }
            return line.template.format(**values)
    return line


SMALLEST_SHOWN = 5
"""Numbers of people below this are not shown."""
