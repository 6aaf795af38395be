"""An Atom feed (RFC 4287)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as ET

_ATOM = "http://www.w3.org/2005/Atom"
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """Something new on a page."""

    title: str
    url: str
    id: str
    """An address that nothing else has."""
    at: datetime
    words: str = ""


def feed(title: str, page: str, own: str, entries: Sequence[Entry], now: datetime) -> bytes:
    """The feed of the `page`, at the address `own`; the latest entry first."""
    root = ET.Element("feed", xmlns=_ATOM)
    _add(root, "title", title)
    _add(root, "id", page)
    _add(root, "updated", max((each.at for each in entries), default=now).isoformat())
    ET.SubElement(root, "link", rel="self", href=own)
    ET.SubElement(root, "link", href=page)
    _add(ET.SubElement(root, "author"), "name", title)
    for each in entries:
        entry = ET.SubElement(root, "entry")
        _add(entry, "title", each.title[:LONGEST_TITLE])
        _add(entry, "id", each.id)
        _add(entry, "updated", each.at.isoformat())
        ET.SubElement(entry, "link", href=each.id)
        if each.words:
            _add(entry, "summary", each.words)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _add(to: ET.Element, name: str, words: str) -> None:
    """Add an element with words, without what XML cannot have."""
    ET.SubElement(to, name).text = _NOT_IN_XML.sub("", words)
