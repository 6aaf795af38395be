"""Figures of closed months, and the addresses of the pages that show them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0053"
down_revision: str | None = "0052"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "monthly_figures",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("figure", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_monthly_figures_community_id")
        ),
        sa.PrimaryKeyConstraint(
            "community_id", "month", "figure", "step", name=op.f("pk_monthly_figures")
        ),
    )
    op.create_table(
        "figure_pages",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_figure_pages_community_id")
        ),
        sa.PrimaryKeyConstraint("community_id", name=op.f("pk_figure_pages")),
        sa.UniqueConstraint("token", name=op.f("uq_figure_pages_token")),
    )
    with op.batch_alter_table("figure_pages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_figure_pages_ends_at"), ["ends_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("figure_pages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_figure_pages_ends_at"))
    op.drop_table("figure_pages")
    op.drop_table("monthly_figures")
