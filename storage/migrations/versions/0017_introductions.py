"""Introductions of two members."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "introductions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("asker_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("followed_up", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asker_id"], ["members.id"], name=op.f("fk_introductions_asker_id")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_introductions_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_introductions")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("introductions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_introductions_asker_id"), ["asker_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_introductions_community_id"), ["community_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_introductions_expires_at"), ["expires_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_introductions_met_at"), ["met_at"], unique=False)

    op.create_table(
        "introduction_sides",
        sa.Column("introduction_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("asked_about", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("reached_by", sa.String(), nullable=False),
        sa.Column("helped", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["introduction_id"],
            ["introductions.id"],
            name=op.f("fk_introduction_sides_introduction_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_introduction_sides_member_id")
        ),
        sa.PrimaryKeyConstraint("introduction_id", "member_id", name=op.f("pk_introduction_sides")),
    )
    with op.batch_alter_table("introduction_sides", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_introduction_sides_member_id"), ["member_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("introduction_sides", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_introduction_sides_member_id"))

    op.drop_table("introduction_sides")
    with op.batch_alter_table("introductions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_introductions_met_at"))
        batch_op.drop_index(batch_op.f("ix_introductions_expires_at"))
        batch_op.drop_index(batch_op.f("ix_introductions_community_id"))
        batch_op.drop_index(batch_op.f("ix_introductions_asker_id"))

    op.drop_table("introductions")
