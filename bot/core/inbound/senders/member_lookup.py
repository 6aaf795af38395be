"""Members named in a message: by mention, then by user name, then by name in the community."""

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from bot.core.messages.content import text
from bot.core.messages.disambiguation import Ambiguous
from bot.core.messages.incoming import Mention
from bot.domain.refusals import Refusal
from bot.domain.words import fold
from storage.members import Identities, Member, Members

if TYPE_CHECKING:
    from bot.core.context.context import Context

_MEMBER = re.compile(r"#\d{1,9}")


class NobodyCalledSo(Refusal):
    """I know nobody called “{typed}” in {community}. Mention the person, or write their name."""


class SeveralMembers(Ambiguous):
    """Several people are called “{typed}”: mention the one you mean."""

    def __init__(self, typed: str, found: Sequence[tuple[int, str]]) -> None:
        """Keep the ids and names found."""
        choices = [(f"#{member_id}", name) for member_id, name in found]
        super().__init__(typed, choices, text("Whom do you mean?"))


def finder(ctx: "Context") -> Callable[[str, Sequence[Mention]], Member]:
    """A function that finds a member of the context's community by typed words."""

    def find(typed: str, mentions: Sequence[Mention]) -> Member:
        if _MEMBER.fullmatch(typed):
            found = [_in_community(ctx, ctx.store[Members].get(int(typed[1:])))]
        else:
            found = _mentioned_members(ctx, typed, mentions) or _members_called(ctx, typed)
        members = [member for member in found if member is not None]
        if not members:
            raise NobodyCalledSo(typed=typed[:40], community=ctx.community.name)
        if len(members) > 1:
            raise SeveralMembers(typed[:40], [(each.id, each.name) for each in members])
        return members[0]

    return find


def _mentioned_members(
    ctx: "Context", typed: str, mentions: Sequence[Mention]
) -> list[Member | None]:
    """The member named by a mention; None for a stranger, never a namesake."""
    network, wanted = ctx.incoming.network, fold(typed)
    for mention in mentions:
        if fold(mention.words) == wanted:
            address = mention.address or _with_handle(ctx, network, mention.words)
            return [None if address is None else _at(ctx, address)]
    if typed.startswith("@"):
        address = _with_handle(ctx, network, typed)
        return [None if address is None else _at(ctx, address)]
    return []


def _members_called(ctx: "Context", typed: str) -> list[Member | None]:
    everybody = ctx.store[Members].in_community(ctx.community.id)
    wanted = fold(typed)
    exact: list[Member | None] = [each for each in everybody if fold(each.name) == wanted]
    return exact or [each for each in everybody if fold(each.name).split()[:1] == [wanted]]


def _with_handle(ctx: "Context", network: str, handle: str) -> str | None:
    identity = ctx.store[Identities].with_handle(network, handle.removeprefix("@"))
    return None if identity is None else identity.address


def _at(ctx: "Context", address: str) -> Member | None:
    standing = ctx.store[Members].standing(address, ctx.community.id)
    return None if standing is None or standing.circle is None else standing.member


def _in_community(ctx: "Context", member: Member | None) -> Member | None:
    if member is None or ctx.store[Members].membership(member, ctx.community.id) is None:
        return None
    return member
