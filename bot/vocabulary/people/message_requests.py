"""A person's message that a gardener would like to use: its author is asked in private first.

What is kept of it meanwhile waits in the author's own room for a day at most.
"""

from datetime import timedelta

from bot.core import Answered, Context, Typed, direct_room
from bot.domain.refusals import Final
from storage.inbound import Forms, OpenForm
from storage.members import Member, Members

WAITS = timedelta(hours=23)
"""Time for which a request waits; with the hourly purge its words are kept a day at most."""


class CannotAsk(Final):
    """I cannot ask for this message."""


class NoWordsInMessage(CannotAsk):
    """I cannot read the words of that message. Write them to me, for example: {example}."""


class NotAMembersMessage(CannotAsk):
    """I can only ask members of {community}, and I do not know the author of that message as one.

    Ask them in person, then write it yourself, for example: {example}.
    """


class AuthorNotReached(CannotAsk):
    """I cannot write to {name} in private. Ask {name} in person, then write it yourself.

    For example: {example}.
    """


class AlreadyAsked(CannotAsk):
    """{name} was already asked for a message and has not answered yet. Try again later."""


class MessageQuestionOver(Final):
    """This question is no longer open. Nothing of the message was kept."""


def message_author(ctx: Context, answered: Answered) -> Member | None:
    """The author of a message, if they are a member of this community."""
    if answered.author is None:
        return None
    standing = ctx.store[Members].standing(answered.author, ctx.community.id)
    return None if standing is None or standing.circle is None else standing.member


def request_room(ctx: Context, answered: Answered, example: Typed) -> tuple[Member, str]:
    """The author of a message and where they can be asked for it; raises `CannotAsk`."""
    author = message_author(ctx, answered)
    if answered == Answered():
        raise NoWordsInMessage(example=example)
    if author is None:
        raise NotAMembersMessage(community=ctx.community.name, example=example)
    if not answered.words.strip():
        raise NoWordsInMessage(example=example)
    room = None if author.stopped_at is not None else direct_room(ctx.store, author)
    if room is None:
        raise AuthorNotReached(name=author.name, example=example)
    if ctx.store[Forms].request_in(room, ctx.now) is not None:
        raise AlreadyAsked(name=author.name)
    return author, room


def keep_message_request(ctx: Context, form: str, room: str, words: str) -> int:
    """Keep the words of a message until its author answers; gives the mark of the request."""
    kept = OpenForm(form, ctx.community.id, {"words": words, "by": ctx.member.id})
    return ctx.store[Forms].keep_request(room, kept, ctx.now + WAITS)


def answered_message_request(ctx: Context, form: str, mark: int) -> OpenForm:
    """The request that this person answers, in their own room: it is forgotten."""
    found = ctx.store[Forms].take_request(ctx.incoming.room, mark, ctx.now)
    if found is None or found.form != form or found.community_id != ctx.community.id:
        raise MessageQuestionOver
    return found
