"""The letter: its items composed, frozen, chosen for each reader and sent, and its cards."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core import (
    LETTER,
    Answer,
    Bold,
    Button,
    Card,
    Context,
    JobContext,
    Line,
    OpenDirect,
    Photo,
    Picture,
    Router,
    Text,
    Toast,
    decode,
    stamped_press,
    text,
)
from bot.domain.addresses import shortened
from bot.domain.digest.approvals import DigestState
from bot.domain.digest.composing import (
    Key,
    LetterReader,
    Section,
    arranged,
    compose,
    for_room,
    in_sections,
    is_for,
    is_over,
)
from bot.domain.digest.contents import ROOM_LINES, fits_in_a_room, schedule_key
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role
from bot.references.digest import (
    LOOK_AT_DRAFT,
    digest_card,
    digest_command,
    digest_mailed_card,
    letter_items,
    letter_thing,
    letters_sent,
    outdated_items,
    preview_digest,
    read_digest,
    settled_items,
)
from bot.references.profile import settings_command
from bot.vocabulary.letter_items import LetterItem, Signature, stored_words
from handlers.digest.news_publication import news_item
from handlers.digest.words import (
    approval_notes,
    digest_title,
    headline_of,
    is_section_title,
    item_headline,
    item_parts,
    letter_buttons,
    letter_lines,
)
from storage.communities import Community, RoomKind
from storage.digest import (
    PICTURE,
    Digest,
    Digests,
    EarlierItem,
    EarlierItems,
    FrozenItem,
    LetterItems,
    LetterReaders,
    NewsItems,
    ReaderRow,
    stored_parts,
)
from storage.files import Files
from storage.members import Audiences, Members
from storage.outbound import Priority
from storage.schedules import Schedules

router = Router(on_page=True)

READ_AT_ONCE = 500
SILENT_AFTER = timedelta(days=30)
MOST_MISSED = 5
MOST_PICTURES = 4
LONGEST_LABEL = 30


class NoSuchDigest(Refusal):
    """No such letter has gone out here. {digest} shows the last one."""

    def __init__(self) -> None:
        super().__init__(digest=digest_command.typed())


class LetterPictureGone(Final):
    """This photo is no longer kept. Its description is in the letter."""


def items_of(ctx: JobContext, digest: Digest) -> list[LetterItem]:
    """All items of a letter: as submitted, or of a draft as they are now."""
    if digest.open and digest.submitted_seat is None:
        return draft_items(ctx, digest)
    frozen = ctx.store[LetterItems].frozen(digest.id)
    if not frozen:  # sent before letters were frozen
        return [news_item(ctx, each) for each in ctx.store[NewsItems].held_by(digest.id)]
    return [thawed_item(each) for each in frozen]


def items_apart(ctx: Context, digest: Digest) -> list[LetterItem]:
    """All items, read beside the writer, for a message whose buttons stand for just these.

    What is shown is stored as the contents: whatever is committed meanwhile makes a new revision
    at the next look or press.
    """
    items = ctx.apart(lambda ctx: items_of(ctx, digest))
    if digest.open:
        _keep(ctx, digest, items)
        ctx.composed.add((letter_thing.name, digest.id))
    return items


def keep_contents(ctx: JobContext, digest_id: int) -> None:
    """Store the present items of an open letter; other items make a new revision."""
    ctx.store.flush()
    digest = ctx.store[Digests].get(digest_id)
    if digest is not None and digest.open:
        _keep(ctx, digest, items_of(ctx.within(digest.community_id), digest))


def _keep(ctx: JobContext, digest: Digest, items: Sequence[LetterItem]) -> None:
    contents = stored_parts(item_parts(items))
    if digest.contents != contents:
        digest.contents = contents
        ctx.store.flush()


def is_prepared(ctx: JobContext, digest: Digest) -> bool:
    """True if it has written parts or was submitted: dates and polls alone wait."""
    if digest.status.submitted is not None or ctx.store[Digests].items(digest):
        return True
    written = digest.title or digest.greeting or digest.introduction
    return bool(written and items_of(ctx, digest))


def next_items(ctx: JobContext) -> list[LetterItem]:
    """Items of all features for the community's next letter, by section."""
    return in_sections([each for listed in letter_items.collect(ctx) for each in listed])


