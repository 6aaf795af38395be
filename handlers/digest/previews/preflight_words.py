"""Checks of a letter before it is sent, as short lines under its preview."""

from collections.abc import Mapping, Sequence

from bot.core import JobContext, LetterItem, Line, Text, Words, ntext, text
from bot.domain.digest.preflight import by_circle, by_network, preflight
from bot.domain.roles import Circle
from bot.vocabulary.audiences.circles import LABELS
from handlers.digest.digest_parts import headline_of
from handlers.digest.letters.letter import lasting_items, room_items
from handlers.digest.letters.letter_cards import room_card
from handlers.digest.news.news_section import news_of
from handlers.digest.previews.link_checks import awaited_link_lines, failed_link_lines, known_links
from storage.communities import RoomKind
from storage.digest import Digest, LetterReaders


def preflight_lines(ctx: JobContext, digest: Digest, letter: Sequence[LetterItem]) -> list[Line]:
    """Number of readers, and problems; “nothing to report” if there are none."""
    items = lasting_items(ctx, letter)
    left = room_items(ctx, digest, items)
    counted = ctx.store[LetterReaders].counted(ctx.community.id)
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
    lines += [*failed_link_lines(known), *awaited_link_lines(known)]
    lines += _undescribed_picture_lines(ctx, items)
    if room_card(ctx, digest, left).buttons:
        lines.append(text("Rooms get its headlines and a button to read on."))
    return [_recipients_text(ctx, counted), *(lines or [text("Nothing to report.")])]


def _undescribed_picture_lines(ctx: JobContext, items: Sequence[LetterItem]) -> list[Line]:
    """News whose picture has no description."""
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
    return LABELS[Circle(circle)]
