"""The readers of a question, as its author is told before it is sent."""

from bot.core import Context, Text, Words, agents_of, direct_room, text
from bot.domain.refusals import Final
from storage.communities import RoomKind
from storage.members import Member


class NobodyToAsk(Final):
    """Nobody answers questions in {community} yet: nothing was sent.

    Keep your words for later.
    """


def readers_lines(ctx: Context) -> list[Text]:
    """The readers at once, later, and of one person alone; raises `NobodyToAsk`."""
    deputies = [each for status in ctx.seat_statuses.values() for each in status.deputies]
    team = [*ctx.gardeners().values(), *deputies]
    names: list[Words] = list(dict.fromkeys(each.name for each in team))
    if not names and not ctx.rooms(RoomKind.REGION):
        raise NobodyToAsk(community=ctx.community.name)
    if agents_of(ctx.store, ctx.community) or ctx.rooms(RoomKind.REGION):
        names.append(text("the Region's agents"))
    lines = [
        text("Read at once by {names}.", names=names),
        text("The other members see it once the gardening team shows it to them."),
    ]
    if private_readers(ctx):
        lines.append(text("Sent to one person only, nobody else sees it."))
    return lines


def private_readers(ctx: Context) -> list[Member]:
    """The gardeners who can be asked alone: another person, with a direct room, who is not away.

    No deputy: they could not answer once the absence is over.
    """
    held = [each.holder for each in ctx.seat_statuses.values() if each.absence is None]
    return [
        each
        for each in held
        if each is not None
        and each.id != ctx.member.id
        and direct_room(ctx.store, each) is not None
    ]
