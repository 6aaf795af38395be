"""The communities of this bot at a glance.

Settings are changed in `handlers/communities/community_settings.py`; rooms are tied in
`handlers/communities/rooms.py`.
"""

from collections.abc import Sequence

from bot.core import Answer, Bold, Card, Context, Line, Replace, Router, Text, Where, ntext, text
from bot.domain.roles import Role
from bot.references.communities import (
    community_command,
    open_community,
    turn_communities_page,
)
from bot.vocabulary.gardeners import gardeners_line, tended_communities
from handlers.communities import acts
from handlers.communities.community_card import member_count
from handlers.communities.new_community import ALIASES, make_community
from storage.communities import Communities, Community
from storage.digest import Digests
from storage.members import Members

router = Router()

PAGE_SIZE = 10


@router.command(
    community_command,
    aliases=ALIASES,
    who=Role.GARDENER,
    where=Where.DIRECT,
    label=text("Communities"),
    everywhere=True,
    outside=True,
    shows=True,
    trace=acts.LOOK_UP_THE_COMMUNITIES,
)
def list_communities(ctx: Context) -> Answer:
    """See all communities at a glance, and their settings."""
    communities = tended_communities(ctx)
    if len(communities) == 1 and not ctx.cultivates:
        return open_community.run(ctx, communities[0])
    return _overview_card(ctx, communities, 0)


@router.button(
    turn_communities_page,
    who=Role.GARDENER,
    everywhere=True,
    outside=True,
    trace=acts.LOOK_UP_THE_COMMUNITIES,
)
def turn_page(ctx: Context, page: int) -> Answer:
    """Show another page."""
    return Replace(_overview_card(ctx, tended_communities(ctx), page))


def _overview_card(ctx: Context, communities: list[Community], page: int) -> Card:
    listed = communities[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    lines = _community_lines(ctx, listed)
    if not communities:
        lines = [text("There is no community yet.")]
    rows = [(open_community.button(each.name, each),) for each in listed]
    if len(communities) > (page + 1) * PAGE_SIZE:
        rows.append((turn_communities_page.button(text("More communities"), page + 1),))
    if ctx.cultivates:
        rows.append((make_community.ask_button(text("New community")),))
    return Card(text("Communities"), tuple(lines), tuple(rows))


def _community_lines(ctx: Context, communities: Sequence[Community]) -> list[Line]:
    """Members, rooms, gardeners and the last digest of each community."""
    members, rooms = ctx.store[Members].counts(), ctx.store[Communities].room_counts()
    sent = ctx.store[Digests].last_sent_of_all()
    lines: list[Line] = []
    for each in communities:
        counts = text(
            "{members}, {rooms}.",
            members=member_count(members.get(each.id, 0)),
            rooms=_room_count(rooms.get(each.id, 0)),
        )
        last = sent.get(each.id)
        letter = text("No letter has gone out yet.")
        if last is not None:
            letter = text("Last letter: {day}.", day=last.astimezone(each.zone).date())
        lines += [Bold(each.name), counts, gardeners_line(ctx.elsewhere(each.id)), letter]
    return lines


def _room_count(count: int) -> Text:
    return ntext("{count} room", "{count} rooms", count) if count else text("no room yet")
