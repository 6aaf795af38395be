"""What a gardener may see of one member: see `_gardeners_see` in `handlers/profile/card.py`.

It is the same for both seats. A contact is seen by whoever its member shows it to.
"""

from bot.core import Button, Card, Context, Line, Link, Text, text
from bot.domain.roles import Circle
from bot.references.members import open_member_list
from bot.references.profile import propose_circle_to
from bot.vocabulary.circles import LABELS
from bot.vocabulary.domains import domain_label
from bot.vocabulary.places import place_in_words
from handlers.profile import shows
from storage.members import Entry, Identity, Member


def link_of(entry: Entry) -> str:
    """The link that a member lets be seen."""
    seen = shows(entry.member) and entry.belonging.visible != "no"
    return entry.member.link if seen else ""


def accounts_of(entry: Entry) -> list[str]:
    """The accounts by which a member lets themselves be written to."""
    if not shows(entry.member) or entry.belonging.visible != "contact":
        return []
    return [_account(each) for each in entry.accounts]


def _account(identity: Identity) -> str:
    """How somebody is written to: on Telegram by a user name, where there is one."""
    network, _, own = identity.address.partition(":")
    if network == "matrix":
        return own
    named = network.capitalize()
    return f"{named} (@{identity.handle})" if identity.handle else named


def seen_in_words(member: Member) -> Text:
    """When somebody last wrote or pressed anything."""
    if member.seen_on is None:
        return text("never seen here")
    return text("last seen {day}", day=member.seen_on)


def member_card(ctx: Context, entry: Entry) -> Card:
    """Show a member, with buttons to propose another circle."""
    member, circle = entry.member, Circle(entry.belonging.circle)
    since = entry.belonging.joined_at.astimezone(ctx.reading_zone).date()
    lines: list[Line] = [
        text("Number {number}, a member since {day}, {seen}.", **_when(member, since)),
        text("Circle: “{circle}”", circle=LABELS[circle]),
    ]
    place = place_in_words(member)
    if place is not None:
        lines.append(text("Place: {place}", place=place))
    if entry.domains:
        lines.append(text("Domains: {domains}", domains=list(map(domain_label, entry.domains))))
    if member.about:
        lines.append(text("What they do: {about}", about=member.about))
    if link_of(entry):
        lines.append(Link(member.link, member.link))
    accounts = accounts_of(entry)
    shared = text("Contact: not shared.")
    if accounts:
        shared = text("Contact: {accounts}", accounts=accounts)
    return Card(member.name, (*lines, shared), _buttons(ctx, member, circle))


def _when(member: Member, since: object) -> dict[str, object]:
    return {"number": member.id, "day": since, "seen": seen_in_words(member)}


def _buttons(ctx: Context, member: Member, today: Circle) -> tuple[tuple[Button, ...], ...]:
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
    return tuple(rows)
