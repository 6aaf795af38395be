"""Words of questions, and their full-text index."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# No positions and no sizes: a question has a word, or has it not.
_FTS5 = """
CREATE VIRTUAL TABLE full_text_questions USING fts5(
    tokens, content='question_words', content_rowid='question_id',
    detail='none', columnsize=0, tokenize='ascii'
)
"""
_PUT = "INSERT INTO full_text_questions (rowid, tokens) VALUES (new.question_id, new.tokens);"
_TAKE_OUT = """
INSERT INTO full_text_questions (full_text_questions, rowid, tokens)
VALUES ('delete', old.question_id, old.tokens);
"""
_DELETE_AT_ONCE = """
INSERT INTO full_text_questions (full_text_questions, rank) VALUES ('secure-delete', 1)
"""
_DELETES_AT_ONCE_SINCE = (3, 42)
# Without a list of pending entries, which each search would read through.
_GIN = """
CREATE INDEX full_text_questions ON question_words
USING gin (to_tsvector('simple', tokens)) WITH (fastupdate = off)
"""


def upgrade() -> None:
    op.create_table(
        "question_words",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("tokens", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions.id"],
            name=op.f("fk_question_words_question_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_question_words")),
    )
    if op.get_bind().dialect.name != "sqlite":
        op.execute(_GIN)
        return
    op.execute(_FTS5)
    for name, event, done in (
        ("put", "INSERT", _PUT),
        ("changed", "UPDATE", _TAKE_OUT + _PUT),
        ("taken_out", "DELETE", _TAKE_OUT),
    ):
        op.execute(
            f"CREATE TRIGGER question_words_{name} AFTER {event} ON question_words BEGIN {done} END"
        )
    if tuple(map(int, _sqlite_version().split("."))) >= _DELETES_AT_ONCE_SINCE:
        op.execute(_DELETE_AT_ONCE)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE full_text_questions")
    op.drop_table("question_words")


def _sqlite_version() -> str:
    found: str = op.get_bind().scalar(sa.text("SELECT sqlite_version()"))
    return found
