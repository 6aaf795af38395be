"""Requests to remove an organisation from the directory."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0033"
down_revision: str | None = "0032"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "removal_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_removal_requests_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_removal_requests_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removal_requests")),
        sa.UniqueConstraint(
            "organisation_id",
            "member_id",
            name=op.f("uq_removal_requests_organisation_id_member_id"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_removal_requests_member_id"), "removal_requests", ["member_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_removal_requests_member_id"), "removal_requests")
    op.drop_table("removal_requests")
