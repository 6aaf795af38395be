"""New news, typed or taken from a pasted link: previewed, then kept, published or discarded."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from functools import partial
from typing import Annotated

from bot.core import (
    Answer,
    Button,
    Card,
    Context,
    JobContext,
    Outcome,
    Replace,
    Router,
    Upload,
    Where,
    asks,
    at_most,
    option,
    reads,
    text,
)
from bot.domain.addresses import read_link
from bot.domain.digest.news_content import (
    LONGEST_LINK,
    LONGEST_WORDS,
    MOST_BYTES,
    PROPOSED_AT_ONCE,
    NewsContent,
    NewsKind,
    TooManyProposals,
    check_consultation,
    read_news,
    read_packed_page,
    unpack_page,
)
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role, Seat
from bot.references.conversations import explained_words
from bot.references.digest import (
    ADD_NEWS,
    edit_news,
    new_news_form,
    news_card,
    news_command,
    news_image_download,
    news_page_download,
    news_thing,
)
from bot.vocabulary.gardeners import gardeners_rooms
from bot.vocabulary.publications import check_picture, read_picture
from handlers.digest.news_changes import (
    EXAMPLE_CONSULTATION,
    EXAMPLE_NEWS,
    PICTURE_KEPT,
    fetch_news_picture,
)
from handlers.digest.news_decisions import held_news, take_news_out, take_up_news
from handlers.digest.news_publication import news_picture, publish_button
from handlers.digest.words import news_lines
from storage.digest import Byline, News, NewsItems, NewsState
from storage.files import Files
from storage.members import Members

router = Router(on_page=True)

ALIASES = ("actus", "actualite", "actualites")


class GardenersPostNow(Final):
    """Only the gardening team can publish at once.

    Leave out --now to propose your news item for the letter.
    """


class NewsPreviewOver(Final):
    """This news item is sent or thrown away. To write another one: {news}."""


@router.command(
    news_command,
    aliases=ALIASES,
    who=Role.MEMBER,
    where=Where.BACKSTAGE,
    example=(
        "The shredder is here | On loan at the town hall | https://example.org",
        "Le broyeur est arrivé | En prêt à la mairie | https://exemple.fr",
    ),
    theme="part",
    limit=PROPOSALS,
    form=new_news_form,
    trace=ADD_NEWS,
)
def add_news(
    ctx: Context,
    parts: Annotated[list[str], asks("What is the title of the news item?")],
    *,
    now: Annotated[bool, option("maintenant")] = False,
    consultation: Annotated[bool, option("consultation")] = False,
    end: Annotated[datetime | None, option("fin"), time(23, 59)] = None,
) -> Answer:
    """Write a news item for the next letter: you look at it before it counts."""
    content = _new_content(parts, end, consultation=consultation)
    if now and not ctx.seats():
        raise GardenersPostNow
    news = store_news(ctx, content)
    if ctx.direct and ctx.incoming.file is not None:
        fetch_news_picture(ctx, news, check_picture(ctx.incoming.file), "")
    elif ctx.direct and ctx.seats() and content.headline == content.link and not now:
        # The draft is shown once the page is read.
        news_page_download.fetch(
            ctx, news.link, key=news.id, media_type="text/html", base=news.link
        )
        return text("A link for the news? I am fetching its title and its picture.")
    return draft_card(ctx, news, now=now)


@router.form(new_news_form, who=Role.MEMBER, limit=PROPOSALS)
def prepare_news(
    ctx: Context,
    title: Annotated[str, asks("What is the title of the news item?"), at_most(LONGEST_WORDS)],
    words: Annotated[
        str, asks("What is there to say about it? A few sentences."), at_most(LONGEST_WORDS)
    ] = "",
    link: Annotated[
        str,
        asks("Is there a link for those who want to know more?"),
        reads(partial(read_link, most=LONGEST_LINK)),
    ] = "",
    until: Annotated[
        datetime | None,
        asks(
            "Is it a consultation, where people take part until a day? Write that day. "
            "Otherwise skip."
        ),
        time(23, 59),
    ] = None,
    picture: Annotated[
        Upload | None, asks("Is there a picture? Send it to me here, or skip."), reads(read_picture)
    ] = None,
) -> Card:
    """Preview a news item."""
    content = _new_content([title, words, link], until, consultation=until is not None)
    news = store_news(ctx, content)
    if picture is not None:
        fetch_news_picture(ctx, news, picture, "")
    return draft_card(ctx, news)


def _new_content(
    parts: Sequence[str], until: datetime | None, *, consultation: bool
) -> NewsContent:
    """Parse the typed content of a news item; raises a `Refusal` if it is empty or too long."""
    kind = NewsKind.CONSULTATION if consultation else NewsKind.NEWS
    content = replace(read_news(parts, EXAMPLE_NEWS), kind=kind, until=until)
    check_consultation(content, EXAMPLE_CONSULTATION)
    return content


def store_news(
    ctx: Context, content: NewsContent, state: NewsState = NewsState.DRAFT, *, named: bool = True
) -> News:
    """Store the sender's news item: gardeners write for their side, members for themselves."""
    seat = min(ctx.seats(), default=Seat.TERRITORY)
    name = ctx.member.name if named else None
    by = Byline(seat, ctx.member.id, name, is_member=not ctx.seats())
    return ctx.store[NewsItems].add(ctx.community.id, content, by, state=state, at=ctx.now)


