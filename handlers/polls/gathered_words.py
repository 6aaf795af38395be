"""Words that people wrote in a poll: grouped by gardeners, published once, asked for the letter.

With its author's yes an answer becomes a news item that they propose: the gardeners decide about it
as about any other.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated

from bot.core import (
    Act,
    Answer,
    Bold,
    Buttons,
    Card,
    Context,
    JobContext,
    Line,
    Quote,
    Replace,
    Router,
    Small,
    Text,
    asks,
    at_most,
    ntext,
    text,
)
from bot.domain.addresses import shortened
from bot.domain.digest.news_content import LONGEST_TITLE, NewsContent
from bot.domain.polls.ballots_by_kind import LONGEST_TOPIC
from bot.domain.polls.rules import WORD_CHOICE, PollKind, tidy
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Final
from bot.domain.roles import Role, Seat
from bot.references.digest import news_card
from bot.references.polls import (
    ask_for_letter,
    open_poll,
    post_poll_words,
    published_words_card,
    read_poll_words,
)
from bot.vocabulary.audiences import rooms_for
from bot.vocabulary.gardeners import gardeners_rooms
from bot.vocabulary.lists import others_rows, page_start
from handlers.polls.ballot_box import NoWordsHere, turn_by_id, turn_by_number
from handlers.polls.card import poll_card_title
from handlers.polls.poll_view import READ_LABELS
from storage.communities import RoomKind
from storage.digest import Byline, NewsItems, NewsState
from storage.members import Member, Members
from storage.outbound import Cards
from storage.polls import LetterAsk, Poll, Polls, PollWords, WordsOnPolls

router = Router()

READ_WORDS_OF_A_POLL = Act(text("{who} read the words in a poll"), text("read the words in a poll"))
PUBLISH_WORDS_OF_A_POLL = Act(
    text("{who} published the words in a poll"), text("publish the words in a poll")
)
ASK_FOR_THE_LETTER = Act(
    text("{who} asked an author whether the letter may have their answer"),
    text("ask an author whether the letter may have their answer"),
)

MOST_READ = 30
LONGEST_POST = 3000
"""Characters of all words together, so that they fit into one message, which can be edited."""
_TITLES: Mapping[str, Text] = {PollKind.CONSENT: text("Objections"), PollKind.OPEN: text("Answers")}


class WordsPublished(Final):
    """Already published: “{question}”.

    Group the answers under headings, and the published message follows; new answers can be added.
    """


class AnswerGone(Final):
    """This answer was taken back, or its author was asked already."""


class NotAskedForLetter(Final):
    """You changed your answer since, or answered already: nothing was done."""


@router.button(read_poll_words, who=Role.GARDENER, trace=READ_WORDS_OF_A_POLL)
def show_words(ctx: Context, poll_id: int) -> Card:
    """Show the words in a poll, with names."""
    return words_card(ctx, turn_by_id(ctx, poll_id).poll)


@router.button("poll_words_group", who=Role.GARDENER, trace=READ_WORDS_OF_A_POLL)
def ask_group(ctx: Context, poll_id: int) -> Answer:
    """Ask which words belong together."""
    return group_words.ask(ctx, number=str(worded_poll(ctx, poll_id).number))


@router.form("poll_words_grouped", who=Role.GARDENER, trace=READ_WORDS_OF_A_POLL)
def group_words(
    ctx: Context,
    number: int,
    which: Annotated[list[int], asks("Which ones belong together? Write their numbers: 1, 3, 4.")],
    topic: Annotated[str, asks("Under which heading?"), at_most(LONGEST_TOPIC)],
) -> Card:
    """Put words under a heading; what was published follows."""
    poll = worded_poll(ctx, turn_by_number(ctx, number).poll.id)
    words = written_words(ctx, poll)
    ids = [each.id for nth, each in enumerate(words, start=1) if nth in which]
    ctx.store[WordsOnPolls].group(ids, tidy(topic))
    published_words_card.refresh(ctx, poll.id)
    return words_card(ctx, poll)


@router.button(post_poll_words, deliberate=True, who=Role.GARDENER, trace=PUBLISH_WORDS_OF_A_POLL)
def publish_words(ctx: Context, poll_id: int, read_until: int, last_read: int) -> Replace:
    """Publish the words that were read without names; later ones are added to the same message.

    Words that were too many to be shown stay unread when others are taken back. Where all that was
    read is taken back, nothing is posted: what is written now is shown.
    """
    poll = worded_poll(ctx, poll_id)
    written = written_words(ctx, poll)
    words = [
        each
        for each in written
        if written_second(poll, each) <= read_until and each.id <= last_read
    ]
    if not words:
        return Replace(words_card(ctx, poll))
    posted = bool(ctx.store[Cards].living(published_words_card.name, poll.id))
    if posted and all(each.published for each in words):
        raise WordsPublished(question=poll.short_question)
    ctx.store[WordsOnPolls].publish([each.id for each in words])
    again = read_poll_words.button(READ_LABELS[poll.kind], poll.id)
    back = open_poll.button(text("Back to the poll"), poll.id)
    told = text("The new ones are in the published message.")
    if not posted:
        rooms = rooms_for(ctx, poll.group_id, RoomKind.COMMUNITY)
        published_words_card.post_in_each(ctx, rooms, poll.id, again=False)
        told = ntext("Posted in {count} room.", "Posted in {count} rooms.", len(rooms))
    published_words_card.refresh(ctx, poll.id)
    unread = unpublished_text([each for each in written if each not in words])
    return Replace(Card(poll_card_title(poll), (told, *unread), ((again,), (back,))))


@router.card(published_words_card, shows=[Poll])
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
    return Card(title, tuple(lines))


def words_card(ctx: Context, poll: Poll) -> Card:
    """The words in a poll with names and numbers, under their headings."""
    words = written_words(ctx, poll)
    if not words:
        return Card(poll_card_title(poll), (text("Nobody has written anything."),))
    if poll.kind not in WORD_CHOICE:
        return _reasons_card(ctx, poll, words)
    numbers = {each.id: number for number, each in enumerate(words, start=1)}
    lines: list[Line] = []
    for heading, together in by_topic(words):
        lines += heading
        for each in together:
            name = text("{number}. {name}", number=numbers[each.id], name=each.name)
            lines += [name, Quote(each.words)]
            # A no to the letter is nobody's business.
            if each.letter is LetterAsk.GIVEN:
                lines.append(Small(text("Proposed for the letter by its author.")))
            elif _was_asked(each):
                lines.append(Small(text("Its author was asked for the letter.")))
    lines += _publication_lines(words)
    group = ask_group.button(text("Group under a heading"), poll.id)
    back = open_poll.button(text("Back to the poll"), poll.id)
    letter = ask_for_letter.button(text("Ask for one for the letter"), poll.id)
    may_ask = poll.kind == PollKind.OPEN and not all(map(_was_asked, words))
    row = (group, letter) if may_ask else (group,)
    buttons = (*_publish_button(poll, words), *_rest_rows(ctx, poll, 0), row, (back,))
    return Card(poll_card_title(poll), tuple(lines), buttons)


def _was_asked(words: PollWords) -> bool:
    return words.letter is not LetterAsk.NOT_ASKED


def _publication_lines(words: Sequence[PollWords]) -> list[Line]:
    """The state of publication, and the effect of later changes."""
    if not any(each.published for each in words):
        return []
    if all(each.published for each in words):
        return [text("Published in the rooms: what you group is grouped there, too.")]
    return unpublished_text(words)


def _publish_button(poll: Poll, words: Sequence[PollWords]) -> Buttons:
    """The button that publishes words, while some of them are not published."""
    if all(each.published for each in words):
        return ()
    label = text("Publish without names")
    if any(each.published for each in words):
        label = text("Publish the new ones, too")
    read_until = max(written_second(poll, each) for each in words)
    last_read = max(each.id for each in words)
    return ((post_poll_words.button(label, poll.id, read_until, last_read),),)


def _reasons_card(ctx: Context, poll: Poll, words: Sequence[PollWords]) -> Card:
    """The reasons of votes, with names only where the poll shows them; they are not published."""
    lines: list[Line] = []
    for each in words:
        lines += [*([each.name] if poll.public else []), Quote(each.words)]
    back = open_poll.button(text("Back to the poll"), poll.id)
    return Card(poll_card_title(poll), tuple(lines), (*_rest_rows(ctx, poll, 0), (back,)))


@router.button("poll_words_more", who=Role.GARDENER, trace=READ_WORDS_OF_A_POLL)
def show_more_words(ctx: Context, poll_id: int, after: int) -> Card:
    """Show the next words in a poll, to be read only."""
    poll, after = turn_by_id(ctx, poll_id).poll, page_start(after)
    shows_names = poll.public or poll.kind in WORD_CHOICE
    lines: list[Line] = []
    for each in written_words(ctx, poll, after):
        lines += [*([each.name] if shows_names else []), Quote(each.words)]
    back = open_poll.button(text("Back to the poll"), poll.id)
    return Card(poll_card_title(poll), tuple(lines), (*_rest_rows(ctx, poll, after), (back,)))


def _rest_rows(ctx: Context, poll: Poll, after: int) -> Buttons:
    start = after + MOST_READ
    left = ctx.store[WordsOnPolls].count(poll.id) - start
    return others_rows(left, lambda label: show_more_words.button(label, poll.id, start))


def by_topic(words: Sequence[PollWords]) -> list[tuple[list[Line], list[PollWords]]]:
    """Words grouped by heading, in order of first use; those without a heading come last."""
    topics = sorted(dict.fromkeys(each.topic for each in words), key=lambda topic: not topic)
    return [
        (_heading(topic, words), [each for each in words if each.topic == topic])
        for topic in topics
    ]


def _heading(topic: str, words: Sequence[PollWords]) -> list[Line]:
    """The heading of a group; words without one are “other answers” where some have one."""
    if topic:
        return [Bold(topic)]
    return [Bold(text("Other answers"))] if any(each.topic for each in words) else []


def worded_poll(ctx: Context, poll_id: int) -> Poll:
    """Return a poll in which people answer in words. Raises `NoWordsHere`."""
    poll = turn_by_id(ctx, poll_id).poll
    if poll.kind not in WORD_CHOICE:
        raise NoWordsHere(question=poll.short_question)
    return poll


def written_words(ctx: JobContext, poll: Poll, after: int = 0) -> list[PollWords]:
    return ctx.store[WordsOnPolls].of(poll.id, MOST_READ, after)


def unpublished_text(words: Sequence[PollWords]) -> list[Line]:
    """The number of texts that are not published, if there are any."""
    new = sum(not each.published for each in words)
    return [
        ntext(
            "{count} of them is not published yet.", "{count} of them are not published yet.", new
        )
    ] * bool(new)


def written_second(poll: Poll, words: PollWords) -> int:
    """When words were written, in seconds since the poll opened."""
    return int((words.written_at - poll.opened_at).total_seconds())


@router.button(ask_for_letter, who=Role.GARDENER, trace=ASK_FOR_THE_LETTER)
def choose_answer(ctx: Context, poll_id: int) -> Card:
    """Ask which answer the letter would have."""
    poll = turn_by_id(ctx, poll_id).poll
    if poll.kind != PollKind.OPEN:
        raise NoWordsHere(question=poll.short_question)
    rows = [
        (ask_author.button(text("Ask {name}", name=each.name), each.id),)
        for each in written_words(ctx, poll)
        if each.letter is LetterAsk.NOT_ASKED
    ]
    why = text("Whose answer would you like in the letter? I ask them in private.")
    back = read_poll_words.button(READ_LABELS[poll.kind], poll.id)
    return Card(poll_card_title(poll), (why,), (*rows, (back,)))


@router.button("poll_letter_ask", who=Role.GARDENER, trace=ASK_FOR_THE_LETTER)
def ask_author(ctx: Context, words_id: int) -> Text:
    """Ask an author whether the letter may have their answer."""
    words, poll = _answer(ctx, words_id)
    author = ctx.store[Members].get(words.member_id)
    if author is None or words.letter is not LetterAsk.NOT_ASKED:
        raise AnswerGone
    if not ctx.tell(author, _question_card(ctx, author, words, poll), calm=True, unasked=True):
        return text(
            "{name} gets no messages that they did not ask for: ask in person.", name=author.name
        )
    ctx.store[WordsOnPolls].ask_for_letter(words.id, LetterAsk.ASKED)
    return text("I ask {name}. With a yes, you find the answer among the news.", name=author.name)


def _question_card(ctx: Context, author: Member, words: PollWords, poll: Poll) -> Card:
    """Ask the author; a person who said to be under 18 is not named."""
    named = give_answer_to_letter.button(text("Yes, with my name"), words.id, 1)
    nameless = give_answer_to_letter.button(text("Yes, without my name"), words.id, 0)
    no = refuse_letter.button(text("No, thank you"), words.id)
    lines = (
        text("You answered “{question}”:", question=poll.question),
        Quote(words.words),
        text(
            "{name} would like it in the next letter, which all members can read.",
            name=ctx.member.name,
        ),
    )
    yes = (nameless,) if author.adult is False else (named, nameless)
    return Card(text("Your answer in the letter?"), lines, (yes, (no,)))


@router.button("poll_letter_yes", who=Role.MEMBER, limit=PROPOSALS)
def give_answer_to_letter(ctx: Context, words_id: int, named: int) -> Replace:
    """Propose one's answer for the letter."""
    words, poll = _own_answer(ctx, words_id)
    shows_name = bool(named) and ctx.member.adult is not False
    name = ctx.member.name if shows_name else None
    news = ctx.store[NewsItems].add(
        ctx.community.id,
        NewsContent(shortened(poll.question, LONGEST_TITLE), words.words, ""),
        Byline(Seat.TERRITORY, ctx.member.id, name, is_member=True),
        state=NewsState.PROPOSED,
        at=ctx.now,
    )
    ctx.store[WordsOnPolls].ask_for_letter(words.id, LetterAsk.GIVEN)
    for room in gardeners_rooms(ctx):
        news_card.post(ctx, room, news.id)
    done = text("Thank you. The gardening team decides whether it is in the letter.")
    if shows_name:
        done = text(
            "Thank you. The gardening team decides whether it is in the letter, with your name."
        )
    return Replace(Card(None, (done,)))