def draft_items(ctx: JobContext, digest: Digest) -> list[LetterItem]:
    """The features' items for a draft, without those left out, in the chosen order."""
    left_out = ctx.store[LetterItems].left_out(digest.id)
    items = [each for each in next_items(ctx) if each.key not in left_out]
    return arranged(items, ctx.store[LetterItems].places(digest.id))


def freeze_letter(ctx: JobContext, digest: Digest, items: Sequence[LetterItem]) -> None:
    ctx.store[LetterItems].freeze(digest.id, [frozen_item(ctx, each) for each in items])


def frozen_item(ctx: JobContext, item: LetterItem) -> FrozenItem:
    """Convert an item to its stored form: its button carries the revision of now."""
    by, button = item.signature, item.button
    if button is not None and ctx.declared is not None:
        item = replace(item, button=replace(button, press=stamped_press(ctx, button.press)))
    return FrozenItem(
        kind=item.kind,
        ref=item.ref,
        section=item.section,
        audience=item.audience,
        until=item.until,
        words=stored_words(item),
        seat=None if by is None else by.seat,
        author_id=None if by is None else by.member_id,
        author=None if by is None else by.name,
    )


def thawed_item(stored: FrozenItem) -> LetterItem:
    """Restore an item from its stored form."""
    card = decode(stored.words)
    picture = decode(stored.words[PICTURE]) if PICTURE in stored.words else None
    assert isinstance(card, Card)  # noqa: S101 - as `frozen_item` stores it
    assert picture is None or isinstance(picture, Picture)  # noqa: S101 - likewise
    is_unsigned = stored.seat is None and stored.author is None
    return LetterItem(
        kind=stored.kind,
        ref=stored.ref,
        section=stored.section,
        audience=stored.audience,
        until=stored.until,
        headline=card.title or "",
        lines=card.lines,
        button=card.buttons[0][0] if card.buttons else None,
        signature=None if is_unsigned else Signature(stored.seat, stored.author, stored.author_id),
        picture=picture,
    )


def lasting_items(ctx: JobContext, items: Sequence[LetterItem]) -> list[LetterItem]:
    """The items of a letter that are still as they were approved."""
    outdated = {key for keys in outdated_items.collect(ctx, items) for key in keys}
    return [each for each in items if each.key not in outdated]


def room_items(ctx: JobContext, digest: Digest, items: Sequence[LetterItem]) -> list[LetterItem]:
    """The items for rooms, without those of earlier letters."""
    at = digest.sent_at or max(digest.due_at or ctx.now, ctx.now)
    had = {each.key for each in _earlier_items(ctx, digest, items)}
    return for_room(items, at, had=had, following=_next_due(ctx, digest))


def personal_items(ctx: JobContext, digest: Digest, member_id: int) -> list[LetterItem]:
    """The items of one person's letter; an empty one is not sent."""
    items = lasting_items(ctx, items_of(ctx, digest))
    return next(_letters(ctx, digest, items, [member_id]), [])


def readable_items(ctx: JobContext, digest: Digest, member_id: int | None) -> list[LetterItem]:
    """The items of a sent letter for a person who opens it: for them, and not over.

    All items, if none is for them.
    """
    whole = items_of(ctx, digest)
    items = for_room(lasting_items(ctx, whole), ctx.now)
    found = (
        [] if member_id is None else ctx.store[LetterReaders].these(ctx.community.id, [member_id])
    )
    for row in found:
        reader = _reader(row)
        items = [each for each in items if is_for(each.audience, reader)] or items
    return items or whole


def letters(
    ctx: JobContext, digest: Digest, items: Sequence[LetterItem]
) -> Iterator[list[LetterItem]]:
    """The letters of all who asked for one in private, composed page by page."""
    people, here, last = ctx.store[Audiences], ctx.community.id, 0
    while ids := people.with_consent(here, LETTER, after=last, limit=READ_AT_ONCE):
        yield from _letters(ctx, digest, items, ids)
        last = ids[-1]