def draft_card(ctx: Context, news: News, *, now: bool = False) -> Card:
    """A draft as readers will see it, with its next steps; `now`: published at once."""
    mine = send_news.button(text("Propose it to the gardening team"), news.id)
    first: tuple[Button, ...] = (mine,)
    if ctx.seats():
        keep = send_news.button(text("Put in the letter"), news.id)
        publish = publish_button(ctx, news)
        first = (*publish, keep) if now else (keep, *publish)
    return _preview(news, first)


def _preview(news: News, decisions: tuple[Button, ...]) -> Card:
    others = (
        edit_news.button(text("Change"), news.id),
        discard_news.button(text("Throw away"), news.id),
    )
    lines = (*news_lines(news), "", text("Nobody else sees this yet."))
    return Card(None, lines, (decisions, others))


@router.button("news_send", of=news_thing, deliberate=True, who=Role.MEMBER, trace=ADD_NEWS)
def send_news(ctx: Context, news_id: int) -> Answer:
    """Put a draft in the next letter, or propose it."""
    news = _own_draft(ctx, news_id)
    if not ctx.seats():
        return Replace(propose_news(ctx, news))
    ctx.trace(number=news.number)
    out = take_news_out.button(text("Remove"), news.id)
    change = edit_news.button(text("Change"), news.id)
    return Replace(Card(None, (take_up_news(ctx, news),), ((change, out),)))


def propose_news(ctx: Context, news: News) -> Card:
    """Propose a member's draft to the gardeners."""
    own_news = ctx.store[NewsItems].written_by(ctx.member.id, ctx.community.id)
    waiting = [each for each in own_news if each.state == NewsState.PROPOSED]
    if len(waiting) >= PROPOSED_AT_ONCE:
        raise TooManyProposals(count=len(waiting))
    news.state = NewsState.PROPOSED
    for room in gardeners_rooms(ctx):
        news_card.post(ctx, room, news.id)
    confirmation = text(
        "Thank you. News item {number} has been sent to the gardening team: you will know what "
        "they decide.",
        number=news.number,
    )
    change = edit_news.button(text("Change"), news.id)
    return Card(None, (confirmation,), ((change, take_news_out.button(text("Remove"), news.id)),))


@router.button("news_discard", who=Role.MEMBER)
def discard_news(ctx: Context, news_id: int) -> Replace:
    news = _own_draft(ctx, news_id)
    if news.picture_id is not None:
        ctx.store[Files].drop(news.picture_id)
    ctx.store[NewsItems].discard(news)
    return Replace(text("Thrown away. Nothing of it was kept."))


def _own_draft(ctx: Context, news_id: int) -> News:
    news = held_news(ctx, news_id)
    if news.state != NewsState.DRAFT:
        raise NewsPreviewOver(news=news_command.typed())
    return news


@router.contribution(explained_words)
def fetch_pasted_link(ctx: Context, words: str) -> Answer:
    """Begin a news item with the link that a gardener sends alone; None for other words."""
    link = _link_alone(words)
    if link is None or not ctx.seats() or ctx.incoming.attachment is not None:
        return None
    return ctx.run(f"{news_command.name} {link}")


def _link_alone(words: str) -> str | None:
    if " " in words.strip() or not words.startswith(("http://", "https://", "www.")):
        return None
    try:
        return read_link(words, LONGEST_LINK)
    except Refusal:
        return None


@router.download(news_page_download, read=read_packed_page, most=MOST_BYTES)
def take_page(ctx: JobContext, outcome: Outcome) -> None:
    """Give the draft the title and the summary of its page, then fetch its picture."""
    content = None
    if outcome.file_id is not None:
        content = ctx.store[Files].read(outcome.file_id)
        ctx.store[Files].drop(outcome.file_id)
    news = _draft(ctx, outcome)
    if news is None:
        return
    if content is None:
        _offer(ctx, news)
        return
    page = unpack_page(content)
    news.title, news.words = page.title, page.summary
    if not page.picture:
        _offer(ctx, news)
        return
    news_image_download.fetch(
        ctx, page.picture, key=news.id, media_type="image/*", kept=PICTURE_KEPT, photo=True
    )


@router.download(news_image_download)
def take_picture(ctx: JobContext, outcome: Outcome) -> None:
    """Give the draft the picture of its page, and offer it; without one, too."""
    news = _draft(ctx, outcome)
    if news is None or news.picture_id is not None:
        if outcome.file_id is not None:
            ctx.store[Files].drop(outcome.file_id)
        return
    news.picture_id = outcome.file_id
    ctx.store.flush()
    _offer(ctx, news)


def _draft(ctx: JobContext, outcome: Outcome) -> News | None:
    """The draft that a page was fetched for, as long as it is one."""
    news = ctx.store[NewsItems].get(int(outcome.key))
    return news if news is not None and news.state == NewsState.DRAFT else None


def _offer(ctx: JobContext, news: News) -> None:
    """Show the draft to its author, with the steps that they may take."""
    author = None if news.author_id is None else ctx.store[Members].get(news.author_id)
    if author is None:
        return
    there = ctx.within(news.community_id)
    picture = news_picture(there, news)
    if picture is not None:
        there.tell_in_person(author, replace(picture, buttons=()))
    keep = send_news.button(text("Put in the letter"), news.id)
    there.tell_in_person(author, _preview(news, (keep, *publish_button(there, news))))
