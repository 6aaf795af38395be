"""A need or an offer as others see it: members, and the territory's gardener, who introduces."""

from collections.abc import Sequence
from typing import Annotated

from bot.core import (
    Act,
    Answer,
    Bold,
    Button,
    Card,
    Context,
    JobContext,
    Line,
    Router,
    Small,
    Text,
    Words,
    asks,
    at_most,
    text,
)
from bot.domain.communes.search import km_between
from bot.domain.needs import (
    MOST_NEAR,
    NearNeed,
    Need,
    NeedKind,
    NeedReaders,
    nearest_needs,
    nearest_places,
)
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Final
from bot.domain.roles import Role, Seat
from bot.references.needs import (
    introduce_for_need,
    look_at_need,
    meet_author,
    need_command,
    need_thing,
    show_need,
)
from handlers.introductions import ask_to_meet, is_member, propose
from handlers.needs.need_words import (
    author_name,
    headline,
    may_read_words,
    need_lines,
    need_reader,
    need_title,
    readable_need,
)
from handlers.needs.own_need import draw_own_need
from storage.introductions import Introductions
from storage.members import Member, Members
from storage.needs import NearMember, NearMembers, NeedFilter, Needs

router = Router(own_page=True)

LOOK_AT_A_NEED = Act(text("{who} looked at a need or an offer"), text("look at a need or an offer"))
INTRODUCE_FOR_A_NEED = Act(
    text("{who} proposed an introduction because of a need"),
    text("propose an introduction because of a need"),
)
MEET_FOR_A_NEED = Act(
    text("{who} asked to meet the author of a need"), text("ask to meet the author of a need")
)

LONGEST_REASON = 200


class NobodyToIntroduce(Final):
    """This person cannot be introduced any more. All needs and offers: {need}."""


@router.button(show_need, who=Role.MEMBER, deep=True)
def show_one_need(ctx: Context, number: int) -> Answer:
    """Show a need with the buttons that its reader may press."""
    need = readable_need(ctx, number)
    if need.author_id == ctx.member.id:
        return draw_own_need(ctx, need.id)
    if need_reader(ctx).is_territory:
        return _matches_card(ctx, need)
    lines: list[Line] = [*need_lines(need), "", author_name(ctx, need)]
    lines.append(Small(text("In writing: {command}", command=need_command.typed(need.id))))
    label = text("I can help") if need.kind is NeedKind.NEED else text("I am interested")
    meet = meet_author.button(label, need.id)
    every = need_command.button(text("All needs and offers"))
    return Card(need_title(need), tuple(lines), ((meet,), (every,)))


@router.revised(need_thing)
def show_need_again(ctx: Context, number: int) -> Answer:
    """Show a need that changed since the person acted on it."""
    return show_need.run(ctx, number)


@router.button(look_at_need, seat=Seat.TERRITORY, trace=LOOK_AT_A_NEED)
def look_at_one_need(ctx: Context, number: int) -> Card:
    """Show a need to the territory's gardener, with offers and members close to it."""
    return _matches_card(ctx, readable_need(ctx, number))


@router.button(meet_author, of=need_thing, who=Role.MEMBER, limit=PROPOSALS, trace=MEET_FOR_A_NEED)
def ask_to_meet_author(ctx: Context, number: int) -> Answer:
    """Ask the author of a need to meet; each learns the other's contact only if both agree."""
    need = readable_need(ctx, number)
    author = _proposed_member(ctx, need.author_id)
    return ask_to_meet(ctx, author, need.words, f"{show_need.name}-{number}")


@router.button(
    introduce_for_need,
    of=need_thing,
    deliberate=True,
    seat=Seat.TERRITORY,
    trace=INTRODUCE_FOR_A_NEED,
)
def introduce_author(ctx: Context, number: int, member_id: int) -> Answer:
    """Ask the author of a need and another member whether they want to meet.

    Words that its author did not want this person to read are not told: another reason is asked.
    """
    need = readable_need(ctx, number)
    if may_read_words(ctx, need, _proposed_member(ctx, member_id)):
        return _proposal(ctx, need, member_id, need.words)
    shown = need_thing.present(ctx, number)
    known = {"number": str(number), "member_id": str(member_id), "shown": str(shown)}
    return introduce_because.ask(ctx, **known)


