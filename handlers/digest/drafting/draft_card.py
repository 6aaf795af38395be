"""The draft of the next digest: its state, its items, and a button for each of its parts.

In the gardeners' room it is a live card; in private it is drawn for the person who asked.
"""

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

from bot.core import (
    Answer,
    Bold,
    Button,
    Buttons,
    Card,
    Context,
    JobContext,
    LetterItem,
    Line,
    Router,
    Text,
    text,
)
from bot.domain.digest.approvals import DigestState
from bot.domain.roles import Role
from bot.references.digest import (
    DRAFT_SUBJECT,
    change_digest_part,
    draft_card,
    news_command,
    order_digest,
    preview_digest,
    resume_paused_digest,
    show_digest_draft,
    submit_shown_digest,
)
from handlers.digest import acts
from handlers.digest.approval_words import is_own_turn
from handlers.digest.decision_buttons import decision_buttons
from handlers.digest.digest_parts import (
    GREETING,
    INTRODUCTION,
    TITLE,
    headline_of,
)
from handlers.digest.digest_words import digest_title
from handlers.digest.letter_words import SECTION_TITLES
from handlers.digest.letters.letter import items_of
from handlers.digest.news.news_section import news_of
from handlers.digest.pause_words import pause_of
from handlers.digest.previews.link_checks import failed_link_lines, known_links
from handlers.digest.previews.preview import no_news_text, state_lines, waiting_lines
from storage.communities import RoomKind
from storage.digest import Digest, Digests

router = Router()

SHOWN_OF_WORDS = 120
DRAFT_IS_BELOW = text("The draft of the letter is further down.")
PART_LABELS = {
    TITLE: text("Title"),
    GREETING: text("Greeting"),
    INTRODUCTION: text("Introduction"),
}


def show_draft(ctx: Context) -> Card | None:
    """Show the draft at the newest place: a live card in the gardeners' room, else an answer."""
    digest = ctx.store[Digests].current(ctx.community.id, ctx.now)
    room = ctx.incoming.room
    if room not in [each.address for each in ctx.rooms(RoomKind.GARDENERS)]:
        return own_draft_card(ctx, digest)
    draft_card.take_away(ctx, digest.id, instead=DRAFT_IS_BELOW)
    draft_card.post(ctx, room, digest.id, about=f"{DRAFT_SUBJECT}:{digest.id}")
    return None


@router.button(show_digest_draft, who=Role.GARDENER, trace=acts.LOOK_AT_THE_DRAFT_OF_THE_LETTER)
def return_to_draft(ctx: Context) -> Answer:
    """Show the draft of the letter."""
    return show_draft(ctx)


@router.card(draft_card)
def draw_draft_card(ctx: JobContext, digest_id: int) -> Card:
    """The draft in the gardeners' room."""
    digest = ctx.store[Digests].get(digest_id)
    if digest is None:
        return Card(None, (text("This letter no longer exists."),))
    if not digest.open:
        return Card(digest_title(ctx, digest), (_end_text(digest),))
    items = items_of(ctx, digest)
    submit = submit_shown_digest.button(text("Submit"), digest.id)
    decisions = () if digest.status.submitted is not None or not items else ((submit,),)
    return _card(ctx, digest, items, decisions, state_lines(ctx, digest))


def own_draft_card(ctx: Context, digest: Digest) -> Card:
    """The draft for one gardener; a submitted letter is decided upon where it is read whole."""
    items = items_of(ctx, digest)
    state = state_lines(ctx, digest, ctx.hands, is_own=is_own_turn(ctx, digest))
    is_draft = digest.status.submitted is None
    decisions = decision_buttons(ctx, digest, items) if is_draft else ()
    return _card(ctx, digest, items, decisions, state)


def _card(
    ctx: JobContext,
    digest: Digest,
    items: Sequence[LetterItem],
    decisions: Buttons,
    state: Sequence[Line],
) -> Card:
    lines = [*state, *_opening_lines(digest)]
    lines += _item_lines(ctx, digest, items)
    if failed := failed_link_lines(known_links(ctx, digest, items)):
        lines += ["", *failed]
    parts = [change_digest_part.button(label, part) for part, label in PART_LABELS.items()]
    order = order_digest.button(text("Order, remove"))
    read = preview_digest.button(text("Preview"))
    add = news_command.ask_button(text("Add a news item"))
    rows = (
        *((read, *_first(decisions)), *decisions[1:], (add, order)),
        *((parts[0], parts[1]), (parts[2],)),
    )
    if pause_of(ctx) is not None:
        rows = (*rows, (resume_paused_digest.button(text("Resume")),))
    return Card(digest_title(ctx, digest), tuple(lines), rows)


def _first(decisions: Buttons) -> tuple[Button, ...]:
    return tuple(decisions[0]) if decisions else ()


def _opening_lines(digest: Digest) -> list[Line]:
    """The beginning of the greeting and of the introduction."""
    return [
        text("{part}: {words}", part=PART_LABELS[part], words=_shortened(words))
        for part, words in (
            (GREETING, digest.greeting),
            (INTRODUCTION, digest.introduction),
        )
        if words
    ]


def _item_lines(ctx: JobContext, digest: Digest, items: Sequence[LetterItem]) -> list[Line]:
    """The items of a digest by section, news with their numbers."""
    waiting = waiting_lines(ctx, digest)
    if not items:
        return ["", no_news_text(), *waiting]
    lines: list[Line] = []
    for section, of_section in groupby(items, key=attrgetter("section")):
        listed = [_item_text(ctx, each) for each in of_section]
        lines += ["", Bold(SECTION_TITLES[section]), *listed]
    return [*lines, *waiting]


def _item_text(ctx: JobContext, item: LetterItem) -> Text:
    news = news_of(ctx, item)
    if news is None:
        return text("– {item}", item=headline_of(item))
    return text("{number} · {news}", number=news.number, news=headline_of(item))


def _end_text(digest: Digest) -> Text:
    if digest.state == DigestState.SENT:
        return text("This letter has gone out.")
    return text("This letter did not go out.")


def _shortened(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= SHOWN_OF_WORDS else f"{line[: SHOWN_OF_WORDS - 1]}…"
