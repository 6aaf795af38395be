"""Personal invitations, and what a community wants to become."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_invitations_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_invitations_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("code", name=op.f("uq_invitations_code")),
        sa.UniqueConstraint(
            "member_id", "community_id", name=op.f("uq_invitations_member_id_community_id")
        ),
    )
    with op.batch_alter_table("memberships") as table:
        table.add_column(sa.Column("invited_by", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_memberships_invited_by"), "members", ["invited_by"], ["id"]
        )
    op.create_index(op.f("ix_memberships_invited_by"), "memberships", ["invited_by"])
    op.add_column("communities", sa.Column("goal", sa.Integer(), nullable=True))
    op.add_column("communities", sa.Column("goal_year", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("communities", "goal_year")
    op.drop_column("communities", "goal")
    op.drop_index(op.f("ix_memberships_invited_by"), "memberships")
    with op.batch_alter_table("memberships") as table:
        table.drop_constraint(op.f("fk_memberships_invited_by"), type_="foreignkey")
        table.drop_column("invited_by")
    op.drop_table("invitations")
