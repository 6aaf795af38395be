"""Addresses of calendars to subscribe to: the community's, an event's, a member's own, a secret.

A person's is found by a secret address. What was never there and what was ended look the same. A
member's own calendar shows where they go, so its address is given in private and kept as a hash.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.core import (
    Answer,
    Bold,
    Buttons,
    Card,
    Context,
    JobContext,
    Line,
    Link,
    NothingHere,
    Page,
    Quote,
    Reader,
    Replace,
    Router,
    Small,
    Text,
    UnknownToken,
    Where,
    Words,
    text,
)
from bot.domain import codes
from bot.domain.calendars.entries import MEDIA_TYPE, CalendarEntry
from bot.domain.events.rules import EventState, Rsvp
from bot.domain.rates import CODES
from bot.domain.roles import Role, Seat
from bot.references.calendars import (
    calendar_command,
    calendar_page,
    event_calendar_page,
    send_calendar,
)
from bot.references.conversations import Intent, intents
from bot.references.personal_data import leaving
from handlers.events import (
    MAY_COME,
    description_lines,
    full_address,
    gives_address,
    kind_and_organiser,
)
from storage.calendars import CalendarAddress, CalendarAddresses
from storage.communities import Communities, Community
from storage.events import Attendance, Attendances, Event, Events
from storage.members import Member, Members

router = Router()

SHOWN_AFTERWARDS = timedelta(days=365)
"""Time for which a calendar shows past events."""
REFRESH_INTERVAL = timedelta(hours=1)
"""Interval at which programs should fetch a subscribed calendar."""
SHOWN_STATES = (EventState.PUBLISHED, EventState.CANCELLED)
_NEVER = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """A calendar file, the number of its events, and when the last of them changed."""

    content: bytes
    count: int
    changed_at: datetime | None


TYPED_CALENDAR = calendar_command.typed()


@router.page(calendar_page)
def show_calendar(ctx: JobContext, slug: str) -> Page:
    """All events of a community that are for everyone."""
    here = _community_context(ctx, slug)
    return _page(community_calendar(here, here.community.locale, subscribed=True))


@router.page(event_calendar_page)
def show_event_calendar(ctx: JobContext, slug: str, number: int) -> Page:
    """One of them."""
    here = _community_context(ctx, slug)
    event = here.store[Events].numbered(here.community.id, number)
    if event is None or not event.audience.is_everyone:
        raise _no_calendar()
    written = event_calendar(here, event, here.community.locale)
    if written is None:
        raise _no_calendar()
    return replace(_page(written), name=f"{slug}-{number}.ics")


@router.page("/c/feed/{token}.ics", secret=True)
def member_calendar_page(ctx: JobContext, token: str) -> Page:
    """One person's events, at their secret address."""
    address = ctx.store[CalendarAddresses].with_token(codes.digest_of_token(token))
    if address is None:
        raise UnknownToken
    member = ctx.store[Members].get(address.member_id)
    if member is None or address.ended_at is not None:
        raise NothingHere
    locale = member.locale or ctx.contact.locale
    return _page(member_calendar(ctx, member, locale, subscribed=True))


def _community_context(ctx: JobContext, slug: str) -> JobContext:
    community = ctx.store[Communities].named(slug)
    if community is None:
        raise _no_calendar()
    return ctx.within(community.id)


def _page(written: CalendarFile) -> Page:
    return Page(written.content, MEDIA_TYPE, written.changed_at or _NEVER)


def _no_calendar() -> NothingHere:
    return NothingHere(
        text("There is no calendar here"),
        text("The address is incomplete, or the event is not public."),
    )


def community_calendar(ctx: JobContext, locale: str, *, subscribed: bool) -> CalendarFile:
    """The events of the past year and all to come.

    A subscribed calendar is public: it has only the events that are for everyone.
    """
    reader, community = _calendar_reader(ctx, locale), ctx.community
    events = ctx.store[Events].between(community.id, ctx.now - SHOWN_AFTERWARDS)
    entries = [
        _event_entry(ctx, reader, community, event)
        for event in events
        if event.audience.is_everyone or not subscribed
    ]
    return _cached_calendar_file(tuple(entries), community.name if subscribed else "")


def event_calendar(
    ctx: JobContext, event: Event, locale: str, *, exact: bool = False
) -> CalendarFile | None:
    """One event, with a private address if `exact`; None if it is not announced."""
    if event.state not in SHOWN_STATES:
        return None
    reader = _calendar_reader(ctx, locale)
    return _calendar_file((_event_entry(ctx, reader, ctx.community, event, exact=exact),))


