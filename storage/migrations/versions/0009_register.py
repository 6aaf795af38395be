"""When and how often a member is written to, and what they were offered to tell."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    for column in (
        sa.Column("timezone", sa.String(), nullable=True),
        sa.Column("quiet_from", sa.String(), nullable=True),
        sa.Column("quiet_to", sa.String(), nullable=True),
        sa.Column("asked", sa.JSON(none_as_null=True), nullable=True),
    ):
        op.add_column("members", column)
    op.add_column(
        "memberships", sa.Column("rhythm", sa.String(), nullable=False, server_default="each")
    )


def downgrade() -> None:
    op.drop_column("memberships", "rhythm")
    for name in ("asked", "quiet_to", "quiet_from", "timezone"):
        op.drop_column("members", name)
