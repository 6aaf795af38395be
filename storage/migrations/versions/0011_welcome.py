"""Newcomers of the rooms, the messages that welcome them, and cards that are taken away."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column(
        "communities",
        sa.Column("welcome", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
    op.add_column(
        "cards", sa.Column("ended", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "welcomes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_welcomes_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_welcomes")),
    )
    op.create_index(op.f("ix_welcomes_room"), "welcomes", ["room"])
    op.create_table(
        "newcomers",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("welcome_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_newcomers_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["welcome_id"], ["welcomes.id"], name=op.f("fk_newcomers_welcome_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newcomers")),
        sa.UniqueConstraint("room", "address", name=op.f("uq_newcomers_room_address")),
    )
    op.create_index(op.f("ix_newcomers_address"), "newcomers", ["address"])
    op.create_index(op.f("ix_newcomers_welcome_id"), "newcomers", ["welcome_id"])


def downgrade() -> None:
    op.drop_table("newcomers")
    op.drop_table("welcomes")
    op.drop_column("cards", "ended")
    op.drop_column("communities", "welcome")
