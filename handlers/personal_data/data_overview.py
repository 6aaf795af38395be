"""All stored data of the asker, in words and as a file: JSON with labels as keys.

`terreau export mydata telegram:42 fr` draws the file for people who ask in writing.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.core import (
    Bold,
    Button,
    Card,
    Context,
    Document,
    File,
    JobContext,
    KeptData,
    Line,
    Reader,
    Router,
    Text,
    Where,
    Words,
    declarations_of,
    text,
    zone_of,
)
from bot.domain import communes
from bot.domain.rates import EXPORTS
from bot.domain.roles import Circle, Role
from bot.references.linking import link_command
from bot.references.personal_data import forget_command, mydata_command, mydata_file
from bot.vocabulary.accounts import member_at
from bot.vocabulary.audiences import CIRCLE_LABELS as CIRCLES
from bot.vocabulary.audiences import domain_label
from bot.vocabulary.places import place_in_words
from bot.vocabulary.privacy import PURPOSE_NAMES
from handlers.personal_data.kept_data import COMMON_LABELS
from storage.communities import Communities
from storage.members import Members
from storage.ownership import NOBODY, Row, Whom
from storage.unit_of_work import Store

router = Router(personal=True)

MOST_ROWS = 10
"""So many rows of a section are shown on the page, the latest ones."""
IN_WORDS = ("members", "identities", "memberships", "consents", "member_domains")
"""The sections that are told row by row; of the others, how much there is."""
MEDIA_TYPE = "application/json"
_COMMUNITIES = ("community_id", "here")
"""The columns whose value is a community."""
VALUES: Mapping[str, Mapping[str, Text]] = {
    "circle": {each.value: label for each, label in CIRCLES.items()},
    "purpose": PURPOSE_NAMES,
}
"""Labels of some values, by column."""


@router.command(
    mydata_command,
    where=Where.DIRECT,
    theme="you",
    label=text("My data"),
    own_tab=7,
    shows=True,
)
def show_everything(ctx: Context) -> Card | Text:
    """See everything that is kept about you, and get it as a file."""
    rows = _kept_rows(ctx)
    if not rows:
        return text("I keep nothing about you, and I only write to answer you.")
    accounts = rows.get("identities", ())
    networks = {ctx.contact.network_name(str(each["address"])) for each in accounts}
    lines: list[Line] = [
        text(
            "This is everything I keep about you. It comes from you, from {network} (your name "
            "and accounts) and from what you do here.",
            network=sorted(networks) or [ctx.contact.network_name(ctx.incoming.network)],
        ),
        *_member_lines(ctx, rows),
        *_account_lines(ctx, accounts),
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
    asking = _asking_account(ctx)
    kept = ctx.apart(lambda ctx: ctx.store.everything_about(data_subject(ctx.store, *asking)))
    found = dict(kept)
    received = [row for row in found.pop("inbox", ()) if row["key"] != ctx.incoming.key]
    return {**found, "inbox": received} if received else found


def _member_lines(ctx: Context, rows: Mapping[str, Sequence[Row]]) -> list[Line]:
    member = ctx.person.member
    if member is None:
        return []
    place = place_in_words(member)
    domains = dict.fromkeys(str(each["domain"]) for each in rows.get("member_domains", ()))
    lines: list[Line] = [
        Bold(_title(ctx, "members")),
        text("{name}, since {day}", name=member.name, day=_local_day(ctx, member.joined_at)),
    ]
    if place is not None:
        lines.append(text("Place: {place}", place=place))
    if domains:
        lines.append(text("Topics: {domains}", domains=[domain_label(each) for each in domains]))
    lines += [
        text("What you do: {about}", about=each) for each in (member.about, member.link) if each
    ]
    if member.email:
        lines.append(text("E-mail: {address}", address=member.email))
    if member.adult is not None:
        lines.append(text("Age: 18 or older") if member.adult else text("Age: younger than 18"))
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
        values = {
            "network": ctx.contact.network_name(str(each["address"])),
            "day": _local_day(ctx, each["seen_at"]),
        }
        account = each["handle"] or str(each["address"]).partition(":")[2]
        if account.isdecimal():  # a number says nothing to its holder; the file has it
            lines.append(text("{network}, last used on {day}", **values))
        else:
            lines.append(
                text("{network} ({account}), last used on {day}", account=account, **values)
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
        if each.counted is None
        else each.counted(len(rows[name]))
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
                    link=link_command.typed(),
                )
            )
    lines.append(text("To erase everything: {forget}.", forget=forget_command.typed()))
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


def _local_day(ctx: Context, moment: datetime) -> object:
    return moment.astimezone(ctx.reading_zone).date()


@router.file(mydata_file, who=Role.ANYONE)
def draw_everything(ctx: JobContext, account: str, locale: str, room: str = "") -> Document:
    """All data about the holder of an account (telegram:42), in fr or en."""
    whom = data_subject(ctx.store, account, room)
    member = ctx.store[Members].get(whom.member_id)
    zone = ZoneInfo(zone_of(member, ctx.community_or_none))
    today = ctx.now.astimezone(zone).date()
    reader = Reader(locale, zone, today)
    everything = _file_content(ctx, whom, reader)
    content = json.dumps(everything, ensure_ascii=False, indent=2, default=str)
    name = reader.say(text("My data")).lower().replace(" ", "-")
    return Document(f"{name}-{today}.json", MEDIA_TYPE, f"{content}\n".encode())


def _file_content(ctx: JobContext, whom: Whom, reader: Reader) -> dict[str, object]:
    rows = ctx.store.everything_about(whom)
    names: dict[object, str] = {each.id: each.name for each in ctx.store[Communities].all()}
    sections = declarations_of(ctx).kept_data
    known = sorted(rows.keys() & sections, key=lambda name: sections[name].order)
    others = sorted(rows.keys() - sections)
    contact = ctx.contact
    return {
        reader.say(text("about this file")): reader.say(
            text(
                "Everything this bot keeps about you, by section. Other people are left out. So "
                "are secrets, such as hashes of codes, and row numbers."
            )
        ),
        reader.say(text("of")): sorted(whom.accounts),
        reader.say(text("drawn on")): ctx.now.astimezone(reader.zone).isoformat(timespec="seconds"),
        reader.say(text("who holds the data")): contact.controller or contact.instance,
        reader.say(text("whom to write to")): contact.address,
        reader.say(text("sections")): [
            _section_content(name, sections.get(name), rows[name], names, reader)
            for name in (*known, *others)
        ],
    }


def _section_content(
    name: str,
    section: KeptData | None,
    rows: Sequence[Row],
    communities: Mapping[object, str],
    reader: Reader,
) -> dict[str, object]:
    """A section; what has no label, which tests refuse, keeps its name in the database."""
    labels = COMMON_LABELS if section is None else {**COMMON_LABELS, **section.labels}
    names = {key: reader.say(label) for key, label in labels.items()}
    return {
        reader.say(text("section")): name if section is None else reader.say(section.title),
        reader.say(text("explanation")): "" if section is None else reader.say(section.about),
        reader.say(text("rows")): [
            {
                names.get(key, key): _readable(key, value, communities, reader)
                for key, value in row.items()
            }
            for row in rows
        ],
    }


def _readable(key: str, value: object, communities: Mapping[object, str], reader: Reader) -> object:
    """A value in words: times as clocks show them to its reader, communities by name."""
    if key in _COMMUNITIES:
        return communities.get(value)
    if isinstance(value, datetime):
        return value.astimezone(reader.zone).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        return value
    if key == "commune" and value and (home := communes.at(value)) is not None:
        return f"{value} ({home.name})"
    label = VALUES.get(key, {}).get(value)
    return value if label is None else reader.say(label)


def data_subject(store: Store, account: str, room: str = "") -> Whom:
    """The holder of an account; people who have not joined are known by it, and by their room."""
    member = member_at(store, account)
    if member is not None:
        return store.whom(member)
    return Whom(NOBODY, frozenset({account}), frozenset({room} - {""}))


def is_anything_kept(store: Store, account: str, room: str = "") -> bool:
    """True if there is a row about the holder of an account."""
    return any(store.everything_about(data_subject(store, account, room)).values())
