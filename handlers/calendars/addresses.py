"""Addresses of calendars to subscribe to: a member's own, a secret, and the community's.

A member's own calendar shows where they go, so its address is given in private and kept as a hash.
"""

from collections.abc import Sequence

from bot.core import (
    Answer,
    Bold,
    Buttons,
    Card,
    Context,
    Line,
    Link,
    Replace,
    Router,
    Text,
    Where,
    text,
)
from bot.domain import codes
from bot.domain.rates import CODES
from bot.domain.roles import Role
from bot.references.calendars import calendar_command, calendar_page, send_calendar
from bot.references.conversations import Intent, intents
from bot.references.personal_data import leaving
from handlers.calendars.subscriptions import member_calendar_page
from storage.calendars import CalendarAddress, CalendarAddresses
from storage.members import Member, Members

router = Router()

TYPED_CALENDAR = calendar_command.typed()


@router.command(
    calendar_command,
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="part",
    label=text("My calendar"),
    shows=True,
)
def show_calendar(ctx: Context) -> Answer:
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
