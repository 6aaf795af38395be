"""Words, lines and look-ups of needs and offers that several cards use."""

from collections.abc import Sequence

from bot.core import (
    Button,
    Context,
    JobContext,
    Line,
    Quote,
    Text,
    Words,
    agents_of,
    hands_of,
    text,
)
from bot.domain.addresses import shortened
from bot.domain.needs import Need, NeedKind, NeedReader, NeedReaders, NeedState
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Seat
from bot.references.needs import need_command, show_need
from bot.vocabulary.audiences import domain_label, is_in_group, own_groups
from bot.vocabulary.places import home_in_words
from storage.members import Identities, Member, Members
from storage.needs import NeedFilter, Needs
from storage.seats import Posts

LONGEST_HEADLINE = 80
LONGEST_LABEL = 34


class NoSuchNeed(Refusal):
    """There is no open need or offer {number} that you can read here. All of them: {need}."""


class NoSuchOwnNeed(Final):
    """You have no open need or offer {number} here. Yours: {need}."""


def need_title(need: Need) -> Text:
    if need.kind is NeedKind.OFFER:
        return text("🤝 Offer {number}", number=need.id)
    return text("🤝 Need {number}", number=need.id)


def headline(words: str, longest: int = LONGEST_HEADLINE) -> str:
    """The beginning of a need, on one line."""
    return " ".join(shortened(words, longest).split())


def need_lines(need: Need) -> list[Line]:
    """The words, domain, place and end of a need, one per line."""
    lines: list[Line] = [Quote(need.words)]
    if need.domain is not None:
        lines.append(text("Topic: {domain}", domain=domain_label(need.domain)))
    place = place_text(need.commune, need.radius_km)
    if place is not None:
        lines.append(place)
    return [*lines, text("Until {day}", day=need.ends_on)]


def place_text(commune: str | None, radius_km: int | None) -> Text | None:
    """The place in words; None for anywhere."""
    place = home_in_words(commune, None)
    if place is None:
        return None
    if not radius_km:
        return text("📍 {place}", place=place)
    return text("📍 {place}, up to {km} km around", place=place, km=radius_km)


def author_name(ctx: JobContext, need: Need) -> Words:
    author = ctx.store[Members].get(need.author_id)
    return text("Somebody") if author is None else author.name


def need_reader(ctx: Context) -> NeedReader:
    """The sender as a reader of needs; a deputy from the Region still reads as the Region."""
    seats, is_region = ctx.seats(), _is_of_region(ctx, ctx.member)
    return NeedReader(
        member_id=ctx.member.id,
        is_territory=Seat.TERRITORY in seats and not is_region,
        is_region=is_region,
        is_region_gardener=Seat.REGION in seats,
        group_ids=[each.id for each in own_groups(ctx)],
    )


def may_read_words(ctx: Context, need: Need, member: Member) -> bool:
    """True if the author agreed that this member reads the words of the need."""
    if need.group_id is not None:
        return is_in_group(ctx, need.group_id, member)
    is_told = need.for_region or not _is_of_region(ctx, member)
    return need.readers is NeedReaders.MEMBERS and is_told


def _is_of_region(ctx: Context, member: Member) -> bool:
    """True for the Region's gardener, their deputies and the Region's agents."""
    addresses = {each.address for each in ctx.store[Identities].of(member)}
    posts = ctx.store[Posts].held(addresses, ctx.community.id)
    is_seated = Seat.REGION in hands_of(ctx.store, ctx.community, ctx.today, member)
    return is_seated or any(each.side is Seat.REGION for each in posts)


def region_names(ctx: Context) -> list[Words]:
    """Names on the Region's side without the sender's; may be empty."""
    gardener = ctx.gardeners().get(Seat.REGION)
    names: list[Words] = [] if gardener is None else [gardener.name]
    if agents_of(ctx.store, ctx.community):
        names.append(text("the Region's agents"))
    return [] if gardener is not None and gardener.id == ctx.member.id else names


def need_line(need: Need) -> Text:
    values = {"number": need.id, "words": headline(need.words), "day": need.ends_on}
    place = home_in_words(need.commune, None)
    if need.kind is NeedKind.NEED:
        if place is None:
            return text("Need {number} · {words} – until {day}", **values)
        return text("Need {number} · {words} – {place}, until {day}", place=place, **values)
    if place is None:
        return text("Offer {number} · {words} – until {day}", **values)
    return text("Offer {number} · {words} – {place}, until {day}", place=place, **values)


def need_rows(needs: Sequence[Need]) -> list[tuple[Button, ...]]:
    return [(show_need.button(_label(each), each.id),) for each in needs]


def _label(need: Need) -> Text:
    return text("{number} · {words}", number=need.id, words=headline(need.words, LONGEST_LABEL))


def readable_need(ctx: Context, number: int) -> Need:
    """The open need with this number; raises `NoSuchNeed` if it is not theirs to read."""
    readable = NeedFilter(day=ctx.today, reader=need_reader(ctx))
    need = ctx.store[Needs].readable(ctx.community.id, number, readable)
    if need is None:
        raise NoSuchNeed(number=number, need=need_command.typed())
    return need


def own_need(ctx: Context, number: int) -> Need:
    """The sender's own open need with this number; raises `NoSuchOwnNeed`."""
    need = ctx.store[Needs].own(ctx.community.id, ctx.member.id, number)
    if need is None or need.state is not NeedState.OPEN:
        raise NoSuchOwnNeed(number=number, need=need_command.typed())
    return need
