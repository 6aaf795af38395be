"""Portraits of members."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from storage.migrations.constraints import add_constraint, drop_constraint

revision: str = "0058"
down_revision: str | None = "0057"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_THINGS = ("name", "question", "poll", "news", "event")
_PARTS = ("presentation", "events", "map", "questions", "polls", "letters")
_RAISE = """
INSERT INTO revisions (kind, key, changes) SELECT 'portrait', {row}.id, 1 WHERE true
ON CONFLICT (kind, key) DO UPDATE SET changes = revisions.changes + 1
"""
_RAISE_BY_ANSWERS = """
INSERT INTO revisions (kind, key, changes) SELECT 'portrait', {row}.portrait_id, 1 WHERE true
ON CONFLICT (kind, key) DO UPDATE SET changes = revisions.changes + 1
"""
_RAISE_BY_MEMBERS = """
INSERT INTO revisions (kind, key, changes)
SELECT 'portrait', portraits.id, 1 FROM portraits WHERE portraits.member_id = {row}.id
ON CONFLICT (kind, key) DO UPDATE SET changes = revisions.changes + 1
"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION raise_revision_of_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN {raise_old}; ELSE {raise_new}; END IF;
    RETURN NULL;
END $$
"""
# The name of the triggers, their table, what they do, and the columns and events that call them.
_TRIGGERS: Sequence[tuple[str, str, str, Sequence[str], Sequence[str]]] = (
    (
        *("portraits", "portraits", _RAISE),
        *(("member_id", "photo_id", "photo_words"), ("update", "delete")),
    ),
    (
        *("portrait_answers", "portrait_answers", _RAISE_BY_ANSWERS),
        *(("question", "words"), ("update", "delete")),
    ),
    ("portraits_by_members", "members", _RAISE_BY_MEMBERS, ("name", "adult"), ("update",)),
)


def upgrade() -> None:
    _allow("web_consents", "thing", *_THINGS, "portrait", "project")
    _allow("public_parts", "part", *_PARTS, "portraits", "figures", "projects")
    op.create_table(
        "portrait_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by"], ["members.id"], name=op.f("fk_portrait_questions_added_by")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_portrait_questions_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portrait_questions")),
        sa.UniqueConstraint(
            "community_id", "folded", name=op.f("uq_portrait_questions_community_id_folded")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_portrait_questions_added_by"), "portrait_questions", ["added_by"])
    op.create_table(
        "portraits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.Column("photo_words", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_letter_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('asked', 'open', 'declined')", name=op.f("ck_portraits_state")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["members.id"], name=op.f("fk_portraits_asked_by")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_portraits_community_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_portraits_member_id")),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["files.id"], name=op.f("fk_portraits_photo_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portraits")),
        sa.UniqueConstraint(
            "community_id", "member_id", name=op.f("uq_portraits_community_id_member_id")
        ),
        sqlite_autoincrement=True,
    )
    for column in ("asked_by", "changed_at", "member_id", "photo_id"):
        op.create_index(op.f(f"ix_portraits_{column}"), "portraits", [column])
    op.create_index("ix_portraits_listed", "portraits", ["community_id", "changed_at", "id"])
    op.create_table(
        "portrait_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("portrait_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("by_team", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("skipped", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("voice_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["portrait_id"],
            ["portraits.id"],
            name=op.f("fk_portrait_answers_portrait_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["voice_id"],
            ["files.id"],
            name=op.f("fk_portrait_answers_voice_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portrait_answers")),
        sqlite_autoincrement=True,
    )
    for column in ("portrait_id", "voice_id"):
        op.create_index(op.f(f"ix_portrait_answers_{column}"), "portrait_answers", [column])
    op.create_table(
        "portrait_yeses",
        sa.Column("portrait_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "place IN ('room', 'letter', 'web')", name=op.f("ck_portrait_yeses_place")
        ),
        sa.ForeignKeyConstraint(
            ["portrait_id"],
            ["portraits.id"],
            name=op.f("fk_portrait_yeses_portrait_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("portrait_id", "place", name=op.f("pk_portrait_yeses")),
    )
    for trigger in _TRIGGERS:
        _create_triggers(*trigger)


def downgrade() -> None:
    for name, table, _raise, _columns, events in _TRIGGERS:
        for event in events:
            on = "" if _is_sqlite() else f" ON {table}"
            op.execute(f"DROP TRIGGER {name}_revised_by_{event}{on}")
        if not _is_sqlite():
            op.execute(f"DROP FUNCTION raise_revision_of_{name}()")
    for each in ("portrait_yeses", "portrait_answers", "portraits", "portrait_questions"):
        op.drop_table(each)
    op.execute("DELETE FROM web_consents WHERE thing = 'portrait'")
    op.execute("DELETE FROM public_parts WHERE part = 'portraits'")
    _allow("web_consents", "thing", *_THINGS, "project")
    _allow("public_parts", "part", *_PARTS, "figures", "projects")


def _allow(table: str, column: str, *words: str) -> None:
    name = f"ck_{table}_{column}"
    drop_constraint(table, name)
    add_constraint(table, name, f"CHECK ({column} IN ({', '.join(map(repr, words))}))")


def _create_triggers(
    name: str, table: str, raises: str, columns: Sequence[str], events: Sequence[str]
) -> None:
    raise_old, raise_new = (raises.format(row=row) for row in ("old", "new"))
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


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
