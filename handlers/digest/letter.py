"""The items of a letter: composed for a draft, frozen once it is submitted, chosen for a reader."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta

from bot.core import LETTER, JobContext, LetterItem, frozen_item, letter_items, thawed_item
from bot.domain.digest.approvals import DigestState
from bot.domain.digest.composing import (
    Key,
    LetterReader,
    Section,
    arranged,
    compose,
    for_room,
    is_for,
    is_over,
)
from bot.domain.digest.schedule import schedule_key
from bot.references.digest import outdated_items, settled_items
from handlers.digest.news.news_section import news_item
from storage.digest import (
    Digest,
    Digests,
    EarlierItem,
    EarlierItems,
    LetterItems,
    LetterReaders,
    NewsItems,
    ReaderRow,
)
from storage.members import Audiences, Members
from storage.schedules import Schedules

READ_AT_ONCE = 500
SILENT_AFTER = timedelta(days=30)
MOST_MISSED = 5


def items_of(ctx: JobContext, digest: Digest) -> list[LetterItem]:
    """All that a letter holds: as it was submitted, else as it would be now."""
    if digest.open and digest.submitted_seat is None:
        return draft_items(ctx, digest)
    frozen = ctx.store[LetterItems].frozen(digest.id)
    if not frozen:  # sent before letters were frozen
        return [news_item(ctx, each) for each in ctx.store[NewsItems].held_by(digest.id)]
    return [thawed_item(each) for each in frozen]


def draft_items(ctx: JobContext, digest: Digest) -> list[LetterItem]:
    """What the features have for a draft, without what was left out, in the chosen order."""
    left_out = ctx.store[LetterItems].left_out(digest.id)
    items = [each for each in letter_items(ctx) if each.key not in left_out]
    return arranged(items, ctx.store[LetterItems].places(digest.id))


def freeze_letter(ctx: JobContext, digest: Digest) -> None:
    """Keep the items of a draft that is submitted: nothing is added any more."""
    items = draft_items(ctx, digest)
    ctx.store[LetterItems].freeze(digest.id, [frozen_item(each) for each in items])


def lasting_items(ctx: JobContext, digest: Digest) -> list[LetterItem]:
    """The items of a letter that are still as they were approved."""
    items = items_of(ctx, digest)
    outdated = {key for keys in outdated_items.collect(ctx, items) for key in keys}
    return [each for each in items if each.key not in outdated]


def room_items(
    ctx: JobContext, digest: Digest, items: Sequence[LetterItem] | None = None
) -> list[LetterItem]:
    """The items that rooms get: without those of the letters before."""
    at = digest.sent_at or max(digest.due_at or ctx.now, ctx.now)
    items = items_of(ctx, digest) if items is None else items
    had = {each.key for each in _sent_earlier(ctx, digest, items)}
    return for_room(items, at, had=had, following=_following(ctx, digest))


def personal_items(ctx: JobContext, digest: Digest, member_id: int) -> list[LetterItem]:
    """The items of one person's letter; none: they are sent no letter."""
    items = lasting_items(ctx, digest)
    return next(_letters(ctx, digest, items, [member_id]), [])


def readable_items(ctx: JobContext, digest: Digest, member_id: int | None) -> list[LetterItem]:
    """The items of a sent letter that a person reads when they ask: for them, and not over.

    A letter that was for others is read whole.
    """
    items = for_room(lasting_items(ctx, digest), ctx.now)
    found = (
        [] if member_id is None else ctx.store[LetterReaders].these(ctx.community.id, [member_id])
    )
    for row in found:
        reader = _reader(row)
        items = [each for each in items if is_for(each.audience, reader)] or items
    return items or items_of(ctx, digest)


def anybody_gets_it(ctx: JobContext, digest: Digest, items: Sequence[LetterItem]) -> bool:
    """True if somebody who asked for the letter in private would find something in it."""
    return any(letter for letter in letters(ctx, digest, items))


def letters(
    ctx: JobContext, digest: Digest, items: Sequence[LetterItem]
) -> Iterator[list[LetterItem]]:
    """The letters of all who asked for it in private, composed by pages."""
    people, here, last = ctx.store[Audiences], ctx.community.id, 0
    while ids := people.with_consent(here, LETTER, after=last, limit=READ_AT_ONCE):
        yield from _letters(ctx, digest, items, ids)
        last = ids[-1]


def _letters(
    ctx: JobContext, digest: Digest, items: Sequence[LetterItem], member_ids: Sequence[int]
) -> Iterator[list[LetterItem]]:
    """The letters of these members."""
    following = _following(ctx, digest)
    for reader in _readers(ctx, digest, items, member_ids):
        yield compose(items, reader, ctx.now, following=following)


def _readers(
    ctx: JobContext, digest: Digest, items: Sequence[LetterItem], member_ids: Sequence[int]
) -> Iterator[LetterReader]:
    """What composing has to know of these members."""
    earlier = _sent_earlier(ctx, digest, items)
    mailings = {each.mailing_id for each in earlier if each.mailing_id is not None}
    reached = ctx.store[EarlierItems].reached(mailings, member_ids)
    settled = settled_items.collect(ctx, items, member_ids)
    for row in ctx.store[LetterReaders].these(ctx.community.id, member_ids):
        keys: set[Key] = set().union(*(each.get(row.member_id, ()) for each in settled))
        reader = _reader(row, settled=keys)
        had = [
            each.key
            for each in earlier
            if (each.mailing_id, row.member_id) in reached and is_for(each.audience, reader)
        ]
        yield _reader(row, settled=keys, had=had)


def _sent_earlier(
    ctx: JobContext, digest: Digest, items: Sequence[LetterItem]
) -> list[EarlierItem]:
    """What of these items the letters before this one had."""
    return ctx.store[EarlierItems].before(digest, [each.key for each in items])


def _reader(
    row: ReaderRow, *, settled: Collection[Key] = (), had: Collection[Key] = ()
) -> LetterReader:
    return LetterReader(
        member_id=row.member_id,
        circle=row.circle,
        domains=row.domains,
        territory=row.territory,
        settled=settled,
        had=had,
    )


def missed_items(ctx: JobContext, digest: Digest, member_id: int) -> list[LetterItem]:
    """What a reader may have missed, in their first letter after a month without a sign of them.

    The latest news and outcomes of the letters since then.
    """
    member = ctx.store[Members].get(member_id)
    seen_on = None if member is None else member.seen_on
    if seen_on is None or ctx.now.date() < seen_on + SILENT_AFTER:
        return []
    since = ctx.store[Digests].sent_since(digest, seen_on)
    last = since[0].sent_at if since else None
    if last is None or last.date() >= seen_on + SILENT_AFTER:
        return []
    [row] = ctx.store[LetterReaders].these(ctx.community.id, [member_id])
    reader = _reader(row)
    found = [
        item
        for each in since
        for item in lasting_items(ctx, each)
        if item.section in {Section.NEWS, Section.CHANGED}
        and is_for(item.audience, reader)
        and not is_over(item, ctx.now)
    ]
    return found[:MOST_MISSED]


def _following(ctx: JobContext, digest: Digest) -> datetime | None:
    """When the letter after this one is due, or was."""
    if digest.state == DigestState.SENT and (known := ctx.store[Digests].due_after(digest)):
        return known
    after = max(digest.due_at or ctx.now, ctx.now)
    return ctx.store[Schedules].next_due(schedule_key(ctx.community.id), after)
