"""Make an event: a draft, previewed by its maker."""

from datetime import datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

from bot.core import Card, Context, Router, Where, asks, at_most, option, reads, text
from bot.domain.dates.spans import Span
from bot.domain.events.rules import (
    LONGEST_DESCRIPTION,
    LONGEST_PLACE,
    LONGEST_QUESTION,
    LONGEST_TITLE,
    EventKind,
    check_deadline,
    kind_of,
    read_kind,
    read_seats,
    read_title,
    read_where,
)
from bot.domain.roles import Role, Seat
from bot.references.events import event_made_from_poll
from bot.vocabulary.places import commune_in, read_zone
from handlers.events.editing.drafts import preview_card
from storage.events import Events, NewEvent

router = Router()

ALIASES = ("events", "evenements")


@router.command(
    "event",
    fr="evenement",
    aliases=ALIASES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    example=(
        "Visit to the composter | Saturday 5 December 2:30pm | Besançon | 20 places",
        "Visite du composteur | samedi 5 décembre 14h30 | Besançon | 20 places",
    ),
    theme="part",
    label=text("Create an event"),
    listed=12,
)
def make_event(  # noqa: PLR0913 - a declaration says all at once
    ctx: Context,
    title: Annotated[
        str,
        asks("What is it? Write a title, for example “Visit to the composter”."),
        at_most(LONGEST_TITLE),
        reads(read_title),
    ],
    when: Annotated[
        Span, asks("When? For example: Saturday 5 December 2:30pm-4pm, or 5 December 2:30pm, 2h.")
    ],
    where: Annotated[
        list[str] | None,
        asks(
            "Where? Write an address or a commune, a link if it is online, or both, one per line. "
            "A line such as “20 places” limits the number of people."
        ),
        at_most(LONGEST_PLACE),
    ] = None,
    *,
    kind: Annotated[EventKind | None, option("type"), reads(read_kind)] = None,
    places: Annotated[int | None, option("places"), reads(read_seats)] = None,
    description: Annotated[str, option("description"), at_most(LONGEST_DESCRIPTION)] = "",
    region: Annotated[bool, option("region")] = False,
    guests: Annotated[bool, option("invites")] = False,
    until: Annotated[datetime | None, option("limite"), time(23, 59)] = None,
    question: Annotated[str, option("question"), at_most(LONGEST_QUESTION)] = "",
    zone: Annotated[str | None, option("fuseau"), reads(read_zone)] = None,
    poll: Annotated[int | None, option("sondage")] = None,
) -> Card:
    """Prepare an event: you review it before anyone else sees it."""
    check_deadline(until, when.starts_at)
    span, place = _span_in_zone(when, zone), read_where(where or ())
    commune = commune_in(ctx, place.place)
    event = ctx.store[Events].add(
        ctx.community.id,
        ctx.member.id,
        NewEvent(
            title=title,
            starts_at=span.starts_at,
            ends_at=span.ends_at,
            zone=zone or ctx.community.timezone,
            kind=kind or kind_of(title),
            commune=None if commune is None else commune.code,
            place=place.place,
            link=place.link,
            description=description,
            organiser=Seat.REGION if region or ctx.seats == {Seat.REGION} else Seat.TERRITORY,
            capacity=places or place.capacity,
            guests=guests,
            deadline=until,
            question=question,
        ),
        ctx.now,
    )
    if poll is not None:
        event_made_from_poll.collect(ctx, event, poll)
    return preview_card(ctx, event)


def _span_in_zone(span: Span, zone: str | None) -> Span:
    """The same wall-clock times in another zone, if one was named."""
    if zone is None:
        return span
    there, end = ZoneInfo(zone), span.ends_at
    ends_at = None if end is None else end.replace(tzinfo=there)
    return Span(span.starts_at.replace(tzinfo=there), ends_at)
