"""News in parts."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("news", schema=None, recreate="never") as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(), server_default="news", nullable=False))
        batch_op.add_column(sa.Column("until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("picture_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("picture_words", sa.String(), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("circles", sa.JSON(none_as_null=True), server_default="[]", nullable=False)
        )
        batch_op.add_column(
            sa.Column("domains", sa.JSON(none_as_null=True), server_default="[]", nullable=False)
        )
        batch_op.add_column(
            sa.Column(
                "territories", sa.JSON(none_as_null=True), server_default="[]", nullable=False
            )
        )
        batch_op.add_column(sa.Column("amended_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("amender", sa.String(), nullable=True))
        batch_op.add_column(
            sa.Column("postponed", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_news_amended_by"), ["amended_by"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("news", schema=None, recreate="never") as batch_op:
        batch_op.drop_index(batch_op.f("ix_news_amended_by"))
        batch_op.drop_column("reminded_at")
        batch_op.drop_column("postponed")
        batch_op.drop_column("amender")
        batch_op.drop_column("amended_by")
        batch_op.drop_column("territories")
        batch_op.drop_column("domains")
        batch_op.drop_column("circles")
        batch_op.drop_column("picture_words")
        batch_op.drop_column("picture_id")
        batch_op.drop_column("until")
        batch_op.drop_column("kind")
