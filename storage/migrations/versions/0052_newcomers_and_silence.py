"""Newcomers and silence."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0052"
down_revision: str | None = "0051"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "greetings",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("account", sa.String(), nullable=True),
        sa.Column("greeter_id", sa.Integer(), nullable=True),
        sa.Column("greeted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("week_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("week", sa.String(), nullable=True),
        sa.Column("week_answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("answer IN ('asked', 'yes', 'no')", name=op.f("ck_greetings_answer")),
        sa.CheckConstraint(
            "week IN ('found', 'not yet', 'not for me')", name=op.f("ck_greetings_week")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_greetings_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["greeter_id"], ["members.id"], name=op.f("fk_greetings_greeter_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_greetings_member_id")),
        sa.PrimaryKeyConstraint("member_id", "community_id", name=op.f("pk_greetings")),
    )
    with op.batch_alter_table("greetings", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_greetings_community_id"), ["community_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_greetings_greeter_id"), ["greeter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_greetings_since"), ["since"], unique=False)

    op.add_column(
        "communities",
        sa.Column("greeting", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column(
        "communities",
        sa.Column("first_week", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column(
        "communities", sa.Column("fewer_after", sa.Integer(), server_default="0", nullable=False)
    )
    for name in ("stopped_until", "fewer_since", "offered_pause_on"):
        op.add_column("members", sa.Column(name, sa.Date(), nullable=True))
    op.create_index("ix_members_stopped_until", "members", ["stopped_until"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_members_stopped_until", "members")
    for name in ("offered_pause_on", "fewer_since", "stopped_until"):
        op.drop_column("members", name)
    for name in ("fewer_after", "first_week", "greeting"):
        op.drop_column("communities", name)
    op.drop_table("greetings")
