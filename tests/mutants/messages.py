"""Messages in and out, and the reads of a unit of work."""

from tests.mutants.mutant import Mutant

MUTANTS = (
    Mutant(
        "messages are handled in the wrong order",
        "storage/inbound/inbox.py",
        old="    .order_by(_inbox.c.id)\n",
        new="    .order_by(_inbox.c.id.desc())\n",
        tests=("tests/storage/inbound/test_inbox.py::test_rows_wait_in_the_order_in_which_they_came",),
    ),
    Mutant(
        "handled messages keep their words",
        "storage/inbound/inbox.py",
        old='done_at=bindparam("at"), **_EMPTY)',
        new='done_at=bindparam("at"))',
        tests=("tests/storage/inbound/test_inbox.py::test_a_key_stays_known_when_its_row_has_ended",),
    ),
    Mutant(
        "messages to a room overtake each other",
        "storage/outbound/outbox.py",
        old="    .order_by(_rows.c.priority, _rows.c.id)\n",
        new="    .order_by(_rows.c.priority, _rows.c.id.desc())\n",
        tests=("tests/storage/outbound/test_outbox.py::test_the_most_urgent_goes_first_and_one_a_room",),
    ),
    Mutant(
        "a letter goes before an answer",
        "storage/outbound/outbox.py",
        old="    .order_by(_rows.c.priority, _rows.c.id)\n",
        new="    .order_by(_rows.c.id)\n",
        tests=("tests/storage/outbound/test_outbox.py::test_the_most_urgent_goes_first_and_one_a_room",),
    ),
    Mutant(
        "sent messages keep their words",
        "storage/outbound/outbox.py",
        old=(
            "        payload=None,\n"
            "        error=None,\n"
        ),
        new="        error=None,\n",
        tests=("tests/storage/outbound/test_outbox.py::test_an_ended_message_keeps_none_of_its_words",),
    ),
    Mutant(
        "messages on their way leave though their sending is suspended",
        "storage/outbound/room_deliveries.py",
        old="            update(_rows).where(_rows.c.id.in_(ids), *on_its_way).values(error=HELD)\n",
        new="            update(_rows).where(_rows.c.id.in_(ids), *on_its_way).values(error=None)\n",
        tests=("tests/storage/announcements/test_announcements.py::test_messages_to_rooms_are_paused_resumed_and_dropped",),
    ),
    Mutant(
        "two accounts of one person are limited each by itself",
        "storage/inbound/counted_acts.py",
        old=(
            "        theirs = CountedAct.member_id == member_id\n"
            "        if member_id is None:\n"
            "            theirs = CountedAct.account == account\n"
        ),
        new="        theirs = CountedAct.account == account\n",
        tests=("tests/handlers/test_rates.py::test_both_accounts_of_one_person_are_counted_together",),
    ),
    Mutant(
        "the read cache answers after a rollback",
        "storage/transaction.py",
        old="        forget(self._session)\n",
        new="        self._session.flush()\n",
        tests=("tests/storage/statements/test_read_cache.py::test_undone_changes_are_read_again",),
    ),
)
