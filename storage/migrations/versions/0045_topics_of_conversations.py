"""Topics of the team's forum, one for each conversation."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0045"
down_revision: str | None = "0044"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        "communities",
        sa.Column("conversation_topics", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column("conversations", sa.Column("topic", sa.String(), nullable=True))
    op.add_column(
        "conversations",
        sa.Column("topic_closed", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("conversations", "topic_closed")
    op.drop_column("conversations", "topic")
    op.drop_column("communities", "conversation_topics")
