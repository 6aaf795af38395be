"""Messages in and out, and the reads of a unit of work."""

from tests.mutants.mutant import Mutant

MUTANTS = (
    Mutant(
        "the read cache answers while the session is dirty",
        "storage/statements/read_cache.py",
        old="            session.flush()\n",
        new="",
        tests=(
            "tests/storage/statements/test_remembered_rows.py::test_what_is_remembered_is_what_is_read_anew",
        ),
    ),
    Mutant(
        "the read cache answers after a change",
        "storage/statements/read_cache.py",
        old="known is None or known[0] != changes",
        new="known is None",
        tests=("tests/storage/statements/test_read_cache.py::test_changed_rows_are_read_again",),
    ),
    Mutant(
        "messages are handled in the wrong order",
        "storage/inbound/inbox.py",
        old="    .order_by(_inbox.c.id)\n",
        new="    .order_by(_inbox.c.id.desc())\n",
        tests=(
            "tests/storage/inbound/test_inbox.py::test_rows_wait_in_the_order_in_which_they_came",
        ),
    ),
    Mutant(
        "handled messages keep their words",
        "storage/inbound/inbox.py",
        old='done_at=bindparam("at"), **_EMPTY)',
        new='done_at=bindparam("at"))',
        tests=(
            "tests/storage/inbound/test_inbox.py::test_a_handled_message_keeps_none_of_its_words",
        ),
    ),
    Mutant(
        "replies to an erased person's words stay set aside",
        "storage/inbound/inbox.py",
        old='return payload.get("sender") in accounts or author in accounts',
        new='return payload.get("sender") in accounts',
        tests=(
            "tests/storage/inbound/test_inbox.py::test_a_row_that_could_not_be_handled_goes_with_whose_words_it_answers",
        ),
    ),
    Mutant(
        "a restored database handles old messages again",
        "storage/inbound/inbox.py",
        old="state=InboxState.DONE, done_at=now, **_EMPTY)",
        new="done_at=now)",
        tests=(
            "tests/storage/inbound/test_inbox.py::test_nothing_that_waited_is_handled_again_after_a_restore",
        ),
    ),
    Mutant(
        "a restored database reads on from an old position",
        "storage/inbound/inbox.py",
        old="        self._session.execute(delete(Position))\n",
        new="",
        tests=(
            "tests/storage/inbound/test_inbox.py::test_nothing_that_waited_is_handled_again_after_a_restore",
        ),
    ),
    Mutant(
        "messages to a room overtake each other",
        "storage/outbound/outbox.py",
        old="    .order_by(_rows.c.priority, _rows.c.id)\n",
        new="    .order_by(_rows.c.priority, _rows.c.id.desc())\n",
        tests=(
            "tests/storage/outbound/test_outbox.py::test_the_most_urgent_goes_first_and_one_a_room",
        ),
    ),
    Mutant(
        "a letter goes before an answer",
        "storage/outbound/outbox.py",
        old="    .order_by(_rows.c.priority, _rows.c.id)\n",
        new="    .order_by(_rows.c.id)\n",
        tests=(
            "tests/storage/outbound/test_outbox.py::test_the_most_urgent_goes_first_and_one_a_room",
        ),
    ),
    Mutant(
        "the last message of a room goes first",
        "storage/outbound/outbox.py",
        old="by_room.setdefault(row.room, row)",
        new="by_room[row.room] = row",
        tests=(
            "tests/storage/outbound/test_outbox.py::test_the_most_urgent_goes_first_and_one_a_room",
        ),
    ),
    Mutant(
        "a room gets the next message before the first arrived",
        "storage/outbound/outbox.py",
        old=("            if row.room not in without:\n    "),
        new=("            if row.room:\n    "),
        tests=(
            "tests/storage/outbound/test_outbox.py::test_the_most_urgent_goes_first_and_one_a_room",
        ),
    ),
    Mutant(
        "what was held back goes out when its network puts it off",
        "storage/outbound/outbox.py",
        old="(_rows.c.error == HELD, DeliveryState.PAUSED)",
        new="(_rows.c.error == HELD, DeliveryState.WAITING)",
        tests=(
            "tests/storage/outbound/test_late_results.py::test_a_post_that_is_put_off_while_it_is_suspended_waits_for_the_resumption",
        ),
    ),
    Mutant(
        "sent messages keep their words",
        "storage/outbound/outbox.py",
        old=("        payload=None,\n        error=None,\n"),
        new="        error=None,\n",
        tests=(
            "tests/storage/outbound/test_outbox.py::test_an_ended_message_keeps_none_of_its_words",
        ),
    ),
    Mutant(
        "messages that were given up keep their words",
        "storage/outbound/outbox.py",
        old=("error=why, sent_at=at, **EMPTIED)\n\n    def _set"),
        new=("error=why, sent_at=at)\n\n    def _set"),
        tests=(
            "tests/storage/outbound/test_outbox.py::test_an_ended_message_keeps_none_of_its_words",
        ),
    ),
    Mutant(
        "a message on its way is taken back",
        "storage/outbound/outbox.py",
        old=".where(_rows.c.id == delivery_id, _rows.c.state == DeliveryState.WAITING)",
        new=".where(_rows.c.id == delivery_id)",
        tests=(
            "tests/storage/outbound/test_deliveries.py::test_a_message_on_its_way_is_not_taken_back",
        ),
    ),
    Mutant(
        "messages that may be missing are not counted",
        "storage/outbound/deliveries.py",
        old=("        _rows.c.state == DeliveryState.UNCERTAIN,\n        _rows.c.community_id"),
        new=("        _rows.c.state == DeliveryState.FAILED,\n        _rows.c.community_id"),
        tests=(
            "tests/storage/outbound/test_deliveries.py::test_messages_in_doubt_are_counted_for_their_community",
        ),
    ),
    Mutant(
        "messages that may be missing in another community are counted",
        "storage/outbound/deliveries.py",
        old="        _rows.c.community_id == community_id,\n",
        new="",
        tests=(
            "tests/storage/outbound/test_deliveries.py::test_messages_in_doubt_are_counted_for_their_community",
        ),
    ),
    Mutant(
        "a restored backup sends again what was on its way",
        "storage/outbound/deliveries.py",
        old="_rows.c.state.in_(UNSETTLED)",
        new="_rows.c.state == DeliveryState.WAITING",
        tests=(
            "tests/storage/outbound/test_deliveries.py::test_no_message_leaves_again_after_a_restore_nor_keeps_its_buttons_in_private",
        ),
    ),
    Mutant(
        "buttons of before a restored backup are pressed by their numbers",
        "storage/outbound/deliveries.py",
        old="        self._session.execute(update(_rows).where(~shared.exists()).values(buttons=None))\n",
        new="        del shared\n",
        tests=(
            "tests/storage/outbound/test_deliveries.py::test_no_message_leaves_again_after_a_restore_nor_keeps_its_buttons_in_private",
        ),
    ),
    Mutant(
        "who stops messages loses answers, too",
        "storage/outbound/deliveries.py",
        old=("            _rows.c.member_id == member_id,\n            _rows.c.unasked,\n"),
        new="            _rows.c.member_id == member_id,\n",
        tests=(
            "tests/storage/outbound/test_deliveries.py::test_unasked_messages_of_one_community_are_taken_back_and_no_others",
        ),
    ),
    Mutant(
        "leaving one community takes back messages of another",
        "storage/outbound/deliveries.py",
        old="            gone = gone.where(_rows.c.community_id == community_id)\n",
        new="            gone = gone.where(_rows.c.community_id > 0)\n",
        tests=(
            "tests/storage/outbound/test_deliveries.py::test_unasked_messages_of_one_community_are_taken_back_and_no_others",
        ),
    ),
    Mutant(
        "a file follows an account that was unlinked",
        "storage/outbound/deliveries.py",
        old='if new and row.action == "send" and "file" not in (row.payload or {})',
        new='if new and row.action == "send"',
        tests=(
            "tests/storage/outbound/test_deliveries.py::test_what_waits_for_an_unlinked_account_goes_to_another_room_without_files",
        ),
    ),
    Mutant(
        "what waits for an unlinked account still goes to it",
        "storage/outbound/deliveries.py",
        old="        self._session.execute(delete(_rows).where(*waiting, _rows.c.id.not_in(movable)))\n",
        new="",
        tests=(
            "tests/storage/outbound/test_deliveries.py::test_what_waits_for_an_unlinked_account_goes_to_another_room_without_files",
        ),
    ),
    Mutant(
        "linked accounts get a mailing twice",
        "storage/outbound/deliveries.py",
        old="needless = min(rows,",
        new="needless = max(rows,",
        tests=(
            "tests/storage/outbound/test_deliveries.py::test_of_two_messages_of_a_mailing_the_one_that_arrived_stays",
        ),
    ),
    Mutant(
        "an answer to an erased person stays",
        "storage/outbound/deliveries.py",
        old="or_(_rows.c.sent_at < before, _rows.c.parting)",
        new="_rows.c.sent_at < before",
        tests=(
            "tests/storage/outbound/test_deliveries.py::test_the_last_words_to_a_person_go_once_they_are_sent",
        ),
    ),
    Mutant(
        "messages on their way leave though their sending is suspended",
        "storage/outbound/mailings.py",
        old="            update(_rows).where(_rows.c.id.in_(ids), *on_its_way).values(error=HELD)\n",
        new="            update(_rows).where(_rows.c.id.in_(ids), *on_its_way).values(error=None)\n",
        tests=(
            "tests/storage/announcements/test_announcements.py::test_messages_to_rooms_are_paused_resumed_and_dropped",
        ),
    ),
    Mutant(
        "a suspended mailing goes on",
        "storage/outbound/mailings.py",
        old="            asked = asked.where(Mailing.paused_at.is_(None))\n",
        new="            asked = asked.where(Mailing.id > 0)\n",
        tests=(
            "tests/storage/announcements/test_announcements.py::test_waiting_messages_are_paused_and_resumed",
        ),
    ),
    Mutant(
        "two accounts of one person are limited each by itself",
        "storage/inbound/recent_acts.py",
        old=(
            "        theirs = CountedAct.member_id == member_id\n"
            "        if member_id is None:\n"
            "            theirs = CountedAct.account == account\n"
        ),
        new="        theirs = CountedAct.account == account\n",
        tests=(
            "tests/handlers/test_rates.py::test_both_accounts_of_one_person_are_counted_together",
        ),
    ),
    Mutant(
        "the read cache answers after a rollback",
        "storage/store.py",
        old="                forget(self._session)\n",
        new="                self._session.flush()\n",
        tests=("tests/storage/statements/test_read_cache.py::test_undone_changes_are_read_again",),
    ),
)
