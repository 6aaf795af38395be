"""The picture of a news item: fetched, described in words, shown before them."""

from dataclasses import replace
from datetime import timedelta

from bot.core import (
    Answer,
    Buttons,
    Card,
    Context,
    Router,
    Text,
    Upload,
    text,
)
from bot.domain.roles import Role
from bot.references.digest import edit_news, news_thing
from bot.vocabulary.pictures import PictureSent, PictureText
from handlers.digest import acts
from handlers.digest.news.changes.news_changes import change_news
from handlers.digest.news.news_lookup import editable_news, editable_news_numbered
from handlers.digest.news.picture_message import news_picture
from storage.digest import News, NewsState
from storage.files import Files

router = Router()

PICTURE_KEPT = timedelta(days=365)


@router.form("news_picture", who=Role.MEMBER)
def send_news_picture(
    ctx: Context,
    number: int,
    file: PictureSent,
    words: PictureText = "",
) -> Text:
    """Have the picture of a news fetched."""
    news = editable_news_numbered(ctx, number)
    return fetch_news_picture(ctx, news, file, words)


def fetch_news_picture(ctx: Context, news: News, upload: Upload, words: str) -> Text:
    """Fetch a picture for a news."""
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
    decisions = _draft_decisions(ctx, news)
    return replace(picture, buttons=(*decisions, (away, change)))


def _draft_decisions(ctx: Context, news: News) -> Buttons:
    """The decisions on a draft, which its preview showed without this picture."""
    shown = news_thing(ctx, news.id) if news.state == NewsState.DRAFT else None
    return shown.buttons[:1] if isinstance(shown, Card) else ()


@router.button("news_unpicture", who=Role.MEMBER, trace=acts.CHANGE_A_NEWS)
def remove_news_picture(ctx: Context, news_id: int) -> Answer:
    """Remove the picture of a news; posts in rooms stay."""
    news = editable_news(ctx, news_id)
    old = news.picture_id
    if old is not None:
        change_news(ctx, news, picture_id=None, picture_words="")
        ctx.store[Files].drop(old)
    return text("News item {number} no longer has a picture.", number=news.number)
