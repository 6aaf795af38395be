"""Working groups."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from storage.migrations.constraints import add_constraint, drop_constraint

revision: str = "0060"
down_revision: str | None = "0059"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_RAISE = """
INSERT INTO revisions (kind, key, changes) SELECT 'group', {row}.id, 1 WHERE true
ON CONFLICT (kind, key) DO UPDATE SET changes = revisions.changes + 1
"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION raise_revision_of_working_groups() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN {raise_old}; ELSE {raise_new}; END IF;
    RETURN NULL;
END $$
"""
_RAISED_BY = ("name", "purpose", "joining", "state")
# Tables of which a row may be of a group, and what becomes of it should the group go.
_OF_GROUPS = (("events", ""), ("needs", ""), ("rooms", " ON DELETE SET NULL"))


def upgrade() -> None:
    op.create_table(
        "working_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("proposer_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("joining", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "joining IN ('open', 'request')", name=op.f("ck_working_groups_joining")
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'open', 'closed')", name=op.f("ck_working_groups_state")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_working_groups_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposer_id"], ["members.id"], name=op.f("fk_working_groups_proposer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_groups")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_working_groups_listed", "working_groups", ["community_id", "state", "id"])
    op.create_index(op.f("ix_working_groups_proposer_id"), "working_groups", ["proposer_id"])
    op.create_table(
        "group_members",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("muted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "standing IN ('asks', 'belongs', 'leads')", name=op.f("ck_group_members_standing")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["working_groups.id"],
            name=op.f("fk_group_members_group_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_group_members_member_id")
        ),
        sa.PrimaryKeyConstraint("group_id", "member_id", name=op.f("pk_group_members")),
    )
    op.create_index(op.f("ix_group_members_member_id"), "group_members", ["member_id"])
    op.create_table(
        "group_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["members.id"], name=op.f("fk_group_reports_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["working_groups.id"],
            name=op.f("fk_group_reports_group_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_reports")),
        sqlite_autoincrement=True,
    )
    for column in ("author_id", "group_id"):
        op.create_index(op.f(f"ix_group_reports_{column}"), "group_reports", [column])
    op.create_table(
        "group_spaces",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_group_spaces_community_id")
        ),
        sa.PrimaryKeyConstraint("community_id", "network", name=op.f("pk_group_spaces")),
    )
    for table, then in _OF_GROUPS:
        op.add_column(table, sa.Column("group_id", sa.Integer(), nullable=True))
        rule = f"FOREIGN KEY(group_id) REFERENCES working_groups (id){then}"
        add_constraint(table, f"fk_{table}_group_id", rule)
        op.create_index(f"ix_{table}_group_id", table, ["group_id"])
    _create_triggers()


def downgrade() -> None:
    for event in ("update", "delete"):
        on = "" if _is_sqlite() else " ON working_groups"
        op.execute(f"DROP TRIGGER working_groups_revised_by_{event}{on}")
    if not _is_sqlite():
        op.execute("DROP FUNCTION raise_revision_of_working_groups()")
    for table, _ in _OF_GROUPS:
        op.drop_index(f"ix_{table}_group_id", table)
        drop_constraint(table, f"fk_{table}_group_id")
        op.drop_column(table, "group_id")
    for table in ("group_spaces", "group_reports", "group_members", "working_groups"):
        op.drop_table(table)


def _create_triggers() -> None:
    raise_old, raise_new = (_RAISE.format(row=row) for row in ("old", "new"))
    differs = "old.{0} IS NOT new.{0}"
    if not _is_sqlite():
        op.execute(_FUNCTION.format(raise_old=raise_old, raise_new=raise_new))
        differs = "old.{0}::text IS DISTINCT FROM new.{0}::text"
    when = " OR ".join(differs.format(each) for each in _RAISED_BY)
    for event, raised in (("update", raise_new), ("delete", raise_old)):
        done = "EXECUTE FUNCTION raise_revision_of_working_groups()"
        if _is_sqlite():
            done = f"BEGIN {raised}; END"
        of = f"UPDATE OF {', '.join(_RAISED_BY)}" if event == "update" else "DELETE"
        condition = f"WHEN ({when})" if event == "update" else ""
        op.execute(
            f"CREATE TRIGGER working_groups_revised_by_{event} AFTER {of} ON working_groups "
            f"FOR EACH ROW {condition} {done}"
        )


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
