"""The need that a person means, if it is theirs to read."""

from bot.core import Context
from bot.domain.needs.need import Need, NeedState
from bot.domain.refusals import Final, Refusal
from bot.references.needs import need_command
from handlers.needs.need_words import need_reader
from storage.needs import NeedFilter, Needs


class NoSuchNeed(Refusal):
    """There is no open need or offer {number} that you can read here. All of them: {need}."""


class NoSuchOwnNeed(Final):
    """You have no open need or offer {number} here. Yours: {need}."""


def readable_needs(ctx: Context) -> NeedFilter:
    """The open needs that the sender may read."""
    return NeedFilter(day=ctx.today, reader=need_reader(ctx))


def readable_need(ctx: Context, number: int) -> Need:
    """The open need with this number; raises `NoSuchNeed` if it is not theirs to read."""
    need = ctx.store[Needs].readable(ctx.community.id, number, readable_needs(ctx))
    if need is None:
        raise NoSuchNeed(number=number, need=need_command.typed())
    return need


def own_need(ctx: Context, number: int) -> Need:
    """The sender's own open need with this number; raises `NoSuchOwnNeed`."""
    need = ctx.store[Needs].own(ctx.community.id, ctx.member.id, number)
    if need is None or need.state is not NeedState.OPEN:
        raise NoSuchOwnNeed(number=number, need=need_command.typed())
    return need
