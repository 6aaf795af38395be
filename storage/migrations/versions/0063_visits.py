"""Visits."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0063"
down_revision: str | None = "0062"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_RAISE = """
INSERT INTO revisions (kind, key, changes) SELECT '{kind}', {row}.id, 1 WHERE true
ON CONFLICT (kind, key) DO UPDATE SET changes = revisions.changes + 1
"""
_RAISE_TURNS = """
INSERT INTO revisions (kind, key, changes)
SELECT 'visit_turn', visit_turns.id, 1 FROM visit_turns WHERE visit_turns.series_id = {row}.id
ON CONFLICT (kind, key) DO UPDATE SET changes = revisions.changes + 1
"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION raise_revision_of_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN {raise_old}; ELSE {raise_new}; END IF;
    RETURN NULL;
END $$
"""
_SHOWN = ("title", "rule", "commune")
# The name of the triggers, their table, what they do, the columns and the events that call them.
_TRIGGERS: Sequence[tuple[str, str, str, Sequence[str], Sequence[str]]] = (
    *(("visit_series", "visit_series", "visit_series", _SHOWN, ("update", "delete")),),
    *(
        (
            *("visit_turns", "visit_turns", "visit_turn"),
            *(("day", "starts_at", "host_id"), ("update", "delete")),
        ),
    ),
    *(("visit_turns_by_visit_series", "visit_series", "", _SHOWN, ("update",)),),
)
_OF_EVENTS = (
    *("kind", "title", "starts_at", "ends_at", "zone", "commune", "place", "link"),
    *("description", "picture_id", "organiser", "capacity", "guests", "circles"),
    *("domains", "territories", "deadline", "question", "series_id", "source_url"),
)
_EVENTS = ("events", "events", "event")


def upgrade() -> None:
    op.create_table(
        "visit_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("maker_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("commune", sa.String(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_visit_series_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["maker_id"], ["members.id"], name=op.f("fk_visit_series_maker_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_series")),
        sqlite_autoincrement=True,
    )
    for column in ("community_id", "maker_id"):
        op.create_index(op.f(f"ix_visit_series_{column}"), "visit_series", [column])
    op.create_table(
        "visit_hosts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("agreed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hosted", sa.Integer(), server_default="0", nullable=False),
        sa.Column("hosted_on", sa.Date(), nullable=True),
        sa.Column("asked_for", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_visit_hosts_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["series_id"],
            ["visit_series.id"],
            name=op.f("fk_visit_hosts_series_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_hosts")),
        sa.UniqueConstraint(
            "series_id", "member_id", name=op.f("uq_visit_hosts_series_id_member_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_visit_hosts_member_id"), "visit_hosts", ["member_id"])
    op.create_table(
        "visit_turns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_visit_turns_event_id")),
        sa.ForeignKeyConstraint(
            ["host_id"],
            ["visit_hosts.id"],
            name=op.f("fk_visit_turns_host_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["series_id"],
            ["visit_series.id"],
            name=op.f("fk_visit_turns_series_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_turns")),
        sa.UniqueConstraint("series_id", "day", name=op.f("uq_visit_turns_series_id_day")),
        sqlite_autoincrement=True,
    )
    for column in ("event_id", "host_id", "starts_at"):
        op.create_index(op.f(f"ix_visit_turns_{column}"), "visit_turns", [column])
    op.add_column(
        "events",
        sa.Column("private_place", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    for trigger in _TRIGGERS:
        _create_triggers(*trigger)
    _drop_triggers("events", "events")
    _create_triggers(*_EVENTS, (*_OF_EVENTS, "private_place"), ("update", "delete"))


def downgrade() -> None:
    _drop_triggers("events", "events")
    for name, table, _kind, _columns, events in _TRIGGERS:
        _drop_triggers(name, table, events)
        if not _is_sqlite():
            op.execute(f"DROP FUNCTION raise_revision_of_{name}()")
    op.drop_column("events", "private_place")
    _create_triggers(*_EVENTS, _OF_EVENTS, ("update", "delete"))
    for each in ("turns", "hosts", "series"):
        op.drop_table(f"visit_{each}")


def _create_triggers(
    name: str, table: str, kind: str, columns: Sequence[str], events: Sequence[str]
) -> None:
    """Raise the revision of a kind of thing, or that of the dates of a series."""
    raises = _RAISE if kind else _RAISE_TURNS
    raise_old, raise_new = (raises.format(row=row, kind=kind) for row in ("old", "new"))
    differs = "old.{0} IS NOT new.{0}"
    if not _is_sqlite():
        op.execute(_FUNCTION.format(name=name, raise_old=raise_old, raise_new=raise_new))
        differs = "old.{0}::text IS DISTINCT FROM new.{0}::text"
    when = " OR ".join(differs.format(each) for each in columns)
    for event in events:
        raised = raise_old if event == "delete" else raise_new
        done = f"EXECUTE FUNCTION raise_revision_of_{name}()"
        if _is_sqlite():
            done = f"BEGIN {raised}; END"
        of = f"UPDATE OF {', '.join(columns)}" if event == "update" else event.upper()
        condition = f"WHEN ({when})" if event == "update" else ""
        op.execute(
            f"CREATE TRIGGER {name}_revised_by_{event} AFTER {of} ON {table} FOR EACH ROW "
            f"{condition} {done}"
        )


def _drop_triggers(name: str, table: str, events: Sequence[str] = ("update", "delete")) -> None:
    """Drop the triggers of a table; a database kept aside may still use their function."""
    for event in events:
        on = "" if _is_sqlite() else f" ON {table}"
        op.execute(f"DROP TRIGGER {name}_revised_by_{event}{on}")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
