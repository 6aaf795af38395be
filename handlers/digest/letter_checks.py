"""Checks of a letter before it is sent: its links, its pictures and its recipients."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from bot.core import JobContext, Line, Link, Outcome, Router, Text, Words, ntext, text
from bot.domain.digest.composing import by_circle, by_network, link_key, preflight
from bot.domain.roles import Circle
from bot.references.digest import draft_card, letter_link_download, linked_items
from bot.vocabulary.audiences import CIRCLE_LABELS
from bot.vocabulary.letter_items import LetterItem
from bot.vocabulary.outside_sources import SITE_FAILURES, site_name
from handlers.digest.letter import lasting_items, room_items
from handlers.digest.letter_cards import room_card
from handlers.digest.news_section import news_of
from handlers.digest.words import headline_of
from storage.communities import RoomKind
from storage.digest import Digest, LetterReaders, LinkChecks
from storage.files import Files

router = Router()

MOST_LINKS = 20
NO_ANSWER = frozenset({"unreachable", "no name"})


@dataclass(frozen=True, slots=True)
class KnownLink:
    """A link that was asked for, and the first item that has it."""

    url: str
    item: Words
    failure: str | None
    """Why it did not answer, in a word; empty if it did, None while nobody knows."""


def check_links(ctx: JobContext, digest: Digest, items: Sequence[LetterItem]) -> None:
    """Request the links of a letter that have no recent result."""
    for url in _links(ctx, items):
        if ctx.store[LinkChecks].claim(digest.community_id, link_key(url), ctx.now):
            key = f"{digest.id}:{link_key(url)}"
            letter_link_download.fetch(ctx, url, key=key, media_type="text/html")


@router.download(letter_link_download, most=0)
def note_link(ctx: JobContext, outcome: Outcome) -> None:
    """Note whether a link answers. Nothing of its page is read: any size is too big."""
    digest_id, _, key = outcome.key.partition(":")
    if outcome.file_id is not None:
        ctx.store[Files].drop(outcome.file_id)
    if outcome.community_id is None:
        return
    failure = outcome.failure if outcome.failure in SITE_FAILURES else ""
    ctx.store[LinkChecks].note(outcome.community_id, key, failure)
    draft_card.refresh(ctx, int(digest_id))


def known_links(ctx: JobContext, digest: Digest, items: Sequence[LetterItem]) -> list[KnownLink]:
    """The requested links of a letter."""
    links = {link_key(url): (url, item) for url, item in _links(ctx, items).items()}
    known = ctx.store[LinkChecks].known(digest.community_id, links)
    return [KnownLink(*link, known[key]) for key, link in links.items() if key in known]


def failed_link_lines(known: Sequence[KnownLink]) -> list[Line]:
    """A line for each link that did not answer."""
    lines: list[Line] = []
    for each in known:
        item, site = each.item, site_name(each.url)
        if each.failure in NO_ANSWER:
            lines.append(text("No answer: {item} ({site})", item=item, site=site))
        elif each.failure:
            why = SITE_FAILURES[each.failure]
            line = text("A link to check: {item} ({site}), {why}.", item=item, site=site, why=why)
            lines.append(line)
    return lines


def _links(ctx: JobContext, items: Sequence[LetterItem]) -> dict[str, Words]:
    """The links of a letter, each with the first item that has it."""
    found: dict[str, Words] = {}
    behind = {key: url for more in linked_items.collect(ctx, items) for key, url in more.items()}
    for item in items:
        urls = [each.url for each in item.lines if isinstance(each, Link)]
        for url in filter(None, (*urls, behind.get(item.key))):
            found.setdefault(url, headline_of(item))
    return dict(islice(found.items(), MOST_LINKS))


def preflight_lines(ctx: JobContext, digest: Digest, letter: Sequence[LetterItem]) -> list[Line]:
    """The recipients and the problems; “nothing to report” if there are none."""
    items = lasting_items(ctx, letter)
    left = room_items(ctx, digest, items)
    counted = ctx.apart(lambda ctx: ctx.store[LetterReaders].counted(ctx.community.id))
    circles = by_circle(counted)
    due = max(digest.due_at or ctx.now, ctx.now)
    found = preflight(items, left, due, [each for each in Circle if circles.get(each)])
    lines: list[Line] = [
        text("“{item}” is over by then: it will be left out.", item=headline_of(each))
        for each in found.over
    ]
    lines += [
        text("“{item}” was sent already: it will be left out.", item=headline_of(each))
        for each in found.had
    ]
    lines += [text("Nothing in it for: {circle}.", circle=_circle(each)) for each in found.without]
    known = known_links(ctx, digest, letter)
    lines += failed_link_lines(known)
    if awaited := sum(each.failure is None for each in known):
        waiting = ntext(
            "I am checking whether {count} link answers.",
            "I am checking whether {count} links answer.",
            awaited,
        )
        lines.append(waiting)
    lines += _undescribed_picture_lines(ctx, items)
    if room_card(ctx, digest, left).buttons:
        lines.append(text("Rooms get its headlines and a button to read on."))
    return [_recipients_text(ctx, counted), *(lines or [text("Nothing to report.")])]


def _undescribed_picture_lines(ctx: JobContext, items: Sequence[LetterItem]) -> list[Line]:
    news = [news_of(ctx, each) for each in items]
    return [
        text("The picture of “{item}” is not described in words.", item=each.content.headline)
        for each in news
        if each is not None and each.picture_id is not None and not each.picture_words
    ]


def _recipients_text(ctx: JobContext, counted: Mapping[tuple[str, str], int]) -> Text:
    rooms = len(ctx.rooms(RoomKind.COMMUNITY, RoomKind.CHANNEL))
    parts: list[Words] = [ntext("{count} room", "{count} rooms", rooms)] if rooms else []
    people = sum(counted.values())
    if people:
        parts.append(_people_text(ctx, counted, people))
    if not parts:
        return text("Nobody gets it yet.")
    return text("Who gets it: {parts}.", parts=parts)


def _people_text(ctx: JobContext, counted: Mapping[tuple[str, str], int], people: int) -> Text:
    circles = by_circle(counted)
    shares: list[Words] = [
        text("“{circle}”: {count}", circle=_circle(each), count=circles[each])
        for each in Circle
        if circles.get(each)
    ]
    shares += [
        text("{network}: {count}", network=ctx.contact.network_name(network), count=count)
        for network, count in sorted(by_network(counted).items())
        if network
    ]
    return text(
        "{people} in private ({shares})",
        people=ntext("{count} person", "{count} people", people),
        shares=shares,
    )


def _circle(circle: str) -> Text:
    return CIRCLE_LABELS[Circle(circle)]