def member_calendar(
    ctx: JobContext, member: Member, locale: str, *, subscribed: bool
) -> CalendarFile:
    """Events that a member attends or may attend, in every community, over the same time."""
    store, since = ctx.store, ctx.now - SHOWN_AFTERWARDS
    reader = _calendar_reader(ctx, locale)
    answers = {
        each.event_id: each
        for each in store[Attendances].since(member.id, since)
        if each.answer in MAY_COME
    }
    entries = [
        _entry_with_answer(
            reader,
            _event_entry(
                ctx, reader, community, event, exact=gives_address(event, answers[event.id])
            ),
            answers[event.id],
        )
        for event in store[Events].these(answers)
        if event.state in SHOWN_STATES
        and (community := store[Communities].find(event.community_id)) is not None
    ]
    name = reader.say(text("My events ({instance})", instance=ctx.contact.instance))
    return _calendar_file(tuple(entries), name if subscribed else "")


def _calendar_file(entries: tuple[CalendarEntry, ...], name: str = "") -> CalendarFile:
    """Write a calendar; without a name it is a file to import into another calendar."""
    refreshed = REFRESH_INTERVAL if name else None
    changed_at = max((each.changed_at for each in entries), default=None)
    from bot.domain.calendars.writer import calendar  # noqa: PLC0415 - large, and not always needed

    return CalendarFile(calendar(entries, name=name, refreshed=refreshed), len(entries), changed_at)


_cached_calendar_file = lru_cache(maxsize=32)(_calendar_file)
"""Cached for calendars that many fetch: 500 events take a tenth of a second."""


def _event_entry(
    ctx: JobContext, reader: Reader, community: Community, event: Event, *, exact: bool = False
) -> CalendarEntry:
    """The entry of an event; `exact` includes a private address."""
    cancelled = event.state == EventState.CANCELLED
    # The organiser is a side: no calendar names a person.
    region = event.organiser == Seat.REGION and ctx.contact.controller
    title: Words = event.title
    return CalendarEntry(
        uid=event.uid,
        sequence=event.sequence,
        starts_at=event.starts_at,
        ends_at=event.over_at,
        zone=event.zone,
        title=reader.say(text("CANCELLED · {event}", event=title) if cancelled else title),
        changed_at=event.changed_at,
        place=full_address(event, exact=exact) or event.link,
        url=event.link,
        description=_description_text(reader, event),
        organiser=region or community.name,
        cancelled=cancelled,
    )


def _entry_with_answer(reader: Reader, entry: CalendarEntry, answer: Attendance) -> CalendarEntry:
    """The entry with the member's answer in its title: few programs show a tentative one."""
    changed_at = max(entry.changed_at, answer.answered_at)
    if answer.answer == Rsvp.GOING or entry.cancelled:
        return replace(entry, changed_at=changed_at)
    title = (
        text("{event} (on the waiting list)", event=entry.title)
        if answer.answer == Rsvp.WAITING
        else text("{event} (maybe)", event=entry.title)
    )
    return replace(entry, title=reader.say(title), tentative=True, changed_at=changed_at)


def _description_text(reader: Reader, event: Event) -> str:
    """The description in plain text, with the link, which some programs show nowhere else."""
    online = [text("Online: {link}", link=event.link)] if event.link else []
    blocks: Sequence[Iterable[Line]] = (
        description_lines(event.description),
        [kind_and_organiser(event), *online],
    )
    marked = (Bold, Small, Link, Quote)
    texts = (
        "\n".join(reader.say(each.words if isinstance(each, marked) else each) for each in block)
        for block in blocks
    )
    return "\n\n".join(filter(None, texts))


def _calendar_reader(ctx: JobContext, locale: str) -> Reader:
    """The reader of a calendar, whose hours are the events' own."""
    return Reader(locale, ZoneInfo("UTC"), ctx.now.date())


@router.command(
    calendar_command,
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="part",
    label=text("My calendar"),
    shows=True,
)
def show_own_calendar(ctx: Context) -> Answer:
    """Show your events in your own calendar: by subscription, or as a file."""
    if not ctx.contact.public_url:
        return send_calendar.run(ctx, "mine")
    ctx.store.hold(ctx.member)
    address = ctx.store[CalendarAddresses].living(ctx.member.id)
    return _address_card(ctx, address, None) if address is not None else _new_address(ctx)


