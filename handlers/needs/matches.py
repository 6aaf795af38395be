"""A need as the territory's gardener sees it: beside it what is close, to be introduced."""

from collections.abc import Sequence

from bot.core import (
    Bold,
    Button,
    Card,
    Context,
    JobContext,
    Line,
    Router,
    Text,
    Words,
    text,
)
from bot.domain.needs.nearness import MOST_NEAR, NearNeed, distance, nearest, nearest_places
from bot.domain.needs.need import Need, NeedKind, NeedReaders
from bot.domain.roles import Seat
from bot.references.needs import introduce_for_need, look_at_need, need_command
from handlers.needs import acts
from handlers.needs.need_lookup import readable_need, readable_needs
from handlers.needs.need_words import author_name, headline, lines_of, need_reader, need_title
from storage.introductions import Introductions
from storage.members import Members
from storage.needs import NearMember, NearMembers, Needs

router = Router()


@router.button(look_at_need, seat=Seat.TERRITORY, trace=acts.LOOK_AT_A_NEED)
def look_at_one_need(ctx: Context, number: int) -> Card:
    """Show a need with what is close to it."""
    return matches_card(ctx, readable_need(ctx, number))


def matches_card(ctx: Context, need: Need) -> Card:
    """The need, and the nearest offers and needs of its domain or of none, and members of it."""
    if need.noted_at is None:
        ctx.store[Needs].change(need.id, noted_at=ctx.now)
    readable = ctx.store[Needs].listed(ctx.community.id, readable_needs(ctx))
    close = [
        *nearest(need, [each for each in readable if each.kind is need.kind.other]),
        *nearest(need, [each for each in readable if each.kind is need.kind]),
    ]
    members = [each for each in _near_members(ctx, need) if each.id != ctx.member.id]
    lines: list[Line] = [*lines_of(need), author_name(ctx, need)]
    if need.readers is NeedReaders.GARDENER:
        lines.append(text("Only you read it: other members do not."))
    lines += _close_lines(ctx, need, close, members)
    author_ids = [each.need.author_id for each in close]
    people = dict.fromkeys([*author_ids, *(each.id for each in members)])
    known = {ctx.member.id, *_introduced_to(ctx, need)}
    rows = [_introduce_row(ctx, need, each) for each in people if each not in known]
    every = need_command.button(text("All needs and offers"))
    return Card(need_title(need), tuple(lines), (*filter(None, rows), (every,)))


def _close_lines(
    ctx: JobContext, need: Need, close: Sequence[NearNeed], members: Sequence[NearMember]
) -> list[Line]:
    if not close and not members:
        return ["", text("Nothing is close to it yet.")]
    lines: list[Line] = ["", Bold(text("Close to it"))]
    lines += [_need_text(ctx, each) for each in close]
    return lines + [_member_text(need, each) for each in members]


def _need_text(ctx: JobContext, near: NearNeed) -> Text:
    values = {
        "number": near.need.id,
        "words": headline(near.need.words),
        "name": author_name(ctx, near.need),
        "where": _distance_text(near.km),
    }
    if near.need.kind is NeedKind.NEED:
        return text("Need {number} of {name}, {where}: {words}", **values)
    return text("Offer {number} of {name}, {where}: {words}", **values)


def _member_text(need: Need, member: NearMember) -> Text:
    where = _distance_text(distance(need.commune, member.commune))
    return text("{name}, same domain, {where}", name=member.name, where=where)


def _distance_text(km: float | None) -> Words:
    if km is None:
        return text("distance not known")
    return text("in the same commune") if not km else text("at {km} km", km=max(1, round(km)))


def _introduced_to(ctx: JobContext, need: Need) -> set[int]:
    """The members to whom its author was introduced; shared rides do not count."""
    pairs = ctx.store[Introductions].listed(need.community_id, need.author_id)
    return {each.other.member_id for each in pairs if each.introduction.event_id is None}


def _introduce_row(ctx: JobContext, need: Need, member_id: int) -> tuple[Button, ...]:
    other = ctx.store[Members].get(member_id)
    if other is None:
        return ()
    label = text("Introduce {one} and {other}", one=author_name(ctx, need), other=other.name)
    return (introduce_for_need.button(label, need.id, member_id),)


def _near_members(ctx: Context, need: Need) -> Sequence[NearMember]:
    """The nearest members with its domain; none if it has no domain.

    Members who did not choose to be found are seen by the territory's gardener, never by a person
    of the Region who stands in for them.
    """
    if need.domain is None:
        return ()
    near = ctx.store[NearMembers]
    found_only = need_reader(ctx).is_region
    found: list[NearMember] = []
    communes = near.communes(need, found_only=found_only)
    for place in nearest_places(need.commune, communes)[:MOST_NEAR]:
        most = MOST_NEAR - len(found)
        found += near.living_in(need, [place], most, found_only=found_only)
        if len(found) == MOST_NEAR:
            break
    return found
