"""A member's card for gardeners: the fields of `_gardeners_see` in `handlers/profile/card.py`.

It is the same for both seats. A contact is shown only to those whom its member shows it to.
"""

from bot.core import Button, Card, Context, JobContext, Line, Link, Text, text
from bot.domain.roles import Circle
from bot.references.introductions import introduce_member
from bot.references.members import open_member_list
from bot.references.profile import propose_circle_to
from bot.vocabulary.audiences.circles import LABELS
from bot.vocabulary.audiences.domains import domain_label
from bot.vocabulary.people.accounts import account_text
from bot.vocabulary.places.places import place_in_words
from handlers.profile import may_be_shown
from storage.members import Entry, Member


def visible_link(entry: Entry) -> str:
    """The link, if the member shows it."""
    seen = may_be_shown(entry.member) and entry.belonging.visible != "no"
    return entry.member.link if seen else ""


def visible_accounts(ctx: JobContext, entry: Entry) -> list[str]:
    """The accounts, if the member shows them."""
    if not may_be_shown(entry.member) or entry.belonging.visible != "contact":
        return []
    return [account_text(ctx, each) for each in entry.accounts]


def last_seen_text(member: Member) -> Text:
    """The day of the member's last message or press."""
    if member.seen_on is None:
        return text("never seen here")
    return text("last seen {day}", day=member.seen_on)


def member_card(ctx: Context, entry: Entry) -> Card:
    """A member, with buttons to propose another circle."""
    member, circle = entry.member, Circle(entry.belonging.circle)
    since = entry.belonging.joined_at.astimezone(ctx.reading_zone).date()
    lines: list[Line] = [
        text("Number {number}, a member since {day}, {seen}.", **_header_values(member, since)),
        text("Taking part: “{circle}”", circle=LABELS[circle]),
    ]
    place = place_in_words(member)
    if place is not None:
        lines.append(text("Place: {place}", place=place))
    if entry.domains:
        lines.append(text("Domains: {domains}", domains=list(map(domain_label, entry.domains))))
    if member.about:
        lines.append(text("About: {about}", about=member.about))
    if visible_link(entry):
        lines.append(Link(member.link, member.link))
    accounts = visible_accounts(ctx, entry)
    shared = text("Contact: not shared.")
    if accounts:
        shared = text("Contact: {accounts}", accounts=accounts)
    return Card(member.name, (*lines, shared), _card_buttons(ctx, member, circle))


def _header_values(member: Member, since: object) -> dict[str, object]:
    return {"number": member.id, "day": since, "seen": last_seen_text(member)}


def _card_buttons(ctx: Context, member: Member, today: Circle) -> tuple[tuple[Button, ...], ...]:
    rows = [(open_member_list.button(text("All members"), "", ""),)]
    if member.id != ctx.member.id:
        rows = [
            (
                propose_circle_to.button(
                    text("Propose: “{circle}”", circle=LABELS[each]), member, each
                ),
            )
            for each in Circle
            if each is not today
        ] + rows
        rows.insert(0, (introduce_member.button(text("Introduce to somebody"), member),))
    return tuple(rows)
