"""Answers and objections that the gardeners publish, once, in a message that follows changes."""

from collections.abc import Mapping

from bot.core import Card, Context, JobContext, Line, Quote, Replace, Router, Text, ntext, text
from bot.domain.addresses import shortened
from bot.domain.polls.kinds import PollKind
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.polls import (
    open_poll,
    post_poll_words,
    published_words_card,
    read_poll_words,
)
from handlers.polls import acts
from handlers.polls.cards.card import poll_card_title
from handlers.polls.kinds import READ_LABELS
from handlers.polls.words.gathered_words import (
    by_topic,
    others_text,
    second_of,
    unpublished_text,
    worded_poll,
    words_card,
    written_words,
)
from storage.communities import RoomKind
from storage.outbound import Cards
from storage.polls import Poll, Polls, WordsOnPolls

router = Router()

LONGEST_POST = 3000
"""Characters of all words together, so that they fit into one message, which can be edited."""

_TITLES: Mapping[str, Text] = {
    PollKind.CONSENT: text("Objections"),
    PollKind.OPEN: text("Answers"),
}


class WordsPublished(Final):
    """Already published: “{question}”.

    Group the answers under headings, and the published message follows; new answers can be added.
    """


@router.button(
    post_poll_words, deliberate=True, who=Role.GARDENER, trace=acts.PUBLISH_WORDS_OF_A_POLL
)
def publish_words(ctx: Context, poll_id: int, read_until: int, last_read: int) -> Replace:
    """Publish the words that were read without names; later ones are added to the same message.

    Words that were too many to be shown stay unread when others are taken back. Where all that was
    read is taken back, nothing is posted: what is written now is shown.
    """
    poll = worded_poll(ctx, poll_id)
    written = written_words(ctx, poll)
    words = [
        each for each in written if second_of(poll, each) <= read_until and each.id <= last_read
    ]
    if not words:
        return Replace(words_card(ctx, poll))
    posted = bool(ctx.store[Cards].living(published_words_card.name, poll.id))
    if posted and all(each.published for each in words):
        raise WordsPublished(question=poll.short_question)
    ctx.store[WordsOnPolls].publish([each.id for each in words])
    again = read_poll_words.button(READ_LABELS[poll.kind], poll.id)
    back = open_poll.button(text("Back to the poll"), poll.id)
    told = text("The new ones are in the published message.") if posted else _first_post(ctx, poll)
    published_words_card.refresh(ctx, poll.id)
    unread = unpublished_text([each for each in written if each not in words])
    return Replace(Card(poll_card_title(poll), (told, *unread), ((again,), (back,))))


def _first_post(ctx: Context, poll: Poll) -> Text:
    """Post the words in the rooms of the community; returns the number of rooms."""
    rooms = ctx.rooms(RoomKind.COMMUNITY)
    for room in rooms:
        published_words_card.post(ctx, room.address, poll.id, again=False)
    return ntext("Posted in {count} room.", "Posted in {count} rooms.", len(rooms))


@router.card(published_words_card)
def draw_published_words(ctx: JobContext, poll_id: int) -> Card:
    """The published words under their headings; each is as long as all of them allow."""
    poll = ctx.store[Polls].get(poll_id)
    title = text("📊 {what}: {question}", what=_TITLES[poll.kind], question=poll.question)
    words = [each for each in written_words(ctx, poll) if each.published]
    if not words:
        return Card(title, (text("The people who wrote this took it back."),))
    longest = LONGEST_POST // len(words)
    lines: list[Line] = []
    for heading, together in by_topic(words):
        lines += [*heading, *(Quote(shortened(each.words, longest)) for each in together)]
    return Card(title, (*lines, *others_text(ctx, poll)))
