"""Triggers that count ballots by their answers, alike on both databases."""

from alembic import op

from storage.migrations.constraints import is_sqlite

# The answers of a ballot, with '' for the ballot itself; a ranking is one answer. A ballot with too
# few choices does not count yet. `{ballot}` is a row of `ballots`.
_ANSWERS_ON_SQLITE = """
SELECT {columns} FROM polls, json_each(
    CASE WHEN polls.kind = 'ranked' OR NOT json_valid('[' || {ballot}.choices || ']')
    THEN json_array('', {ballot}.choices) ELSE '["",' || {ballot}.choices || ']' END
) AS answers
WHERE polls.id = {ballot}.poll_id
AND length({ballot}.choices) - length(replace({ballot}.choices, ',', '')) + 1 >= polls.least
"""
_ANSWERS_ON_POSTGRESQL = """
SELECT {columns} FROM polls, unnest(
    array_prepend('', CASE WHEN polls.kind = 'ranked' THEN ARRAY[{ballot}.choices::text]
    ELSE string_to_array({ballot}.choices, ',') END)
) AS answers (value)
WHERE polls.id = {ballot}.poll_id
AND cardinality(string_to_array({ballot}.choices, ',')) >= polls.least
"""
_ANSWER = "CAST(answers.value AS TEXT) AS answer"
_PUT = """
INSERT INTO ballot_counts (poll_id, answer, people)
SELECT new.poll_id, put.answer, 1 FROM ({answers}) AS put WHERE true
ON CONFLICT (poll_id, answer) DO UPDATE SET people = ballot_counts.people + 1;
"""
_TAKE_OUT = """
UPDATE ballot_counts SET people = people - 1
WHERE poll_id = old.poll_id AND answer IN ({answers});
DELETE FROM ballot_counts
WHERE poll_id = old.poll_id AND people < 1 AND answer IN ({answers});
"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION count_ballot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN {take_out} END IF;
    IF TG_OP <> 'DELETE' THEN {put} END IF;
    RETURN NULL;
END $$
"""


def count_ballots() -> None:
    """Create the triggers that keep `ballot_counts`."""
    put = _PUT.format(answers=_answers(f"DISTINCT {_ANSWER}", "new"))
    take_out = _TAKE_OUT.format(answers=_answers(_ANSWER, "old"))
    changed = "UPDATE OF choices ON ballots FOR EACH ROW WHEN (old.choices <> new.choices)"
    if is_sqlite():
        for name, event, done in (
            ("cast", "INSERT ON ballots", put),
            ("taken_out", "DELETE ON ballots", take_out),
            ("changed", changed, take_out + put),
        ):
            op.execute(f"CREATE TRIGGER ballots_{name} AFTER {event} BEGIN {done} END")
        return
    op.execute(_FUNCTION.format(take_out=take_out, put=put))
    for name, event in (
        ("cast", "INSERT OR DELETE ON ballots FOR EACH ROW"),
        ("changed", changed),
    ):
        op.execute(f"CREATE TRIGGER ballots_{name} AFTER {event} EXECUTE FUNCTION count_ballot()")


def stop_counting() -> None:
    """Drop them, once the ballots are gone: on PostgreSQL their function is left."""
    if not is_sqlite():
        op.execute("DROP FUNCTION count_ballot()")


def _answers(columns: str, ballot: str) -> str:
    template = _ANSWERS_ON_SQLITE if is_sqlite() else _ANSWERS_ON_POSTGRESQL
    return template.format(columns=columns, ballot=ballot)
