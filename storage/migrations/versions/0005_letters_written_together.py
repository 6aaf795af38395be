"""Letters written together."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        "communities", sa.Column("alone_after", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("digests", sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "digests", sa.Column("alone_hours", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("digests", sa.Column("shown", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    for column in ("shown", "alone_hours", "submitted_at"):
        op.drop_column("digests", column)
    op.drop_column("communities", "alone_after")
