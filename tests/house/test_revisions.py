"""Revisions: the tables, triggers and buttons of things that can change between reading and acting.

See `docs/decisions/0021-revisions.md`.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import Connection, text

from bot.app import declarations
from bot.core.declarations.declaration import ButtonCall
from storage.base import Base
from storage.revisions import Revised, revised_tables
from storage.unit_of_work import Database

# Columns


def tables() -> list[tuple[type[Base], Revised]]:
    """The revised tables of all features."""
    declarations()
    return list(revised_tables())


def unsaid(columns: Collection[str], declared: Revised) -> set[str]:
    """The columns that are named neither or twice, and the names that are no columns."""
    return {*columns} ^ {*declared.by} ^ {*declared.apart} | {*declared.by} & {*declared.apart}


def test_each_column_of_a_revised_table_raises_the_revision_or_is_apart() -> None:
    declared = tables()

    assert {each.kind for _, each in declared} == {*declarations().revised}
    for row, revised in declared:
        columns = {*row.__table__.columns.keys()}
        assert (row.__tablename__, unsaid(columns, revised)) == (row.__tablename__, set())
        for other in revised.raised_by:
            there = Base.metadata.tables[other.table].columns
            assert {*other.by} <= {*there.keys()}
            assert other.named_in in columns


def test_a_new_column_or_one_that_is_named_twice_is_found() -> None:
    declared = Revised("shed", by=("title", "place"), apart=("id", "place"))

    assert unsaid({"id", "title", "place", "colour"}, declared) == {"colour", "place"}
    assert unsaid({"id", "place"}, Revised("shed", by=("place",), apart=("id", "gone"))) == {"gone"}


# Triggers


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated database, once on SQLite and once on PostgreSQL."""
    opened = Database(database_url)
    yield opened
    opened.close()


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger that raises a revision, read from the SQL of either database."""

    table: str
    event: str
    columns: frozenset[str]
    """Those whose change calls it."""
    compared: frozenset[str]
    """Those whose values must differ."""
    kind: str
    things: str
    """The ids whose revision is raised: `new.id`, or those of another table."""


RAISES = re.compile(
    r"INSERT INTO revisions \(kind, key, changes\)\s+SELECT '(\w+)', ([\w.]+), 1\s+"
    r"(?:WHERE true|(FROM (\w+) WHERE \4\.\w+ = (?:new|old)\.\w+))\s+"
    r"ON CONFLICT \(kind, key\) DO UPDATE SET changes = revisions\.changes \+ 1"
)


def asked_for(declared: Iterable[tuple[type[Base], Revised]]) -> set[Trigger]:
    """The triggers that tables ask for."""
    return {each for row, revised in declared for each in _asked_for(row.__tablename__, revised)}


def _asked_for(table: str, revised: Revised) -> Iterator[Trigger]:
    by, none = frozenset(revised.by), frozenset[str]()
    yield Trigger(table, "UPDATE", by, by, revised.kind, f"new.{revised.key}")
    yield Trigger(table, "DELETE", none, none, revised.kind, f"old.{revised.key}")
    if revised.parts:
        yield Trigger(table, "INSERT", none, none, revised.kind, f"new.{revised.key}")
    for other in revised.raised_by:
        columns = frozenset(other.by)
        named = f"{table}.{revised.key} FROM {table} WHERE {table}.{other.named_in}"
        new, old = (f"{named} = {row}.{other.column}" for row in ("new", "old"))
        yield Trigger(other.table, "UPDATE", columns, columns, revised.kind, new)
        if other.parts:
            yield Trigger(other.table, "DELETE", none, none, revised.kind, old)
            yield Trigger(other.table, "INSERT", none, none, revised.kind, new)


def triggers(connection: Connection) -> set[Trigger]:
    """The triggers of a database that raise revisions."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(
            text("SELECT tbl_name, sql, sql FROM sqlite_master WHERE type = 'trigger'")
        )
    else:
        rows = connection.execute(
            text(
                "SELECT relname, pg_get_triggerdef(pg_trigger.oid), prosrc FROM pg_trigger "
                "JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid "
                "WHERE NOT tgisinternal"
            )
        )
    return {_read(table, head, body) for table, head, body in rows if "INTO revisions" in body}


