"""Report messages that could not be decrypted to their rooms."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from bot.core import JobContext, Text, known_room, ntext
from storage.communities import Communities, Community
from storage.inbound import SealedEvents, Untold
from storage.members import Members
from storage.outbound import Priority

PATIENCE = timedelta(minutes=1)
"""Time in which a key may arrive later than its message."""
AGAIN = timedelta(days=1)


def report_undecrypted_events(ctx: JobContext) -> None:
    """Tell each room how many messages could not be read there, once a day at most."""
    reported_rooms = {_forum(room) for room in ctx.store[SealedEvents].told_since(ctx.now - AGAIN)}
    for forum, waiting in _by_forum(ctx.store[SealedEvents].untold()).items():
        late = any(each.since < ctx.now - PATIENCE for each in waiting)
        if late and forum not in reported_rooms:
            rooms = [each.room for each in waiting]
            room = rooms[0] if len(rooms) == 1 else forum
            _report(ctx, room, sum(each.count for each in waiting))
            ctx.store[SealedEvents].tell(rooms, ctx.now)


def _report(ctx: JobContext, room: str, count: int) -> None:
    """Report in the name of the room's community, in the language of its people."""
    community, locale = _community_and_locale(ctx, room)
    there = JobContext(
        ctx.store, now=ctx.now, community=community, contact=ctx.contact, declared=ctx.declared
    )
    there.post(room, unread(count), priority=Priority.ANSWER, locale=locale, quiet=True)


def unread(count: int) -> Text:
    """The report: the number of messages, and the remedy."""
    return ntext(
        "I could not read a message here: it is encrypted, and I was not given the key."
        " If it was for me, please send it again.",
        "I could not read {count} messages here: they are encrypted, and I was not given the key."
        " If one was for me, please send it again.",
        count,
    )


def _community_and_locale(ctx: JobContext, room: str) -> tuple[Community | None, str]:
    """The community of a room or of the person behind it, and their language."""
    store = ctx.store
    known, member = known_room(store, room), store[Members].behind(room)
    community_id = None if known is None else known.community_id
    if community_id is None and member is not None:
        community_id = next(iter(store[Members].communities_of(member)), None)
    community = None if community_id is None else store[Communities].get(community_id)
    fallback = ctx.contact.locale if community is None else community.locale
    return community, (member and member.locale) or fallback


def _by_forum(waiting: Iterable[Untold]) -> dict[str, list[Untold]]:
    """One sentence does for a room and all its threads."""
    rooms: dict[str, list[Untold]] = defaultdict(list)
    for each in waiting:
        rooms[_forum(each.room)].append(each)
    return rooms


def _forum(room: str) -> str:
    return room.partition("/")[0]
