"""All stored data of a person as a file: JSON with labels as keys.

`terreau export mydata telegram:42 fr` draws it for people who ask in writing.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.core import (
    Document,
    JobContext,
    KeptData,
    Reader,
    Router,
    Text,
    declarations_of,
    text,
    zone_of,
)
from bot.domain import communes
from bot.domain.roles import Role
from bot.references.personal_data import mydata_file
from handlers.personal_data.data_subject import LABELS, VALUES, data_subject
from storage.communities import Communities
from storage.holdings import Row, Whom
from storage.members import Members

router = Router()

MEDIA_TYPE = "application/json"
_COMMUNITIES = ("community_id", "here")
"""The keys whose value is a community."""


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
    name = reader.say(_NAME).lower().replace(" ", "-")
    return Document(f"{name}-{today}.json", MEDIA_TYPE, f"{content}\n".encode())


def _file_content(ctx: JobContext, whom: Whom, reader: Reader) -> dict[str, object]:
    rows = ctx.store.everything_about(whom)
    names = {each.id: each.name for each in ctx.store[Communities].all()}
    sections = declarations_of(ctx).kept_data
    known = sorted(rows.keys() & sections, key=lambda name: sections[name].order)
    others = sorted(rows.keys() - sections)
    contact = ctx.contact
    return {
        reader.say(_ABOUT): reader.say(_WHAT),
        reader.say(_FOR): sorted(whom.accounts),
        reader.say(_DRAWN): ctx.now.astimezone(reader.zone).isoformat(timespec="seconds"),
        reader.say(_HOLDER): contact.controller or contact.instance,
        reader.say(_CONTACT): contact.address,
        reader.say(_SECTIONS): [
            _section_content(
                name,
                sections.get(name),
                [_row_content(each, names, reader) for each in rows[name]],
                reader,
            )
            for name in (*known, *others)
        ],
    }


def _section_content(
    name: str, words: KeptData | None, rows: list[dict[str, object]], reader: Reader
) -> dict[str, object]:
    return {
        reader.say(_SECTION): name if words is None else reader.say(words.title),
        reader.say(_EXPLAINED): "" if words is None else reader.say(words.about),
        reader.say(_ROWS): rows,
    }


def _row_content(row: Row, communities: Mapping[int, str], reader: Reader) -> dict[str, object]:
    """A row with keys in words, times as clocks show them to its reader, communities by name."""
    content: dict[str, object] = {}
    for key, value in row.items():
        label = LABELS.get(key)
        name = key if label is None else reader.say(label)
        if key in _COMMUNITIES:
            content[name] = communities.get(value)
        elif isinstance(value, datetime):
            content[name] = value.astimezone(reader.zone).isoformat(timespec="seconds")
        elif isinstance(value, date):
            content[name] = value.isoformat()
        elif key == "commune" and value and (home := communes.at(value)) is not None:
            content[name] = f"{value} ({home.name})"
        elif isinstance(value, str) and value in VALUES.get(key, {}):
            content[name] = reader.say(VALUES[key][value])
        else:
            content[name] = value
    return content


_NAME: Text = text("My data")
_ABOUT, _FOR, _DRAWN = text("about this file"), text("of"), text("drawn on")
_WHAT = text(
    "Everything this bot keeps about you, by section. Other people are left out. So are "
    "secrets, such as hashes of codes, and row numbers."
)
_HOLDER, _CONTACT = text("who holds the data"), text("whom to write to")
_SECTIONS, _SECTION = text("sections"), text("section")
_EXPLAINED, _ROWS = text("explanation"), text("rows")
