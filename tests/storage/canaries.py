"""People who left something in every column of every table, each value found nowhere else."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, Date, Integer, insert, select

from bot.domain.roles import Seat
from storage.base import Base, Choice, Instant
from storage.ownership import owned_columns

COMMUNITY, ELSEWHERE = 1, 2
ORGANISATION = 1
PAIR_ROUND = 1
FAR = datetime(2100, 1, 1, tzinfo=UTC)
Row = dict[str, Any]


@dataclass
class CanaryPerson:
    """A person and their accounts; `first` is the first of the row numbers that are theirs."""

    name: str
    first: int
    values: dict[str, list[Any]] = field(default_factory=dict)
    rows: list[tuple[str, Row]] = field(default_factory=list)
    by_rule: set[str] = field(default_factory=set)
    """The tables of new features, in which a row is left by what their columns declare."""

    def __post_init__(self) -> None:
        """Number what is theirs."""
        self.unique = count(self.first * 1_000)
        self.seat = Seat.TERRITORY if self.first % 2_000 else Seat.REGION
        self.telegram = f"telegram:{self.first}0001"
        self.matrix = f"matrix:@canary-{self.name}:hs"
        self.mail = f"mail:canary-{self.name}@example.org"
        self.room = f"matrix:!canary-{self.name}:hs/@canary-{self.name}:hs"

    def plausible(self, column: Column[Any]) -> Any:  # noqa: ANN401 - of the column's type
        """A value that this column takes and that is nowhere else, words where it takes words."""
        number = next(self.unique)
        word = f"canary-{self.name}-{column.table.name}-{column.name}-{number}"
        if column.foreign_keys and column.nullable:
            return None
        match column.type:
            case Choice():
                return next(iter(column.type.kind))
            case JSON():
                return {"words": word} if column.name == "words" else [word]
            case Boolean():
                return True
            case Integer():
                return number
            case Instant():
                return FAR + timedelta(minutes=number)
            case Date():
                return date(2100, 1, 1) + timedelta(days=number % 300_000)
        return word

    def leave(self, connection: Connection, table: str, **known: Any) -> Row:  # noqa: ANN401
        """Leave a row whose other columns hold canaries."""
        of = Base.metadata.tables[table]
        row = {c.name: known[c.name] if c.name in known else self.plausible(c) for c in of.columns}
        connection.execute(insert(of).values(row))
        self.rows.append((table, row))
        return row

    @property
    def tables(self) -> set[str]:
        """In which they left something."""
        return {table for table, _ in self.rows}

    @property
    def words(self) -> list[str]:
        """All their words, as they stand anywhere."""
        found = [self.telegram, self.matrix, self.room, self.mail]
        for _, row in self.rows:
            for value in row.values():
                found += re.findall(rf"canary-{self.name}-[a-z_0-9]+-[a-z_0-9]+-\d+", str(value))
        return found


def found_in(connection: Connection) -> None:
    """Insert two communities, and an organisation in a directory."""
    nobody = CanaryPerson("nobody", 1)
    for number in (COMMUNITY, ELSEWHERE):
        nobody.leave(connection, "communities", id=number, timezone="Europe/Paris", locale="fr")
    of = {"community_id": COMMUNITY}
    brought = nobody.leave(connection, "organisation_lists", id=1, member_id=None, **of)
    nobody.leave(connection, "organisations", id=ORGANISATION, list_id=brought["id"], **of)
    nobody.leave(connection, "pair_rounds", id=PAIR_ROUND, **of)
    nobody.leave(connection, "pair_meetings", id=PAIR_ROUND, round_id=PAIR_ROUND)


def arrive(connection: Connection, me: CanaryPerson) -> None:
    """Write a person as a member, so that others can be tied to them."""
    me.leave(connection, "members", id=me.first, here=COMMUNITY, timezone="Europe/Paris")


def _group(leave: Callable[..., Row], mine: int) -> None:
    leave("working_groups", proposer_id=mine, state="proposed")
    group = leave("working_groups", proposer_id=mine, state="open")
    leave("group_members", group_id=group["id"], member_id=mine)
    leave("group_reports", group_id=group["id"], author_id=mine)


def settle_in(connection: Connection, me: CanaryPerson, other: CanaryPerson) -> None:
    """Write rows of a member everywhere; `other` is tied to them."""
    here, mine, theirs = COMMUNITY, me.first, other.first
    ids = count(me.first)

    def leave(table: str, **known: Any) -> Row:  # noqa: ANN401 - columns
        of = Base.metadata.tables[table].c
        if "id" in of and "id" not in known:
            known["id"] = next(ids)
        if "community_id" in of and "community_id" not in known:
            known["community_id"] = here
        return me.leave(connection, table, **known)

    direct = {me.telegram: me.telegram, me.matrix: me.room, me.mail: me.mail}
    for account, room in direct.items():
        leave("identities", address=account, member_id=mine, direct=room)
        leave("rooms", address=room, kind="direct", community_id=None)
    leave("memberships", member_id=mine, invited_by=theirs)
    leave("memberships", member_id=mine, community_id=ELSEWHERE, invited_by=None)
    leave("member_domains", member_id=mine)
    leave("consents", member_id=mine)
    leave("invitations", member_id=mine)
    leave("absences", member_id=mine)
    leave("name_parts", member_id=mine, nth=next(me.unique))
    brought = leave("imports", member_id=mine)
    leave("invitees", import_id=brought["id"], taken_by=mine)
    leave("circle_proposals", member_id=mine, proposer_id=theirs)
    introduced = leave("introductions", asker_id=mine, event_id=None)
    leave("introduction_sides", introduction_id=introduced["id"], member_id=mine)
    leave("introduction_accounts", introduction_id=introduced["id"], address=me.matrix)
    leave("pair_sides", member_id=mine, round_id=PAIR_ROUND, meeting_id=PAIR_ROUND)
    leave("removal_requests", organisation_id=ORGANISATION, member_id=mine)
    leave("proxies", member_id=mine, by_id=theirs)
    leave("conversations", member_id=mine, account=me.matrix)
    leave("handouts", member_id=mine)
    leave("handouts", member_id=None, account=me.matrix)
    leave("counted_acts", member_id=mine)
    leave("counted_acts", member_id=None, account=me.telegram)
    leave("calendar_feeds", member_id=mine)
    leave("feeds", added_by=mine)
    leave("posts", address=me.telegram, post="agent")
    leave("seats", address=me.telegram, seat=me.seat)
    leave("cultivators", address=me.matrix, here=here)
    leave("applied_settings", value=me.telegram)
    leave("seat_offers", giver=me.telegram, address=me.matrix, instead=me.telegram)
    _write(leave, me)
    _pass_on(leave, me)
    _group(leave, mine)
    audit = leave("audit")
    leave("audit_actors", audit_id=audit["id"], account=me.matrix, member_id=mine)
    facts = {"name": me.plausible(_column("audit", "action"))}
    leave("audit_facts", audit_id=audit["id"], member_id=mine, facts=facts)
    for table in sorted({each.column.table.name for each in owned_columns(Base)} - me.tables):
        me.by_rule.add(table)
        leave(table, **_known_by_rule(me, table))


def _known_by_rule(me: CanaryPerson, table: str) -> Row:
    """A row of a person as its columns declare it: it belongs to them, with all it refers to."""
    known: Row = {}
    for column in Base.metadata.tables[table].c:
        for key in column.foreign_keys:
            if key.column.table.name != "communities":
                rows = [row for of, row in me.rows if of == key.column.table.name]
                known[column.name] = rows[0][key.column.name] if rows else None
    mine = [each.column.name for each in owned_columns(Base) if each.column.table.name == table]
    return known | dict.fromkeys(mine, me.first)


def _write(leave: Any, me: CanaryPerson) -> None:  # noqa: ANN401 - what leaves a row
    """Write what they made for others to read, and their votes."""
    mine = me.first
    called = leave("calls", maker_id=mine)
    entered = leave("call_entries", call_id=called["id"], member_id=mine)
    leave("call_pictures", entry_id=entered["id"], member_id=mine)
    project = leave("projects", made_by=mine, picture_id=None, list_id=None, key=None)["id"]
    leave("project_makers", project_id=project, member_id=mine, asked_by=None, state="maker")
    announced = leave("events", private_place=False, maker_id=mine, state="published")
    draft = leave("events", maker_id=mine, state="draft", published_at=None)
    file = leave("files", member_id=mine)
    leave("pictures", event_id=announced["id"], member_id=mine, file_id=file["id"])
    leave("feedback", event_id=announced["id"], member_id=mine)
    kept = {"author_id": mine, "news_id": None}
    leave("outcomes", event_id=announced["id"], state="published", **kept)
    leave("outcomes", event_id=draft["id"], state="draft", **kept)
    came = leave("attendances", event_id=announced["id"], member_id=mine)
    comes = leave("attendances", event_id=draft["id"], member_id=mine, came_at=None)
    leave("event_reminders", event_id=announced["id"], member_id=mine)
    leave("guests", event_id=announced["id"], attendance_id=came["id"])
    leave("guests", event_id=draft["id"], attendance_id=comes["id"])
    stored = {
        each: [["news-1", *me.plausible(_column("digests", each)), mine]]
        for each in ("contents", "shown")
    }
    digest = leave(
        "digests", submitted_by=mine, approved_by=mine, mailing_id=None, shown_to=[mine], **stored
    )
    part = "events" if me.seat is Seat.REGION else "questions"
    leave("public_parts", submitted_by=mine, approved_by=mine, part=part)
    leave("announcements", submitted_by=mine, approved_by=mine, state="planned")
    shown = {"amended_by": None, "amender": None, "picture_id": file["id"], "digest_id": None}
    leave("news", author_id=mine, state="sent", **shown | {"digest_id": digest["id"]})
    leave("news", author_id=mine, state="proposed", **shown)
    amended = shown | {"amended_by": mine, "amender": me.plausible(_column("news", "amender"))}
    leave("news", author_id=None, author=None, state="kept", **amended)
    _ask(leave, me)
    closed = leave("polls", maker_id=mine)
    still_open = leave("polls", maker_id=mine, closed_at=None, withdrawn_at=None)
    for poll in (closed, still_open):
        leave("ballots", poll_id=poll["id"], member_id=mine)
    leave("poll_outcomes", poll_id=closed["id"], state="published", **kept)
    leave("poll_outcomes", poll_id=still_open["id"], state="draft", **kept)


def _ask(leave: Any, me: CanaryPerson) -> None:  # noqa: ANN401 - what leaves a row
    """Their need, and questions to the Region: one that others read, and one that they answered."""
    mine = me.first
    nobody = dict.fromkeys(("gardener_id", "taken_by", "answered_by"))
    answered = leave("questions", asker_id=mine, state="answered", naming="named", **nobody)
    asked = leave("questions", asker_id=mine, state="open", naming="only", **nobody)
    for question in (answered, asked):
        leave("question_steps", question_id=question["id"], member_id=mine)
        leave("question_words", question_id=question["id"])
    need = leave("needs", author_id=mine)
    series = leave("visit_series", maker_id=mine)
    leave("visit_hosts", series_id=series["id"], member_id=mine)
    leave("need_words", need_id=need["id"])
    portrait = leave("portraits", member_id=mine, asked_by=mine)
    leave("portrait_answers", portrait_id=portrait["id"])
    leave("portrait_yeses", portrait_id=portrait["id"])
    leave("question_joins", question_id=answered["id"], member_id=mine)


def _pass_on(leave: Any, me: CanaryPerson) -> None:  # noqa: ANN401 - what leaves a row
    """Write the messages that came from them and went to them."""
    mine, network = me.first, "matrix"
    leave("forms", room=me.room)
    leave("forms", room=f"{me.telegram} aside")
    leave("forms", room=f"{me.telegram} request")
    leave("link_tries", address=me.telegram)
    leave("link_codes", member_id=mine, first=me.telegram, first_room=me.telegram, second=me.matrix)
    card = leave("cards", network=network, room=me.room)
    mailing = None
    leave("deliveries", room=me.room, member_id=mine, card_id=card["id"], mailing_id=mailing)
    leave("deliveries", room=me.telegram, member_id=None, card_id=None, mailing_id=None)
    leave("departures", network=network, room=me.room)
    report = leave("reports", author_id=mine, author_account=me.matrix, decided_by=mine)
    leave("reporters", report_id=report["id"], member_id=mine)
    payload = {"sender": me.matrix, "words": me.plausible(_column("inbox", "error"))}
    leave("inbox", network=network, room=me.room, payload=payload, state="quarantined")
    unread = {"sender": me.telegram, "raw": me.plausible(_column("inbox", "error")), "direct": True}
    leave("inbox", network="telegram", room=None, payload=unread, state="quarantined")
    leave("sealed", network=network, room=me.room)
    sender = me.matrix.partition(":")[2]
    leave("sealed", network=network, room="matrix:!square", ciphertext=f'{{"sender": "{sender}"}}')
    leave("presses", network=network, sender=me.matrix)
    leave("unproven_mails", account=me.matrix)
    leave("mail_joinings", account=me.matrix, invitee_id=None)
    leave("newcomers", room="matrix:!square", address=me.matrix, welcome_id=None)


def _column(table: str, column: str) -> Column[Any]:
    found: Column[Any] = Base.metadata.tables[table].c[column]
    return found


def dump(connection: Connection) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Every row of every table."""
    return {
        table.name: [dict(row._mapping) for row in connection.execute(select(table))]
        for table in Base.metadata.sorted_tables
    }
