"""The keys of a letter, in words: which one is missing, and how those that were turned were."""

from bot.core import JobContext, Text, text
from bot.domain.digest.approvals import Issue, Key
from bot.domain.roles import Hand, Seat
from storage.members import Members


def foot_of(ctx: JobContext, issue: Issue) -> list[Text]:
    """What a letter says at its end of keys that were not turned by the holders of the seats."""
    keys = (issue.submitted, issue.approved)
    return [_foot(ctx, key) for key in keys if key is not None and key.hand is not Hand.HOLDER]


def _foot(ctx: JobContext, key: Key) -> Text:
    region = key.seat is Seat.REGION
    if key.hand is Hand.NOBODY:
        if region:
            return text(
                "The Region's gardener being away, this letter goes out with the territory's key "
                "alone."
            )
        return text(
            "The territory's gardener being away, this letter goes out with the Region's key alone."
        )
    name = name_of(ctx, key)
    if region:
        return text("The Region's gardener being away, {name} turned that key.", name=name)
    return text("The territory's gardener being away, {name} turned that key.", name=name)


def name_of(ctx: JobContext, key: Key) -> str | Text:
    """Who turned a key."""
    member = None if key.member_id is None else ctx.store[Members].get(key.member_id)
    return text("somebody who left") if member is None else member.name


def missing_key(ctx: JobContext, submitted: Key) -> Text:
    """Whose key is missing, that one will do, or that nobody holds it."""
    seat = submitted.seat.other
    keeper = ctx.keepers[seat]
    if keeper.holder is not None and seat in ctx.unattended:
        return text(
            "{name} is away until {day}, with nobody in their place: one key is enough.",
            name=keeper.holder.name,
            day=keeper.absence.last if keeper.absence else None,
        )
    others = [each.name for each in keeper.acting if each.id != submitted.member_id]
    if others:
        return text("The other key is {name}'s.", name=others)
    if keeper.absence is not None:
        return text("Both gardeners are away: the letter waits.")
    if seat is Seat.REGION:
        return text(
            "The key of the Region is in nobody's hands: its gardener has to join first. Until "
            "then nobody can approve the letter."
        )
    return text(
        "The key of the territory is in nobody's hands: its gardener has to join first. Until "
        "then nobody can approve the letter."
    )
