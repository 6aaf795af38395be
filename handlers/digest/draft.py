"""The draft of the next digest: its card, its opening words, and the order of its items."""

from collections.abc import Callable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Annotated, Any, cast

from bot.core import (
    Act,
    Answer,
    Bold,
    Button,
    Buttons,
    Card,
    CommandRef,
    Context,
    JobContext,
    Line,
    Replace,
    Router,
    Text,
    Where,
    Words,
    asks,
    at_most,
    reads,
    text,
)
from bot.domain.addresses import shortened
from bot.domain.digest.approvals import DigestState
from bot.domain.digest.composing import NEWS, Key
from bot.domain.digest.contents import (
    LONGEST_INTRODUCTION,
    NotInLetter,
    moved_by,
    read_greeting,
    read_introduction,
    read_title,
    reordered,
)
from bot.domain.rates import MESSAGES
from bot.domain.roles import Role
from bot.references.digest import (
    DRAFT_SUBJECT,
    KEEP_NEWS,
    LOOK_AT_DRAFT,
    ORDER_SUBJECT,
    REMOVE_NEWS,
    change_digest_part,
    draft_card,
    news_command,
    order_digest,
    preview_digest,
    put_into_digest,
    resume_paused_digest,
    show_digest_draft,
    submit_shown_digest,
)
from bot.vocabulary.letter_items import LetterItem
from handlers.digest.draft_changes import (
    current_digest,
    pause_of,
    review_button,
    tell_change,
    tell_order_change,
)
from handlers.digest.letter import items_apart, items_of, next_items
from handlers.digest.news_decisions import remove_news
from handlers.digest.news_publication import news_item, news_of
from handlers.digest.preview import (
    failed_link_lines,
    known_links,
    no_news_text,
    state_lines,
    waiting_lines,
)
from handlers.digest.words import (
    GREETING,
    INTRODUCTION,
    SECTION_TITLES,
    TITLE,
    decision_buttons,
    digest_title,
    headline_of,
    is_own_turn,
    key_word,
)
from storage.communities import RoomKind
from storage.digest import Digest, Digests, LetterItems, NewsItems, NewsState

router = Router()

CHANGE_TITLE = Act(
    text("{who} changed the title of the letter"), text("change the title of the letter")
)
CHANGE_GREETING = Act(
    text("{who} changed the greeting of the letter"), text("change the greeting of the letter")
)
CHANGE_INTRODUCTION = Act(
    text("{who} changed the introduction of the letter"),
    text("change the introduction of the letter"),
)
CHANGE_WORDS = Act(
    text("{who} changed the words of the letter"), text("change the words of the letter")
)
EXPLAIN_NEWS = Act(
    text("{who} looked up how to add news to the letter"),
    text("look up how to add news to the letter"),
)
REORDER_NEWS = Act(
    text("{who} reordered the news in the letter"), text("reorder the news in the letter")
)

SHOWN_OF_WORDS = 120
DRAFT_IS_BELOW = text("The draft of the letter is further down.")
PART_LABELS = {TITLE: text("Title"), GREETING: text("Greeting"), INTRODUCTION: text("Introduction")}
MOST_OFFERED = 10
LONGEST_LABEL = 40
NOTHING_IN_DRAFT = text("There is no news item in the next letter yet.")


def show_draft(ctx: Context) -> Card | None:
    """Show the draft at the newest place: a live card in the gardeners' room, else an answer."""
    digest = current_digest(ctx)
    room = ctx.incoming.room
    if room not in [each.address for each in ctx.rooms(RoomKind.GARDENERS)]:
        items = items_apart(ctx, digest)
        state = state_lines(ctx, digest, ctx.hands(), is_own=is_own_turn(ctx, digest))
        # A submitted letter is decided upon where it is read whole.
        is_draft = digest.status.submitted is None
        decisions = decision_buttons(ctx, digest, items) if is_draft else ()
        return _draft_card(ctx, digest, items, decisions, state)
    draft_card.take_away(ctx, digest.id, instead=DRAFT_IS_BELOW)
    draft_card.post(ctx, room, digest.id, about=f"{DRAFT_SUBJECT}:{digest.id}")
    return None


@router.button(show_digest_draft, who=Role.GARDENER, trace=LOOK_AT_DRAFT)
def return_to_draft(ctx: Context) -> Answer:
    return show_draft(ctx)


