"""What members tell of themselves, and files that are fetched by a link."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    for column in (
        sa.Column("adult", sa.Boolean(), nullable=True),
        sa.Column("commune", sa.String(), nullable=True),
        sa.Column("territory", sa.String(), nullable=True),
        sa.Column("about", sa.String(), nullable=False, server_default=""),
        sa.Column("link", sa.String(), nullable=False, server_default=""),
        sa.Column("email", sa.String(), nullable=True),
    ):
        op.add_column("members", column)
    op.create_index(op.f("ix_members_commune"), "members", ["commune"])
    op.add_column(
        "memberships", sa.Column("visible", sa.String(), nullable=False, server_default="no")
    )
    op.add_column("communities", sa.Column("domains", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "member_domains",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_member_domains_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_member_domains_community_id")
        ),
        sa.PrimaryKeyConstraint(
            "member_id", "community_id", "domain", name=op.f("pk_member_domains")
        ),
    )
    op.create_table(
        "handouts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("arguments", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_handouts_member_id")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_handouts_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handouts")),
        sa.UniqueConstraint("token", name=op.f("uq_handouts_token")),
    )
    op.create_index(op.f("ix_handouts_member_id"), "handouts", ["member_id"])
    op.create_index(op.f("ix_handouts_expires_at"), "handouts", ["expires_at"])


def downgrade() -> None:
    op.drop_table("handouts")
    op.drop_table("member_domains")
    op.drop_column("communities", "domains")
    op.drop_column("memberships", "visible")
    op.drop_index(op.f("ix_members_commune"), "members")
    for name in ("email", "link", "about", "territory", "commune", "adult"):
        op.drop_column("members", name)
