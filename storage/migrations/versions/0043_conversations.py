"""The table `letters` is named after what it holds: conversations."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0043"
down_revision: str | None = "0042"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_COLUMNS = ("id", "community_id", "member_id", "account", "seat", "opened_at")


def upgrade() -> None:
    _rename("letters", "conversations")


def downgrade() -> None:
    _rename("conversations", "letters")


def _rename(old: str, new: str) -> None:
    """Rename the table, its constraints and its index; nothing refers to it."""
    if op.get_bind().dialect.name == "sqlite":
        _copy(old, new)
        return
    op.rename_table(old, new)
    op.execute(f"ALTER SEQUENCE {old}_id_seq RENAME TO {new}_id_seq")
    op.execute(f"ALTER INDEX ix_{old}_member_id RENAME TO ix_{new}_member_id")
    for name in ("pk_{}", "fk_{}_community_id", "fk_{}_member_id", "ck_{}_seat"):
        op.execute(f"ALTER TABLE {new} RENAME CONSTRAINT {name.format(old)} TO {name.format(new)}")


def _copy(old: str, new: str) -> None:
    """SQLite renames no constraint: the rows move into a new table."""
    op.create_table(
        new,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("seat", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("seat IN ('territory', 'region')", name=op.f(f"ck_{new}_seat")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f(f"fk_{new}_community_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f(f"fk_{new}_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{new}")),
    )
    columns = ", ".join(_COLUMNS)
    op.execute(f"INSERT INTO {new} ({columns}) SELECT {columns} FROM {old}")  # noqa: S608 - ours
    op.drop_table(old)
    op.create_index(op.f(f"ix_{new}_member_id"), new, ["member_id"])
