"""News: gardeners add them to the next digest, members propose them.

How the digest is approved: see `handlers/digest/approval.py`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from bot.core import (
    Answer,
    Bold,
    Card,
    Context,
    JobContext,
    Line,
    Link,
    Replace,
    Router,
    Text,
    Todo,
    Where,
    asks,
    direct_room,
    ntext,
    option,
    text,
    write_command,
)
from bot.domain.digest.news import PROPOSED_AT_ONCE, Told, TooManyProposals, read_news
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Refusal
from bot.domain.roles import Role, Seat
from bot.references.digest import digest_command, news_card, news_command, put_into_digest
from handlers.digest import acts
from handlers.digest.draft_changes import add_to_digest, reset_to_draft
from storage.communities import RoomKind
from storage.digest import Byline, Digests, News, NewsItems, NewsState
from storage.members import Members

router = Router()

ALIASES = ("actus", "actualite", "actualites")
EXAMPLE_NEWS = news_command.typed(
    ("Title", "Titre"), "|", ("words", "texte"), "|", ("https://example.org", "https://exemple.fr")
)
MOST_LISTED = 30


class NoSuchNews(Refusal):
    """There is no news {number} here."""


class NewsTakenBack(Refusal):
    """This news was taken back."""


class NotYourNews(Refusal):
    """Only whoever wrote news {number}, or those who tend {community}, can do this."""


class NewsHasLeft(Refusal):
    """News {number} has gone out already."""


class NewsDecided(Refusal):
    """News {number} is in the letter already."""


class GardenersPostNow(Refusal):
    """Only gardeners can post at once. Leave out --now to propose your news for the letter."""


@router.command(
    news_command,
    aliases=ALIASES,
    who=Role.MEMBER,
    where=Where.BACKSTAGE,
    example="Le broyeur est arrivé | En prêt à la mairie | https://exemple.fr",
    theme="part",
    limit=PROPOSALS,
    trace=acts.ADD_A_NEWS,
)
def add_news(
    ctx: Context,
    parts: Annotated[
        list[str],
        asks("What is the news? Write its title, then a few words and a link, one per line."),
    ],
    *,
    now: Annotated[bool, option("maintenant")] = False,
) -> Answer:
    """Tell a news in the next letter; gardeners decide on those of members."""
    told = read_news(parts, EXAMPLE_NEWS)
    if not ctx.seats:
        if now:
            raise GardenersPostNow
        return _propose_news(ctx, told)
    by = Byline(min(ctx.seats), ctx.member.id, ctx.member.name)
    news = ctx.store[NewsItems].add(ctx.community.id, told, by, state=NewsState.KEPT, at=ctx.now)
    lines = [add_to_digest(ctx, news)]
    if now:
        _post_now(ctx, news)
        lines.append(text("It is posted in the rooms now, and will be marked so in the letter."))
    return Card(None, tuple(lines), ((take_news_out.button(text("Take out"), news.id),),))


def _propose_news(ctx: Context, told: Told) -> Card:
    mine = ctx.store[NewsItems].written_by(ctx.member.id, ctx.community.id)
    waiting = [each for each in mine if each.state == NewsState.PROPOSED]
    if len(waiting) >= PROPOSED_AT_ONCE:
        raise TooManyProposals(count=len(waiting))
    by = Byline(Seat.TERRITORY, ctx.member.id, ctx.member.name)
    news = ctx.store[NewsItems].add(
        ctx.community.id, told, by, state=NewsState.PROPOSED, at=ctx.now
    )
    for room in _gardeners_rooms(ctx):
        news_card.post(ctx, room, news.id)
    said = text(
        "Thank you. News {number} is with the gardeners: you are told what they decide.",
        number=news.number,
    )
    return Card(None, (said,), ((take_news_out.button(text("Take out"), news.id),),))


def _gardeners_rooms(ctx: Context) -> list[str]:
    """The gardeners' room, else the direct rooms of the gardeners."""
    rooms = [room.address for room in ctx.rooms(RoomKind.GARDENERS)]
    direct = [direct_room(ctx.store, each) for each in ctx.gardeners().values()]
    return rooms or list(dict.fromkeys(room for room in direct if room is not None))


def _post_now(ctx: Context, news: News) -> None:
    """Post a news in the community's rooms at once."""
    news.posted_at = ctx.now
    for room in ctx.rooms(RoomKind.COMMUNITY):
        ctx.post(room.address, Card(None, tuple(news_lines(news))), again=False)