@router.card(draft_card, shows=[LetterItems])
def draw_draft_card(ctx: JobContext, digest_id: int) -> Card:
    """The draft in the gardeners' room."""
    digest = ctx.store[Digests].get(digest_id)
    if digest is None:
        return Card(None, (text("This letter no longer exists."),))
    if not digest.open:
        is_sent = digest.state == DigestState.SENT
        sent, unsent = text("This letter has gone out."), text("This letter did not go out.")
        return Card(digest_title(ctx, digest), (sent if is_sent else unsent,))
    items = items_of(ctx, digest)
    submit = submit_shown_digest.button(text("Submit"), digest.id)
    decisions = () if digest.status.submitted is not None or not items else ((submit,),)
    return _draft_card(ctx, digest, items, decisions, state_lines(ctx, digest))


def _draft_card(
    ctx: JobContext,
    digest: Digest,
    items: Sequence[LetterItem],
    decisions: Buttons,
    state: Sequence[Line],
) -> Card:
    lines = [*state]
    for part, words in ((GREETING, digest.greeting), (INTRODUCTION, digest.introduction)):
        if words:
            shown = shortened(" ".join(words.split()), SHOWN_OF_WORDS)
            lines.append(text("{part}: {words}", part=PART_LABELS[part], words=shown))
    lines += _item_lines(ctx, digest, items)
    if failed := failed_link_lines(known_links(ctx, digest, items)):
        lines += ["", *failed]
    parts = [change_digest_part.button(label, part) for part, label in PART_LABELS.items()]
    order = order_digest.button(text("Order, remove"))
    read = preview_digest.button(text("Preview"))
    add = news_command.ask_button(text("Add a news item"))
    rows = (
        *((read, *(decisions[0] if decisions else ())), *decisions[1:], (add, order)),
        *((parts[0], parts[1]), (parts[2],)),
    )
    if pause_of(ctx) is not None:
        rows = (*rows, (resume_paused_digest.button(text("Resume")),))
    return Card(digest_title(ctx, digest), tuple(lines), rows)


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


@router.command(
    "digest title",
    fr="lettre titre",
    example=("title The composters are coming", "titre Les composteurs arrivent"),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=CHANGE_TITLE,
)
def set_title(ctx: Context, title: Annotated[str, asks("What title for the letter?")]) -> Card:
    """Give the next letter a title."""
    digest = current_digest(ctx)
    digest.title = read_title(title)
    tell_change(ctx, digest, text("{name} changed the title of the letter.", name=ctx.member.name))
    return confirmation_card(text("The title of the letter is “{title}”.", title=digest.title))


@router.command(
    "digest greeting",
    fr="lettre accueil",
    example=("greeting Hello everybody!", "accueil Bonjour à vous !"),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=CHANGE_GREETING,
)
def set_greeting(
    ctx: Context,
    words: Annotated[
        str, asks("What greeting begins the letter? A dash alone removes it."), reads(read_greeting)
    ],
) -> Card:
    """Write the greeting of the next letter."""
    digest = current_digest(ctx)
    digest.greeting = words
    change = text("{name} changed the greeting of the letter.", name=ctx.member.name)
    tell_change(ctx, digest, change)
    gone = text("The letter has no greeting any more.")
    return confirmation_card(text("The greeting: “{words}”", words=words) if words else gone)


@router.command(
    "digest introduction",
    fr="lettre introduction",
    example=("introduction Winter is near.", "introduction L'hiver approche."),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=CHANGE_INTRODUCTION,
)
def set_introduction(
    ctx: Context,
    words: Annotated[
        str,
        asks("What is the introduction of the letter? A dash alone removes it."),
        reads(read_introduction),
    ],
) -> Card:
    """Write the introduction of the next letter."""
    digest = current_digest(ctx)
    digest.introduction = words
    change = text("{name} changed the introduction of the letter.", name=ctx.member.name)
    tell_change(ctx, digest, change)
    gone = text("The letter has no introduction any more.")
    return confirmation_card(text("The introduction: “{words}”", words=words) if words else gone)


@router.command(
    "digest add",
    fr="lettre ajouter",
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=EXPLAIN_NEWS,
)
def explain_news(ctx: Context, words: str = "") -> Text:
    """See how to add news to the letter."""
    return text(
        "To add a news item to the letter: {news}, with a title, a few words and a link. Or reply "
        "{reply} to a message in a room: its author is asked first.",
        news=news_command.typed(("Title", "Titre"), "|", ("words", "texte"), "|", ("link", "lien")),
        reply=news_command.typed(),
    )


@router.button(change_digest_part, who=Role.GARDENER, trace=LOOK_AT_DRAFT)
def ask_part(ctx: Context, part: str) -> Answer:
    if part not in PART_COMMANDS:
        return show_digest_draft.run(ctx)
    return PART_COMMANDS[part].ask(ctx)