def _letters(
    ctx: JobContext, digest: Digest, items: Sequence[LetterItem], member_ids: Sequence[int]
) -> Iterator[list[LetterItem]]:
    following = _next_due(ctx, digest)
    for reader in _readers(ctx, digest, items, member_ids):
        yield compose(items, reader, ctx.now, following=following)


def _readers(
    ctx: JobContext, digest: Digest, items: Sequence[LetterItem], member_ids: Sequence[int]
) -> Iterator[LetterReader]:
    """The facts about these members that composing needs."""
    earlier = _earlier_items(ctx, digest, items)
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
        yield replace(reader, had=had)


def _earlier_items(
    ctx: JobContext, digest: Digest, items: Sequence[LetterItem]
) -> list[EarlierItem]:
    return ctx.store[EarlierItems].before(digest, [each.key for each in items])


def _reader(row: ReaderRow, *, settled: Collection[Key] = ()) -> LetterReader:
    return LetterReader(
        member_id=row.member_id,
        circle=row.circle,
        domains=row.domains,
        territory=row.territory,
        settled=settled,
    )


def missed_items(ctx: JobContext, digest: Digest, member_id: int) -> list[LetterItem]:
    """The latest news and outcomes that a reader missed, for the first letter after an absence."""
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
        for item in lasting_items(ctx, items_of(ctx, each))
        if item.section in {Section.NEWS, Section.CHANGED}
        and is_for(item.audience, reader)
        and not is_over(item, ctx.now)
    ]
    return found[:MOST_MISSED]


def _next_due(ctx: JobContext, digest: Digest) -> datetime | None:
    """Due time of the letter after this one."""
    if digest.state == DigestState.SENT and (known := ctx.store[Digests].due_after(digest)):
        return known
    after = max(digest.due_at or ctx.now, ctx.now)
    return ctx.store[Schedules].next_due(schedule_key(ctx.community.id), after)


def send_digest(ctx: JobContext, digest: Digest) -> bool:
    """Post a digest in rooms and channels, once, and mail it to those who want it in private.

    False if nothing of it is left: it is not sent, its news wait, and the gardeners are told.
    """
    approved = items_of(ctx, digest)
    items = lasting_items(ctx, approved)
    in_rooms = room_items(ctx, digest, items)
    if not in_rooms and not any(letters(ctx, digest, items)):
        ctx.tell_gardeners(nothing_left_text(digest))
        ctx.store[Digests].skip(digest)
        return False
    kept = {each.key for each in items}
    gone = [each for each in approved if each.key not in kept]
    ctx.store[LetterItems].remove(digest.id, [each.key for each in gone])
    if gone:
        ctx.tell_gardeners(_left_out_text(digest, gone))
    if in_rooms:
        rooms = ctx.rooms(RoomKind.COMMUNITY, RoomKind.CHANNEL)
        digest_card.post_in_each(ctx, rooms, digest.id, again=False, priority=Priority.DIGEST)
    digest.mailing_id = digest_mailed_card.mail(ctx, LETTER, digest.id)
    ctx.store[Digests].send(digest, ctx.now)
    letters_sent.collect(ctx, digest)
    return True


def _left_out_text(digest: Digest, gone: Sequence[LetterItem]) -> Text:
    return text(
        "Letter {number} goes out without what has ended or changed since it was approved: "
        "{items}.",
        number=digest.number,
        items=[text("“{item}”", item=each.headline) for each in gone],
    )


def nothing_left_text(digest: Digest) -> Text:
    return text(
        "Letter {number} was not sent: all that was in it is over, or was sent before.",
        number=digest.number,
    )


