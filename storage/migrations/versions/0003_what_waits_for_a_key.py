"""Events that wait for a key, and the learned pace of a network."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "paces",
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("interval_ms", sa.Integer(), nullable=False),
        sa.Column("burst", sa.Integer(), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("network", name=op.f("pk_paces")),
    )
    op.create_table(
        "sealed",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("ciphertext", sa.String(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed")),
        sa.UniqueConstraint("network", "key", name=op.f("uq_sealed_network_key")),
    )
    op.create_index(op.f("ix_sealed_room"), "sealed", ["room"])
    op.create_index(op.f("ix_sealed_received_at"), "sealed", ["received_at"])


def downgrade() -> None:
    op.drop_table("sealed")
    op.drop_table("paces")