def _read(table: str, head: str, body: str) -> Trigger:
    """A trigger as its database gives it; a function of PostgreSQL serves all events of a table."""
    head = head.replace('"', "")
    found = re.search(r"AFTER (UPDATE OF ([\w, ]+?)|DELETE|INSERT)\s+ON", head)
    assert found is not None, head
    event = found[1].split()[0]
    acts = [each[0] for each in re.finditer(RAISES, body)]
    if "TG_OP" in body:
        if_deleted, _, otherwise = body.partition("ELSE")
        branch = if_deleted if event == "DELETE" else otherwise
        acts = [each[0] for each in re.finditer(RAISES, branch)]
    [act] = acts
    raised = RAISES.fullmatch(act)
    assert raised is not None
    things = " ".join(filter(None, (raised[2], raised[3])))
    compared = re.findall(r"old\.(\w+)\)?(?:::\w+)? (?:IS NOT|IS DISTINCT FROM) \(?new\.\1\b", head)
    columns = (found[2] or "").split(", ")
    return Trigger(
        table, event, frozenset(filter(None, columns)), frozenset(compared), raised[1], things
    )


def test_the_triggers_of_a_database_are_those_that_its_tables_ask_for(database: Database) -> None:
    with database.engine.connect() as connection:
        assert triggers(connection) == asked_for(tables())


def test_a_trigger_that_differs_is_found(database: Database) -> None:
    [(row, revised)] = [each for each in tables() if each[1].kind == "event"]
    others = [each for each in tables() if each[0] is not row]
    planted = [
        replace(revised, by=[*revised.by][1:]),
        replace(revised, parts=True),
        replace(revised, key="number"),
        replace(revised, kind="gathering"),
        replace(revised, raised_by=()),
    ]

    with database.engine.connect() as connection:
        found = triggers(connection)
        assert [each for each in planted if found == asked_for([*others, (row, each)])] == []
        on = "" if connection.dialect.name == "sqlite" else " ON events"
        connection.execute(text(f"DROP TRIGGER events_revised_by_update{on}"))
        [missing] = asked_for(tables()) - triggers(connection)

    assert (missing.table, missing.event, missing.kind) == ("events", "UPDATE", "event")


# Buttons

PEOPLE = {"member_id", "community_id", "gardener_id", "newcomer_id", "greeter_id"}
"""Ids that name no editable thing."""