@router.command(
    "news",
    fr="actu",
    aliases=ALIASES,
    who=Role.MEMBER,
    where=Where.BACKSTAGE,
    theme="part",
    label=text("News"),
    listed=8,
    shows=True,
)
def list_news(ctx: Context) -> Card:
    """See the news that wait for the next letter."""
    ask = news_command.ask_button(text("Add a news"))
    if not ctx.seats:
        mine = ctx.store[NewsItems].written_by(ctx.member.id, ctx.community.id)
        lines = _news_list(mine) or [text("You have no news waiting. Yours can be in the letter.")]
        return Card(text("Your news"), tuple(lines), ((ask,),))
    digest = ctx.store[Digests].current(ctx.community.id, ctx.now)
    lines = _news_list(ctx.store[Digests].items(digest)) or [text("No news waits for the letter.")]
    if not digest.issue.takes_more:
        lines += _titled_list(
            text("For the letter after it"), ctx.store[NewsItems].kept(ctx.community.id)
        )
    lines += _titled_list(text("To decide"), ctx.store[NewsItems].proposed(ctx.community.id))
    read = digest_command.button(text("Read the letter through"))
    return Card(_list_title(digest.due_at), tuple(lines), ((ask, read),))


@router.command(
    "news",
    fr="actu",
    aliases=ALIASES,
    who=Role.MEMBER,
    where=Where.BACKSTAGE,
    example="5",
    theme="part",
)
def show_news(ctx: Context, number: int) -> Card:
    """See one news, and what becomes of it."""
    news = ctx.store[NewsItems].numbered(ctx.community.id, number)
    if news is None or news.state == NewsState.WITHDRAWN:
        raise NoSuchNews(number=number)
    card = news_card(ctx, news.id)
    if ctx.role >= Role.GARDENER:
        return card
    if news.state != NewsState.SENT:
        check_may_manage(ctx, news)
    open_ = news.state in {NewsState.PROPOSED, NewsState.KEPT}
    out = take_news_out.button(text("Take out"), news.id)
    return replace(card, buttons=((out,),) if open_ else ())


@router.card(news_card)
def draw_news_card(ctx: JobContext, news_id: int) -> Card:
    """A news, with buttons for gardeners."""
    news = ctx.store[NewsItems].get(news_id)
    if news is None or news.state == NewsState.WITHDRAWN:
        return Card(None, (text("This news was taken back."),))
    keep = put_into_digest.button(text("Put into the letter"), news.id)
    drop = drop_news.button(text("Leave aside"), news.id)
    out = take_news_out.button(text("Take out"), news.id)
    stands, buttons = {
        NewsState.PROPOSED: (text("Proposed: not in the letter yet."), ((keep, drop),)),
        NewsState.KEPT: (text("It is in the next letter."), ((out,),)),
        NewsState.DROPPED: (text("It is not in the letter."), ((keep,),)),
        NewsState.SENT: (text("It has gone out in a letter."), ()),
    }[NewsState(news.state)]
    return Card(text("News {number}", number=news.number), (*news_lines(news), "", stands), buttons)


@router.button(put_into_digest, who=Role.GARDENER, trace=acts.PUT_A_NEWS_INTO_THE_LETTER)
def keep_news(ctx: Context, news_id: int) -> Answer:
    """Put a proposed news, or one that was left aside, into the digest."""
    news = held_news(ctx, news_id)
    if news.state == NewsState.KEPT:
        raise NewsDecided(number=news.number)
    news.state = NewsState.KEPT
    news_card.refresh(ctx, news.id)
    joined = add_to_digest(ctx, news)
    tell_author(
        ctx, news, text("Your news “{news}” will be in the letter.", news=news.told.headline)
    )
    return joined


@router.button("news_drop", who=Role.GARDENER, trace=acts.LEAVE_A_NEWS_ASIDE)
def drop_news(ctx: Context, news_id: int) -> Answer:
    """Leave a proposed news aside."""
    news = held_news(ctx, news_id)
    if news.state == NewsState.KEPT:
        raise NewsDecided(number=news.number)
    news.state = NewsState.DROPPED
    news_card.refresh(ctx, news.id)
    tell_author(
        ctx,
        news,
        text(
            "Your news “{news}” will not be in the letter. {name} can tell you why: {write}.",
            news=news.told.headline,
            name=ctx.member.name,
            write=write_command.typed(),
        ),
    )
    return text("News {number} is left aside.", number=news.number)


