"""Changes of a news item: a card with a button for each part, its picture and its audience."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from typing import Annotated, Any, cast

from bot.core import (
    Act,
    Answer,
    Button,
    Card,
    Context,
    FormRef,
    Line,
    Replace,
    Router,
    Text,
    Upload,
    Words,
    asks,
    at_most,
    in_rows,
    reads,
    text,
)
from bot.domain.addresses import read_link
from bot.domain.digest.news_content import (
    LONGEST_LINK,
    LONGEST_TITLE,
    LONGEST_WORDS,
    NewsKind,
    NothingToTell,
    check_consultation,
    read_words,
)
from bot.domain.rates import PROPOSALS
from bot.domain.roles import Role, Seat
from bot.domain.words import on_one_line
from bot.references.digest import (
    CHANGE_NEWS,
    choose_news_audience,
    edit_news,
    news_card,
    news_command,
    news_post_card,
    news_thing,
    put_into_digest,
)
from bot.vocabulary.audiences import AUDIENCE_PARTS, audience_text, choice_rows, with_choice
from bot.vocabulary.publications import (
    NEUTRAL,
    PictureSent,
    PictureText,
    check_lines,
    must_be_neutral,
)
from handlers.digest.draft_changes import tell_news_change
from handlers.digest.news_decisions import (
    editable_news,
    editable_news_numbered,
    held_news,
    trace_if_anothers,
)
from handlers.digest.news_publication import news_picture, note_neutral_news, published_card
from handlers.digest.words import news_lines
from storage.digest import News, NewsState
from storage.files import Files

router = Router(on_page=True)

SHOW_NEUTRAL_CHANGE = Act(
    text("{who} checked that the change of a news item is neutral and showed it in the rooms"),
    text("show the change of a news item in the rooms that is neutral"),
)

PICTURE_KEPT = timedelta(days=365)
EXAMPLE_NEWS = news_command.typed(
    ("Title", "Titre"), "|", ("words", "texte"), "|", ("https://example.org", "https://exemple.fr")
)
EXAMPLE_CONSULTATION = news_command.typed(
    ("Title", "Titre"),
    "|",
    ("https://example.org", "https://exemple.fr"),
    ("--consultation --end", "--consultation --fin"),
    ("12 january", "12 janvier"),
)
_WORDS = frozenset({"title", "words", "link", "picture_id"})
_READS_LINK = reads(partial(read_link, most=LONGEST_LINK))


@router.button(edit_news, who=Role.MEMBER)
def show_parts(ctx: Context, news_id: int) -> Card:
    return parts_card(ctx, editable_news(ctx, news_id))


@router.button("news_part", who=Role.MEMBER)
def ask_part(ctx: Context, news_id: int, part: str) -> Answer:
    news = editable_news(ctx, news_id)
    if part not in PARTS:
        return parts_card(ctx, news)
    _, form = PARTS[part]
    return form.ask(ctx, number=str(news.number))


@router.form("news_title", who=Role.MEMBER, trace=CHANGE_NEWS)
def change_news_title(
    ctx: Context,
    number: int,
    title: Annotated[
        str, asks("What is its new title?"), at_most(LONGEST_TITLE), reads(on_one_line)
    ],
) -> Card:
    return _change_and_show(ctx, number, title=title)


@router.form("news_words", who=Role.MEMBER, trace=CHANGE_NEWS)
def change_news_words(
    ctx: Context,
    number: int,
    words: Annotated[
        str,
        asks("What is there to say about it? Skip to leave only the title."),
        at_most(LONGEST_WORDS),
        reads(read_words),
    ] = "",
) -> Card:
    return _change_and_show(ctx, number, words=words)


@router.form("news_link", who=Role.MEMBER, trace=CHANGE_NEWS)
def change_news_link(
    ctx: Context,
    number: int,
    link: Annotated[str, asks("Which link leads to more? Skip for none."), _READS_LINK] = "",
) -> Card:
    return _change_and_show(ctx, number, link=link)


@router.form("news_until", who=Role.MEMBER, trace=CHANGE_NEWS)
def change_news_end(
    ctx: Context,
    number: int,
    until: Annotated[
        datetime | None,
        asks("Until which day does it matter? After that no letter brings it. Skip for no end."),
        time(23, 59),
    ] = None,
) -> Card:
    return _change_and_show(ctx, number, until=until)


@router.button("news_kind", who=Role.MEMBER)
def change_news_kind(ctx: Context, news_id: int, consultation: int) -> Answer:
    """Make a news item a consultation, which needs a link and an end, or undo that."""
    news = editable_news(ctx, news_id)
    if not consultation:
        change_news(ctx, news, kind=NewsKind.NEWS)
        return Replace(_next_card(ctx, news))
    if news.link and news.until is not None:
        change_news(ctx, news, kind=NewsKind.CONSULTATION)
        return Replace(_next_card(ctx, news))
    known = {"link": news.link} if news.link else {}
    return make_consultation.ask(ctx, number=str(news.number), **known)


@router.form("news_consultation", who=Role.MEMBER, trace=CHANGE_NEWS)
def make_consultation(
    ctx: Context,
    number: int,
    link: Annotated[str, asks("On which link do people take part?"), _READS_LINK],
    until: Annotated[
        datetime, asks("Which is the last day? For example: Friday 12 December."), time(23, 59)
    ],
) -> Card:
    return _change_and_show(ctx, number, link=link, until=until, kind=NewsKind.CONSULTATION)


@router.button("news_side", who=Role.GARDENER, trace=CHANGE_NEWS)
def change_news_side(ctx: Context, news_id: int, side: str) -> Replace:
    news = editable_news(ctx, news_id)
    change_news(ctx, news, seat=Seat.REGION if side == Seat.REGION else Seat.TERRITORY)
    return Replace(_next_card(ctx, news))


def parts_card(ctx: Context, news: News) -> Card:
    """A news item as it is now, with a button for each part."""
    parts = [ask_part.button(label, news.id, part) for part, (label, _) in PARTS.items()]
    rows = (*in_rows(parts, 3), *in_rows(_choice_buttons(ctx, news), 2))
    title = text("News item {number}", number=news.number)
    return Card(title, (*news_lines(news), *part_lines(news)), rows)


def part_lines(news: News) -> list[Line]:
    """Parts that readers do not see: the description of the picture, the last day, the audience."""
    lines: list[Line] = []
    if news.picture_id is not None:
        words = news.picture_words or news.content.headline
        lines.append(text("Picture: {words}", words=words))
    if news.until is not None and news.kind is NewsKind.NEWS:
        lines.append(text("It matters until {until}.", until=news.until))
    whom = audience_text(news.audience)
    return lines if whom is None else [*lines, whom]


def _choice_buttons(ctx: Context, news: News) -> list[Button]:
    is_news = news.kind is NewsKind.NEWS
    kind = text("It is a consultation") if is_news else text("It is no consultation")
    buttons = [change_news_kind.button(kind, news.id, int(is_news))]
    buttons.append(choose_news_audience.button(text("For whom"), news.id))
    if ctx.role() >= Role.GARDENER:
        if not news.by_member:
            other = Seat(news.seat).other
            buttons.append(change_news_side.button(SIDE_LABELS[other], news.id, other.value))
        if news.state in {NewsState.PROPOSED, NewsState.DROPPED}:
            buttons.append(put_into_digest.button(text("Put in the letter"), news.id))
    return buttons


def _change_and_show(ctx: Context, number: int, **values: object) -> Card:
    news = editable_news_numbered(ctx, number)
    change_news(ctx, news, **values)
    ctx.trace(number=news.number)
    return _next_card(ctx, news)


def _next_card(ctx: Context, news: News) -> Card:
    """A draft with its decisions, else the parts again; or the check that its change waits for."""
    if news.unchecked:
        return unchecked_card(ctx, news)
    if news.state == NewsState.DRAFT:
        return cast("Card", news_thing(ctx, news.id))
    return parts_card(ctx, news)


def change_news(ctx: Context, news: News, **values: object) -> None:
    """Change parts of a news item; equal values change nothing.

    Changes of its words by another person are signed by that person as well. Rooms that show the
    Region's get them once they are checked, in a pre-election period.
    """
    changed = {name: value for name, value in values.items() if getattr(news, name) != value}
    if not changed:
        return
    content = news.content
    parts: dict[str, Any] = {
        name: value for name, value in changed.items() if hasattr(content, name)
    }
    after = replace(content, **parts)
    if not after.headline:
        raise NothingToTell(example=EXAMPLE_NEWS)
    check_consultation(after, EXAMPLE_CONSULTATION)
    trace_if_anothers(ctx, news)
    before = published_card(news)
    for name, value in changed.items():
        setattr(news, name, value)
    if changed.keys() & _WORDS and news.author_id != ctx.member.id:
        news.amended_by, news.amender = ctx.member.id, ctx.member.name
    if "until" in changed:
        news.reminded_at = None
    if published_card(news) != before:
        is_regions = news.posted_at is not None and news.seat is Seat.REGION
        news.unchecked = is_regions and must_be_neutral(ctx)
    _show_change(ctx, news)


def _show_change(ctx: Context, news: News) -> None:
    if news.state == NewsState.KEPT and (news.digest_id is not None or not news.postponed):
        change = text(
            "{name} changed news item {number}.", name=ctx.member.name, number=news.number
        )
        tell_news_change(ctx, news, change)
    ctx.store.flush()
    news_card.refresh(ctx, news.id)
    if news.posted_at is not None and not news.unchecked:
        news_post_card.refresh(ctx, news.id)


@router.form("news_picture", who=Role.MEMBER)
def send_news_picture(
    ctx: Context, number: int, file: PictureSent, words: PictureText = ""
) -> Text:
    news = editable_news_numbered(ctx, number)
    return fetch_news_picture(ctx, news, file, words)


def fetch_news_picture(ctx: Context, news: News, upload: Upload, words: str) -> Text:
    news.picture_words = words
    keep_news_picture.fetch(ctx, upload, key=news.id, kept=PICTURE_KEPT, photo=True)
    return text("Thank you, I am fetching the picture.")


@router.outcome("news_picture", who=Role.MEMBER)
def keep_news_picture(ctx: Context, key: int, file_id: int) -> Answer:
    """Attach a fetched picture to its news."""
    try:
        news = editable_news(ctx, key)
    except Exception:
        ctx.store[Files].drop(file_id)
        raise
    old = news.picture_id
    change_news(ctx, news, picture_id=file_id)
    if old is not None:
        ctx.store[Files].drop(old)
    picture = news_picture(ctx, news)
    if picture is None:
        return None
    away = remove_news_picture.button(text("Remove the picture"), news.id)
    change = edit_news.button(text("Change something else"), news.id)
    shown = news_thing(ctx, news.id) if news.state == NewsState.DRAFT else None
    # The preview of a draft offered its decisions without this picture.
    decisions = shown.buttons[:1] if isinstance(shown, Card) else ()
    return replace(picture, buttons=(*decisions, (away, change)))


@router.button("news_unpicture", who=Role.MEMBER, trace=CHANGE_NEWS)
def remove_news_picture(ctx: Context, news_id: int) -> Answer:
    """Remove the picture of a news item; posts in rooms stay."""
    news = editable_news(ctx, news_id)
    old = news.picture_id
    if old is not None:
        change_news(ctx, news, picture_id=None, picture_words="")
        ctx.store[Files].drop(old)
    return text("News item {number} no longer has a picture.", number=news.number)


@router.button(choose_news_audience, who=Role.MEMBER)
def show_news_audience(ctx: Context, news_id: int) -> Card:
    return _audience_card(ctx, editable_news(ctx, news_id))


@router.button("news_for", who=Role.MEMBER, trace=CHANGE_NEWS)
def choose_news_readers(ctx: Context, news_id: int, kind: str, sign: str) -> Replace:
    """Add a part to the audience, or remove it."""
    news = editable_news(ctx, news_id)
    chosen = with_choice(ctx.community, news.audience, kind, sign)
    change_news(
        ctx, news, **{part: list(getattr(chosen, part)) for part in AUDIENCE_PARTS.values()}
    )
    return Replace(_audience_card(ctx, news))


def _audience_card(ctx: Context, news: News) -> Card:
    def choose(label: Words, kind: str, sign: str) -> Button:
        return choose_news_readers.button(label, news.id, kind, sign)

    whom = audience_text(news.audience) or text("For everyone.")
    hint = text("Everyone sees it in the rooms; in private, only these people.")
    rows = choice_rows(ctx.community, news.audience, choose)
    back = (edit_news.button(text("Change something else"), news.id),)
    title = text("News item {number}", number=news.number)
    return Card(title, (news.content.headline, whom, hint), (*rows, back))


@router.button(
    "news_change_neutral",
    of=news_thing,
    deliberate=True,
    who=Role.GARDENER,
    limit=PROPOSALS,
    trace=SHOW_NEUTRAL_CHANGE,
)
def show_neutral_change(ctx: Context, news_id: int) -> Replace:
    """Show a change in the rooms, once it was found neutral."""
    news = held_news(ctx, news_id)
    change = edit_news.button(text("Change"), news.id)
    shown = Card(None, (text("The rooms show it as it is now."),), ((change,),))
    if not news.unchecked:
        ctx.only_ask()
        return Replace(shown)
    news.unchecked = False
    ctx.store.flush()
    ctx.trace(number=news.number)
    news_post_card.refresh(ctx, news.id)
    note_neutral_news(ctx, news)
    return Replace(shown)


def unchecked_card(ctx: Context, news: News) -> Card:
    """Ask to confirm that a change is neutral; until then rooms do not show it."""
    wait = text("Your change is kept. The rooms show it once you have confirmed it.")
    confirm = show_neutral_change.button(NEUTRAL, news.id)
    change = edit_news.button(text("Change"), news.id)
    title = news.content.headline
    return Card(title, (wait, *check_lines(ctx)), ((confirm,), (change,)))


SIDE_LABELS = {
    Seat.TERRITORY: text("Signed for the territory"),
    Seat.REGION: text("Signed for the Region"),
}
PARTS: dict[str, tuple[Text, FormRef[..., Any]]] = {
    "title": (text("Title"), change_news_title),
    "words": (text("Words"), change_news_words),
    "link": (text("Link"), change_news_link),
    "picture": (text("Picture"), send_news_picture),
    "until": (text("Last day"), change_news_end),
}
"""The parts that a question changes: the button, and the form that asks for a new value."""