EXCEPTIONS: Mapping[str, str] = {
    "only shows something": """
        agenda_past announce_follow announce_look announce_step announce_when
        announce_whom digest digest_photo event event_door event_ics event_letters
        event_look event_roll event_seek event_sheet event_sheets event_with_guest
        feed_after feed_change feed_first feed_look feed_show feedback_ask help
        import_remarks import_show introduction invite_links invite_sheet invitee_show
        letter_photo need need_look news_audience news_edit organisation
        organisations_remarks outcome_read outcome_tell poll poll_awaited
        poll_awaited_more poll_outcome_tell poll_sheet poll_voters poll_voters_more
        poll_letter poll_words poll_words_group poll_words_more proxy_event proxy_poll
        pair_look project project_change project_makers project_preview question question_copy question_draft question_look question_own
        region_item report_look
        ride_typed rides seat visit
        webfeed webfeed_ask webfeed_first webfeed_item webfeed_later webfeed_look
    """,
    "opens a form, or asks first": """
        announce_date announce_dept announce_near announce_rhythm announce_stop
        announce_words close_poll event_add
        event_audience event_cancel event_change event_invite event_part feed_remove import_end
        introduction_contact letter_answer news_part organisation_ask organisation_list outcome_part
        outcome_photo pair_contact pair_never
        poll_again poll_letter_ask poll_change poll_end poll_open_choices
        poll_outcome_change poll_question project_ask project_delete project_help
        project_news project_reply project_report question_answer question_credit
        question_decline question_due question_elsewhere question_more question_open_ask
        report_removal report_write
        question_private_answer question_private_decline question_transfer
        question_withdraw_ask ride_offer ride_search visit_of write_reply
    """,
    "takes something back": """
        announce_away announce_off announce_stop_yes calendar_stop event_guest_out
        event_once event_walk_undo event_withdraw feedback_out introduction_no
        news_discard news_out news_unpicture outcome_unphoto pair_no pair_question_remove
        poll_letter_no project_unfollow project_unnews question_uncredit
        question_open_end question_unjoin question_withdraw ride_out unvote webfeed_allback
        visit_leave visit_of_no
        webfeed_back webfeed_drop webfeed_none webfeed_remove weekly_remove withdraw_poll
    """,
    "the sender's own answer or address, on what is over or theirs alone": """
        calendar_new feedback introduction_contact_ask introduction_helped
        introduction_told let_in project_claim project_follow pair_met ride_typed_ok
    """,
    "sets one field to a value that the button names, and shows the result": """
        announce_came announce_far announce_for announce_now announce_to event_for
        event_guests event_privacy event_side news_for news_kind news_side
    """,
    "notes who is there; what an event is does not matter at its door": """
        door_guest event_came event_door_new event_walk event_walk_name
    """,
    "ends or makes again what is as it was when it ended": """
        close_poll_now feed_again feed_retake poll_event
    """,
    "acts on what never changes once it was made, and whose id is never given again": """
        circle_later circle_no circle_withdraw circle_yes import_ended import_go
        import_stop invitee_again invitee_drop invitee_keep invitee_out link_no
        link_take organisation_keep organisation_list_remove organisation_remove
        organisations_add organisations_discard pair_never_sure
        post_drop projects_add projects_discard report_nothing report_remove
        report_removed report_reopen report_send question_join question_keep
        question_keep_back question_same question_show question_take seat_refuse
        screen_end seat_run seat_sure seat_take webpage_approve webpage_refuse
    """,
    "names the words that were read; a new answer has to be asked for anew": """
        poll_letter_yes poll_words_post question_open question_rate
    """,
    "begins or ends what sends nothing by itself, or what was agreed to before": """
        announce_pause announce_resume digest_resume letter_done letter_settled webfeed_follow
        webfeed_now webfeed_pause webfeed_resume
    """,
}
"""Buttons that name a thing and carry no revision of it, by the reason."""


def excepted() -> list[str]:
    """The names of all exceptions."""
    return [name for names in EXCEPTIONS.values() for name in names.split()]


def acting(buttons: Iterable[ButtonCall]) -> set[str]:
    """The buttons that name a thing, and carry no revision of it."""
    return {each.name for each in buttons if each.of is None and any(_things(each))}


def _things(button: ButtonCall) -> Iterator[str]:
    for each in button.params:
        is_id = each.name == "number" or each.name.endswith("_id")
        if each.kind is int and is_id and each.name not in PEOPLE:
            yield each.name


def test_a_button_that_acts_on_something_editable_carries_the_revision_that_was_shown() -> None:
    buttons = declarations().buttons

    assert acting(buttons.values()) - {*excepted()} == set()
    assert buttons["event_publish"].of == "event"


def test_exceptions_are_written_down_once_and_are_needed() -> None:
    assert len(excepted()) == len({*excepted()})
    assert {*excepted()} - acting(declarations().buttons.values()) == set()


def test_a_button_that_forgets_the_revision_is_found() -> None:
    publish = declarations().buttons["event_publish"]

    assert acting([publish]) == set()
    assert acting([replace(publish, of=None)]) == {"event_publish"}
