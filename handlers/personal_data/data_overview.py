"""All stored data of the asker, in words."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.core import (
    Bold,
    Button,
    Card,
    Context,
    File,
    Line,
    Router,
    Text,
    Where,
    Words,
    declarations_of,
    text,
)
from bot.domain.rates import EXPORTS
from bot.domain.roles import Circle
from bot.references.linking import link_command
from bot.references.personal_data import forget_command, mydata_command, mydata_file
from bot.vocabulary.audiences import CIRCLE_LABELS as CIRCLES
from bot.vocabulary.audiences import domain_label
from bot.vocabulary.places import place_in_words
from bot.vocabulary.privacy import PURPOSE_NAMES
from handlers.personal_data.data_subject import data_subject
from storage.communities import Communities
from storage.holdings import Row

router = Router()

MOST_ROWS = 10
"""So many rows of a section are shown on the page, the latest ones."""
IN_WORDS = ("members", "identities", "memberships", "consents", "member_domains")
"""The sections that are told row by row; of the others, how much there is."""


@router.command(
    mydata_command,
    where=Where.DIRECT,
    theme="you",
    label=text("My data"),
    shows=True,
)
def show_everything(ctx: Context) -> Card | Text:
    """See everything that is kept about you, and get it as a file."""
    rows = _kept_rows(ctx)
    if not rows:
        return text("I keep nothing about you, and I only write to answer you.")
    lines: list[Line] = [
        text(
            "This is everything I keep about you. It comes from you, from {network} (your name "
            "and accounts) and from what you do here.",
            network=_network_names(ctx, rows.get("identities", ())),
        ),
        *_member_lines(ctx, rows),
        *_account_lines(ctx, rows.get("identities", ())),
        *_community_lines(ctx, rows.get("memberships", ())),
        *_consent_lines(ctx, rows.get("consents", ())),
        *_row_lines(ctx, rows),
        *_count_lines(ctx, rows),
        *_file_lines(ctx),
    ]
    return Card(text("All that is kept about you"), tuple(lines), _file_buttons(ctx))


@router.button("mydata_file", limit=EXPORTS)
def give_file(ctx: Context, way: str) -> Card | File | Text:
    """Give the file to its subject, by the way that they chose."""
    if not ctx.direct:
        return text("Write {mydata} to me in private.", mydata=mydata_command.typed())
    account, room = _asking_account(ctx)
    caption, file_args = text("All that is kept about you"), (account, ctx.person.locale, room)
    if way == "link" and ctx.person.member is not None:
        return mydata_file.hand_out(ctx, *file_args, caption=caption, own=True)
    return File("mydata", file_args, caption)


def _asking_account(ctx: Context) -> tuple[str, str]:
    """The asker's account, and their direct room."""
    return ctx.person.address, ctx.incoming.room if ctx.direct else ""


def _kept_rows(ctx: Context) -> Mapping[str, Sequence[Row]]:
    """All that is kept, except the question itself."""
    found = ctx.store.everything_about(data_subject(ctx.store, *_asking_account(ctx)))
    received = [row for row in found.pop("inbox", ()) if row["key"] != ctx.incoming.key]
    return {**found, "inbox": received} if received else found


def _network_names(ctx: Context, accounts: Sequence[Row]) -> list[str]:
    names = {ctx.contact.network_name(str(each["address"])) for each in accounts}
    return sorted(names) or [ctx.contact.network_name(ctx.incoming.network)]


def _member_lines(ctx: Context, rows: Mapping[str, Sequence[Row]]) -> list[Line]:
    member = ctx.person.member
    if member is None:
        return []
    place = place_in_words(member)
    domains = [str(each["domain"]) for each in rows.get("member_domains", ())]
    lines: list[Line] = [
        Bold(_title(ctx, "members")),
        text("{name}, since {day}", name=member.name, day=_local_day(ctx, member.joined_at)),
    ]
    if place is not None:
        lines.append(text("Place: {place}", place=place))
    if domains:
        lines.append(text("Domains: {domains}", domains=_domain_labels(domains)))
    texts: list[str] = [each for each in (member.about, member.link) if each]
    lines += [text("What you do: {about}", about=each) for each in texts]
    if member.email:
        lines.append(text("E-mail: {address}", address=member.email))
    if member.adult is not None:
        grown = text("Age: 18 or older") if member.adult else text("Age: younger than 18")
        lines.append(grown)
    if member.seen_on is not None:
        lines.append(text("Last seen on {day}", day=member.seen_on))
    return lines


def _title(ctx: Context, section: str) -> Text:
    return declarations_of(ctx).kept_data[section].title


