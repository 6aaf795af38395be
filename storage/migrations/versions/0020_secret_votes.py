"""Secret votes, and polls for some of the members."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        "polls", sa.Column("secret", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("polls", sa.Column("audience", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "poll_entitlements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("voted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_poll_entitlements_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["polls.id"], name=op.f("fk_poll_entitlements_poll_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_entitlements")),
        sa.UniqueConstraint(
            "poll_id", "member_id", name=op.f("uq_poll_entitlements_poll_id_member_id")
        ),
    )
    op.create_index(op.f("ix_poll_entitlements_member_id"), "poll_entitlements", ["member_id"])
    op.create_table(
        "ballot_boxes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("ballots", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_ballot_boxes_poll_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_boxes")),
    )
    op.create_index(op.f("ix_ballot_boxes_poll_id"), "ballot_boxes", ["poll_id"])
    op.create_table(
        "secret_counts",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_secret_counts_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_secret_counts")),
    )


def downgrade() -> None:
    op.drop_table("secret_counts")
    op.drop_index(op.f("ix_ballot_boxes_poll_id"), table_name="ballot_boxes")
    op.drop_table("ballot_boxes")
    op.drop_index(op.f("ix_poll_entitlements_member_id"), table_name="poll_entitlements")
    op.drop_table("poll_entitlements")
    op.drop_column("polls", "audience")
    op.drop_column("polls", "secret")