@router.button("news_out", who=Role.MEMBER, trace=acts.TAKE_A_NEWS_OUT_OF_THE_LETTER)
def take_news_out(ctx: Context, news_id: int) -> Answer:
    """Take a news out of the digest, or back from the gardeners."""
    news = held_news(ctx, news_id)
    check_may_manage(ctx, news)
    digest = ctx.store[Digests].current(ctx.community.id, ctx.now)
    if news.digest_id is not None:
        reset_to_draft(
            ctx, digest, text("{name} took out news {number}.", **_news_values(ctx, news))
        )
    tends = ctx.role >= Role.GARDENER
    news.state = NewsState.DROPPED if tends else NewsState.WITHDRAWN
    news_card.refresh(ctx, news.id)
    tell_author(
        ctx,
        news,
        text("Your news “{news}” was taken out of the letter.", news=news.told.headline),
    )
    back = put_into_digest.button(text("Put back"), news.id)
    lines = [text("News {number} is out.", number=news.number)]
    if news.posted_at is not None:
        lines.append(text("What was posted in the rooms stays there."))
    return Replace(Card(None, tuple(lines), ((back,),) if tends else ()))


@router.todo
def proposed_news(ctx: Context) -> list[Todo]:
    """News that members proposed and nobody has decided on."""
    return [
        Todo(
            text("A news is proposed for the letter: “{news}”.", news=each.told.headline),
            (news_command.button(text("News {number}", number=each.number), each.number),),
        )
        for each in ctx.store[NewsItems].proposed(ctx.community.id)
    ]


def held_news(ctx: Context, news_id: int) -> News:
    """Return a news of this community that was not sent, locked until the commit."""
    ctx.store[Digests].current(ctx.community.id, ctx.now)
    news = ctx.store[NewsItems].get(news_id)
    if news is None or news.community_id != ctx.community.id:
        raise NewsTakenBack
    if news.state == NewsState.WITHDRAWN:
        raise NewsTakenBack
    if news.state == NewsState.SENT:
        raise NewsHasLeft(number=news.number)
    return news


def check_may_manage(ctx: Context, news: News) -> None:
    if ctx.role < Role.GARDENER and news.author_id != ctx.member.id:
        raise NotYourNews(number=news.number, community=ctx.community.name)


def tell_author(ctx: Context, news: News, message: Text) -> None:
    """Tell the author what became of their news, unless they did it or asked for silence."""
    author = None if news.author_id is None else ctx.store[Members].get(news.author_id)
    if author is not None and author.id != ctx.member.id and author.stopped_at is None:
        ctx.tell(author, message)


def _news_values(ctx: Context, news: News) -> dict[str, object]:
    return {"name": ctx.member.name, "number": news.number}


def news_lines(news: News) -> list[Line]:
    lines: list[Line] = [Bold(news.title)] if news.title else []
    lines += news.words.split("\n") if news.words else []
    lines += [Link(news.link, news.link)] if news.link else []
    return [*lines, _source_text(news)]


def _source_text(news: News) -> Text:
    """The side it comes from, and its author."""
    if news.author is None:
        return _REGION if news.seat == Seat.REGION else _TERRITORY
    if news.seat == Seat.REGION:
        return text("From the Region, {name}", name=news.author)
    return text("From the territory, {name}", name=news.author)


_REGION, _TERRITORY = text("From the Region"), text("From the territory")


def _news_list(several: Sequence[News]) -> list[Line]:
    lines: list[Line] = [
        text(
            "{number}. {news} ({source})",
            number=each.number,
            news=each.told.headline,
            source=_source_text(each),
        )
        for each in several[:MOST_LISTED]
    ]
    more = len(several) - MOST_LISTED
    if more > 0:
        lines.append(ntext("And {count} more.", "And {count} more.", more))
    return lines


def _titled_list(title: Text, several: Sequence[News]) -> list[Line]:
    return ["", Bold(title), *_news_list(several)] if several else []


def _list_title(due: datetime | None) -> Text:
    if due is None:
        return text("News for the next letter")
    return text("News for the letter of {due}", due=due)