def _account_lines(ctx: Context, accounts: Sequence[Row]) -> list[Line]:
    if not accounts:
        return []
    lines: list[Line] = [Bold(_title(ctx, "identities"))]
    for each in accounts:
        number = str(each["address"]).partition(":")[2]
        shown = f"{each['handle']}, {number}" if each["handle"] else number
        lines.append(
            text(
                "{network} ({account}), last used on {day}",
                network=ctx.contact.network_name(str(each["address"])),
                account=shown,
                day=_local_day(ctx, each["seen_at"]),
            )
        )
    return lines


def _community_lines(ctx: Context, memberships: Sequence[Row]) -> list[Line]:
    if not memberships:
        return []
    lines: list[Line] = [Bold(_title(ctx, "memberships"))]
    for each in memberships:
        values = {
            "community": _community_name(ctx, each),
            "day": _local_day(ctx, each["joined_at"]),
            "circle": CIRCLES[Circle(each["circle"])],
        }
        lines.append(text("{community}, since {day}: “{circle}”", **values))
    return lines


def _consent_lines(ctx: Context, consents: Sequence[Row]) -> list[Line]:
    if not consents:
        return []
    lines: list[Line] = [Bold(_title(ctx, "consents"))]
    for each in consents:
        values = {
            "purpose": PURPOSE_NAMES.get(each["purpose"], each["purpose"]),
            "community": _community_name(ctx, each),
            "day": _local_day(ctx, each["given_at"]),
        }
        if each["withdrawn_at"] is None:
            lines.append(text("{purpose} ({community}): on {day}", **values))
        else:
            until = _local_day(ctx, each["withdrawn_at"])
            lines.append(
                text(
                    "{purpose} ({community}): on {day}, taken back on {until}",
                    **values,
                    until=until,
                )
            )
    return lines


def _row_lines(ctx: Context, rows: Mapping[str, Sequence[Row]]) -> list[Line]:
    """The latest rows of the sections that say more than their number."""
    lines: list[Line] = []
    for name, section in declarations_of(ctx).kept_data.items():
        if section.row_words is None or name not in rows:
            continue
        latest = rows[name][-MOST_ROWS:]
        lines += [Bold(section.title), *map(section.row_words, reversed(latest))]
        if len(latest) < len(rows[name]):
            lines.append(text("The others are in the file."))
    return lines


def _count_lines(ctx: Context, rows: Mapping[str, Sequence[Row]]) -> list[Line]:
    """The number of rows in each other section."""
    sections = declarations_of(ctx).kept_data
    counted: list[Line] = [
        text("{section}: {count}", section=each.title, count=len(rows[name]))
        for name, each in sorted(sections.items(), key=lambda section: section[1].order)
        if name in rows and name not in IN_WORDS and each.row_words is None
    ]
    return [Bold(text("And also")), *counted] if counted else []


def _file_lines(ctx: Context) -> list[Line]:
    lines: list[Line] = [
        Bold(text("As a file")),
        text(
            "The file contains everything, line by line, with its purpose. People and programs "
            "can read it (JSON)."
        ),
    ]
    if not ctx.network.private_files:
        lines.append(
            text(
                "With {network}, the file passes through its servers. It stays in this "
                "conversation until you delete it.",
                network=ctx.contact.network_name(ctx.incoming.network),
            )
        )
        if not ctx.contact.public_url:
            lines.append(
                text(
                    "If you link an account on {network} ({link}), you can get it there.",
                    network=ctx.contact.matrix_names,
                    link=_LINK,
                )
            )
    lines.append(text("To erase everything: {forget}.", forget=_FORGET))
    return lines


def _file_buttons(ctx: Context) -> tuple[tuple[Button, ...], ...]:
    """Ways to get the file: by a page, or in this room."""
    rows = []
    if ctx.contact.public_url and ctx.person.member is not None:
        rows.append((give_file.button(text("With a link that works once"), "link"),))
    here: Words = text("Here, in this conversation")
    if not ctx.network.private_files:
        here = text(
            "Here, through {network}", network=ctx.contact.network_name(ctx.incoming.network)
        )
    rows.append((give_file.button(here, "here"),))
    return tuple(rows)


def _community_name(ctx: Context, row: Row) -> str:
    community = ctx.store[Communities].find(row["community_id"])
    return "" if community is None else community.name


def _domain_labels(keys: Sequence[str]) -> list[Words]:
    return [domain_label(each) for each in dict.fromkeys(keys)]


def _local_day(ctx: Context, moment: datetime) -> object:
    return moment.astimezone(ctx.reading_zone).date()


_FORGET, _LINK = forget_command.typed(), link_command.typed()