@router.button("calendar_new", who=Role.MEMBER, limit=CODES)
def change_address(ctx: Context, address_id: int) -> Answer:
    """Give another secret address; the one before stops."""
    if not ctx.direct or not ctx.contact.public_url:
        return text("Write {calendar} to me in private.", calendar=TYPED_CALENDAR)
    ctx.store.hold(ctx.member)
    if not ctx.store[CalendarAddresses].is_living(address_id, ctx.member.id):
        return _outdated_text()
    return _new_address(ctx)


@router.button("calendar_stop", who=Role.MEMBER, everywhere=True)
def stop_subscription(ctx: Context, address_id: int) -> Replace | Text:
    """End the secret address."""
    ctx.store.hold(ctx.member)
    if not ctx.store[CalendarAddresses].is_living(address_id, ctx.member.id):
        return _outdated_text()
    ctx.store[CalendarAddresses].end(ctx.member.id, ctx.now)
    return Replace(
        text(
            "Your secret address no longer works. Remove it from the apps that use it. {calendar} "
            "gives you a new one.",
            calendar=TYPED_CALENDAR,
        )
    )


def _new_address(ctx: Context) -> Card:
    """Make a new address; earlier ones of the member end."""
    token = codes.new_token()
    addresses = ctx.store[CalendarAddresses]
    addresses.end(ctx.member.id, ctx.now)
    address = addresses.open(codes.digest_of_token(token), ctx.member.id, ctx.now)
    return _address_card(ctx, address, member_calendar_page.url(ctx, token))


def _address_card(ctx: Context, address: CalendarAddress, url: str | None) -> Card:
    everybodys = calendar_page.url(ctx, ctx.community.slug)
    known: list[Line] = [
        text(
            "I gave you your secret address on {day} and kept no copy. Look for it earlier in our "
            "conversation, or change it.",
            day=address.made_at.astimezone(ctx.reading_zone).date(),
        )
    ]
    if url is not None:
        known = [
            text(
                "Copy this address into your calendar app. It then shows the events that you go "
                "to, or may go to, and keeps them up to date."
            ),
            Link(url, url),
            text("Whoever knows this address sees where you go: keep it to yourself."),
        ]
    lines: tuple[Line, ...] = (
        *known,
        *_how_to_subscribe(),
        Bold(text("All public events of {community}", community=ctx.community.name)),
        Link(everybodys, everybodys),
    )
    return Card(text("Your calendar"), lines, _address_buttons(address))


def _how_to_subscribe() -> tuple[Line, ...]:
    return (
        Bold(text("How to subscribe")),
        text(
            "Google Calendar: on a computer, next to “Other calendars”, click +, then “From URL”, "
            "and paste the address."
        ),
        text(
            "iPhone: in Calendar, tap “Calendars”, “Add Calendar”, “Add Subscription Calendar”, "
            "and paste the address."
        ),
        text("Thunderbird: “File”, “New”, “Calendar”, “On the Network”, and paste the address."),
    )


def _address_buttons(address: CalendarAddress) -> Buttons:
    return (
        (
            change_address.button(text("Change the address"), address.id),
            stop_subscription.button(text("Stop the subscription"), address.id),
        ),
        (
            send_calendar.button(text("My events (file)"), "mine"),
            send_calendar.button(text("All events (file)"), "all"),
        ),
    )


def _outdated_text() -> Text:
    return text(
        "This button is for an address that no longer works. {calendar} shows the current one.",
        calendar=TYPED_CALENDAR,
    )


@router.contribution(leaving)
def end_secret_address(ctx: Context, member: Member) -> None:
    """End the member's secret address if this is their last community."""
    joined = ctx.store[Members].communities_of(member)
    if all(each == ctx.community.id for each in joined):
        ctx.store[CalendarAddresses].end(member.id, ctx.now)


router.personal_data(
    "calendar_feeds",
    text("The secret addresses of your calendar"),
    text(
        "When you asked for each one and when it ended, not the address itself. Kept for 90 days "
        "after its end."
    ),
    order=340,
    labels={"ended_at": text("ended on")},
)


@router.contribution(intents)
def intents_of_calendars(ctx: Context) -> Sequence[Intent]:
    """The wish for one's events in a calendar."""
    return (Intent("calendar", text("Events in my calendar"), calendar_command),)
