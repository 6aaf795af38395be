"""The news of a public page as an Atom feed (RFC 4287)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as ET

from bot.core import JobContext, Page, Router
from bot.domain.public_page import PagePart
from bot.references.public_page import community_page, feed_page
from handlers.public_page.pages import (
    page_context,
    show_event,
    show_letters,
    show_polls,
    show_projects,
    show_questions,
)
from handlers.public_page.shown import (
    shown_events,
    shown_letters,
    shown_polls,
    shown_projects,
    shown_questions,
)

router = Router()

IN_FEED = 50
FEED_TYPE = "application/atom+xml"
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


@router.page(feed_page)
def show_feed(ctx: JobContext, slug: str) -> Page:
    """The page's news as an Atom feed (RFC 4287)."""
    here, parts = page_context(ctx, slug)
    entries = [*_entries(here, parts), *_project_entries(here, parts)]
    entries = sorted(entries, key=lambda each: each.at, reverse=True)[:IN_FEED]
    address = community_page.url(here, slug)
    written = feed(here.community.name, address, feed_page.url(here, slug), entries, here.now)
    return Page(written, FEED_TYPE, revalidated=True)


def _entries(here: JobContext, parts: frozenset[PagePart]) -> Iterator[Entry]:
    slug = here.community.slug
    if PagePart.EVENTS in parts:
        for event in shown_events(here):
            url = show_event.url(here, slug, event.number)
            yield Entry(event.title, url, url, event.published_at or event.changed_at)
    if PagePart.QUESTIONS in parts:
        url = show_questions.url(here, slug)
        for question in shown_questions(here):
            at = question.answered_at or question.created_at
            yield Entry(question.words, url, f"{url}#question-{question.id}", at, question.answer)
    if PagePart.POLLS in parts:
        url = show_polls.url(here, slug)
        for poll in shown_polls(here):
            yield Entry(poll.result.question, url, f"{url}#poll-{poll.id}", poll.closed_at)
    if PagePart.LETTERS in parts:
        url = show_letters.url(here, slug)
        for letter in shown_letters(here):
            titles = " · ".join(each.title for each in letter.news)
            yield Entry(titles, url, f"{url}#letter-{letter.number}", letter.sent_at)


def _project_entries(here: JobContext, parts: frozenset[PagePart]) -> Iterator[Entry]:
    if PagePart.PROJECTS in parts:
        url = show_projects.url(here, here.community.slug)
        for project in shown_projects(here):
            at, link = project.published_at or project.created_at, f"{url}#project-{project.id}"
            yield Entry(project.title, url, link, at, project.words)


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
