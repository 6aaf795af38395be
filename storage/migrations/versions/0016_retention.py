"""Whoever was not seen for long is asked whether to stay; what answers the erased goes with them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("members", sa.Column("asked_to_stay_on", sa.Date(), nullable=True))
    op.create_index(op.f("ix_members_seen_on"), "members", ["seen_on"])
    op.add_column(
        "deliveries",
        sa.Column("parting", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("deliveries", "parting")
    op.drop_index(op.f("ix_members_seen_on"), table_name="members")
    op.drop_column("members", "asked_to_stay_on")
