"""Needs and offers of members, their words, and the full-text index of these."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# As for the words of questions: see migration 0013.
_FTS5 = """
CREATE VIRTUAL TABLE full_text_needs USING fts5(
    tokens, content='need_words', content_rowid='need_id',
    detail='none', columnsize=0, tokenize='ascii'
)
"""
_PUT = "INSERT INTO full_text_needs (rowid, tokens) VALUES (new.need_id, new.tokens);"
_TAKE_OUT = """
INSERT INTO full_text_needs (full_text_needs, rowid, tokens)
VALUES ('delete', old.need_id, old.tokens);
"""
_DELETE_AT_ONCE = """
INSERT INTO full_text_needs (full_text_needs, rank) VALUES ('secure-delete', 1)
"""
_DELETES_AT_ONCE_SINCE = (3, 42)
_GIN = """
CREATE INDEX full_text_needs ON need_words
USING gin (to_tsvector('simple', tokens)) WITH (fastupdate = off)
"""


def upgrade() -> None:
    op.create_table(
        "needs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("domain", sa.String(), nullable=True),
        sa.Column("commune", sa.String(), nullable=True),
        sa.Column("radius_km", sa.Integer(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("readers", sa.String(), nullable=False),
        sa.Column("for_region", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["members.id"], name=op.f("fk_needs_author_id")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_needs_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_needs")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_needs_author_id"), "needs", ["author_id"])
    op.create_index(op.f("ix_needs_ends_on"), "needs", ["ends_on"])
    op.create_index("ix_needs_listed", "needs", ["community_id", "state", "id"])
    op.create_table(
        "need_words",
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("tokens", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["need_id"], ["needs.id"], name=op.f("fk_need_words_need_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("need_id", name=op.f("pk_need_words")),
    )
    _create_index()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE full_text_needs")
    op.drop_table("need_words")
    op.drop_table("needs")


def _create_index() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute(_GIN)
        return
    op.execute(_FTS5)
    for name, event, done in (
        ("put", "INSERT", _PUT),
        ("changed", "UPDATE", _TAKE_OUT + _PUT),
        ("taken_out", "DELETE", _TAKE_OUT),
    ):
        op.execute(f"CREATE TRIGGER need_words_{name} AFTER {event} ON need_words BEGIN {done} END")
    if tuple(map(int, _sqlite_version().split("."))) >= _DELETES_AT_ONCE_SINCE:
        op.execute(_DELETE_AT_ONCE)


def _sqlite_version() -> str:
    found: str = op.get_bind().scalar(sa.text("SELECT sqlite_version()"))
    return found
