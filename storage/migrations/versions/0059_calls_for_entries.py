"""Calls for entries."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0059"
down_revision: str | None = "0058"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_RAISE = """
INSERT INTO revisions (kind, key, changes) SELECT '{kind}', {{row}}.{key}, 1 WHERE true
ON CONFLICT (kind, key) DO UPDATE SET changes = revisions.changes + 1
"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION raise_revision_of_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN {raise_old}; ELSE {raise_new}; END IF;
    RETURN NULL;
END $$
"""
# The table, what its triggers do, and the columns and events that call them.
_TRIGGERS: Sequence[tuple[str, str, Sequence[str], Sequence[str]]] = (
    (
        *("calls", _RAISE.format(kind="call", key="id")),
        *(("kind", "title", "purpose", "rules", "ends_at", "secret"), ("update", "delete")),
    ),
    (
        *("call_entries", _RAISE.format(kind="call_entry", key="id")),
        *(("team", "title", "words"), ("update", "delete")),
    ),
    (
        *("call_pictures", _RAISE.format(kind="call_entry", key="entry_id")),
        *(("entry_id", "file_id", "words"), ("update", "delete", "insert")),
    ),
)


def upgrade() -> None:
    op.create_table(
        "calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("maker_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("rules", sa.String(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("secret", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("poll_id", sa.Integer(), nullable=True),
        sa.Column("over_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('call', 'contest', 'projects')", name=op.f("ck_calls_kind")),
        sa.CheckConstraint(
            "state IN ('draft', 'open', 'closed', 'voting', 'over', 'withdrawn')",
            name=op.f("ck_calls_state"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_calls_community_id")
        ),
        sa.ForeignKeyConstraint(["maker_id"], ["members.id"], name=op.f("fk_calls_maker_id")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_calls_poll_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calls_community_id"), ["community_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_calls_maker_id"), ["maker_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_calls_over_at"), ["over_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_calls_poll_id"), ["poll_id"], unique=False)

    op.create_table(
        "call_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("choice", sa.Integer(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'sent', 'change asked', 'accepted', 'set aside')",
            name=op.f("ck_call_entries_state"),
        ),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_call_entries_call_id")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_call_entries_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_entries")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("call_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_entries_call_id"), ["call_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_call_entries_member_id"), ["member_id"], unique=False)

    op.create_table(
        "call_pictures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("people", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["call_entries.id"],
            name=op.f("fk_call_pictures_entry_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["files.id"], name=op.f("fk_call_pictures_file_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_call_pictures_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_pictures")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("call_pictures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_pictures_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_call_pictures_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_call_pictures_member_id"), ["member_id"], unique=False)

    for trigger in _TRIGGERS:
        _create_triggers(*trigger)


def downgrade() -> None:
    for table, _raise, _columns, events in _TRIGGERS:
        for event in events:
            on = "" if _is_sqlite() else f" ON {table}"
            op.execute(f"DROP TRIGGER {table}_revised_by_{event}{on}")
        if not _is_sqlite():
            op.execute(f"DROP FUNCTION raise_revision_of_{table}()")
    for each in ("call_pictures", "call_entries", "calls"):
        op.drop_table(each)


def _create_triggers(
    table: str, raises: str, columns: Sequence[str], events: Sequence[str]
) -> None:
    raise_old, raise_new = (raises.format(row=row) for row in ("old", "new"))
    differs = "old.{0} IS NOT new.{0}"
    if not _is_sqlite():
        op.execute(_FUNCTION.format(name=table, raise_old=raise_old, raise_new=raise_new))
        differs = "old.{0}::text IS DISTINCT FROM new.{0}::text"
    when = " OR ".join(differs.format(each) for each in columns)
    for event in events:
        raised = raise_old if event == "delete" else raise_new
        done = f"EXECUTE FUNCTION raise_revision_of_{table}()"
        if _is_sqlite():
            done = f"BEGIN {raised}; END"
        of = f"UPDATE OF {', '.join(columns)}" if event == "update" else event.upper()
        condition = f"WHEN ({when})" if event == "update" else ""
        op.execute(
            f"CREATE TRIGGER {table}_revised_by_{event} AFTER {of} ON {table} FOR EACH ROW "
            f"{condition} {done}"
        )


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
