"""Letters to the Region."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "region_letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("items", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("more", sa.Integer(), nullable=False),
        sa.Column("is_empty", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_region_letters_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region_letters")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("region_letters", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_region_letters_community_id"), ["community_id"], unique=False
        )

    op.add_column(
        "communities", sa.Column("region_letter", sa.String(), server_default="", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("communities", "region_letter")
    with op.batch_alter_table("region_letters", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_region_letters_community_id"))

    op.drop_table("region_letters")
