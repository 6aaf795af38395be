"""A news item made of a message: `/actu` in reply to it. Others are asked for theirs first."""

from bot.core import (
    Act,
    Answer,
    Answered,
    Card,
    Context,
    Quote,
    Replace,
    Router,
    Text,
    direct_room,
    text,
)
from bot.domain.digest.news_content import NewsContent, NewsTooLong, NothingToTell, read_message
from bot.domain.rates import PROPOSALS
from bot.domain.roles import Role
from bot.references.digest import ADD_NEWS, news_card
from bot.vocabulary.gardeners import gardeners_rooms
from bot.vocabulary.publications import (
    REQUEST_WAITS,
    CannotAsk,
    MessageQuestionOver,
    NoWordsInMessage,
    answered_message_request,
    keep_message_request,
    message_author,
    request_room,
)
from handlers.digest.new_news import draft_card, store_news
from handlers.digest.news_changes import EXAMPLE_NEWS
from storage.digest import News, NewsState
from storage.members import Member, Members
from storage.outbound import Priority

router = Router()

ASK_FOR_MESSAGE = Act(
    text("{who} asked somebody for a message to put in the letter"),
    text("ask somebody for a message to put in the letter"),
)
ANSWER_FOR_MESSAGE = Act(
    text("{who} said whether a message of theirs may be in the letter"),
    text("say whether a message of theirs may be in the letter"),
)

_FORM = "news of a message"


def make_news_of_message(ctx: Context, answered: Answered) -> Answer:
    """Draft a news item from the sender's own message; gardeners ask other authors first."""
    author = message_author(ctx, answered)
    is_own = author is not None and author.id == ctx.member.id
    try:
        return ctx.press((draft_message if is_own else ask_for_message).name)
    except (CannotAsk, NewsTooLong, NothingToTell) as refusal:
        return Text(refusal.sentence, refusal.values)


@router.button("news_draft_message", who=Role.MEMBER, limit=PROPOSALS, trace=ADD_NEWS)
def draft_message(ctx: Context) -> Card:
    """Preview the sender's own message as a news item."""
    answered = ctx.incoming.answered or Answered()
    author = message_author(ctx, answered)
    if author is None or author.id != ctx.member.id:
        raise MessageQuestionOver
    return draft_card(ctx, store_news(ctx, _content(answered)))


@router.button("news_ask_message", who=Role.GARDENER, limit=PROPOSALS, trace=ASK_FOR_MESSAGE)
def ask_for_message(ctx: Context) -> Text:
    """Ask the author of a message whether it may be in the letter."""
    answered = ctx.incoming.answered
    if answered is None:
        raise MessageQuestionOver
    author, room = request_room(ctx, answered, EXAMPLE_NEWS)
    content = _content(answered)
    mark = keep_message_request(ctx, _FORM, room, answered.words)
    ctx.tell(author, _question_card(ctx, content, mark), until=ctx.now + REQUEST_WAITS)
    ctx.trace(about=author)
    return text(
        "{name} is asked in private. I will tell you the answer; without one, nothing of the "
        "message is kept after a day.",
        name=author.name,
    )


def _content(answered: Answered) -> NewsContent:
    if not answered.words.strip():
        raise NoWordsInMessage(example=EXAMPLE_NEWS)
    return read_message(answered.words, EXAMPLE_NEWS)


def _question_card(ctx: Context, content: NewsContent, mark: int) -> Card:
    asked = text("{name} would like to use your message in the letter:", name=ctx.member.name)
    parts = (content.title, *content.words.split("\n"), content.link)
    quoted = [Quote(part) for part in parts if part]
    note = text("Nobody uses it without your agreement.")
    rows = (
        (agree_with_name.button(text("I agree, with my name"), mark),),
        (agree_without_name.button(text("I agree, without my name"), mark),),
        (refuse_message.button(text("No"), mark),),
    )
    return Card(asked, (*quoted, "", note), rows)


@router.button(
    "news_agree_named",
    deliberate=True,
    tone="",
    who=Role.MEMBER,
    limit=PROPOSALS,
    trace=ANSWER_FOR_MESSAGE,
)
def agree_with_name(ctx: Context, mark: int) -> Replace:
    return _agree(ctx, mark, named=True)


@router.button(
    "news_agree_unnamed",
    deliberate=True,
    tone="",
    who=Role.MEMBER,
    limit=PROPOSALS,
    trace=ANSWER_FOR_MESSAGE,
)
def agree_without_name(ctx: Context, mark: int) -> Replace:
    return _agree(ctx, mark, named=False)


@router.button("news_disagree", who=Role.MEMBER, limit=PROPOSALS, trace=ANSWER_FOR_MESSAGE)
def refuse_message(ctx: Context, mark: int) -> Replace:
    """Keep the sender's message out of the letter."""
    request = answered_message_request(ctx, _FORM, mark)
    asker = ctx.store[Members].get(request.answers["by"])
    if asker is not None:
        refused = text(
            "{name} would rather not have their message in the letter. Nothing of it was kept.",
            name=ctx.member.name,
        )
        ctx.tell_in_person(asker, refused)
    return Replace(text("Understood: your message stays out, and nothing of it was kept."))


def _agree(ctx: Context, mark: int, *, named: bool) -> Replace:
    request = answered_message_request(ctx, _FORM, mark)
    content = read_message(request.answers["words"], EXAMPLE_NEWS)
    news = store_news(ctx, content, NewsState.PROPOSED, named=named)
    ctx.trace(number=news.number)
    _hand_over(ctx, ctx.store[Members].get(request.answers["by"]), news)
    thanks = text("Thank you. Your message has been sent to the gardening team, for the letter.")
    return Replace(thanks)


def _hand_over(ctx: Context, asker: Member | None, news: News) -> None:
    """Give a news item to the gardener who asked for it; to all, if they are not one any more."""
    agreed = text("{name} agrees: here is the news item.", name=ctx.member.name)
    gardeners = {each.id for each in ctx.gardeners().values()}
    if asker is not None and asker.id in gardeners and ctx.tell(asker, agreed):
        own_room = direct_room(ctx.store, asker)
        if own_room is not None:
            news_card.post(ctx, own_room, news.id)
        return
    for room in gardeners_rooms(ctx):
        ctx.post(room, agreed, priority=Priority.CARD)
        news_card.post(ctx, room, news.id)