@router.form("need_introduce_reason", seat=Seat.TERRITORY, trace=INTRODUCE_FOR_A_NEED)
def introduce_because(
    ctx: Context,
    number: int,
    member_id: int,
    shown: int,
    why: Annotated[
        str,
        asks("Why should they meet? Both read your words; nobody reads those of the need."),
        at_most(LONGEST_REASON),
    ],
) -> Answer:
    """Propose an introduction with a reason in the gardener's words."""
    need = readable_need(ctx, number)
    need_thing.check(ctx, need.id, shown)
    return _proposal(ctx, need, member_id, why)


def _proposal(ctx: Context, need: Need, member_id: int, why: str) -> Answer:
    author, other = (_proposed_member(ctx, each) for each in (need.author_id, member_id))
    return propose(ctx, author, other, why)


def _proposed_member(ctx: Context, member_id: int) -> Member:
    """A member of this community: no number may reveal the name of anyone else."""
    member = ctx.store[Members].get(member_id)
    if member is None or not is_member(ctx, member):
        raise NobodyToIntroduce(need=need_command.typed())
    return member


def _matches_card(ctx: Context, need: Need) -> Card:
    """The need, the nearest needs and offers of its domain or of none, and members near it."""
    if need.noted_at is None:
        ctx.store[Needs].change(need.id, noted_at=ctx.now)
    reader = need_reader(ctx)
    readable = ctx.store[Needs].listed(ctx.community.id, NeedFilter(day=ctx.today, reader=reader))
    close = [
        *nearest_needs(need, [each for each in readable if each.kind is need.kind.other]),
        *nearest_needs(need, [each for each in readable if each.kind is need.kind]),
    ]
    members = [each for each in _near_members(ctx, need) if each.id != ctx.member.id]
    lines: list[Line] = [*need_lines(need), author_name(ctx, need)]
    if need.readers is NeedReaders.GARDENER:
        lines.append(text("Only you read it: other members do not."))
    lines += _close_lines(ctx, need, close, members)
    author_ids = [each.need.author_id for each in close]
    people = dict.fromkeys([*author_ids, *(each.id for each in members)])
    pairs = ctx.store[Introductions].listed(need.community_id, need.author_id)
    # shared rides do not count
    met = {each.other.member_id for each in pairs if each.introduction.event_id is None}
    known = {ctx.member.id, *met}
    rows = [_introduce_row(ctx, need, each) for each in people if each not in known]
    every = need_command.button(text("All needs and offers"))
    return Card(need_title(need), tuple(lines), (*filter(None, rows), (every,)))


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


def _close_lines(
    ctx: JobContext, need: Need, close: Sequence[NearNeed], members: Sequence[NearMember]
) -> list[Line]:
    if not close and not members:
        return ["", text("Nothing is close to it yet.")]
    lines: list[Line] = ["", Bold(text("Close to it"))]
    lines += [_need_text(ctx, each) for each in close]
    for each in members:
        where = _distance_text(km_between(need.commune, each.commune))
        lines.append(text("{name}, same topic, {where}", name=each.name, where=where))
    return lines


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


def _distance_text(km: float | None) -> Words:
    if km is None:
        return text("distance not known")
    return text("in the same commune") if not km else text("at {km} km", km=max(1, round(km)))


def _introduce_row(ctx: JobContext, need: Need, member_id: int) -> tuple[Button, ...]:
    other = ctx.store[Members].get(member_id)
    if other is None:
        return ()
    label = text("Introduce {one} and {other}", one=author_name(ctx, need), other=other.name)
    return (introduce_for_need.button(label, need.id, member_id),)