def _part_choices(_ctx: Context) -> list[tuple[str, Words]]:
    return list(PART_LABELS.items())


@router.form("digest_words", who=Role.GARDENER, trace=CHANGE_WORDS)
def place_words(
    ctx: Context,
    words: Annotated[str, asks("Which words?"), at_most(LONGEST_INTRODUCTION)],
    part: Annotated[str, asks("What are these words in the letter?", choices=_part_choices)],
) -> Answer:
    """Put the words of a reply where they belong."""
    read = PART_READERS.get(part)
    if read is None:
        return show_digest_draft.run(ctx)
    return cast("Answer", PART_COMMANDS[part](ctx, read(words)))


@router.reply(ORDER_SUBJECT, limit=MESSAGES, buttons_first=True)
@router.reply(DRAFT_SUBJECT, limit=MESSAGES, buttons_first=True)
def reply_to_draft(
    ctx: Context, _id: int, words: Annotated[str, at_most(LONGEST_INTRODUCTION)]
) -> Answer:
    """Ask where the words of a reply to the draft belong."""
    return place_words.ask(ctx, words=words)


def confirmation_card(line: Text) -> Card:
    """Confirm a change, with buttons for the next steps."""
    draft = show_digest_draft.button(text("Draft of the letter"))
    return Card(None, (line,), ((draft, review_button()),))


PART_COMMANDS: dict[str, CommandRef[..., Any]] = {
    TITLE: set_title,
    GREETING: set_greeting,
    INTRODUCTION: set_introduction,
}
PART_READERS: dict[str, Callable[[str], str]] = {
    TITLE: read_title,
    GREETING: read_greeting,
    INTRODUCTION: read_introduction,
}


def _items_in_draft(ctx: Context) -> list[tuple[str, Words]]:
    items = ctx.store[Digests].items(current_digest(ctx))[:MOST_OFFERED]
    return [
        (str(each.number), f"{each.number} · {each.content.headline}"[:LONGEST_LABEL])
        for each in items
    ]


@router.command(
    "digest remove",
    fr="lettre retirer",
    example=("remove 5", "retirer 5"),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=REMOVE_NEWS,
)
def remove_item(
    ctx: Context,
    number: Annotated[
        int,
        asks("Which news item is taken out?", choices=_items_in_draft, nothing=NOTHING_IN_DRAFT),
    ],
) -> Answer:
    """Remove a news item from the next letter."""
    digest = current_digest(ctx)
    news = ctx.store[NewsItems].numbered(ctx.community.id, number)
    if news is None or news.state != NewsState.KEPT:
        raise NotInLetter(number=number)
    remove_news(ctx, digest, news)
    back = put_into_digest.button(text("Restore"), news.id)
    return Card(None, (text("News item {number} is removed.", number=news.number),), ((back,),))


@router.command(
    "digest order",
    fr="lettre ordre",
    example=("order 5 3 4", "ordre 5 3 4"),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=REORDER_NEWS,
)
def order_news(
    ctx: Context,
    numbers: Annotated[list[int], asks("In which order? Write the numbers of the news items.")],
) -> Card:
    """Choose the order of the news in the next letter."""
    digest = current_digest(ctx)
    present = {each.number: (NEWS, each.id) for each in ctx.store[Digests].items(digest)}
    order = reordered(list(present), numbers)
    tell_change(ctx, digest, _order_changed(ctx))
    _put_in_order(ctx, digest, [present[number] for number in order])
    return confirmation_card(
        text("News, in order: {numbers}.", numbers=[str(each) for each in order])
    )


@router.button(order_digest, who=Role.GARDENER, trace=LOOK_AT_DRAFT)
def show_order(ctx: Context) -> Answer:
    """Show the items with buttons to move, remove or restore them."""
    page = _order_page(ctx, current_digest(ctx))
    return Replace(page) if ctx.direct else page


@router.button("digest_move", who=Role.GARDENER, trace=REORDER_NEWS)
def move_item(ctx: Context, key: str, down: int) -> Answer:
    """Move an item up or down in its section."""
    digest = current_digest(ctx)
    items = items_of(ctx, digest)
    sections = {each.section for each in items if key_word(each.key) == key}
    keys = {key_word(each.key): each.key for each in items if each.section in sections}
    order = moved_by(list(keys), key, 1 if down else -1)
    if order != list(keys):
        tell_order_change(ctx, digest, _order_changed(ctx))
        _put_in_order(ctx, digest, [keys[each] for each in order])
    return Replace(_order_page(ctx, digest))