def room_card(ctx: JobContext, digest: Digest, items: Sequence[LetterItem]) -> Card:
    """A letter as rooms see it: in full if it has at most seven lines, else its headlines."""
    items = [replace(each, picture=None) for each in items]
    lines = letter_lines(ctx, digest, items)
    if fits_in_a_room([_length_of(line) for line in lines if line and not is_section_title(line)]):
        return Card(digest_title(ctx, digest), tuple(lines))
    foot = approval_notes(ctx, digest)
    heads = [item_headline(each) for each in items[: ROOM_LINES - len(foot)]]
    read = read_digest.button(text("Read on"), digest.id)
    return Card(digest_title(ctx, digest), (*heads, *foot), ((read,),))


def whole_card(
    ctx: JobContext, digest: Digest, items: Sequence[LetterItem], missed: Sequence[LetterItem] = ()
) -> Card:
    why = text(
        "You receive it because you asked for it. To change that: {settings}.",
        settings=settings_command.typed(),
    )
    lines = letter_lines(ctx, digest, items)
    if missed:
        title = Bold(text("👋 What you may have missed"))
        lines = [title, *(item_headline(each) for each in missed), "", *lines]
    card = Card(digest_title(ctx, digest), (*lines, "", why))
    return replace(card, buttons=(*letter_buttons(ctx, items), *picture_buttons(digest, items)))


def _length_of(line: Line) -> int:
    words = line if isinstance(line, str | Text) else line.words
    if isinstance(words, str):
        return len(words)
    return sum(len(each) for each in words.values.values() if isinstance(each, str))


def digest_readers(community: Community | None) -> Role:
    """The least role that may read a digest by its link."""
    is_public = community is not None and community.public_channel
    return Role.ANYONE if is_public else Role.MEMBER


@router.button("letter_photo", who=digest_readers, outside=True)
def send_letter_picture(ctx: Context, digest_id: int, file_id: int) -> Answer:
    digest = sent_digest(ctx, digest_id)
    return _send_picture(ctx, digest, file_id, read_digest.link_word(ctx, digest.id))


@router.button("digest_photo", who=Role.GARDENER, trace=LOOK_AT_DRAFT)
def send_draft_picture(ctx: Context, digest_id: int, file_id: int) -> Answer:
    digest = ctx.store[Digests].get(digest_id)
    if digest is None or digest.community_id != ctx.community.id:
        raise NoSuchDigest
    return _send_picture(ctx, digest, file_id, preview_digest.link_word(ctx))


def _send_picture(ctx: Context, digest: Digest, file_id: int, link_word: str) -> Answer:
    picture = _picture_of(ctx, digest, file_id)
    if ctx.direct:
        return picture
    if not ctx.whisper(picture):
        return OpenDirect(link_word)
    return Toast(text("I am sending you the photo in private."))


def picture_buttons(digest: Digest, items: Sequence[LetterItem]) -> tuple[tuple[Button, ...], ...]:
    """Buttons of the first pictures of a letter."""
    show = send_letter_picture if digest.state == DigestState.SENT else send_draft_picture
    rows = []
    for item in items:
        if item.picture is None or not isinstance(item.picture.content, Photo):
            continue
        title = headline_of(item)
        if isinstance(title, str):
            title = shortened(title, LONGEST_LABEL)
        label = text("See the photo: {title}", title=title)
        rows.append((show.button(label, digest.id, item.picture.content.file_id),))
    return tuple(rows[:MOST_PICTURES])


def _picture_of(ctx: Context, digest: Digest, file_id: int) -> Picture:
    """Return a picture that a letter has, as it was approved, while it is kept.

    A file that came after the letter was submitted is another one, under an id used again.
    """
    pictures = (each.picture for each in items_of(ctx, digest))
    found = next((each for each in pictures if each and each.content == Photo(file_id)), None)
    row = ctx.store[Files].get(file_id)
    if found is None or row is None or row.created_at > (digest.submitted_at or ctx.now):
        raise LetterPictureGone
    return found


def sent_digest(ctx: Context, digest_id: int) -> Digest:
    here = ctx.community_or_none
    digest = ctx.store[Digests].get(digest_id)
    if digest is None or here is None or digest.community_id != here.id:
        raise NoSuchDigest
    if digest.state != DigestState.SENT:
        raise NoSuchDigest
    return digest
