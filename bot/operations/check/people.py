"""Gardeners and cultivators: named, and whether they have joined."""

from bot.core import join_command
from bot.core.messages.content import Words, text
from bot.domain.roles import Seat
from bot.operations.check.findings import Finding, fine, to_come
from bot.operations.check.machine import Holder
from bot.operations.terminal.copied_text import TypedBy
from bot.references.seats import gardener_command


def look_at_people(holders: list[Holder]) -> list[Finding]:
    """Each seat and each cultivator."""
    cultivator = next((each.address for each in holders if each.seat is None), "")
    found = [_held(each, cultivator) for each in holders]
    if not any(each.seat is None for each in holders):
        what = text(
            "nobody; write your account under cultivators, or start the bot: it shows a code"
        )
        found.append(to_come(text("Cultivator"), what))
    return found


def _held(holder: Holder, cultivator: str) -> Finding:
    """A seat, which a cultivator gives, or a cultivator's account."""
    subject = _seat(holder)
    joining = TypedBy(join_command.typed(), holder.address)
    if not holder.address:
        asking = TypedBy(gardener_command.typed(), cultivator)
        what = text(
            "vacant; while the bot is running, send it {command} in private", command=asking
        )
        return to_come(subject, what)
    if holder.name:
        return fine(subject, holder.name)
    if holder.seat is None:
        return fine(subject, holder.address)
    what = text(
        "{account} has not joined yet; once the bot is running, they send it {join}",
        account=holder.address,
        join=joining,
    )
    return to_come(subject, what)


def _seat(holder: Holder) -> Words:
    match holder.seat:
        case Seat.TERRITORY:
            return text("Gardener for the territory, {community}", community=holder.community)
        case Seat.REGION:
            return text("Gardener for the Region, {community}", community=holder.community)
        case None:
            return text("Cultivator")
