"""The picture of a news item as it is shown, in rooms and in the letter."""

from bot.core import JobContext, Photo, Picture, text
from storage.digest import News, NewsState
from storage.files import Files


def news_picture(ctx: JobContext, news: News) -> Picture | None:
    """The picture of a news with its description, while it is kept."""
    if news.picture_id is None or ctx.store[Files].get(news.picture_id) is None:
        return None
    if news.state == NewsState.WITHDRAWN:
        return None
    words = news.picture_words or news.content.headline
    return Picture(Photo(news.picture_id), text("Picture: {words}", words=words))


def letter_picture(ctx: JobContext, news: News) -> Picture | None:
    """The picture of a news as the letter has it: its caption stands with the words."""
    picture = news_picture(ctx, news)
    if picture is None:
        return None
    words = news.picture_words or news.content.headline
    return Picture(picture.content, text("Photo: {words}", words=words))
