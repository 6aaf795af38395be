"""Known words, foreign keys and their indexes are guarded by the database."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from storage.migrations.constraints import add_constraint, drop_constraint

revision: str = "0041"
down_revision: str | None = "0040"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_CIRCLES = ("citizen", "informed", "engaged")
_HANDS = ("nobody", "holder", "deputy", "silent")
_OUTCOMES = ("closed", "asked", "draft", "published")
_SEATS = ("territory", "region")
_STEPS = ("", "open", "done", "dropped")
_USEFUL = ("partly", "useful", "not_at_all")
_POSTS = ("agent", "territory", "region", "territory_deputy", "region_deputy")
# The words that a column may hold. The first stands for one that is unknown.
_WORDS: Sequence[tuple[str, str, Sequence[str]]] = (
    ("announcement_runs", "state", ("stopped", "going", "paused", "done")),
    ("announcements", "state", ("done", "draft", "submitted", "planned")),
    ("announcements", "submitted_hand", _HANDS),
    ("announcements", "approved_hand", _HANDS),
    ("announcements_told", "seat", _SEATS),
    ("attendances", "answer", ("none", "going", "maybe", "declined", "waiting")),
    ("circle_proposals", "circle", _CIRCLES),
    ("deliveries", "state", ("failed", "waiting", "paused", "sending", "sent", "uncertain")),
    ("digests", "state", ("missed", "draft", "submitted", "approved", "sent", "skipped")),
    ("digests", "submitted_hand", _HANDS),
    ("digests", "approved_hand", _HANDS),
    ("event_notices", "kind", ("changed", "cancelled", "restored")),
    ("event_reminders", "which", ("week", "day", "hours")),
    ("events", "state", ("withdrawn", "draft", "proposed", "published", "cancelled")),
    (
        *("events", "kind"),
        ("meeting", "visit", "training", "webinar", "yearly", "regional", "workgroup"),
    ),
    ("events", "organiser", _SEATS),
    ("feedback", "mark", ("fair", "good", "bad")),
    (
        *("imports", "state"),
        ("failed", "fetching", "reading", "shown", "writing", "done", "ending"),
    ),
    ("inbox", "state", ("quarantined", "new", "done")),
    ("introduction_sides", "asked_about", ("", "age", "meeting", "unreached", "contact")),
    ("letter_items", "section", ("news", "for_you", "upcoming", "answers", "changed")),
    ("letters", "seat", _SEATS),
    ("memberships", "circle", _CIRCLES),
    ("needs", "kind", ("need", "offer")),
    ("needs", "readers", ("gardener", "members")),
    ("needs", "state", ("closed", "open", "found")),
    ("news", "kind", ("news", "consultation")),
    ("news", "seat", _SEATS),
    ("news", "state", ("withdrawn", "draft", "proposed", "kept", "dropped", "sent")),
    ("occurrences", "state", ("missed", "done")),
    ("outcomes", "state", _OUTCOMES),
    ("outcomes", "step_state", _STEPS),
    ("poll_outcomes", "state", _OUTCOMES),
    ("poll_outcomes", "step_state", _STEPS),
    (
        *("question_steps", "kind"),
        (
            *("continued", "asked", "shown", "kept_back", "taken", "drafted", "answered"),
            *("transferred", "reminded", "reacted", "declined", "rated", "reopened"),
            *("credited", "uncredited", "withdrawn"),
        ),
    ),
    ("questions", "naming", ("only", "named", "unnamed")),
    (
        *("questions", "state"),
        ("withdrawn", "open", "taken", "drafted", "answered", "transferred", "declined"),
    ),
    ("rides", "kind", ("search", "offer")),
    (
        *("rooms", "kind"),
        ("community", "channel", "gardeners", "region", "working-group", "direct"),
    ),
    ("web_feed_items", "state", ("passed", "waiting", "proposed", "kept", "posted", "ignored")),
)
# Nothing stands for an unknown word: the column becomes null.
_WORDS_OR_NULL: Sequence[tuple[str, str, Sequence[str]]] = (
    ("announcements", "submitted_seat", _SEATS),
    ("announcements", "approved_seat", _SEATS),
    ("digests", "submitted_seat", _SEATS),
    ("digests", "approved_seat", _SEATS),
    ("introduction_sides", "answer", ("yes", "no")),
    ("introduction_sides", "helped", ("yes", "no")),
    ("invitees", "circle", _CIRCLES),
    ("letter_items", "seat", _SEATS),
    ("question_joins", "usefulness", _USEFUL),
    ("questions", "usefulness", _USEFUL),
)
# Rights: a row with an unknown word gives none, and goes.
_WORDS_OF_RIGHTS: Sequence[tuple[str, str, Sequence[str]]] = (
    ("posts", "post", _POSTS),
    ("seats", "seat", _SEATS),
)
# A column, the table that it refers to, and what becomes of it with the other row. Where that is
# nothing, rows of the other table are only deleted after those that refer to them.
_REFERENCES: Sequence[tuple[str, str, str, str]] = (
    ("cultivators", "here", "communities", "SET NULL"),
    ("deliveries", "member_id", "members", ""),
    ("digests", "mailing_id", "mailings", ""),
    ("events", "picture_id", "files", "SET NULL"),
    ("events", "series_id", "event_series", ""),
    ("imports", "file_id", "files", "SET NULL"),
    ("introductions", "event_id", "events", ""),
    ("members", "here", "communities", "SET NULL"),
    ("news", "amended_by", "members", ""),
    ("news", "picture_id", "files", "SET NULL"),
    ("organisation_lists", "file_id", "files", "SET NULL"),
    ("schedules", "community_id", "communities", ""),
)
_GONE_WITH_IT = (("deliveries", "member_id"), ("schedules", "community_id"))
_INDEXES = (
    ("announcement_runs", "mailing_id"),
    ("announcements", "approved_by"),
    ("announcements", "submitted_by"),
    ("announcements_told", "teller_id"),
    ("deliveries", "card_id"),
    ("digests", "approved_by"),
    ("digests", "mailing_id"),
    ("digests", "submitted_by"),
    ("events", "picture_id"),
    ("imports", "file_id"),
    ("link_codes", "member_id"),
    ("news", "picture_id"),
    ("organisation_lists", "file_id"),
    ("outcomes", "news_id"),
    ("poll_outcomes", "news_id"),
)


def upgrade() -> None:
    for table, column, words in (*_WORDS, *_WORDS_OR_NULL, *_WORDS_OF_RIGHTS):
        _settle_unknown_words(table, column, words)
        rule = f"CHECK ({column} IN ({', '.join(map(repr, words))}))"
        add_constraint(table, f"ck_{table}_{column}", rule)
    for table, column, other, on_delete in _REFERENCES:
        _settle_lost_references(table, column, other)
        then = f" ON DELETE {on_delete}" if on_delete else ""
        rule = f"FOREIGN KEY({column}) REFERENCES {other} (id){then}"
        add_constraint(table, f"fk_{table}_{column}", rule)
    for table, column in _INDEXES:
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table, column in _INDEXES:
        op.drop_index(f"ix_{table}_{column}", table)
    for table, column, *_ in _REFERENCES:
        drop_constraint(table, f"fk_{table}_{column}")
    for table, column, _ in (*_WORDS, *_WORDS_OR_NULL, *_WORDS_OF_RIGHTS):
        drop_constraint(table, f"ck_{table}_{column}")


def _settle_unknown_words(table: str, column: str, words: Sequence[str]) -> None:
    rows = sa.table(table, sa.column(column, sa.String))
    is_unknown = rows.c[column].not_in(words)
    if (table, column, words) in _WORDS_OF_RIGHTS:
        op.execute(rows.delete().where(is_unknown))
    else:
        known = words[0] if (table, column, words) in _WORDS else None
        op.execute(rows.update().where(is_unknown).values({column: known}))


def _settle_lost_references(table: str, column: str, other: str) -> None:
    rows = sa.table(table, sa.column(column, sa.Integer))
    others = sa.table(other, sa.column("id", sa.Integer))
    is_lost = ~sa.exists().where(others.c.id == rows.c[column])
    lost = rows.c[column].is_not(None) & is_lost
    if (table, column) in _GONE_WITH_IT:
        op.execute(rows.delete().where(lost))
    else:
        op.execute(rows.update().where(lost).values({column: None}))
