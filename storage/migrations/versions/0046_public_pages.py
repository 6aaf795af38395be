"""Public pages of communities: their parts, and what people agreed to show on them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0046"
down_revision: str | None = "0045"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "public_parts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("submitted_by", sa.Integer(), nullable=True),
        sa.Column("submitted_seat", sa.String(), nullable=False),
        sa.Column("submitted_hand", sa.String(), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_seat", sa.String(), nullable=True),
        sa.Column("approved_hand", sa.String(), nullable=False),
        sa.CheckConstraint(
            "approved_hand IN ('holder', 'deputy', 'nobody', 'silent')",
            name=op.f("ck_public_parts_approved_hand"),
        ),
        sa.CheckConstraint(
            "approved_seat IN ('territory', 'region')", name=op.f("ck_public_parts_approved_seat")
        ),
        sa.CheckConstraint(
            "part IN ('presentation', 'events', 'questions', 'polls', 'letters', 'figures')",
            name=op.f("ck_public_parts_part"),
        ),
        sa.CheckConstraint(
            "submitted_hand IN ('holder', 'deputy', 'nobody', 'silent')",
            name=op.f("ck_public_parts_submitted_hand"),
        ),
        sa.CheckConstraint(
            "submitted_seat IN ('territory', 'region')", name=op.f("ck_public_parts_submitted_seat")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["members.id"], name=op.f("fk_public_parts_approved_by")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_public_parts_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["members.id"], name=op.f("fk_public_parts_submitted_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_parts")),
        sa.UniqueConstraint("community_id", "part", name=op.f("uq_public_parts_community_id_part")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("public_parts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_public_parts_approved_by"), ["approved_by"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_public_parts_submitted_by"), ["submitted_by"], unique=False
        )

    op.create_table(
        "web_consents",
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("ref", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("given", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "thing IN ('name', 'question', 'poll', 'news')", name=op.f("ck_web_consents_thing")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_web_consents_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_web_consents_member_id")
        ),
        sa.PrimaryKeyConstraint("thing", "ref", "member_id", name=op.f("pk_web_consents")),
    )
    with op.batch_alter_table("web_consents", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_web_consents_community_id"), ["community_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_web_consents_member_id"), ["member_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("web_consents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_web_consents_member_id"))
        batch_op.drop_index(batch_op.f("ix_web_consents_community_id"))

    op.drop_table("web_consents")
    with op.batch_alter_table("public_parts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_public_parts_submitted_by"))
        batch_op.drop_index(batch_op.f("ix_public_parts_approved_by"))

    op.drop_table("public_parts")
