"""Digests that were sent: read again later, asked for in plain words, counted, and in `/mydata`."""

from collections.abc import Mapping, Sequence

from bot.core import (
    Answer,
    Card,
    Context,
    JobContext,
    NotForReader,
    OpenDirect,
    Router,
    Text,
    Toast,
    Where,
    text,
)
from bot.domain.dates.local_time import Period
from bot.domain.digest.approvals import DigestState
from bot.domain.roles import Role
from bot.domain.stats import Counted, FigureKind
from bot.references.conversations import Intent, intents
from bot.references.digest import (
    digest_card,
    digest_command,
    digest_mailed_card,
    news_command,
    read_digest,
)
from bot.references.stats import Figure, FigureSet, figures
from handlers.digest.draft import show_draft
from handlers.digest.letter import (
    NoSuchDigest,
    digest_readers,
    items_of,
    missed_items,
    personal_items,
    picture_buttons,
    readable_items,
    room_card,
    room_items,
    sent_digest,
    whole_card,
)
from handlers.digest.words import digest_title, letter_buttons, letter_lines
from storage.digest import Digest, Digests, LetterFigures

router = Router(on_page=True)

ALIASES = ("digests", "lettres")

LETTER_FIGURES = (
    Figure(
        key="letters_sent",
        title=text("Letters sent"),
        definition=text("Letters of the community that went out in the month."),
        kind=FigureKind.THINGS,
    ),
    Figure(
        key="letter_readers",
        title=text("People whom a letter reached in private"),
        definition=text(
            "Members who got a letter of the month in private, each once; whoever reads it in a "
            "room is not counted. Of a quarter or a year: the month with most."
        ),
        kind=FigureKind.PEOPLE_ONCE,
        only_now=True,
    ),
)


@router.command(
    digest_command,
    aliases=ALIASES,
    who=Role.MEMBER,
    where=Where.BACKSTAGE,
    theme="part",
    label=text("The letter"),
    listed=9,
    tab=2,
    shows=True,
)
def show_digest(ctx: Context) -> Card | Text | None:
    """Read the last letter; for those who prepare it, review the next one."""
    if ctx.role() >= Role.GARDENER:
        return show_draft(ctx)
    last = ctx.store[Digests].last_sent(ctx.community.id)
    if last is not None:
        return digest_card_in_full(ctx, last.id, ctx.member.id)
    due = ctx.store[Digests].next_due(ctx.community.id)
    if due is None:
        return text("No letter has gone out yet.")
    return text("No letter has gone out yet. The first one is planned for {due}.", due=due)


@router.command(
    "digest",
    fr="lettre",
    aliases=ALIASES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    example="4",
    theme="part",
)
def show_past_digest(ctx: Context, number: int) -> Card:
    """Read a past letter."""
    digest = ctx.store[Digests].numbered(ctx.community.id, number)
    if digest is None or digest.state != DigestState.SENT:
        raise NoSuchDigest
    return digest_card_in_full(ctx, digest.id, ctx.person.member_id)


@router.button(read_digest, who=digest_readers, deep=True, outside=True)
def read_whole_digest(ctx: Context, digest_id: int) -> Answer:
    """Read in full a digest that a room shows in short."""
    digest = sent_digest(ctx, digest_id)
    if ctx.direct:
        return digest_card_in_full(ctx, digest.id, ctx.person.member_id)
    if ctx.network.deep_links:
        return OpenDirect(read_digest.link_word(ctx, digest.id))
    ctx.whisper(digest_card_in_full(ctx, digest.id, ctx.person.member_id))
    return Toast(text("I am sending you the letter in private."))


@router.card(digest_card, shows=[Digest])
def draw_room_card(ctx: JobContext, digest_id: int) -> Card:
    """A digest in a shared room: in full if it is short, else its headlines."""
    digest = _digest(ctx, digest_id)
    return room_card(ctx, digest, room_items(ctx, digest, items_of(ctx, digest)))


@router.card(digest_mailed_card)
def draw_private_card(ctx: JobContext, digest_id: int) -> Card:
    """A digest for a person who asked for it in private: what of it is for them."""
    digest = _digest(ctx, digest_id)
    if ctx.reader_id is None:
        raise NotForReader
    items = personal_items(ctx, digest, ctx.reader_id)
    if not items:
        raise NotForReader
    return whole_card(ctx, digest, items, missed_items(ctx, digest, ctx.reader_id))


def digest_card_in_full(ctx: JobContext, digest_id: int, reader_id: int | None = None) -> Card:
    """A digest for a person who opens it: items for them, and not over."""
    digest = _digest(ctx, digest_id)
    items = readable_items(ctx, digest, reader_id)
    buttons = () if reader_id is None else letter_buttons(ctx, items)
    lines = tuple(letter_lines(ctx, digest, items))
    return Card(digest_title(ctx, digest), lines, (*buttons, *picture_buttons(digest, items)))


def _digest(ctx: JobContext, digest_id: int) -> Digest:
    digest = ctx.store[Digests].get(digest_id)
    if digest is None:
        raise NoSuchDigest
    return digest


@router.contribution(intents)
def intents_of_digest(ctx: Context) -> Sequence[Intent]:
    """The intents to read the letter and the news."""
    return (
        Intent("letter", text("The letter"), digest_command),
        Intent("news", text("The latest news"), news_command),
    )


@router.contribution(figures)
def letter_figures(_ctx: JobContext) -> FigureSet:
    """Letters, and how many people they reach."""
    return FigureSet(order=35, theme=text("Letters"), figures=LETTER_FIGURES, count=_count_letters)


def _count_letters(ctx: JobContext, period: Period) -> Mapping[str, Counted]:
    found = ctx.store[LetterFigures].counts(ctx.community.id, period.since, period.until)
    return {
        "letters_sent": found.sent,
        "letter_readers": found.readers,
    }


router.personal_data(
    "news",
    text("News that you wrote"),
    text(
        "What is in a letter, or meant for one, is kept without your name when you have your "
        "data erased. The rest is deleted."
    ),
    order=120,
    labels={
        "picture_words": text("what the picture shows"),
        "by_member": text("written for oneself"),
        "amender": text("name of who changed its words"),
        "postponed": text("moved to the following letter"),
        "posted_at": text("posted on"),
        "author": text("name shown"),
    },
)
router.personal_data(
    "digests",
    text("Letters that you submitted or approved"),
    text("The approval is kept without your name when you have your data erased."),
    order=130,
    labels={
        "greeting": text("greeting"),
        "introduction": text("introduction"),
        "due_at": text("due on"),
        "open": text("not sent yet"),
        "submitted_at": text("submitted on"),
        "alone_hours": text("hours given to answer"),
    },
)
router.personal_data(
    "letter_items",
    text("What you wrote in letters"),
    text("Kept in the letter, without your name, when you have your data erased."),
    order=125,
    labels={
        "section": text("section"),
        "ref": text("number of what it is about"),
        "author": text("name shown"),
    },
)