@router.button("poll_letter_no", who=Role.MEMBER)
def refuse_letter(ctx: Context, words_id: int) -> Replace:
    """Keep one's answer out of the letter; nobody is told."""
    words, _ = _own_answer(ctx, words_id)
    ctx.store[WordsOnPolls].ask_for_letter(words.id, LetterAsk.REFUSED)
    return Replace(text("It stays out of the letter. Nobody is told that you said no."))


def _answer(ctx: Context, words_id: int) -> tuple[PollWords, Poll]:
    """An answer to an open question of this community; raises `AnswerGone`."""
    words = ctx.store[WordsOnPolls].get(words_id)
    if words is None:
        raise AnswerGone
    poll = ctx.store[Polls].get(words.poll_id)
    if poll.community_id != ctx.community.id or poll.kind != PollKind.OPEN:
        raise AnswerGone
    return words, poll


def _own_answer(ctx: Context, words_id: int) -> tuple[PollWords, Poll]:
    """The sender's own answer, as they were asked about it; raises `NotAskedForLetter`."""
    words = ctx.store[WordsOnPolls].get(words_id)
    if words is None or words.member_id != ctx.member.id or words.letter is not LetterAsk.ASKED:
        raise NotAskedForLetter
    poll = ctx.store[Polls].get(words.poll_id)
    ctx.enter(poll.community_id)
    return words, poll
