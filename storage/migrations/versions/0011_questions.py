"""Questions."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("asker_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("naming", sa.String(), nullable=False),
        sa.Column("gardener_id", sa.Integer(), nullable=True),
        sa.Column("domain", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("draft", sa.String(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("contact_details", sa.String(), nullable=False),
        sa.Column("transferred_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contact_reminders", sa.Integer(), nullable=False),
        sa.Column("usefulness", sa.String(), nullable=True),
        sa.Column("reopened_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["members.id"], name=op.f("fk_questions_answered_by")
        ),
        sa.ForeignKeyConstraint(["asker_id"], ["members.id"], name=op.f("fk_questions_asker_id")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_questions_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["gardener_id"], ["members.id"], name=op.f("fk_questions_gardener_id")
        ),
        sa.ForeignKeyConstraint(["taken_by"], ["members.id"], name=op.f("fk_questions_taken_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_questions_answered_by"), ["answered_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_questions_asker_id"), ["asker_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_questions_due_on"), ["due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_questions_gardener_id"), ["gardener_id"], unique=False)
        batch_op.create_index("ix_questions_listed", ["community_id", "state", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_questions_taken_by"), ["taken_by"], unique=False)

    op.create_table(
        "question_joins",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("usefulness", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_question_joins_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions.id"],
            name=op.f("fk_question_joins_question_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("question_id", "member_id", name=op.f("pk_question_joins")),
    )
    with op.batch_alter_table("question_joins", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_question_joins_member_id"), ["member_id"], unique=False
        )

    op.create_table(
        "question_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_question_steps_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions.id"],
            name=op.f("fk_question_steps_question_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_steps")),
    )
    with op.batch_alter_table("question_steps", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_question_steps_member_id"), ["member_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_question_steps_question_id"), ["question_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("question_steps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_steps_question_id"))
        batch_op.drop_index(batch_op.f("ix_question_steps_member_id"))

    op.drop_table("question_steps")
    with op.batch_alter_table("question_joins", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_joins_member_id"))

    op.drop_table("question_joins")
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_questions_taken_by"))
        batch_op.drop_index("ix_questions_listed")
        batch_op.drop_index(batch_op.f("ix_questions_gardener_id"))
        batch_op.drop_index(batch_op.f("ix_questions_due_on"))
        batch_op.drop_index(batch_op.f("ix_questions_asker_id"))
        batch_op.drop_index(batch_op.f("ix_questions_answered_by"))

    op.drop_table("questions")
