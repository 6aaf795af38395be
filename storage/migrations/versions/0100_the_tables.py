"""The tables of version 1.0."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from storage.migrations.ballot_counts import count_ballots, stop_counting
from storage.migrations.full_text import create_full_text, drop_full_text
from storage.migrations.revision_triggers import RevisionTriggers, raise_each, raise_one

revision: str = "0100"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_REVISED: Sequence[RevisionTriggers] = (
    RevisionTriggers(
        "announcements",
        raise_one("announcement"),
        ("words", "to_people", "to_rooms", "to_channels", "chosen", "rule"),
    ),
    RevisionTriggers("call_entries", raise_one("call_entry"), ("team", "title", "words")),
    RevisionTriggers(
        "call_pictures",
        raise_one("call_entry", "entry_id"),
        ("entry_id", "file_id", "words"),
        events=("update", "delete", "insert"),
    ),
    RevisionTriggers(
        "calls", raise_one("call"), ("kind", "title", "purpose", "rules", "ends_at", "secret")
    ),
    RevisionTriggers(
        "digests", raise_one("letter"), ("title", "greeting", "introduction", "due_at", "contents")
    ),
    RevisionTriggers(
        "event_series",
        raise_each("event", "events", "series_id"),
        ("rule", "zone", "first_local", "stopped_at"),
        events=("update",),
        name="events_by_event_series",
    ),
    RevisionTriggers(
        "events",
        raise_one("event"),
        (
            *("kind", "title", "starts_at", "ends_at", "zone", "commune", "place", "link"),
            *("description", "picture_id", "organiser", "capacity", "guests", "circles"),
            *("domains", "territories", "deadline", "question", "series_id", "source_url"),
            "private_place",
        ),
    ),
    RevisionTriggers(
        "events",
        raise_each("calendar_change", "feed_entries", "event_id"),
        ("title", "starts_at", "ends_at", "zone", "place", "link", "description"),
        events=("update",),
        name="calendar_changes_by_events",
    ),
    RevisionTriggers(
        "events",
        raise_each("ride", "rides", "event_id"),
        ("starts_at", "ends_at", "zone", "commune", "place"),
        events=("update",),
        name="rides_by_events",
    ),
    RevisionTriggers(
        "feed_entries", raise_one("calendar_change"), ("event_id", "known", "pending")
    ),
    RevisionTriggers(
        "identities",
        raise_each(
            "introduction_side", "introduction_sides", "member_id", column="member_id", key="number"
        ),
        ("address", "member_id", "handle"),
        events=("update", "delete", "insert"),
        name="introduction_sides_by_identities",
    ),
    RevisionTriggers(
        "identities",
        raise_each("pair_side", "pair_sides", "member_id", column="member_id"),
        ("address", "member_id", "handle"),
        events=("update", "delete", "insert"),
        name="pair_sides_by_identities",
    ),
    RevisionTriggers(
        "introduction_sides", raise_one("introduction_side", "number"), ("member_id", "reached_by")
    ),
    RevisionTriggers(
        "link_codes", raise_one("link_code"), ("second", "second_name", "taken", "shown")
    ),
    RevisionTriggers(
        "members",
        raise_each("portrait", "portraits", "member_id"),
        ("name", "adult"),
        events=("update",),
        name="portraits_by_members",
    ),
    RevisionTriggers(
        "needs",
        raise_one("need"),
        (
            *("kind", "words", "domain", "commune", "radius_km", "ends_on", "readers"),
            "for_region",
        ),
    ),
    RevisionTriggers(
        "news",
        raise_one("news"),
        (
            *("kind", "title", "words", "link", "until", "picture_id", "picture_words"),
            *("circles", "domains", "territories", "seat", "by_member"),
        ),
    ),
    RevisionTriggers(
        "outcomes",
        raise_one("report", "event_id"),
        ("event_id", "words", "decisions", "next_step", "next_on", "step_state"),
    ),
    RevisionTriggers("pair_sides", raise_one("pair_side"), ("member_id", "reached_by")),
    RevisionTriggers(
        "pictures",
        raise_one("report", "event_id"),
        ("event_id", "file_id", "words", "after"),
        events=("update", "delete", "insert"),
    ),
    RevisionTriggers(
        "poll_outcomes",
        raise_one("poll_report", "poll_id"),
        ("poll_id", "words", "next_on", "step_state"),
    ),
    RevisionTriggers(
        "polls",
        raise_one("poll"),
        (
            *("question", "options", "choice_base", "kind", "least", "most", "public"),
            *("secret", "hidden", "audience", "quorum", "close_at_quorum", "member_days"),
            "ends_at",
        ),
    ),
    RevisionTriggers(
        "portrait_answers", raise_one("portrait", "portrait_id"), ("question", "words")
    ),
    RevisionTriggers("portraits", raise_one("portrait"), ("member_id", "photo_id", "photo_words")),
    RevisionTriggers(
        "projects",
        raise_one("project"),
        (
            *("state", "title", "words", "place", "commune", "needs", "link", "picture_id"),
            *("picture_words", "learned"),
        ),
    ),
    RevisionTriggers(
        "questions",
        raise_one("question"),
        (
            *("words", "naming", "gardener_id", "domain", "draft", "answer", "reason"),
            *("contact", "contact_details"),
        ),
    ),
    RevisionTriggers("rides", raise_one("ride"), ("event_id", "kind", "commune", "seats")),
    RevisionTriggers("visit_series", raise_one("visit_series"), ("title", "rule", "commune")),
    RevisionTriggers(
        "visit_series",
        raise_each("visit_turn", "visit_turns", "series_id"),
        ("title", "rule", "commune"),
        events=("update",),
        name="visit_turns_by_visit_series",
    ),
    RevisionTriggers("visit_turns", raise_one("visit_turn"), ("day", "starts_at", "host_id")),
    RevisionTriggers(
        "web_feed_items", raise_one("web_feed_item"), ("title", "summary", "link", "at", "source")
    ),
    RevisionTriggers("working_groups", raise_one("group"), ("name", "purpose", "joining", "state")),
)


def upgrade() -> None:
    op.create_table(
        "applied_settings",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_applied_settings")),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), server_default="", nullable=False),
        sa.Column("facts", sa.String(), server_default="", nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("hash", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"])
    op.create_index(op.f("ix_audit_position"), "audit", ["position"], unique=True)

    op.create_table(
        "audit_chain",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("purged", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("purged_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_chain")),
    )
    op.create_table(
        "cards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("ended", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cards")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_cards_message", "cards", ["room", "message_id"])
    op.create_index("ix_cards_of", "cards", ["kind", "key"])

    op.create_table(
        "communities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("region_letter", sa.String(), server_default="", nullable=False),
        sa.Column("weekly_question", sa.String(), server_default="", nullable=False),
        sa.Column("pairs", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("polls_by", sa.String(), nullable=False),
        sa.Column("charter_url", sa.String(), nullable=False),
        sa.Column("welcome", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("public_channel", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("domains", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("goal", sa.Integer(), nullable=True),
        sa.Column("goal_year", sa.Integer(), nullable=True),
        sa.Column("territories", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("alone_after", sa.Integer(), server_default="0", nullable=False),
        sa.Column("conversation_topics", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("greeting", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("first_week", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("fewer_after", sa.Integer(), server_default="0", nullable=False),
        sa.Column("neutral_from", sa.Date(), nullable=True),
        sa.Column("neutral_until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_communities")),
        sa.UniqueConstraint("slug", name=op.f("uq_communities_slug")),
    )
    op.create_table(
        "departures",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("card", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departures")),
    )
    op.create_index(op.f("ix_departures_at"), "departures", ["at"])

    op.create_table(
        "inbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=True),
        sa.Column("payload", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('new', 'done', 'quarantined')", name=op.f("ck_inbox_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("network", "key", name=op.f("uq_inbox_network_key")),
    )
    op.create_index("ix_inbox_state", "inbox", ["state", "id"])

    op.create_table(
        "link_tries",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_link_tries")),
    )
    op.create_table(
        "occurrences",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("schedule", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('done', 'missed')", name=op.f("ck_occurrences_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrences")),
        sa.UniqueConstraint("schedule", "due_at", name=op.f("uq_occurrences_schedule_due_at")),
    )
    op.create_table(
        "paces",
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("interval_ms", sa.Integer(), nullable=False),
        sa.Column("burst", sa.Integer(), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("network", name=op.f("pk_paces")),
    )
    op.create_table(
        "positions",
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("network", name=op.f("pk_positions")),
    )
    op.create_table(
        "presses",
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("press", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("network", "key", name=op.f("pk_presses")),
    )
    op.create_index(op.f("ix_presses_at"), "presses", ["at"])
    op.create_index(op.f("ix_presses_sender"), "presses", ["sender"])

    op.create_table(
        "refused_addresses",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("refused_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_refused_addresses")),
    )
    op.create_table(
        "restorations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("backup_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("restored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restorations")),
    )
    op.create_table(
        "revisions",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_revisions")),
    )
    op.create_table(
        "sealed",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("ciphertext", sa.String(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed")),
        sa.UniqueConstraint("network", "key", name=op.f("uq_sealed_network_key")),
    )
    op.create_index(op.f("ix_sealed_received_at"), "sealed", ["received_at"])
    op.create_index(op.f("ix_sealed_room"), "sealed", ["room"])

    op.create_table(
        "unproven_mails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unproven_mails")),
        sa.UniqueConstraint("token", name=op.f("uq_unproven_mails_token")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_unproven_mails_account"), "unproven_mails", ["account"])
    op.create_index(op.f("ix_unproven_mails_expires_at"), "unproven_mails", ["expires_at"])
    op.create_index(op.f("ix_unproven_mails_received_at"), "unproven_mails", ["received_at"])

    op.create_table(
        "audit_actors",
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("salt", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_audit_actors_audit_id")),
        sa.PrimaryKeyConstraint("audit_id", name=op.f("pk_audit_actors")),
    )
    op.create_index(op.f("ix_audit_actors_account"), "audit_actors", ["account"])
    op.create_index(op.f("ix_audit_actors_member_id"), "audit_actors", ["member_id"])

    op.create_table(
        "audit_facts",
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("salt", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_audit_facts_audit_id")),
        sa.PrimaryKeyConstraint("audit_id", name=op.f("pk_audit_facts")),
    )
    op.create_index(op.f("ix_audit_facts_member_id"), "audit_facts", ["member_id"])

    op.create_table(
        "cultivators",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("here", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["here"], ["communities.id"], name=op.f("fk_cultivators_here"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_cultivators")),
    )
    op.create_table(
        "event_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("first_local", sa.String(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_event_series_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_series")),
    )
    op.create_index(op.f("ix_event_series_community_id"), "event_series", ["community_id"])

    op.create_table(
        "figure_pages",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_figure_pages_community_id")
        ),
        sa.PrimaryKeyConstraint("community_id", name=op.f("pk_figure_pages")),
        sa.UniqueConstraint("token", name=op.f("uq_figure_pages_token")),
    )
    op.create_index(op.f("ix_figure_pages_ends_at"), "figure_pages", ["ends_at"])

    op.create_table(
        "forms",
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("answers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("mark", sa.Integer(), server_default="0", nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_forms_community_id")
        ),
        sa.PrimaryKeyConstraint("room", name=op.f("pk_forms")),
    )
    op.create_table(
        "group_spaces",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_group_spaces_community_id")
        ),
        sa.PrimaryKeyConstraint("community_id", "network", name=op.f("pk_group_spaces")),
    )
    op.create_table(
        "link_checks",
        sa.Column("community_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("link_key", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failure", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_link_checks_community_id")
        ),
        sa.PrimaryKeyConstraint("community_id", "link_key", name=op.f("pk_link_checks")),
    )
    op.create_table(
        "mailings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("cursor", sa.Integer(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("audience", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_mailings_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailings")),
    )
    op.create_table(
        "map_snapshots",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("counts", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_map_snapshots_community_id")
        ),
        sa.PrimaryKeyConstraint("community_id", name=op.f("pk_map_snapshots")),
    )
    op.create_table(
        "members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_until", sa.Date(), nullable=True),
        sa.Column("unasked_on", sa.Date(), nullable=True),
        sa.Column("adult", sa.Boolean(), nullable=True),
        sa.Column("commune", sa.String(), nullable=True),
        sa.Column("territory", sa.String(), nullable=True),
        sa.Column("about", sa.String(), server_default="", nullable=False),
        sa.Column("link", sa.String(), server_default="", nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("here", sa.Integer(), nullable=True),
        sa.Column("timezone", sa.String(), nullable=True),
        sa.Column("quiet_from", sa.String(), nullable=True),
        sa.Column("quiet_to", sa.String(), nullable=True),
        sa.Column("reminders", sa.String(), nullable=True),
        sa.Column("asked", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("seen_on", sa.Date(), nullable=True),
        sa.Column("letter_on", sa.String(), nullable=True),
        sa.Column("fewer_since", sa.Date(), nullable=True),
        sa.Column("offered_pause_on", sa.Date(), nullable=True),
        sa.Column("asked_to_stay_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["here"], ["communities.id"], name=op.f("fk_members_here"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
    )
    op.create_index(op.f("ix_members_commune"), "members", ["commune"])
    op.create_index(op.f("ix_members_seen_on"), "members", ["seen_on"])
    op.create_index(op.f("ix_members_stopped_until"), "members", ["stopped_until"])
    op.create_index(op.f("ix_members_territory"), "members", ["territory"])

    op.create_table(
        "monthly_figures",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("figure", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_monthly_figures_community_id")
        ),
        sa.PrimaryKeyConstraint(
            "community_id", "month", "figure", "step", name=op.f("pk_monthly_figures")
        ),
    )
    op.create_table(
        "pair_rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("complete", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_pair_rounds_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_rounds")),
        sa.UniqueConstraint(
            "community_id", "month", name=op.f("uq_pair_rounds_community_id_month")
        ),
    )
    op.create_index(op.f("ix_pair_rounds_begun_at"), "pair_rounds", ["begun_at"])

    op.create_table(
        "posts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.CheckConstraint(
            "post IN ('territory', 'region', 'territory_deputy', 'region_deputy', 'agent')",
            name=op.f("ck_posts_post"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_posts_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
        sa.UniqueConstraint(
            "community_id", "post", "address", name=op.f("uq_posts_community_id_post_address")
        ),
    )
    op.create_index(op.f("ix_posts_address"), "posts", ["address"])

    op.create_table(
        "region_letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("items", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("more", sa.Integer(), nullable=False),
        sa.Column("is_empty", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_region_letters_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region_letters")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_region_letters_community_id"), "region_letters", ["community_id"])

    op.create_table(
        "removed_organisations",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_removed_organisations_community_id")
        ),
        sa.PrimaryKeyConstraint("community_id", "key", name=op.f("pk_removed_organisations")),
    )
    op.create_table(
        "removed_projects",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_removed_projects_community_id")
        ),
        sa.PrimaryKeyConstraint("community_id", "key", name=op.f("pk_removed_projects")),
    )
    op.create_table(
        "schedules",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("argument", sa.Integer(), nullable=True),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_schedules_community_id")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_schedules")),
    )
    op.create_table(
        "seat_offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("giver", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("instead", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_seat_offers_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_offers")),
        sa.UniqueConstraint("digest", name=op.f("uq_seat_offers_digest")),
    )
    op.create_index(op.f("ix_seat_offers_community_id"), "seat_offers", ["community_id"])

    op.create_table(
        "seats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.CheckConstraint("seat IN ('territory', 'region')", name=op.f("ck_seats_seat")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_seats_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seats")),
        sa.UniqueConstraint("community_id", "seat", name=op.f("uq_seats_community_id_seat")),
    )
    op.create_index(op.f("ix_seats_address"), "seats", ["address"])

    op.create_table(
        "welcomes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_welcomes_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_welcomes")),
    )
    op.create_index(op.f("ix_welcomes_room"), "welcomes", ["room"])

    op.create_table(
        "absences",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("told", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_absences_community_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_absences_member_id")),
        sa.PrimaryKeyConstraint("member_id", "community_id", name=op.f("pk_absences")),
    )
    op.create_index(op.f("ix_absences_community_id"), "absences", ["community_id"])

    op.create_table(
        "announcements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("to_people", sa.Boolean(), nullable=False),
        sa.Column("to_rooms", sa.Boolean(), nullable=False),
        sa.Column("to_channels", sa.Boolean(), nullable=False),
        sa.Column("chosen", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("submitted_by", sa.Integer(), nullable=True),
        sa.Column("submitted_seat", sa.String(), nullable=True),
        sa.Column("submitted_hand", sa.String(), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_seat", sa.String(), nullable=True),
        sa.Column("approved_hand", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("neutral", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint(
            "approved_hand IN ('holder', 'deputy', 'nobody', 'silent')",
            name=op.f("ck_announcements_approved_hand"),
        ),
        sa.CheckConstraint(
            "approved_seat IN ('territory', 'region')", name=op.f("ck_announcements_approved_seat")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'planned', 'done')",
            name=op.f("ck_announcements_state"),
        ),
        sa.CheckConstraint(
            "submitted_hand IN ('holder', 'deputy', 'nobody', 'silent')",
            name=op.f("ck_announcements_submitted_hand"),
        ),
        sa.CheckConstraint(
            "submitted_seat IN ('territory', 'region')",
            name=op.f("ck_announcements_submitted_seat"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["members.id"], name=op.f("fk_announcements_approved_by")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_announcements_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["members.id"], name=op.f("fk_announcements_submitted_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
        sa.UniqueConstraint(
            "community_id", "number", name=op.f("uq_announcements_community_id_number")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_announcements_approved_by"), "announcements", ["approved_by"])
    op.create_index(op.f("ix_announcements_submitted_by"), "announcements", ["submitted_by"])

    op.create_table(
        "calendar_feeds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_calendar_feeds_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("token", name=op.f("uq_calendar_feeds_token")),
    )
    op.create_index(op.f("ix_calendar_feeds_ended_at"), "calendar_feeds", ["ended_at"])
    op.create_index(op.f("ix_calendar_feeds_member_id"), "calendar_feeds", ["member_id"])

    op.create_table(
        "circle_proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("circle", sa.String(), nullable=False),
        sa.Column("proposer_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "circle IN ('engaged', 'informed', 'citizen')", name=op.f("ck_circle_proposals_circle")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_circle_proposals_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_circle_proposals_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposer_id"], ["members.id"], name=op.f("fk_circle_proposals_proposer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle_proposals")),
        sa.UniqueConstraint(
            "community_id", "member_id", name=op.f("uq_circle_proposals_community_id_member_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_circle_proposals_expires_at"), "circle_proposals", ["expires_at"])
    op.create_index(op.f("ix_circle_proposals_member_id"), "circle_proposals", ["member_id"])
    op.create_index(op.f("ix_circle_proposals_proposer_id"), "circle_proposals", ["proposer_id"])

    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_consents_community_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_consents_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index("ix_consents_yes", "consents", ["member_id", "community_id", "purpose"])

    op.create_table(
        "conversations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("seat", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("topic", sa.String(), nullable=True),
        sa.Column("topic_closed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("seat IN ('territory', 'region')", name=op.f("ck_conversations_seat")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_conversations_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_conversations_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
    )
    op.create_index(op.f("ix_conversations_member_id"), "conversations", ["member_id"])
    op.create_index(op.f("ix_conversations_waiting_since"), "conversations", ["waiting_since"])

    op.create_table(
        "counted_acts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_counted_acts_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counted_acts")),
    )
    op.create_index(op.f("ix_counted_acts_account"), "counted_acts", ["account"])
    op.create_index(op.f("ix_counted_acts_at"), "counted_acts", ["at"])
    op.create_index(op.f("ix_counted_acts_member_id"), "counted_acts", ["member_id"])

    op.create_table(
        "deliveries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("buttons", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("mailing_id", sa.Integer(), nullable=True),
        sa.Column("card_id", sa.Integer(), nullable=True),
        sa.Column("reply_to", sa.String(), nullable=True),
        sa.Column("target", sa.String(), nullable=True),
        sa.Column("about", sa.String(), nullable=True),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.Column("unasked", sa.Boolean(), nullable=False),
        sa.Column("quiet", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("parting", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("txn", sa.String(), nullable=False),
        sa.Column("piece", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'paused', 'sending', 'sent', 'uncertain', 'failed')",
            name=op.f("ck_deliveries_state"),
        ),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_deliveries_card_id")),
        sa.ForeignKeyConstraint(
            ["mailing_id"], ["mailings.id"], name=op.f("fk_deliveries_mailing_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_deliveries_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint(
            "mailing_id", "member_id", name=op.f("uq_deliveries_mailing_id_member_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_deliveries_card_id"), "deliveries", ["card_id"])
    op.create_index(op.f("ix_deliveries_member_id"), "deliveries", ["member_id"])
    op.create_index("ix_deliveries_message", "deliveries", ["room", "message_id"])
    op.create_index("ix_deliveries_next", "deliveries", ["network", "state", "priority", "id"])

    op.create_table(
        "digests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("greeting", sa.String(), server_default="", nullable=False),
        sa.Column("introduction", sa.String(), server_default="", nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by", sa.Integer(), nullable=True),
        sa.Column("submitted_seat", sa.String(), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_seat", sa.String(), nullable=True),
        sa.Column("submitted_hand", sa.String(), server_default="holder", nullable=False),
        sa.Column("approved_hand", sa.String(), server_default="holder", nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mailing_id", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("alone_hours", sa.Integer(), server_default="0", nullable=False),
        sa.Column("neutral", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("contents", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("shown", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("shown_to", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint(
            "approved_hand IN ('holder', 'deputy', 'nobody', 'silent')",
            name=op.f("ck_digests_approved_hand"),
        ),
        sa.CheckConstraint(
            "approved_seat IN ('territory', 'region')", name=op.f("ck_digests_approved_seat")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'approved', 'sent', 'skipped', 'missed')",
            name=op.f("ck_digests_state"),
        ),
        sa.CheckConstraint(
            "submitted_hand IN ('holder', 'deputy', 'nobody', 'silent')",
            name=op.f("ck_digests_submitted_hand"),
        ),
        sa.CheckConstraint(
            "submitted_seat IN ('territory', 'region')", name=op.f("ck_digests_submitted_seat")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["members.id"], name=op.f("fk_digests_approved_by")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_digests_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["mailing_id"], ["mailings.id"], name=op.f("fk_digests_mailing_id")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["members.id"], name=op.f("fk_digests_submitted_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("community_id", "number", name=op.f("uq_digests_community_id_number")),
    )
    op.create_index(op.f("ix_digests_approved_by"), "digests", ["approved_by"])
    op.create_index(op.f("ix_digests_mailing_id"), "digests", ["mailing_id"])
    op.create_index(op.f("ix_digests_submitted_by"), "digests", ["submitted_by"])

    op.create_table(
        "event_series_dates",
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["series_id"], ["event_series.id"], name=op.f("fk_event_series_dates_series_id")
        ),
        sa.PrimaryKeyConstraint("series_id", "day", name=op.f("pk_event_series_dates")),
    )
    op.create_table(
        "feeds",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("modified", sa.String(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["members.id"], name=op.f("fk_feeds_added_by")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_feeds_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feeds")),
        sa.UniqueConstraint("community_id", "url", name=op.f("uq_feeds_community_id_url")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_feeds_added_by"), "feeds", ["added_by"])
    op.create_index(op.f("ix_feeds_next_at"), "feeds", ["next_at"])

    op.create_table(
        "files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("stored", sa.String(), nullable=False),
        sa.Column("reference", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_files_community_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_files_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
        sa.UniqueConstraint("stored", name=op.f("uq_files_stored")),
    )
    op.create_index(op.f("ix_files_expires_at"), "files", ["expires_at"])
    op.create_index(op.f("ix_files_member_id"), "files", ["member_id"])

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
    op.create_index(op.f("ix_greetings_community_id"), "greetings", ["community_id"])
    op.create_index(op.f("ix_greetings_greeter_id"), "greetings", ["greeter_id"])
    op.create_index(op.f("ix_greetings_since"), "greetings", ["since"])

    op.create_table(
        "group_joinings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_group_joinings_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_group_joinings_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_joinings")),
        sa.UniqueConstraint(
            "member_id", "community_id", name=op.f("uq_group_joinings_member_id_community_id")
        ),
    )
    op.create_index(op.f("ix_group_joinings_community_id"), "group_joinings", ["community_id"])

    op.create_table(
        "handouts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("arguments", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("account", sa.String(), server_default="", nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_handouts_community_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_handouts_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handouts")),
        sa.UniqueConstraint("token", name=op.f("uq_handouts_token")),
    )
    op.create_index(op.f("ix_handouts_expires_at"), "handouts", ["expires_at"])
    op.create_index(op.f("ix_handouts_member_id"), "handouts", ["member_id"])

    op.create_table(
        "identities",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("handle", sa.String(), nullable=True),
        sa.Column("direct", sa.String(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_identities_member_id")
        ),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_identities")),
    )
    op.create_index(op.f("ix_identities_handle"), "identities", ["handle"])
    op.create_index(op.f("ix_identities_member_id"), "identities", ["member_id"])

    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_invitations_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_invitations_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("code", name=op.f("uq_invitations_code")),
        sa.UniqueConstraint(
            "member_id", "community_id", name=op.f("uq_invitations_member_id_community_id")
        ),
    )
    op.create_table(
        "link_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.String(), nullable=False),
        sa.Column("first_room", sa.String(), nullable=False),
        sa.Column("first_locale", sa.String(), nullable=False),
        sa.Column("second", sa.String(), nullable=False),
        sa.Column("second_name", sa.String(), nullable=False),
        sa.Column("second_room", sa.String(), nullable=False),
        sa.Column("second_locale", sa.String(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("taken", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("shown", sa.String(), server_default="", nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_link_codes_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_link_codes_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_codes")),
        sa.UniqueConstraint("code", name=op.f("uq_link_codes_code")),
        sa.UniqueConstraint("token", name=op.f("uq_link_codes_token")),
    )
    op.create_index(op.f("ix_link_codes_member_id"), "link_codes", ["member_id"])

    op.create_table(
        "member_domains",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_member_domains_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_member_domains_member_id")
        ),
        sa.PrimaryKeyConstraint(
            "member_id", "community_id", "domain", name=op.f("pk_member_domains")
        ),
    )
    op.create_index(
        "ix_member_domains_domain", "member_domains", ["community_id", "domain", "member_id"]
    )

    op.create_table(
        "member_words",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("tokens", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_member_words_member_id")
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_member_words")),
    )
    op.create_table(
        "memberships",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("circle", sa.String(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("visible", sa.String(), server_default="no", nullable=False),
        sa.Column("invited_by", sa.Integer(), nullable=True),
        sa.Column("rhythm", sa.String(), server_default="each", nullable=False),
        sa.CheckConstraint(
            "circle IN ('engaged', 'informed', 'citizen')", name=op.f("ck_memberships_circle")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_memberships_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["members.id"], name=op.f("fk_memberships_invited_by")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_memberships_member_id")
        ),
        sa.PrimaryKeyConstraint("member_id", "community_id", name=op.f("pk_memberships")),
    )
    op.create_index("ix_memberships_circle", "memberships", ["community_id", "circle", "member_id"])
    op.create_index(op.f("ix_memberships_community_id"), "memberships", ["community_id"])
    op.create_index(op.f("ix_memberships_invited_by"), "memberships", ["invited_by"])
    op.create_index("ix_memberships_joined", "memberships", ["community_id", "joined_at"])

    op.create_table(
        "newcomers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("welcome_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_newcomers_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["welcome_id"], ["welcomes.id"], name=op.f("fk_newcomers_welcome_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newcomers")),
        sa.UniqueConstraint("room", "address", name=op.f("uq_newcomers_room_address")),
    )
    op.create_index(op.f("ix_newcomers_address"), "newcomers", ["address"])
    op.create_index(op.f("ix_newcomers_welcome_id"), "newcomers", ["welcome_id"])

    op.create_table(
        "own_page_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("code_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("proof", sa.String(), nullable=True),
        sa.Column("proven_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_own_page_links_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_own_page_links_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_page_links")),
        sa.UniqueConstraint("token", name=op.f("uq_own_page_links_token")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_own_page_links_community_id"), "own_page_links", ["community_id"])
    op.create_index(op.f("ix_own_page_links_expires_at"), "own_page_links", ["expires_at"])
    op.create_index(op.f("ix_own_page_links_member_id"), "own_page_links", ["member_id"])

    op.create_table(
        "page_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_page_sessions_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_page_sessions_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_sessions")),
        sa.UniqueConstraint("token", name=op.f("uq_page_sessions_token")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_page_sessions_community_id"), "page_sessions", ["community_id"])
    op.create_index(op.f("ix_page_sessions_expires_at"), "page_sessions", ["expires_at"])
    op.create_index(op.f("ix_page_sessions_member_id"), "page_sessions", ["member_id"])

    op.create_table(
        "pair_meetings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["pair_rounds.id"],
            name=op.f("fk_pair_meetings_round_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_meetings")),
    )
    op.create_index(op.f("ix_pair_meetings_round_id"), "pair_meetings", ["round_id"])

    op.create_table(
        "pair_members",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("placed", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_pair_members_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_pair_members_member_id")
        ),
        sa.PrimaryKeyConstraint("member_id", "community_id", name=op.f("pk_pair_members")),
    )
    op.create_index(
        "ix_pair_members_placed", "pair_members", ["community_id", "placed", "member_id"]
    )

    op.create_table(
        "pair_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by"], ["members.id"], name=op.f("fk_pair_questions_added_by")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_pair_questions_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_questions")),
        sa.UniqueConstraint(
            "community_id", "folded", name=op.f("uq_pair_questions_community_id_folded")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_pair_questions_added_by"), "pair_questions", ["added_by"])

    op.create_table(
        "pair_refusals",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("refused_id", sa.Integer(), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_pair_refusals_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["refused_id"], ["members.id"], name=op.f("fk_pair_refusals_refused_id")
        ),
        sa.PrimaryKeyConstraint("member_id", "refused_id", name=op.f("pk_pair_refusals")),
    )
    op.create_index(op.f("ix_pair_refusals_refused_id"), "pair_refusals", ["refused_id"])

    op.create_table(
        "polls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("maker_id", sa.Integer(), nullable=True),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("first_question", sa.String(), nullable=True),
        sa.Column("options", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("choice_base", sa.Integer(), server_default="0", nullable=False),
        sa.Column("kind", sa.String(), server_default="one", nullable=False),
        sa.Column("least", sa.Integer(), server_default="1", nullable=False),
        sa.Column("most", sa.Integer(), server_default="1", nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("secret", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("hidden", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("audience", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("quorum", sa.Integer(), nullable=True),
        sa.Column("close_at_quorum", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("member_days", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_polls_community_id")
        ),
        sa.ForeignKeyConstraint(["maker_id"], ["members.id"], name=op.f("fk_polls_maker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_polls")),
        sa.UniqueConstraint("community_id", "number", name=op.f("uq_polls_community_id_number")),
    )
    op.create_index(op.f("ix_polls_maker_id"), "polls", ["maker_id"])
    op.create_index("ix_polls_open", "polls", ["closed_at", "community_id", "number"])

    op.create_table(
        "portrait_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by"], ["members.id"], name=op.f("fk_portrait_questions_added_by")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_portrait_questions_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portrait_questions")),
        sa.UniqueConstraint(
            "community_id", "folded", name=op.f("uq_portrait_questions_community_id_folded")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_portrait_questions_added_by"), "portrait_questions", ["added_by"])

    op.create_table(
        "proxies",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["members.id"], name=op.f("fk_proxies_by_id")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_proxies_community_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_proxies_member_id")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_proxies")),
        sa.UniqueConstraint("code", name=op.f("uq_proxies_code")),
    )
    op.create_index(op.f("ix_proxies_by_id"), "proxies", ["by_id"])
    op.create_index(op.f("ix_proxies_community_id"), "proxies", ["community_id"])
    op.create_index(op.f("ix_proxies_expires_on"), "proxies", ["expires_on"])

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
            "part IN ('presentation', 'events', 'map', 'questions', 'polls', 'letters', 'portraits', 'figures', 'projects', 'joining')",
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
    op.create_index(op.f("ix_public_parts_approved_by"), "public_parts", ["approved_by"])
    op.create_index(op.f("ix_public_parts_submitted_by"), "public_parts", ["submitted_by"])

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
        sa.Column("open_data_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "naming IN ('named', 'unnamed', 'only')", name=op.f("ck_questions_naming")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'taken', 'drafted', 'answered', 'transferred', 'declined', 'withdrawn')",
            name=op.f("ck_questions_state"),
        ),
        sa.CheckConstraint(
            "usefulness IN ('useful', 'partly', 'not_at_all')", name=op.f("ck_questions_usefulness")
        ),
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
    op.create_index("ix_questions_answered", "questions", ["community_id", "answered_at"])
    op.create_index(op.f("ix_questions_answered_by"), "questions", ["answered_by"])
    op.create_index(op.f("ix_questions_asker_id"), "questions", ["asker_id"])
    op.create_index(op.f("ix_questions_due_on"), "questions", ["due_on"])
    op.create_index(op.f("ix_questions_gardener_id"), "questions", ["gardener_id"])
    op.create_index("ix_questions_listed", "questions", ["community_id", "state", "id"])
    op.create_index("ix_questions_shown", "questions", ["community_id", "shown_at", "id"])
    op.create_index(op.f("ix_questions_taken_by"), "questions", ["taken_by"])

    op.create_table(
        "reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_account", sa.String(), nullable=False),
        sa.Column("author_name", sa.String(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removal_asked", sa.Boolean(), nullable=False),
        sa.Column("removal_refused", sa.Boolean(), nullable=False),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "decision IN ('written', 'removed', 'nothing')", name=op.f("ck_reports_decision")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["members.id"], name=op.f("fk_reports_author_id")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_reports_community_id")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["members.id"], name=op.f("fk_reports_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_reports_author_account"), "reports", ["author_account"])
    op.create_index(op.f("ix_reports_author_id"), "reports", ["author_id"])
    op.create_index(op.f("ix_reports_community_id"), "reports", ["community_id"])
    op.create_index(op.f("ix_reports_decided_at"), "reports", ["decided_at"])
    op.create_index(op.f("ix_reports_decided_by"), "reports", ["decided_by"])

    op.create_table(
        "todo_marks",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('later', 'taken', 'seen')", name=op.f("ck_todo_marks_kind")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_todo_marks_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_todo_marks_member_id")
        ),
        sa.PrimaryKeyConstraint(
            "member_id", "community_id", "key", "kind", name=op.f("pk_todo_marks")
        ),
    )
    op.create_index(op.f("ix_todo_marks_community_id"), "todo_marks", ["community_id"])
    op.create_index(op.f("ix_todo_marks_until"), "todo_marks", ["until"])

    op.create_table(
        "todo_mornings",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=True),
        sa.Column("looked_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_todo_mornings_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_todo_mornings_member_id")
        ),
        sa.PrimaryKeyConstraint("member_id", "community_id", name=op.f("pk_todo_mornings")),
    )
    op.create_table(
        "visit_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("maker_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("commune", sa.String(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_visit_series_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["maker_id"], ["members.id"], name=op.f("fk_visit_series_maker_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_series")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_visit_series_community_id"), "visit_series", ["community_id"])
    op.create_index(op.f("ix_visit_series_maker_id"), "visit_series", ["maker_id"])

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
            "thing IN ('name', 'question', 'poll', 'news', 'event', 'portrait', 'project')",
            name=op.f("ck_web_consents_thing"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_web_consents_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_web_consents_member_id")
        ),
        sa.PrimaryKeyConstraint("thing", "ref", "member_id", name=op.f("pk_web_consents")),
    )
    op.create_index(op.f("ix_web_consents_community_id"), "web_consents", ["community_id"])
    op.create_index(op.f("ix_web_consents_member_id"), "web_consents", ["member_id"])

    op.create_table(
        "web_feeds",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("followed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("modified", sa.String(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["members.id"], name=op.f("fk_web_feeds_added_by")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_web_feeds_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_feeds")),
        sa.UniqueConstraint("community_id", "url", name=op.f("uq_web_feeds_community_id_url")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_web_feeds_added_by"), "web_feeds", ["added_by"])
    op.create_index(op.f("ix_web_feeds_next_at"), "web_feeds", ["next_at"])

    op.create_table(
        "weekly_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["added_by"], ["members.id"], name=op.f("fk_weekly_questions_added_by")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_weekly_questions_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weekly_questions")),
        sa.UniqueConstraint(
            "community_id", "folded", name=op.f("uq_weekly_questions_community_id_folded")
        ),
    )
    op.create_index(op.f("ix_weekly_questions_added_by"), "weekly_questions", ["added_by"])

    op.create_table(
        "working_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("proposer_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("joining", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "joining IN ('open', 'request')", name=op.f("ck_working_groups_joining")
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'open', 'closed')", name=op.f("ck_working_groups_state")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_working_groups_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposer_id"], ["members.id"], name=op.f("fk_working_groups_proposer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_groups")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_working_groups_listed", "working_groups", ["community_id", "state", "id"])
    op.create_index(op.f("ix_working_groups_proposer_id"), "working_groups", ["proposer_id"])

    op.create_table(
        "announcement_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("mailing_id", sa.Integer(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("rooms", sa.Integer(), nullable=False),
        sa.Column("room_posts", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("delivered", sa.Integer(), nullable=False),
        sa.Column("uncertain", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('going', 'paused', 'done', 'stopped')",
            name=op.f("ck_announcement_runs_state"),
        ),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcements.id"],
            name=op.f("fk_announcement_runs_announcement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["mailing_id"], ["mailings.id"], name=op.f("fk_announcement_runs_mailing_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement_runs")),
        sa.UniqueConstraint(
            "announcement_id", "due_at", name=op.f("uq_announcement_runs_announcement_id_due_at")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_announcement_runs_mailing_id"), "announcement_runs", ["mailing_id"])
    op.create_index(op.f("ix_announcement_runs_state"), "announcement_runs", ["state"])

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
        "ballot_counts",
        sa.Column("poll_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_ballot_counts_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", "answer", name=op.f("pk_ballot_counts")),
    )
    op.create_table(
        "ballots",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("choices", sa.String(), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_ballots_member_id")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_ballots_poll_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballots")),
        sa.UniqueConstraint("poll_id", "member_id", name=op.f("uq_ballots_poll_id_member_id")),
    )
    op.create_index("ix_ballots_in_order", "ballots", ["poll_id", "cast_at", "id"])
    op.create_index(op.f("ix_ballots_member_id"), "ballots", ["member_id"])
    op.create_index("ix_ballots_passed_on", "ballots", ["poll_id", "asked_on"])

    op.create_table(
        "calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("maker_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("rules", sa.String(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("secret", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("poll_id", sa.Integer(), nullable=True),
        sa.Column("over_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('call', 'contest', 'projects')", name=op.f("ck_calls_kind")),
        sa.CheckConstraint(
            "state IN ('draft', 'open', 'closed', 'voting', 'over', 'withdrawn')",
            name=op.f("ck_calls_state"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_calls_community_id")
        ),
        sa.ForeignKeyConstraint(["maker_id"], ["members.id"], name=op.f("fk_calls_maker_id")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_calls_poll_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_calls_community_id"), "calls", ["community_id"])
    op.create_index(op.f("ix_calls_maker_id"), "calls", ["maker_id"])
    op.create_index(op.f("ix_calls_over_at"), "calls", ["over_at"])
    op.create_index(op.f("ix_calls_poll_id"), "calls", ["poll_id"])

    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("maker_id", sa.Integer(), nullable=True),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("commune", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("private_place", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("picture_id", sa.Integer(), nullable=True),
        sa.Column("organiser", sa.String(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("guests", sa.Boolean(), nullable=False),
        sa.Column("circles", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("domains", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("territories", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=True),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("source_url", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('meeting', 'visit', 'training', 'webinar', 'yearly', 'regional', 'workgroup')",
            name=op.f("ck_events_kind"),
        ),
        sa.CheckConstraint(
            "organiser IN ('territory', 'region')", name=op.f("ck_events_organiser")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'proposed', 'published', 'cancelled', 'withdrawn')",
            name=op.f("ck_events_state"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_events_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_groups.id"], name=op.f("fk_events_group_id")
        ),
        sa.ForeignKeyConstraint(["maker_id"], ["members.id"], name=op.f("fk_events_maker_id")),
        sa.ForeignKeyConstraint(
            ["picture_id"], ["files.id"], name=op.f("fk_events_picture_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["series_id"], ["event_series.id"], name=op.f("fk_events_series_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("community_id", "number", name=op.f("uq_events_community_id_number")),
        sa.UniqueConstraint("community_id", "uid", name=op.f("uq_events_community_id_uid")),
    )
    op.create_index("ix_events_agenda", "events", ["community_id", "state", "starts_at"])
    op.create_index("ix_events_end", "events", ["community_id", "state", "ends_at", "starts_at"])
    op.create_index(op.f("ix_events_group_id"), "events", ["group_id"])
    op.create_index(op.f("ix_events_maker_id"), "events", ["maker_id"])
    op.create_index(op.f("ix_events_picture_id"), "events", ["picture_id"])
    op.create_index(op.f("ix_events_series_id"), "events", ["series_id"])

    op.create_table(
        "group_members",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("muted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "standing IN ('asks', 'belongs', 'leads')", name=op.f("ck_group_members_standing")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["working_groups.id"],
            name=op.f("fk_group_members_group_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_group_members_member_id")
        ),
        sa.PrimaryKeyConstraint("group_id", "member_id", name=op.f("pk_group_members")),
    )
    op.create_index(op.f("ix_group_members_member_id"), "group_members", ["member_id"])

    op.create_table(
        "group_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["members.id"], name=op.f("fk_group_reports_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["working_groups.id"],
            name=op.f("fk_group_reports_group_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_reports")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_group_reports_author_id"), "group_reports", ["author_id"])
    op.create_index(op.f("ix_group_reports_group_id"), "group_reports", ["group_id"])

    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("written_line", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("told", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("failure", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("letters_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("letters", sa.Integer(), server_default="0", nullable=False),
        sa.Column("refusals", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "state IN ('fetching', 'reading', 'shown', 'writing', 'done', 'ending', 'failed')",
            name=op.f("ck_imports_state"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_imports_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["files.id"], name=op.f("fk_imports_file_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_imports_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_imports_community_id"), "imports", ["community_id"])
    op.create_index(op.f("ix_imports_expires_at"), "imports", ["expires_at"])
    op.create_index(op.f("ix_imports_file_id"), "imports", ["file_id"])
    op.create_index(op.f("ix_imports_member_id"), "imports", ["member_id"])

    op.create_table(
        "letter_choices",
        sa.Column("digest_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ref", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("left_out", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["digest_id"], ["digests.id"], name=op.f("fk_letter_choices_digest_id")
        ),
        sa.PrimaryKeyConstraint("digest_id", "kind", "ref", name=op.f("pk_letter_choices")),
    )
    op.create_table(
        "letter_items",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ref", sa.Integer(), nullable=False),
        sa.Column("words", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("audience", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seat", sa.String(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(), nullable=True),
        sa.CheckConstraint("seat IN ('territory', 'region')", name=op.f("ck_letter_items_seat")),
        sa.CheckConstraint(
            "section IN ('for_you', 'news', 'upcoming', 'answers', 'changed')",
            name=op.f("ck_letter_items_section"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["members.id"], name=op.f("fk_letter_items_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["digest_id"], ["digests.id"], name=op.f("fk_letter_items_digest_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_items")),
        sa.UniqueConstraint(
            "digest_id", "kind", "ref", name=op.f("uq_letter_items_digest_id_kind_ref")
        ),
    )
    op.create_index(op.f("ix_letter_items_author_id"), "letter_items", ["author_id"])

    op.create_table(
        "name_parts",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column(
            "part", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["member_id", "community_id"],
            ["memberships.member_id", "memberships.community_id"],
            name=op.f("fk_name_parts_member_id"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", "community_id", "nth", name=op.f("pk_name_parts")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_name_parts_begun", "name_parts", ["community_id", "part", "member_id"])
    op.create_index(
        "ix_name_parts_in_order", "name_parts", ["community_id", "nth", "part", "member_id"]
    )

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
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.CheckConstraint("kind IN ('need', 'offer')", name=op.f("ck_needs_kind")),
        sa.CheckConstraint("readers IN ('members', 'gardener')", name=op.f("ck_needs_readers")),
        sa.CheckConstraint("state IN ('open', 'found', 'closed')", name=op.f("ck_needs_state")),
        sa.ForeignKeyConstraint(["author_id"], ["members.id"], name=op.f("fk_needs_author_id")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_needs_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_groups.id"], name=op.f("fk_needs_group_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_needs")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_needs_author_id"), "needs", ["author_id"])
    op.create_index(op.f("ix_needs_ends_on"), "needs", ["ends_on"])
    op.create_index(op.f("ix_needs_group_id"), "needs", ["group_id"])
    op.create_index("ix_needs_listed", "needs", ["community_id", "state", "id"])

    op.create_table(
        "news",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), server_default="news", nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("picture_id", sa.Integer(), nullable=True),
        sa.Column("picture_words", sa.String(), server_default="", nullable=False),
        sa.Column("circles", sa.JSON(none_as_null=True), server_default="[]", nullable=False),
        sa.Column("domains", sa.JSON(none_as_null=True), server_default="[]", nullable=False),
        sa.Column("territories", sa.JSON(none_as_null=True), server_default="[]", nullable=False),
        sa.Column("seat", sa.String(), nullable=False),
        sa.Column("by_member", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(), nullable=True),
        sa.Column("amended_by", sa.Integer(), nullable=True),
        sa.Column("amender", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("postponed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("digest_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unchecked", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('news', 'consultation')", name=op.f("ck_news_kind")),
        sa.CheckConstraint("seat IN ('territory', 'region')", name=op.f("ck_news_seat")),
        sa.CheckConstraint(
            "state IN ('draft', 'proposed', 'kept', 'dropped', 'withdrawn', 'sent')",
            name=op.f("ck_news_state"),
        ),
        sa.ForeignKeyConstraint(["amended_by"], ["members.id"], name=op.f("fk_news_amended_by")),
        sa.ForeignKeyConstraint(["author_id"], ["members.id"], name=op.f("fk_news_author_id")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_news_community_id")
        ),
        sa.ForeignKeyConstraint(["digest_id"], ["digests.id"], name=op.f("fk_news_digest_id")),
        sa.ForeignKeyConstraint(
            ["picture_id"], ["files.id"], name=op.f("fk_news_picture_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news")),
        sa.UniqueConstraint("community_id", "number", name=op.f("uq_news_community_id_number")),
    )
    op.create_index(op.f("ix_news_amended_by"), "news", ["amended_by"])
    op.create_index(op.f("ix_news_author_id"), "news", ["author_id"])
    op.create_index(op.f("ix_news_digest_id"), "news", ["digest_id"])
    op.create_index(op.f("ix_news_picture_id"), "news", ["picture_id"])

    op.create_table(
        "organisation_lists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_organisation_lists_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["files.id"],
            name=op.f("fk_organisation_lists_file_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_organisation_lists_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_lists")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_organisation_lists_community_id"), "organisation_lists", ["community_id"]
    )
    op.create_index(op.f("ix_organisation_lists_expires_at"), "organisation_lists", ["expires_at"])
    op.create_index(op.f("ix_organisation_lists_file_id"), "organisation_lists", ["file_id"])
    op.create_index(op.f("ix_organisation_lists_member_id"), "organisation_lists", ["member_id"])

    op.create_table(
        "pair_sides",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("reached_by", sa.String(), nullable=False),
        sa.Column("accounts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=True),
        sa.CheckConstraint("answer IN ('yes', 'no')", name=op.f("ck_pair_sides_answer")),
        sa.CheckConstraint("step IN ('waiting', 'told', 'asked')", name=op.f("ck_pair_sides_step")),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["pair_meetings.id"],
            name=op.f("fk_pair_sides_meeting_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_pair_sides_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["pair_rounds.id"],
            name=op.f("fk_pair_sides_round_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_sides")),
        sa.UniqueConstraint("round_id", "member_id", name=op.f("uq_pair_sides_round_id_member_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_pair_sides_meeting_id"), "pair_sides", ["meeting_id"])
    op.create_index(op.f("ix_pair_sides_member_id"), "pair_sides", ["member_id"])
    op.create_index(op.f("ix_pair_sides_step"), "pair_sides", ["step"])

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
        "poll_words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), server_default="", nullable=False),
        sa.Column("published", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("letter", sa.String(), server_default="not asked", nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "letter IN ('not asked', 'asked', 'given', 'refused')",
            name=op.f("ck_poll_words_letter"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_poll_words_member_id")
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_words_poll_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_words")),
        sa.UniqueConstraint("poll_id", "member_id", name=op.f("uq_poll_words_poll_id_member_id")),
    )
    op.create_index(op.f("ix_poll_words_member_id"), "poll_words", ["member_id"])

    op.create_table(
        "portraits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.Column("photo_words", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_letter_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('asked', 'open', 'declined')", name=op.f("ck_portraits_state")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["members.id"], name=op.f("fk_portraits_asked_by")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_portraits_community_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_portraits_member_id")),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["files.id"], name=op.f("fk_portraits_photo_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portraits")),
        sa.UniqueConstraint(
            "community_id", "member_id", name=op.f("uq_portraits_community_id_member_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_portraits_asked_by"), "portraits", ["asked_by"])
    op.create_index(op.f("ix_portraits_changed_at"), "portraits", ["changed_at"])
    op.create_index("ix_portraits_listed", "portraits", ["community_id", "changed_at", "id"])
    op.create_index(op.f("ix_portraits_member_id"), "portraits", ["member_id"])
    op.create_index(op.f("ix_portraits_photo_id"), "portraits", ["photo_id"])

    op.create_table(
        "project_lists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_project_lists_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["files.id"], name=op.f("fk_project_lists_file_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_project_lists_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_lists")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_project_lists_community_id"), "project_lists", ["community_id"])
    op.create_index(op.f("ix_project_lists_expires_at"), "project_lists", ["expires_at"])
    op.create_index(op.f("ix_project_lists_file_id"), "project_lists", ["file_id"])
    op.create_index(op.f("ix_project_lists_member_id"), "project_lists", ["member_id"])

    op.create_table(
        "question_joins",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("usefulness", sa.String(), nullable=True),
        sa.CheckConstraint(
            "usefulness IN ('useful', 'partly', 'not_at_all')",
            name=op.f("ck_question_joins_usefulness"),
        ),
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
    op.create_index(op.f("ix_question_joins_member_id"), "question_joins", ["member_id"])

    op.create_table(
        "question_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('asked', 'shown', 'kept_back', 'taken', 'drafted', 'answered', 'transferred', 'reminded', 'reacted', 'declined', 'rated', 'reopened', 'continued', 'credited', 'uncredited', 'withdrawn')",
            name=op.f("ck_question_steps_kind"),
        ),
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
    op.create_index("ix_question_steps_kind", "question_steps", ["kind", "at"])
    op.create_index(op.f("ix_question_steps_member_id"), "question_steps", ["member_id"])
    op.create_index(op.f("ix_question_steps_question_id"), "question_steps", ["question_id"])

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
    op.create_table(
        "reporters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_reporters_member_id")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_reporters_report_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reporters")),
        sa.UniqueConstraint(
            "report_id", "member_id", name=op.f("uq_reporters_report_id_member_id")
        ),
    )
    op.create_index(op.f("ix_reporters_member_id"), "reporters", ["member_id"])

    op.create_table(
        "rooms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gone_why", sa.String(), nullable=True),
        sa.Column("members", sa.Integer(), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('community', 'channel', 'gardeners', 'region', 'working-group', 'direct')",
            name=op.f("ck_rooms_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_rooms_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_groups.id"], name=op.f("fk_rooms_group_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rooms")),
        sa.UniqueConstraint("address", name=op.f("uq_rooms_address")),
    )
    op.create_index(op.f("ix_rooms_community_id"), "rooms", ["community_id"])
    op.create_index(op.f("ix_rooms_group_id"), "rooms", ["group_id"])

    op.create_table(
        "secret_counts",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_secret_counts_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_secret_counts")),
    )
    op.create_table(
        "visit_hosts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("agreed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hosted", sa.Integer(), server_default="0", nullable=False),
        sa.Column("hosted_on", sa.Date(), nullable=True),
        sa.Column("asked_for", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_visit_hosts_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["series_id"],
            ["visit_series.id"],
            name=op.f("fk_visit_hosts_series_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_hosts")),
        sa.UniqueConstraint(
            "series_id", "member_id", name=op.f("uq_visit_hosts_series_id_member_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_visit_hosts_member_id"), "visit_hosts", ["member_id"])

    op.create_table(
        "web_feed_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("feed_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("link_key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(), server_default="", nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "state IN ('passed', 'waiting', 'proposed', 'kept', 'posted', 'ignored')",
            name=op.f("ck_web_feed_items_state"),
        ),
        sa.ForeignKeyConstraint(
            ["feed_id"], ["web_feeds.id"], name=op.f("fk_web_feed_items_feed_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_feed_items")),
        sa.UniqueConstraint("feed_id", "key", name=op.f("uq_web_feed_items_feed_id_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_web_feed_items_found_at"), "web_feed_items", ["found_at"])
    op.create_index(op.f("ix_web_feed_items_link_key"), "web_feed_items", ["link_key"])

    op.create_table(
        "announcements_told",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("seat", sa.String(), nullable=False),
        sa.Column("teller_id", sa.Integer(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "seat IN ('territory', 'region')", name=op.f("ck_announcements_told_seat")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_announcements_told_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["announcement_runs.id"], name=op.f("fk_announcements_told_run_id")
        ),
        sa.ForeignKeyConstraint(
            ["teller_id"], ["members.id"], name=op.f("fk_announcements_told_teller_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements_told")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_announcements_told_member_id"), "announcements_told", ["member_id"])
    op.create_index(op.f("ix_announcements_told_run_id"), "announcements_told", ["run_id"])
    op.create_index(op.f("ix_announcements_told_teller_id"), "announcements_told", ["teller_id"])

    op.create_table(
        "attendances",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply", sa.String(), nullable=False),
        sa.Column("offered_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("asked_again_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "answer IN ('going', 'maybe', 'declined', 'waiting', 'none')",
            name=op.f("ck_attendances_answer"),
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_attendances_event_id")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_attendances_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendances")),
        sa.UniqueConstraint(
            "event_id", "member_id", name=op.f("uq_attendances_event_id_member_id")
        ),
    )
    op.create_index("ix_attendances_counted", "attendances", ["event_id", "answer", "answered_at"])
    op.create_index(op.f("ix_attendances_member_id"), "attendances", ["member_id"])
    op.create_index(op.f("ix_attendances_offered_until"), "attendances", ["offered_until"])

    op.create_table(
        "call_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("choice", sa.Integer(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'sent', 'change asked', 'accepted', 'set aside')",
            name=op.f("ck_call_entries_state"),
        ),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_call_entries_call_id")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_call_entries_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_call_entries_call_id"), "call_entries", ["call_id"])
    op.create_index(op.f("ix_call_entries_member_id"), "call_entries", ["member_id"])

    op.create_table(
        "event_doors",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_doors_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_doors")),
        sa.UniqueConstraint("code", name=op.f("uq_event_doors_code")),
        sa.UniqueConstraint("token", name=op.f("uq_event_doors_token")),
    )
    op.create_table(
        "event_notices",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("steps", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("by_maker", sa.Boolean(), nullable=False),
        sa.Column("by_others", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cursor", sa.Integer(), nullable=False),
        sa.Column("untold", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('changed', 'cancelled', 'restored')", name=op.f("ck_event_notices_kind")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_event_notices_event_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_notices")),
    )
    op.create_index(op.f("ix_event_notices_done_at"), "event_notices", ["done_at"])
    op.create_index(op.f("ix_event_notices_event_id"), "event_notices", ["event_id"])

    op.create_table(
        "event_reminders",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("which", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "which IN ('week', 'day', 'hours')", name=op.f("ck_event_reminders_which")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_event_reminders_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_event_reminders_member_id")
        ),
        sa.PrimaryKeyConstraint(
            "event_id", "member_id", "which", "starts_at", name=op.f("pk_event_reminders")
        ),
    )
    op.create_index(op.f("ix_event_reminders_member_id"), "event_reminders", ["member_id"])
    op.create_index(op.f("ix_event_reminders_starts_at"), "event_reminders", ["starts_at"])

    op.create_table(
        "feed_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("feed_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("declined", sa.Boolean(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("known", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("pending", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_feed_entries_community_id")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_feed_entries_event_id")),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name=op.f("fk_feed_entries_feed_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_entries")),
        sa.UniqueConstraint("community_id", "key", name=op.f("uq_feed_entries_community_id_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_feed_entries_event_id"), "feed_entries", ["event_id"])
    op.create_index(op.f("ix_feed_entries_feed_id"), "feed_entries", ["feed_id"])
    op.create_index(op.f("ix_feed_entries_starts_at"), "feed_entries", ["starts_at"])

    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("mark IN ('good', 'fair', 'bad')", name=op.f("ck_feedback_mark")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_feedback_event_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_feedback_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("event_id", "member_id", name=op.f("uq_feedback_event_id_member_id")),
    )
    op.create_index(op.f("ix_feedback_given_at"), "feedback", ["given_at"])
    op.create_index(op.f("ix_feedback_member_id"), "feedback", ["member_id"])

    op.create_table(
        "introductions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("asker_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("followed_up", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asker_id"], ["members.id"], name=op.f("fk_introductions_asker_id")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_introductions_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_introductions_event_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_introductions")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_introductions_asker_id"), "introductions", ["asker_id"])
    op.create_index(op.f("ix_introductions_community_id"), "introductions", ["community_id"])
    op.create_index(op.f("ix_introductions_event_id"), "introductions", ["event_id"])
    op.create_index(op.f("ix_introductions_expires_at"), "introductions", ["expires_at"])
    op.create_index(op.f("ix_introductions_met_at"), "introductions", ["met_at"])

    op.create_table(
        "invitees",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("commune", sa.String(), nullable=True),
        sa.Column("circle", sa.String(), nullable=True),
        sa.Column("domains", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("locale", sa.String(), nullable=True),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "circle IN ('engaged', 'informed', 'citizen')", name=op.f("ck_invitees_circle")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_invitees_community_id")
        ),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_invitees_import_id")),
        sa.ForeignKeyConstraint(["taken_by"], ["members.id"], name=op.f("fk_invitees_taken_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitees")),
        sa.UniqueConstraint("digest", name=op.f("uq_invitees_digest")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_invitees_community_id"), "invitees", ["community_id"])
    op.create_index(op.f("ix_invitees_email"), "invitees", ["email"])
    op.create_index(op.f("ix_invitees_expires_at"), "invitees", ["expires_at"])
    op.create_index(op.f("ix_invitees_import_id"), "invitees", ["import_id"])
    op.create_index(op.f("ix_invitees_taken_by"), "invitees", ["taken_by"])

    op.create_table(
        "need_words",
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("tokens", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["need_id"], ["needs.id"], name=op.f("fk_need_words_need_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("need_id", name=op.f("pk_need_words")),
    )
    op.create_table(
        "organisations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("commune", sa.String(), nullable=True),
        sa.Column("domains", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("tokens", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_organisations_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["list_id"], ["organisation_lists.id"], name=op.f("fk_organisations_list_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("community_id", "key", name=op.f("uq_organisations_community_id_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_organisations_list_id"), "organisations", ["list_id"])

    op.create_table(
        "outcomes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("decisions", sa.String(), nullable=False),
        sa.Column("next_step", sa.String(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("step_state", sa.String(), nullable=False),
        sa.Column("checked_for", sa.Date(), nullable=True),
        sa.Column("news_id", sa.Integer(), nullable=True),
        sa.Column("asked_up_to", sa.Integer(), nullable=True),
        sa.Column("all_asked", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('asked', 'draft', 'published', 'closed')", name=op.f("ck_outcomes_state")
        ),
        sa.CheckConstraint(
            "step_state IN ('', 'open', 'done', 'dropped')", name=op.f("ck_outcomes_step_state")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["members.id"], name=op.f("fk_outcomes_author_id")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_outcomes_event_id")),
        sa.ForeignKeyConstraint(["news_id"], ["news.id"], name=op.f("fk_outcomes_news_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes")),
        sa.UniqueConstraint("event_id", name=op.f("uq_outcomes_event_id")),
    )
    op.create_index(op.f("ix_outcomes_author_id"), "outcomes", ["author_id"])
    op.create_index(op.f("ix_outcomes_news_id"), "outcomes", ["news_id"])
    op.create_index(op.f("ix_outcomes_next_on"), "outcomes", ["next_on"])

    op.create_table(
        "pictures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("after", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_pictures_event_id")),
        sa.ForeignKeyConstraint(
            ["file_id"], ["files.id"], name=op.f("fk_pictures_file_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_pictures_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pictures")),
    )
    op.create_index(op.f("ix_pictures_event_id"), "pictures", ["event_id"])
    op.create_index(op.f("ix_pictures_file_id"), "pictures", ["file_id"])
    op.create_index(op.f("ix_pictures_member_id"), "pictures", ["member_id"])

    op.create_table(
        "poll_events",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_poll_events_event_id")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_events_poll_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_poll_events")),
    )
    op.create_index(op.f("ix_poll_events_poll_id"), "poll_events", ["poll_id"], unique=True)

    op.create_table(
        "poll_outcomes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("step_state", sa.String(), nullable=False),
        sa.Column("checked_for", sa.Date(), nullable=True),
        sa.Column("news_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('asked', 'draft', 'published', 'closed')",
            name=op.f("ck_poll_outcomes_state"),
        ),
        sa.CheckConstraint(
            "step_state IN ('', 'open', 'done', 'dropped')",
            name=op.f("ck_poll_outcomes_step_state"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["members.id"], name=op.f("fk_poll_outcomes_author_id")
        ),
        sa.ForeignKeyConstraint(["news_id"], ["news.id"], name=op.f("fk_poll_outcomes_news_id")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_outcomes_poll_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_outcomes")),
        sa.UniqueConstraint("poll_id", name=op.f("uq_poll_outcomes_poll_id")),
    )
    op.create_index(op.f("ix_poll_outcomes_author_id"), "poll_outcomes", ["author_id"])
    op.create_index(op.f("ix_poll_outcomes_news_id"), "poll_outcomes", ["news_id"])
    op.create_index(op.f("ix_poll_outcomes_next_on"), "poll_outcomes", ["next_on"])

    op.create_table(
        "portrait_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("portrait_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("by_team", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("skipped", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("voice_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["portrait_id"],
            ["portraits.id"],
            name=op.f("fk_portrait_answers_portrait_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["voice_id"],
            ["files.id"],
            name=op.f("fk_portrait_answers_voice_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portrait_answers")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_portrait_answers_portrait_id"), "portrait_answers", ["portrait_id"])
    op.create_index(op.f("ix_portrait_answers_voice_id"), "portrait_answers", ["voice_id"])

    op.create_table(
        "portrait_yeses",
        sa.Column("portrait_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "place IN ('room', 'letter', 'web')", name=op.f("ck_portrait_yeses_place")
        ),
        sa.ForeignKeyConstraint(
            ["portrait_id"],
            ["portraits.id"],
            name=op.f("fk_portrait_yeses_portrait_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("portrait_id", "place", name=op.f("pk_portrait_yeses")),
    )
    op.create_table(
        "projects",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("commune", sa.String(), nullable=True),
        sa.Column("needs", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("picture_id", sa.Integer(), nullable=True),
        sa.Column("picture_words", sa.String(), nullable=False),
        sa.Column("learned", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("list_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.BigInteger(), nullable=True),
        sa.Column("tokens", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'live', 'paused', 'finished')", name=op.f("ck_projects_state")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_projects_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["list_id"], ["project_lists.id"], name=op.f("fk_projects_list_id")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["members.id"], name=op.f("fk_projects_made_by")),
        sa.ForeignKeyConstraint(
            ["picture_id"], ["files.id"], name=op.f("fk_projects_picture_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
        sa.UniqueConstraint("community_id", "key", name=op.f("uq_projects_community_id_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_projects_expires_at"), "projects", ["expires_at"])
    op.create_index(op.f("ix_projects_list_id"), "projects", ["list_id"])
    op.create_index("ix_projects_listed", "projects", ["community_id", "state", "id"])
    op.create_index(op.f("ix_projects_made_by"), "projects", ["made_by"])
    op.create_index(op.f("ix_projects_picture_id"), "projects", ["picture_id"])

    op.create_table(
        "ride_counts",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("offered", sa.Integer(), nullable=False),
        sa.Column("agreed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_ride_counts_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_ride_counts")),
    )
    op.create_table(
        "rides",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("commune", sa.String(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('offer', 'search')", name=op.f("ck_rides_kind")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_rides_event_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_rides_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rides")),
        sa.UniqueConstraint("event_id", "member_id", name=op.f("uq_rides_event_id_member_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_rides_member_id"), "rides", ["member_id"])

    op.create_table(
        "room_reminders",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_room_reminders_event_id")
        ),
        sa.PrimaryKeyConstraint("event_id", "starts_at", name=op.f("pk_room_reminders")),
    )
    op.create_index(op.f("ix_room_reminders_starts_at"), "room_reminders", ["starts_at"])

    op.create_table(
        "visit_turns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_visit_turns_event_id")),
        sa.ForeignKeyConstraint(
            ["host_id"],
            ["visit_hosts.id"],
            name=op.f("fk_visit_turns_host_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["series_id"],
            ["visit_series.id"],
            name=op.f("fk_visit_turns_series_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_turns")),
        sa.UniqueConstraint("series_id", "day", name=op.f("uq_visit_turns_series_id_day")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_visit_turns_event_id"), "visit_turns", ["event_id"])
    op.create_index(op.f("ix_visit_turns_host_id"), "visit_turns", ["host_id"])
    op.create_index(op.f("ix_visit_turns_starts_at"), "visit_turns", ["starts_at"])

    op.create_table(
        "call_pictures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("people", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["call_entries.id"],
            name=op.f("fk_call_pictures_entry_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["files.id"], name=op.f("fk_call_pictures_file_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_call_pictures_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_pictures")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_call_pictures_entry_id"), "call_pictures", ["entry_id"])
    op.create_index(op.f("ix_call_pictures_file_id"), "call_pictures", ["file_id"])
    op.create_index(op.f("ix_call_pictures_member_id"), "call_pictures", ["member_id"])

    op.create_table(
        "guests",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column(
            "attendance_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["attendance_id"], ["attendances.id"], name=op.f("fk_guests_attendance_id")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_guests_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guests")),
    )
    op.create_index(op.f("ix_guests_attendance_id"), "guests", ["attendance_id"])
    op.create_index(op.f("ix_guests_event_id"), "guests", ["event_id"])

    op.create_table(
        "introduction_accounts",
        sa.Column("introduction_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["address"],
            ["identities.address"],
            name=op.f("fk_introduction_accounts_address"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["introduction_id"],
            ["introductions.id"],
            name=op.f("fk_introduction_accounts_introduction_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "introduction_id", "address", name=op.f("pk_introduction_accounts")
        ),
    )
    op.create_index(op.f("ix_introduction_accounts_address"), "introduction_accounts", ["address"])

    op.create_table(
        "introduction_sides",
        sa.Column("introduction_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("asked_about", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("reached_by", sa.String(), nullable=False),
        sa.Column("contact_given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("helped", sa.String(), nullable=True),
        sa.CheckConstraint("answer IN ('yes', 'no')", name=op.f("ck_introduction_sides_answer")),
        sa.CheckConstraint(
            "asked_about IN ('', 'age', 'meeting', 'unreached', 'contact')",
            name=op.f("ck_introduction_sides_asked_about"),
        ),
        sa.CheckConstraint("helped IN ('yes', 'no')", name=op.f("ck_introduction_sides_helped")),
        sa.ForeignKeyConstraint(
            ["introduction_id"],
            ["introductions.id"],
            name=op.f("fk_introduction_sides_introduction_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_introduction_sides_member_id")
        ),
        sa.PrimaryKeyConstraint("introduction_id", "member_id", name=op.f("pk_introduction_sides")),
        sa.UniqueConstraint("number", name=op.f("uq_introduction_sides_number")),
    )
    op.create_index(op.f("ix_introduction_sides_member_id"), "introduction_sides", ["member_id"])

    op.create_table(
        "mail_joinings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column(
            "invitee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_mail_joinings_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["invitee_id"],
            ["invitees.id"],
            name=op.f("fk_mail_joinings_invitee_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_joinings")),
        sa.UniqueConstraint("token", name=op.f("uq_mail_joinings_token")),
    )
    op.create_index(op.f("ix_mail_joinings_account"), "mail_joinings", ["account"])
    op.create_index(op.f("ix_mail_joinings_asked_at"), "mail_joinings", ["asked_at"])
    op.create_index(op.f("ix_mail_joinings_community_id"), "mail_joinings", ["community_id"])
    op.create_index(op.f("ix_mail_joinings_expires_at"), "mail_joinings", ["expires_at"])
    op.create_index(op.f("ix_mail_joinings_invitee_id"), "mail_joinings", ["invitee_id"])

    op.create_table(
        "project_followers",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_news", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_project_followers_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_project_followers_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("project_id", "member_id", name=op.f("pk_project_followers")),
    )
    op.create_index(op.f("ix_project_followers_member_id"), "project_followers", ["member_id"])

    op.create_table(
        "project_makers",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("takes_over", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "state IN ('asked', 'claimed', 'declined', 'for', 'maker')",
            name=op.f("ck_project_makers_state"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["members.id"], name=op.f("fk_project_makers_asked_by")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_project_makers_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_project_makers_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("project_id", "member_id", name=op.f("pk_project_makers")),
    )
    op.create_index(op.f("ix_project_makers_asked_by"), "project_makers", ["asked_by"])
    op.create_index(op.f("ix_project_makers_member_id"), "project_makers", ["member_id"])

    op.create_table(
        "project_news",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["members.id"], name=op.f("fk_project_news_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_project_news_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_news")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_project_news_at"), "project_news", ["at"])
    op.create_index(op.f("ix_project_news_author_id"), "project_news", ["author_id"])
    op.create_index(op.f("ix_project_news_project_id"), "project_news", ["project_id"])

    op.create_table(
        "project_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("asker_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["asker_id"], ["members.id"], name=op.f("fk_project_questions_asker_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_project_questions_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_questions")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_project_questions_asker_id"), "project_questions", ["asker_id"])
    op.create_index(op.f("ix_project_questions_at"), "project_questions", ["at"])
    op.create_index(op.f("ix_project_questions_project_id"), "project_questions", ["project_id"])

    op.create_table(
        "removal_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_removal_requests_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_removal_requests_organisation_id"),
            ondelete="CASCADE",
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
    create_full_text("question_words", "question_id", index="full_text_questions")
    create_full_text("need_words", "need_id", index="full_text_needs")
    count_ballots()
    for triggers in _REVISED:
        triggers.create()


def downgrade() -> None:
    drop_full_text("full_text_needs")
    drop_full_text("full_text_questions")
    for triggers in _REVISED:
        triggers.drop()
    tables = sa.MetaData()
    tables.reflect(op.get_bind(), only=lambda name, _: name != "alembic_version")
    for table in reversed(tables.sorted_tables):
        op.drop_table(table.name)
    stop_counting()
