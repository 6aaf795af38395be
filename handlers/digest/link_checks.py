"""Checks of the links in a letter: each is requested once a day, before the letter is sent."""

from collections.abc import Mapping
from itertools import islice

from bot.core import JobContext, Line, Link, Outcome, Router, Text, Words, ntext, text
from bot.domain.digest.preflight import link_key
from bot.references.digest import draft_card, letter_link_download, linked_items
from bot.vocabulary.fetched_sites import SITE_FAILURES, site_name
from handlers.digest.digest_parts import headline_of
from handlers.digest.letter import items_of
from storage.digest import Digest, LinkChecks
from storage.files import Files

router = Router()

MOST_LINKS = 20
NO_ANSWER = frozenset({"unreachable", "no name"})


def check_links(ctx: JobContext, digest: Digest) -> None:
    """Request those links of a letter that have no recent result."""
    for url in _links(ctx, digest):
        if ctx.store[LinkChecks].claim(digest.community_id, link_key(url), ctx.now):
            key = f"{digest.id}:{link_key(url)}"
            letter_link_download.fetch(ctx, url, key=key, media_type="text/html")


@router.download(letter_link_download, most=0)
def note_link(ctx: JobContext, outcome: Outcome) -> None:
    """Note whether a link answers; nothing of its page is read, so that any is too big."""
    digest_id, _, key = outcome.key.partition(":")
    if outcome.file_id is not None:
        ctx.store[Files].drop(outcome.file_id)
    if outcome.community_id is None:
        return
    failure = outcome.failure if outcome.failure in SITE_FAILURES else ""
    ctx.store[LinkChecks].note(outcome.community_id, key, failure)
    draft_card.refresh(ctx, int(digest_id))


def failed_link_lines(ctx: JobContext, digest: Digest) -> list[Line]:
    """The links that did not answer, a line for each."""
    links = _links(ctx, digest)
    known = _known(ctx, digest, links)
    return [
        _failure_text(item, url, failure)
        for url, item in links.items()
        if (failure := known.get(link_key(url)))
    ]


def awaited_link_lines(ctx: JobContext, digest: Digest) -> list[Line]:
    """Number of links that were requested and have not answered so far."""
    known = _known(ctx, digest, _links(ctx, digest))
    awaited = sum(failure is None for failure in known.values())
    if not awaited:
        return []
    return [
        ntext(
            "I am checking whether {count} link answers.",
            "I am checking whether {count} links answer.",
            awaited,
        )
    ]


def _known(ctx: JobContext, digest: Digest, links: Mapping[str, Words]) -> Mapping[str, str | None]:
    return ctx.store[LinkChecks].known(digest.community_id, [link_key(each) for each in links])


def _links(ctx: JobContext, digest: Digest) -> dict[str, Words]:
    """The links of a letter, each with the first item that has it."""
    items = items_of(ctx, digest)
    found: dict[str, Words] = {}
    behind = {key: url for more in linked_items.collect(ctx, items) for key, url in more.items()}
    for item in items:
        urls = [each.url for each in item.lines if isinstance(each, Link)]
        for url in filter(None, (*urls, behind.get(item.key))):
            found.setdefault(url, headline_of(item))
    return dict(islice(found.items(), MOST_LINKS))


def _failure_text(item: Words, url: str, failure: str) -> Text:
    if failure in NO_ANSWER:
        return text("No answer: {item} ({site})", item=item, site=site_name(url))
    why = SITE_FAILURES[failure]
    return text("A link to check: {item} ({site}), {why}.", item=item, site=site_name(url), why=why)
