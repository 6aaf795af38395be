"""Coffees of members."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0054"
down_revision: str | None = "0053"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_RAISE = """
INSERT INTO revisions (kind, key, changes) SELECT 'pair_side', {row}.id, 1 WHERE true
ON CONFLICT (kind, key) DO UPDATE SET changes = revisions.changes + 1
"""
_RAISE_BY_ACCOUNTS = """
INSERT INTO revisions (kind, key, changes)
SELECT 'pair_side', pair_sides.id, 1 FROM pair_sides WHERE pair_sides.member_id = {row}.member_id
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
    ("pair_sides", "pair_sides", _RAISE, ("member_id", "reached_by"), ("update", "delete")),
    (
        *("pair_sides_by_identities", "identities", _RAISE_BY_ACCOUNTS),
        *(("address", "member_id", "handle"), ("update", "delete", "insert")),
    ),
)


def upgrade() -> None:
    op.add_column(
        "communities", sa.Column("pairs", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_table(
        "pair_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by"], ["members.id"], name=op.f("fk_pair_questions_added_by")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_pair_questions_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_questions")),
        sa.UniqueConstraint(
            "community_id", "folded", name=op.f("uq_pair_questions_community_id_folded")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_pair_questions_added_by"), "pair_questions", ["added_by"])
    op.create_table(
        "pair_members",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("placed", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_pair_members_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_pair_members_member_id")
        ),
        sa.PrimaryKeyConstraint("member_id", "community_id", name=op.f("pk_pair_members")),
    )
    op.create_index(
        "ix_pair_members_placed", "pair_members", ["community_id", "placed", "member_id"]
    )
    op.create_table(
        "pair_rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("complete", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_pair_rounds_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_rounds")),
        sa.UniqueConstraint(
            "community_id", "month", name=op.f("uq_pair_rounds_community_id_month")
        ),
    )
    op.create_index(op.f("ix_pair_rounds_begun_at"), "pair_rounds", ["begun_at"])
    op.create_table(
        "pair_meetings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["pair_rounds.id"],
            name=op.f("fk_pair_meetings_round_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_meetings")),
    )
    op.create_index(op.f("ix_pair_meetings_round_id"), "pair_meetings", ["round_id"])
    op.create_table(
        "pair_sides",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("reached_by", sa.String(), nullable=False),
        sa.Column("accounts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=True),
        sa.CheckConstraint("step IN ('waiting', 'told', 'asked')", name=op.f("ck_pair_sides_step")),
        sa.CheckConstraint("answer IN ('yes', 'no')", name=op.f("ck_pair_sides_answer")),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["pair_meetings.id"],
            name=op.f("fk_pair_sides_meeting_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_pair_sides_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["pair_rounds.id"],
            name=op.f("fk_pair_sides_round_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_sides")),
        sa.UniqueConstraint("round_id", "member_id", name=op.f("uq_pair_sides_round_id_member_id")),
        sqlite_autoincrement=True,
    )
    for column in ("meeting_id", "member_id", "step"):
        op.create_index(op.f(f"ix_pair_sides_{column}"), "pair_sides", [column])
    op.create_table(
        "pair_refusals",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("refused_id", sa.Integer(), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_pair_refusals_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["refused_id"], ["members.id"], name=op.f("fk_pair_refusals_refused_id")
        ),
        sa.PrimaryKeyConstraint("member_id", "refused_id", name=op.f("pk_pair_refusals")),
    )
    op.create_index(op.f("ix_pair_refusals_refused_id"), "pair_refusals", ["refused_id"])
    for trigger in _TRIGGERS:
        _create_triggers(*trigger)


def downgrade() -> None:
    for name, table, _raise, _columns, events in _TRIGGERS:
        for event in events:
            on = "" if _is_sqlite() else f" ON {table}"
            op.execute(f"DROP TRIGGER {name}_revised_by_{event}{on}")
        if not _is_sqlite():
            op.execute(f"DROP FUNCTION raise_revision_of_{name}()")
    for each in ("refusals", "sides", "meetings", "rounds", "members", "questions"):
        op.drop_table(f"pair_{each}")
    op.drop_column("communities", "pairs")


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
