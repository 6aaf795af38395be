"""Publications: neutral before elections, members' words after their yes only, pictures."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated

from bot.core import (
    Answered,
    Button,
    Card,
    Context,
    JobContext,
    Picture,
    Replace,
    Text,
    Typed,
    Upload,
    Words,
    asks,
    at_most,
    direct_room,
    from_caption,
    read_upload,
    reads,
    text,
)
from bot.domain.dates.recurrence import Once, Rule
from bot.domain.refusals import Final, Refusal
from storage.communities import Community, Room, RoomKind
from storage.inbound import Forms, OpenForm
from storage.members import Member, Members
from storage.outbound import Priority

NEUTRAL = text("Neutral content: checked")
"""Label of the buttons that confirm it."""


def must_be_neutral(ctx: JobContext, at: datetime | None = None) -> bool:
    """True if something that is decided now, and goes out at `at`, falls into the period."""
    days = ctx.community.neutral_days
    if days is None:
        return False
    return days.covers(ctx.today) or (
        at is not None and days.covers(at.astimezone(ctx.community.zone).date())
    )


def rule_must_be_neutral(ctx: Context, rule: Rule | None) -> bool:
    """Like `must_be_neutral`, for a rule; a repeating one reaches every period that is not over."""
    days = ctx.community.neutral_days
    if isinstance(rule, Once):
        return must_be_neutral(ctx, rule.at)
    if rule is None:
        return must_be_neutral(ctx)
    return days is not None and days.last >= ctx.today


def ask_if_neutral(ctx: Context, title: Words | None, go_on: Button, *others: Button) -> Replace:
    """Explain why the content has to be checked; `go_on` confirms it and completes the act."""
    ctx.only_ask()
    lines = check_lines(ctx)
    return Replace(Card(title, lines, ((go_on,), others) if others else ((go_on,),)))


def check_lines(ctx: JobContext) -> tuple[Text, ...]:
    """Why the content has to be checked before it is published."""
    return (
        period_text(ctx.community),
        text("What the Region publishes then has to be neutral (Code électoral, article L52-1)."),
        text("Read it once more before you confirm: your name and the time are recorded."),
    )


def note_neutral(ctx: Context, checked: Text) -> None:
    """Tell the back room who checked what."""
    for room in ctx.rooms(RoomKind.GARDENERS):
        ctx.post(room.address, checked)


def period_text(community: Community) -> Text:
    """The period of a community, or that none is set."""
    days = community.neutral_days
    if days is None:
        return text("Pre-election period: none.")
    if days.first == days.last:
        return text("Pre-election period: {day}.", day=days.first)
    return text("Pre-election period: from {first} to {last}.", first=days.first, last=days.last)


REQUEST_WAITS = timedelta(hours=23)
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
    return ctx.store[Forms].keep_request(room, kept, ctx.now + REQUEST_WAITS)


def answered_message_request(ctx: Context, form: str, mark: int) -> OpenForm:
    """The request that this person answers, in their own room: it is forgotten."""
    found = ctx.store[Forms].take_request(ctx.incoming.room, mark, ctx.now)
    if found is None or found.form != form or found.community_id != ctx.community.id:
        raise MessageQuestionOver
    return found


LONGEST_PICTURE_TEXT = 300
_UNKNOWN_TYPES = ("application/octet-stream", "")

PictureText = Annotated[
    str,
    asks("Describe the picture in a few words, for people who cannot see it."),
    at_most(LONGEST_PICTURE_TEXT),
    from_caption(),
]
"""The description of a picture, as forms ask for it; its caption is one."""


class NoPictureSent(Refusal):
    """Send me the picture itself here: a PNG, JPEG or WebP."""


def read_picture(typed: str) -> Upload:
    """Parse a sent picture; raises `NoPictureSent` for other types."""
    if not typed.startswith("\x00"):
        raise NoPictureSent
    return check_picture(read_upload(typed))


def check_picture(upload: Upload) -> Upload:
    """Return a sent file that may be a picture; raises `NoPictureSent` for other types."""
    if not upload.media_type.startswith("image/") and upload.media_type not in _UNKNOWN_TYPES:
        raise NoPictureSent
    return upload


PictureSent = Annotated[
    Upload,
    asks("Send me the picture. I do not keep where and when it was taken."),
    reads(read_picture),
]
"""The picture itself, as forms ask for it."""


def post_picture(ctx: JobContext, picture: Picture | None, rooms: Sequence[Room]) -> None:
    """Post a picture in rooms once, quietly: the card that follows notifies people."""
    if picture is None:
        return
    for room in rooms:
        ctx.post(room.address, picture, again=False, priority=Priority.CARD, quiet=True)
