"""Room posts of announcements."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("announcement_runs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("room_posts", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("announcement_runs", schema=None) as batch_op:
        batch_op.drop_column("room_posts")