@router.button("digest_out", who=Role.GARDENER, trace=REMOVE_NEWS)
def take_item_out(ctx: Context, key: str) -> Answer:
    digest = current_digest(ctx)
    item = _item_with(items_of(ctx, digest), key)
    news = None if item is None else news_of(ctx, item)
    if news is not None and news.state == NewsState.KEPT:
        remove_news(ctx, digest, news)
    elif item is not None:
        _leave_out(ctx, digest, item)
    return Replace(_order_page(ctx, digest))


@router.button("digest_back", who=Role.GARDENER, trace=KEEP_NEWS)
def put_item_back(ctx: Context, key: str) -> Answer:
    digest = current_digest(ctx)
    item = _item_with(_left_out_items(ctx, digest), key)
    news = None if item is None else news_of(ctx, item)
    if news is not None and news.state != NewsState.SENT:
        put_into_digest.call(ctx, news.id)
    elif item is not None:
        _leave_out(ctx, digest, item, left_out=False)
    return Replace(_order_page(ctx, digest))


def _item_with(items: Sequence[LetterItem], key: str) -> LetterItem | None:
    return next((each for each in items if key_word(each.key) == key), None)


def _order_page(ctx: Context, digest: Digest) -> Card:
    items, out = items_of(ctx, digest), _left_out_items(ctx, digest)
    lines: list[Line] = []
    for at, each in enumerate(items, start=1):
        if at == 1 or each.section != items[at - 2].section:
            lines.append(Bold(SECTION_TITLES[each.section]))
        lines.append(_numbered_item(at, each))
    if not items:
        lines.append(NOTHING_IN_DRAFT)
    if out:
        listed = [_numbered_item(at, each) for at, each in enumerate(out, start=len(items) + 1)]
        lines += ["", Bold(text("Taken out")), *listed]
    rows = [_item_row(items, at) for at in range(min(len(items), MOST_OFFERED))]
    back = [
        (put_item_back.button(text("Restore {number}", number=at), key_word(each.key)),)
        for at, each in enumerate(out[:MOST_OFFERED], start=len(items) + 1)
    ]
    done = show_digest_draft.button(text("Draft of the letter"))
    return Card(text("Order of the letter"), tuple(lines), (*rows, *back, (done,)))


def _item_row(items: Sequence[LetterItem], at: int) -> tuple[Button, ...]:
    """Buttons of an item; its number is its place on the page."""
    item, number = items[at], at + 1
    key = key_word(item.key)
    row = [take_item_out.button(text("Remove {number}", number=number), key)]
    if at + 1 < len(items) and items[at + 1].section == item.section:
        row.insert(0, move_item.button(text("↓ {number}", number=number), key, 1))
    if at and items[at - 1].section == item.section:
        row.insert(0, move_item.button(text("↑ {number}", number=number), key, 0))
    return tuple(row)


def _numbered_item(number: int, item: LetterItem) -> Text:
    return text("{number}. {item}", number=number, item=headline_of(item))


def _left_out_items(ctx: Context, digest: Digest) -> list[LetterItem]:
    """The items that were taken out of this letter and could still be in it."""
    keys = ctx.store[LetterItems].left_out(digest.id)
    dropped = [
        news_item(ctx, news)
        for kind, ref in sorted(keys)
        if kind == NEWS
        and (news := ctx.store[NewsItems].get(ref)) is not None
        and news.state == NewsState.DROPPED
    ]
    return [*(each for each in next_items(ctx) if each.key in keys), *dropped]


def _leave_out(ctx: Context, digest: Digest, item: LetterItem, *, left_out: bool = True) -> None:
    """Take an item of a feature out of the letter, or put it back."""
    headline, name = headline_of(item), ctx.member.name
    change = text("{name} put “{item}” back into the letter.", name=name, item=headline)
    if left_out:
        change = text("{name} took “{item}” out of the letter.", name=name, item=headline)
    tell_change(ctx, digest, change)
    ctx.store[LetterItems].leave_out(digest.id, item.key, left_out=left_out)


def _put_in_order(ctx: Context, digest: Digest, keys: Sequence[Key]) -> None:
    """Keep the order of a section; news keep theirs if they wait for another letter."""
    ctx.store[LetterItems].put_in_order(digest.id, keys)
    news = [ctx.store[NewsItems].get(ref) for kind, ref in keys if kind == NEWS]
    numbers = [each.number for each in news if each is not None]
    ctx.store[NewsItems].put_in_order(ctx.community.id, numbers)


def _order_changed(ctx: Context) -> Text:
    return text("{name} changed the order of the letter.", name=ctx.member.name)
