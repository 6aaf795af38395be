"""Results of secret votes of fewer than five people go; who was told something by one gardener."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0039"
down_revision: str | None = "0037"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_counts = sa.table("secret_counts", sa.column("poll_id"), sa.column("counts", sa.JSON))
_FEWEST = 5


def upgrade() -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.select(_counts.c.poll_id, _counts.c.counts)).all()
    few = [row.poll_id for row in rows if _voters(row.counts) < _FEWEST]
    if few:
        connection.execute(sa.delete(_counts).where(_counts.c.poll_id.in_(few)))
    op.create_table(
        "announcements_told",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("seat", sa.String(), nullable=False),
        sa.Column("teller_id", sa.Integer(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["announcement_runs.id"],
            name=op.f("fk_announcements_told_run_id"),
        ),
        sa.ForeignKeyConstraint(
            ["teller_id"], ["members.id"], name=op.f("fk_announcements_told_teller_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_announcements_told_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements_told")),
        sqlite_autoincrement=True,
    )
    for column in ("run_id", "member_id"):
        op.create_index(op.f(f"ix_announcements_told_{column}"), "announcements_told", [column])


def _voters(counts: object) -> int:
    """The people in pairs of choices and numbers; of anything else it is not known that few are."""
    if not isinstance(counts, list):
        return _FEWEST
    return sum(people for _, people in counts)


def downgrade() -> None:
    """Drop the table; counts that are deleted do not come back."""
    op.drop_table("announcements_told")
