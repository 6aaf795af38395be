"""Messages that only their reader may see: files about people, and links to them."""

from bot.core.context.contact import Contact
from bot.core.declarations.registry import Declared
from bot.core.messages.answers import Message
from bot.core.messages.content import Card, File, Link
from bot.core.messages.picture_content import Picture


def is_private(message: Message, declared: Declared, contact: Contact) -> bool:
    """True if the reader gets a file about people, or the link to one."""
    if isinstance(message, Card | Picture):
        return any(
            _is_secret(line.url, declared, contact)
            for line in message.lines
            if isinstance(line, Link)
        )
    return isinstance(message, File)


def _is_secret(url: str, declared: Declared, contact: Contact) -> bool:
    """True for the address of a file, or of a page of one person."""
    secret = (each for each in declared.pages.values() if each.secret)
    return contact.is_file_link(url) or any(each.is_at(url, contact) for each in secret)
