"""Questions, polls, announcements and introductions: what one person keeps from another."""

from tests.mutants.mutant import Mutant

MUTANTS = (
    Mutant(
        "another gardener handles a question for one gardener",
        "handlers/questions/region_lookup.py",
        old=" or not is_own:",
        new=":",
        tests=(
            "tests/handlers/questions/answering/test_private_questions.py::test_no_other_gardener_handles_a_private_question",
        ),
    ),
    Mutant(
        "the Region handles a question for one gardener",
        "handlers/questions/region_lookup.py",
        old="if question is None or question.is_private:",
        new="if question is None:",
        tests=(
            "tests/handlers/questions/answering/test_private_questions.py::test_a_private_question_is_seen_by_its_gardener_alone",
        ),
    ),
    Mutant(
        "a former gardener answers a question for them alone",
        "handlers/questions/region_lookup.py",
        old=" and is_own and ctx.role() >= Role.GARDENER",
        new=" and is_own",
        tests=(
            "tests/handlers/questions/answering/test_private_questions.py::test_a_former_gardener_does_not_answer_by_a_reply",
        ),
    ),
    Mutant(
        "a question that is not public is joined",
        "handlers/questions/asking.py",
        old="if not is_public(question):",
        new="if not question.is_sent:",
        tests=(
            "tests/handlers/questions/answering/test_private_questions.py::test_nobody_joins_a_private_question",
        ),
    ),
    Mutant(
        "who handles questions reads one for a single gardener",
        "bot/domain/questions/question.py",
        old="return reader.member_id == question.gardener_id",
        new="return reader.handles",
        tests=(
            "tests/domain/questions/test_visibility.py::test_a_question_is_visible_to_its_readers_only",
        ),
    ),
    Mutant(
        "a question is seen from another community",
        "bot/domain/questions/question.py",
        old=" or reader.community_id != question.community_id",
        new="",
        tests=(
            "tests/domain/questions/test_visibility.py::test_a_question_is_visible_to_its_readers_only",
        ),
    ),
    Mutant(
        "a question for one gardener is public once shown",
        "bot/domain/questions/question.py",
        old=" and not question.is_private",
        new="",
        tests=(
            "tests/domain/questions/test_visibility.py::test_a_question_for_one_gardener_is_never_public",
        ),
    ),
    Mutant(
        "a question is public before a gardener let it through",
        "bot/domain/questions/question.py",
        old="question.is_sent and question.shown_at is not None and",
        new="question.is_sent and",
        tests=(
            "tests/domain/questions/test_visibility.py::test_a_question_is_visible_to_its_readers_only",
        ),
    ),
    Mutant(
        "an unnamed question shows its name",
        "bot/domain/questions/question.py",
        old="question.asker_id is not None and question.naming is not Naming.UNNAMED",
        new="question.asker_id is not None",
        tests=(
            "tests/domain/questions/test_visibility.py::test_a_name_that_was_not_given_is_shown_to_nobody",
        ),
    ),
    Mutant(
        "a question of another community is locked",
        "storage/questions/questions.py",
        old="here = _by_id(question_id).where(_questions.c.community_id == community_id)",
        new="here = _by_id(question_id)",
        tests=(
            "tests/storage/questions/test_questions.py::test_a_question_is_kept_as_it_was_asked",
        ),
    ),
    Mutant(
        "lists show questions for another gardener",
        "storage/questions/search.py",
        old="and_(is_private, _questions.c.gardener_id == reader_id)",
        new="is_private",
        tests=(
            "tests/storage/questions/test_visible_questions.py::test_a_list_has_the_questions_that_its_reader_may_see",
        ),
    ),
    Mutant(
        "lists show questions that were not let through",
        "storage/questions/search.py",
        old="and_(~is_private, common)",
        new="~is_private",
        tests=(
            "tests/storage/questions/test_visible_questions.py::test_a_list_has_the_questions_that_its_reader_may_see",
        ),
    ),
    Mutant(
        "gardeners are asked to show a question for one of them",
        "storage/questions/questions.py",
        old=(
            "                _questions.c.naming != Naming.ONLY,\n"
            "                _questions.c.shown_at.is_(None),"
        ),
        new="                _questions.c.shown_at.is_(None),",
        tests=(
            "tests/handlers/questions/answering/test_private_questions.py::test_a_private_question_is_seen_by_its_gardener_alone",
        ),
    ),
    Mutant(
        "an answer that nobody else read outlives its asker",
        "storage/questions/questions.py",
        old=("    _questions.c.shown_at.is_not(None),\n    _questions.c.naming"),
        new="    _questions.c.naming",
        tests=(
            "tests/storage/questions/test_questions.py::test_the_words_of_an_erased_asker_go_unless_others_read_their_answer",
        ),
    ),
    Mutant(
        "another member withdraws a question",
        "handlers/questions/asking.py",
        old="if question.asker_id != ctx.member.id:",
        new="if question.asker_id is None:",
        tests=(
            "tests/handlers/questions/test_letting_through.py::test_nobody_withdraws_the_question_of_another_member",
        ),
    ),
    Mutant(
        "a question for one gardener is passed on",
        "bot/domain/questions/steps.py",
        old=("    if question.is_private:\n        raise StaysPrivate(number=question.id)\n"),
        new="",
        tests=(
            "tests/domain/questions/test_steps.py::test_a_question_for_one_gardener_is_not_passed_on",
        ),
    ),
    Mutant(
        "two steps at once overwrite each other",
        "storage/questions/questions.py",
        old="_questions.c.id == question.id, _questions.c.state == question.state)",
        new="_questions.c.id == question.id)",
        tests=(
            "tests/storage/questions/test_questions.py::test_only_one_of_two_changes_from_the_same_state_counts",
        ),
    ),
    Mutant(
        "a member's reply to a card is an answer",
        "handlers/questions/answering.py",
        old="if Seat.REGION not in ctx.seats() and Post.AGENT not in ctx.posts():",
        new="if not words:",
        tests=(
            "tests/handlers/questions/answering/answers/test_answers.py::test_others_in_the_room_answer_nothing",
        ),
    ),
    Mutant(
        "a member who asked nothing rates an answer",
        "handlers/questions/answering.py",
        old="if not is_asker and not ctx.store[QuestionJoins].has(question.id, ctx.member.id):",
        new="if question.asker_id is None:",
        tests=(
            "tests/handlers/questions/answering/answers/test_usefulness.py::test_others_rate_nothing",
        ),
    ),
    Mutant(
        "an answer is rated after a newer one",
        "bot/domain/questions/steps.py",
        old="if question.reopened_count != answer:",
        new="if question.reopened_count < answer:",
        tests=(
            "tests/domain/questions/test_steps.py::test_buttons_of_an_earlier_answer_rate_nothing",
        ),
    ),
    Mutant(
        "a gardener shows a question for one alone",
        "handlers/questions/visibility.py",
        old=("    if question.is_private:\n        raise PrivateQuestion\n"),
        new="",
        tests=(
            "tests/handlers/questions/answering/test_private_questions.py::test_its_gardener_shows_a_private_question_to_nobody",
        ),
    ),
    Mutant(
        "words of a withdrawn question are found by search",
        "storage/questions/questions.py",
        old="        QUESTION_TEXT.forget(self._session, emptied)\n",
        new="",
        tests=("tests/storage/questions/test_search.py::test_nothing_is_left_of_erased_words",),
    ),
    Mutant(
        "the history keeps the words of a withdrawn question",
        "storage/questions/questions.py",
        old='        self._session.execute(history.values(words=""))\n',
        new="",
        tests=(
            "tests/storage/questions/test_questions.py::test_the_words_of_an_erased_asker_go_unless_others_read_their_answer",
        ),
    ),
    Mutant(
        "people who lost their role keep reading new words on a card",
        "handlers/questions/region_lookup.py",
        old="if posted.room not in rooms:",
        new="if not rooms:",
        tests=(
            "tests/handlers/questions/answering/test_without_region_room.py::test_a_former_agent_reads_no_answer",
        ),
    ),
    Mutant(
        "who links two accounts has joined their own question",
        "storage/questions/questions.py",
        old=(
            "        self._session.execute(\n"
            "            delete(_joins).where(_joins.c.member_id.in_(both), _joins.c.question_id.in_(asked))\n"
            "        )\n"
        ),
        new="        del asked\n",
        tests=(
            "tests/storage/questions/test_questions.py::test_nobody_joins_their_own_question_after_a_merge",
        ),
    ),
    Mutant(
        "leaving one community takes back votes in another",
        "storage/polls/ballots.py",
        old="self._take_back(member_id, _polls.c.community_id == community_id)",
        new="self._take_back(member_id)",
        tests=(
            "tests/storage/polls/test_ballots.py::test_leaving_one_community_takes_back_votes_and_words_there_alone",
        ),
    ),
    Mutant(
        "leaving one community deletes words about polls of another",
        "storage/polls/poll_words.py",
        old="_polls.c.community_id == community_id, IS_OPEN)",
        new="IS_OPEN)",
        tests=(
            "tests/storage/polls/test_ballots.py::test_leaving_one_community_takes_back_votes_and_words_there_alone",
        ),
    ),
    Mutant(
        "leaving takes ballots out of closed polls",
        "storage/polls/ballots.py",
        old="select(_polls.c.id).where(IS_OPEN, *those)",
        new="select(_polls.c.id).where(*those)",
        tests=(
            "tests/handlers/polls/voting/test_newcomers_and_leavers.py::test_votes_are_taken_back_from_open_polls_only",
        ),
    ),
    Mutant(
        "a counted ballot keeps its time when its voter is erased",
        "storage/polls/ballots.py",
        old="func.coalesce(closed.scalar_subquery(), _ballots.c.cast_at)",
        new="_ballots.c.cast_at",
        tests=(
            "tests/storage/polls/test_ballots.py::test_a_counted_ballot_of_an_erased_person_tells_no_time",
        ),
    ),
    Mutant(
        "a counted ballot keeps the day on which it was asked for",
        "storage/polls/ballots.py",
        old=("                asked_on=passed_on,\n            )"),
        new=("                asked_on=_ballots.c.asked_on,\n            )"),
        tests=(
            "tests/storage/polls/test_ballots.py::test_a_counted_ballot_of_an_erased_person_tells_no_time",
        ),
    ),
    Mutant(
        "a box tells the order of votes",
        "storage/polls/ballot_boxes.py",
        old="box = in_order({**self._ballots(box_id), receipt: _encoded_choices(choices)})",
        new="box = {**self._ballots(box_id), receipt: _encoded_choices(choices)}",
        tests=(
            "tests/storage/polls/test_ballot_boxes.py::test_all_ballots_are_counted_and_share_their_box_with_many",
        ),
    ),
    Mutant(
        "a changed vote goes to the end of its box",
        "storage/polls/ballot_boxes.py",
        old="self._keep(box_id, in_order(kept))",
        new="self._keep(box_id, kept)",
        tests=(
            "tests/storage/polls/test_ballot_boxes.py::test_all_ballots_are_counted_and_share_their_box_with_many",
        ),
    ),
    Mutant(
        "a box that is split tells the order of votes",
        "bot/domain/polls/boxes_and_receipts.py",
        old="return in_order(first), in_order(second)",
        new="return first, second",
        tests=(
            "tests/domain/polls/test_secrets.py::test_a_full_box_is_split_in_two_that_tell_nothing_of_the_order",
        ),
    ),
    Mutant(
        "a box is split in the order of its votes",
        "bot/domain/polls/boxes_and_receipts.py",
        old="    _random.shuffle(hashes)\n",
        new="",
        tests=(
            "tests/storage/polls/test_ballot_boxes.py::test_a_split_box_does_not_tell_which_ballots_came_first",
        ),
    ),
    Mutant(
        "a new secret vote goes into the newest box",
        "bot/domain/polls/boxes_and_receipts.py",
        old="return _random.choice(ids)",
        new="return ids[-1]",
        tests=("tests/storage/polls/test_ballot_boxes.py::test_any_box_may_take_the_next_ballot",),
    ),
    Mutant(
        "four secret votes are counted",
        "storage/polls/ballot_boxes.py",
        old="if counted.total() >= FEWEST:",
        new="if counted:",
        tests=(
            "tests/handlers/polls/voting/secrecy/test_few_votes.py::test_fewer_than_five_votes_end_without_a_result",
        ),
    ),
    Mutant(
        "counted secret ballots stay",
        "storage/polls/ballot_boxes.py",
        old="        self._session.execute(delete(_boxes).where(_boxes.c.poll_id == poll_id))\n",
        new="",
        tests=(
            "tests/handlers/polls/voting/secrecy/test_few_votes.py::test_fewer_than_five_votes_end_without_a_result",
        ),
    ),
    Mutant(
        "people without an account may vote in secret",
        "storage/polls/ballot_boxes.py",
        old="            members = members.where(account.exists())\n",
        new="            del account\n",
        tests=(
            "tests/storage/polls/test_ballots.py::test_nobody_votes_in_secret_without_an_account",
        ),
    ),
    Mutant(
        "members of yesterday are on a list of voters with a waiting time",
        "storage/polls/ballot_boxes.py",
        old="            members = members.where(Membership.joined_at <= since)\n",
        new="            del since\n",
        tests=(
            "tests/handlers/polls/voting/secrecy/test_few_votes.py::test_a_secret_vote_of_fewer_than_five_people_is_not_opened",
        ),
    ),
    Mutant(
        "one person votes twice in secret",
        "handlers/polls/secret_votes.py",
        old="if _has_voted(ctx, poll) or not ballot:",
        new="if not ballot:",
        tests=(
            "tests/handlers/polls/voting/secrecy/test_secret_votes.py::test_a_secret_vote_is_cast_in_private_and_counted_at_the_end",
        ),
    ),
    Mutant(
        "a secret vote is cast where others read",
        "handlers/polls/secret_votes.py",
        old=("    if not ctx.direct:\n        raise OthersRead(question=poll.question)\n"),
        new="",
        tests=(
            "tests/handlers/polls/voting/secrecy/test_secret_votes.py::test_no_vote_counts_that_others_read_or_that_another_person_says",
        ),
    ),
    Mutant(
        "a secret vote of a backlog counts after the count",
        "handlers/polls/ballot_box.py",
        old=" and sent_at is not None and not poll.secret\n",
        new=" and sent_at is not None\n",
        tests=(
            "tests/handlers/polls/voting/secrecy/test_secret_votes.py::test_a_secret_vote_that_waited_is_not_cast_after_the_count",
        ),
    ),
    Mutant(
        "a network whose clock is ahead loses votes",
        "handlers/polls/ballot_box.py",
        old="end <= min(sent_at, now)",
        new="end <= sent_at",
        tests=(
            "tests/handlers/polls/voting/test_refused_votes.py::test_a_network_whose_clock_is_ahead_loses_no_vote",
        ),
    ),
    Mutant(
        "a secret poll takes an open vote",
        "handlers/polls/ballot_box.py",
        old=(
            "    if poll.secret:\n"
            "        raise SecretOnly(question=poll.short_question, poll=poll_command.typed(poll.number))\n"
        ),
        new="",
        tests=(
            "tests/handlers/polls/voting/secrecy/test_secret_votes.py::test_no_vote_counts_that_others_read_or_that_another_person_says",
        ),
    ),
    Mutant(
        "a poll with secret votes is withdrawn",
        "storage/polls/polls.py",
        old="for each in (openly, secretly.limit(1)))",
        new="for each in (openly,))",
        tests=(
            "tests/storage/polls/test_ballots.py::test_a_poll_with_a_secret_vote_is_neither_withdrawn_nor_free_to_change",
        ),
    ),
    Mutant(
        "a poll of another community is voted in",
        "storage/polls/polls.py",
        old='.where(_polls.c.community_id == bindparam("here"))',
        new='.where(bindparam("here") > 0)',
        tests=("tests/storage/polls/test_ballots.py::test_a_poll_is_found_in_its_community_alone",),
    ),
    Mutant(
        "a member closes the poll of another",
        "handlers/polls/ballot_box.py",
        old="return poll.maker_id == ctx.member.id or ctx.role() >= Role.GARDENER",
        new="return poll.maker_id is not None or ctx.role() >= Role.GARDENER",
        tests=(
            "tests/handlers/polls/closing/test_closing_form.py::test_a_member_is_not_trapped_in_closing_polls",
        ),
    ),
    Mutant(
        "who is not among the voters votes",
        "handlers/polls/ballot_box.py",
        old="            check_voter(ctx, turn.poll, ctx.member.id)\n",
        new="            del ctx.follow_ups[:0]\n",
        tests=(
            "tests/handlers/polls/test_voters.py::test_only_the_circle_that_is_asked_votes_and_may_be_joined_meanwhile",
        ),
    ),
    Mutant(
        "a closed poll is changed",
        "storage/polls/polls.py",
        old="update(_polls).where(_polls.c.id == poll_id, IS_OPEN).values(**values)",
        new="update(_polls).where(_polls.c.id == poll_id).values(**values)",
        tests=("tests/storage/polls/test_ballots.py::test_a_closed_poll_is_not_changed",),
    ),
    Mutant(
        "new choices take the buttons of the old ones",
        "storage/polls/polls.py",
        old="base = poll.choice_base + len(poll.options)",
        new="base = poll.choice_base",
        tests=(
            "tests/storage/polls/test_ballots.py::test_other_choices_have_ids_that_none_had_before",
        ),
    ),
    Mutant(
        "changed words stay published",
        "storage/polls/poll_words.py",
        old='                    "published": new.excluded.published,\n',
        new="",
        tests=(
            "tests/handlers/polls/kinds/test_open_question.py::test_answers_are_published_once_and_later_changes_follow_in_that_message",
        ),
    ),
    Mutant(
        "two secret votes of linked accounts are overlooked",
        "storage/polls/ballot_boxes.py",
        old=".having(func.count() > 1)",
        new=".having(func.count() > 2)",
        tests=(
            "tests/handlers/polls/voting/secrecy/test_secret_votes.py::test_accounts_that_both_voted_are_linked_once_one_vote_is_withdrawn",
        ),
    ),
    Mutant(
        "the words before a secret vote stay aside",
        "handlers/polls/secret_votes.py",
        old="    ctx.store[Forms].forget_aside(ctx.incoming.room)\n",
        new="",
        tests=(
            "tests/handlers/polls/voting/secrecy/test_secrecy.py::test_no_choice_waits_until_its_community_is_known",
        ),
    ),
    Mutant(
        "the answer to a secret vote stays",
        "handlers/polls/secret_votes.py",
        old=("    ctx.parting = True\n    ctx.store[Forms]"),
        new="    ctx.store[Forms]",
        tests=(
            "tests/handlers/polls/voting/secrecy/test_secret_votes.py::test_the_answer_to_a_secret_vote_leaves_no_row",
        ),
    ),
    Mutant(
        "the result of a few secret votes is told",
        "handlers/polls/ballot_box.py",
        old="return not poll.secret or voters >= FEWEST",
        new="return True",
        tests=(
            "tests/handlers/polls/voting/secrecy/test_few_votes.py::test_a_secret_vote_of_fewer_than_five_people_is_not_opened",
        ),
    ),
    Mutant(
        "an announcement of another community is found",
        "handlers/announcements/announcement.py",
        old="if found is None or found.community_id != ctx.community.id:",
        new="if found is None:",
        tests=(
            "tests/handlers/announcements/test_announcements.py::test_an_announcement_of_another_community_is_unknown_here",
        ),
    ),
    Mutant(
        "an announcement of another community has this number",
        "storage/announcements.py",
        old="                Announcement.community_id == community_id, Announcement.number == number\n",
        new="                Announcement.number == number\n",
        tests=(
            "tests/handlers/announcements/test_announcements.py::test_an_announcement_of_another_community_is_unknown_here",
        ),
    ),
    Mutant(
        "a sending of another community is stopped",
        "handlers/announcements/progress.py",
        old="if run is None or runs.announcement_of(run).community_id != ctx.community.id:",
        new="if run is None:",
        tests=(
            "tests/handlers/announcements/test_announcements.py::test_an_announcement_of_another_community_is_unknown_here",
        ),
    ),
    Mutant(
        "a stopped sending is taken for one under way",
        "handlers/announcements/progress.py",
        old=(
            "    if run.state.is_over:\n"
            "        raise SendingOver(announcements=announcement_command.typed())\n"
            "    ctx.trace"
        ),
        new="    ctx.trace",
        tests=(
            "tests/handlers/announcements/test_suspended_announcements.py::test_a_stopped_sending_is_neither_resumed_nor_stopped_again",
        ),
    ),
    Mutant(
        "a pause leaves posts to rooms",
        "storage/announcements.py",
        old="            RoomDeliveries(self._session).pause(_unfinished_ids(run))\n",
        new="            return\n",
        tests=(
            "tests/storage/announcements/test_announcements.py::test_messages_to_rooms_are_paused_resumed_and_dropped",
        ),
    ),
    Mutant(
        "a stop leaves posts to rooms",
        "storage/announcements.py",
        old="            RoomDeliveries(self._session).drop(_unfinished_ids(run))\n",
        new="            return\n",
        tests=(
            "tests/storage/announcements/test_announcements.py::test_messages_to_rooms_are_paused_resumed_and_dropped",
        ),
    ),
    Mutant(
        "a pause leaves messages to people",
        "storage/announcements.py",
        old="            Mailings(self._session).pause(run.mailing_id, at)\n",
        new="            return\n",
        tests=(
            "tests/handlers/announcements/test_announcements.py::test_a_bare_number_or_yes_neither_resumes_nor_throws_away",
        ),
    ),
    Mutant(
        "a doubtful delivery is not counted",
        "storage/announcements.py",
        old="run.uncertain = states.get(DeliveryState.UNCERTAIN, 0)",
        new="run.uncertain = 0",
        tests=(
            "tests/storage/announcements/test_announcements.py::test_a_delivery_in_doubt_is_counted",
        ),
    ),
    Mutant(
        "a sending is over before all its people have a row",
        "storage/announcements.py",
        old="return max(waiting, run.people - run.delivered - run.uncertain - run.failed)",
        new="return waiting",
        tests=(
            "tests/storage/announcements/test_announcements.py::test_people_whose_message_is_not_queued_yet_are_waited_for",
        ),
    ),
    Mutant(
        "an announcement in doubt goes to a room again",
        "handlers/announcements/approval.py",
        old="message, again=False)",
        new="message, again=True)",
        tests=(
            "tests/handlers/announcements/test_suspended_announcements.py::test_an_announcement_in_doubt_does_not_go_to_a_room_again",
        ),
    ),
    Mutant(
        "who joins later gets what one gardener announced alone",
        "handlers/announcements/approval.py",
        old="settled=alone",
        new="settled=False",
        tests=(
            "tests/handlers/announcements/test_large_announcements.py::test_who_joins_before_the_rows_are_written_gets_nothing_of_one_gardener_alone",
        ),
    ),
    Mutant(
        "an approval in absence counts once the seat is back",
        "handlers/announcements/approval.py",
        old="return given is None or (given.hand is Hand.NOBODY and given.seat not in ctx.unattended_seats())",
        new="return given is None",
        tests=(
            "tests/handlers/announcements/test_large_announcements.py::test_a_repeated_announcement_asks_the_other_gardener_once_they_are_back",
        ),
    ),
    Mutant(
        "one person approves their own announcement",
        "bot/domain/digest/approvals.py",
        old="    if given.member_id == first.member_id:\n        raise own\n",
        new="",
        tests=(
            "tests/domain/announcements/test_approvals.py::test_an_approval_from_any_other_person_is_refused",
        ),
    ),
    Mutant(
        "one seat approves its own announcement",
        "bot/domain/digest/approvals.py",
        old="    if given.seat is first.seat:\n        raise same_side\n",
        new="",
        tests=(
            "tests/domain/announcements/test_approvals.py::test_an_approval_from_any_other_person_is_refused",
        ),
    ),
    Mutant(
        "a room of unknown size counts as nobody",
        "bot/domain/announcements.py",
        old="return None in sizes or people + ",
        new="return people + ",
        tests=(
            "tests/domain/announcements/test_approvals.py::test_more_than_fifty_people_or_a_room_of_unknown_size_need_both",
        ),
    ),
    Mutant(
        "people in rooms do not count",
        "bot/domain/announcements.py",
        old="people + sum(size or 0 for size in sizes) > MOST_ALONE",
        new="people > MOST_ALONE",
        tests=(
            "tests/domain/announcements/test_approvals.py::test_more_than_fifty_people_or_a_room_of_unknown_size_need_both",
        ),
    ),
    Mutant(
        "an old count of a room is relied on",
        "bot/domain/announcements.py",
        old="is_recent = counted_at is not None and now - counted_at <= SIZE_HOLDS",
        new="is_recent = counted_at is not None",
        tests=(
            "tests/domain/announcements/test_approvals.py::test_a_count_is_relied_on_for_a_week",
        ),
    ),
    Mutant(
        "fifty-one people are few",
        "bot/domain/announcements.py",
        old="> MOST_ALONE",
        new="> MOST_ALONE + 1",
        tests=(
            "tests/domain/announcements/test_approvals.py::test_more_than_fifty_people_or_a_room_of_unknown_size_need_both",
        ),
    ),
    Mutant(
        "a changed announcement keeps its approval",
        "bot/domain/announcements.py",
        old="return AnnouncementStatus(AnnouncementState.DRAFT)",
        new="return replace(self, state=AnnouncementState.DRAFT)",
        tests=(
            "tests/domain/announcements/test_approvals.py::test_an_announcement_is_submitted_once_and_a_change_asks_again",
        ),
    ),
    Mutant(
        "what became large keeps one approval",
        "bot/domain/announcements.py",
        old="return replace(self, state=AnnouncementState.SUBMITTED, approved=None)",
        new="return self",
        tests=(
            "tests/domain/announcements/test_approvals.py::test_an_announcement_is_submitted_once_and_a_change_asks_again",
        ),
    ),
    Mutant(
        "another community's people count as told",
        "storage/announcements.py",
        old="                _announcements.c.community_id == community_id,\n",
        new="",
        tests=(
            "tests/storage/announcements/test_announcements.py::test_whom_a_person_told_for_one_seat_counts_for_the_other_one",
        ),
    ),
    Mutant(
        "a gardener of both seats tells fifty from each",
        "storage/announcements.py",
        old="or_(_told.c.seat == seat, _told.c.teller_id == teller_id)",
        new="_told.c.seat == seat",
        tests=(
            "tests/storage/announcements/test_announcements.py::test_whom_a_person_told_for_one_seat_counts_for_the_other_one",
        ),
    ),
    Mutant(
        "people told last month still count",
        "storage/announcements.py",
        old="                recent,\n",
        new="",
        tests=(
            "tests/storage/announcements/test_announcements.py::test_whom_a_person_told_for_one_seat_counts_for_the_other_one",
        ),
    ),
    Mutant(
        "linking two gardeners leaves an announcement planned",
        "storage/announcements.py",
        old="self.become(each, each.status.ask_again())",
        new="self.become(each, each.status)",
        tests=(
            "tests/storage/announcements/test_announcements.py::test_the_approvals_of_two_merged_gardeners_become_one",
        ),
    ),
    Mutant(
        "an announcement that became large goes out with one approval",
        "handlers/announcements/approval.py",
        old="if reach.is_large and lacks_approval(ctx, found):",
        new="if reach.is_large and found.status.submitted is None:",
        tests=(
            "tests/handlers/announcements/test_large_announcements.py::test_a_repeated_announcement_asks_the_other_gardener_once_they_are_back",
        ),
    ),
    Mutant(
        "who refused somebody is proposed to them again",
        "bot/domain/pairs.py",
        old="        if two in known.refused:\n            continue\n",
        new="",
        tests=(
            "tests/domain/test_pairs.py::test_nobody_is_put_with_a_refused_person_nor_left_alone_without_need",
        ),
    ),
    Mutant(
        "a third person joins whom they refused",
        "bot/domain/pairs.py",
        old=" and known.allow((*group, alone.id))",
        new="",
        tests=(
            "tests/domain/test_pairs.py::test_nobody_is_put_with_a_refused_person_nor_left_alone_without_need",
        ),
    ),
    Mutant(
        "a coffee is anybody's",
        "storage/pairs/pairs.py",
        old="PairSide.id == side_id, PairSide.member_id == member_id)",
        new="PairSide.id == side_id)",
        tests=("tests/handlers/pairs/test_coffees.py::test_nobody_answers_for_another",),
    ),
    Mutant(
        "a contact is given to who did not say yes",
        "storage/pairs/pairs.py",
        old="        if self.own.answer is not Consent.YES:\n            return []\n",
        new="",
        tests=("tests/handlers/pairs/test_coffees.py::test_contacts_are_given_once_both_said_yes",),
    ),
    Mutant(
        "a minor is proposed to others",
        "storage/pairs/pair_members.py",
        old="                Member.adult.is_(True),\n",
        new="",
        tests=("tests/handlers/pairs/test_rounds.py::test_who_says_to_be_a_minor_is_in_no_round",),
    ),
    Mutant(
        "numbers below five are told",
        "handlers/pairs/tending.py",
        old="    if count < SMALLEST_SHOWN:\n",
        new="    if not count:\n",
        tests=(
            "tests/handlers/pairs/test_coffees.py::test_people_in_contact_are_asked_whether_they_met_and_numbers_are_five_at_least",
        ),
    ),
    Mutant(
        "a minor's contact is given",
        "handlers/introductions/own_introductions.py",
        old="if not pair.is_agreed or not may_be_shown(other):",
        new="if not pair.is_agreed:",
        tests=(
            "tests/handlers/introductions/test_introductions.py::test_no_contact_of_a_minor_is_given_by_a_later_yes",
        ),
    ),
    Mutant(
        "a minor sees to whom they are introduced",
        "handlers/introductions/introduction_card.py",
        old="        and may_be_shown(own)\n",
        new="",
        tests=(
            "tests/handlers/introductions/test_introductions.py::test_a_member_who_turns_out_to_be_a_minor_is_in_no_introduction_any_more",
        ),
    ),
    Mutant(
        "a minor is shown to others",
        "handlers/introductions/introduction_card.py",
        old="        and (_is_asker(each) or may_be_shown(other))\n",
        new="",
        tests=(
            "tests/handlers/introductions/test_introductions.py::test_readers_of_answers_only_are_told_where_an_introduction_goes_on",
        ),
    ),
    Mutant(
        "who asked keeps the contact of a minor",
        "handlers/introductions/introduction_card.py",
        old="introduction.asker_id == pair.own.member_id and introduction.met_at is None",
        new="introduction.asker_id == pair.own.member_id",
        tests=(
            "tests/handlers/introductions/test_introductions.py::test_a_member_who_turns_out_to_be_a_minor_is_in_no_introduction_any_more",
        ),
    ),
    Mutant(
        "a late no counts",
        "handlers/introductions/own_introductions.py",
        old="elif pair.is_open(ctx.now):",
        new="else:",
        tests=(
            "tests/handlers/introductions/test_introductions.py::test_a_late_no_counts_for_nothing",
        ),
    ),
    Mutant(
        "a no counts for nothing",
        "handlers/introductions/own_introductions.py",
        old="        say_no(ctx, pair.own)\n",
        new="        return Replace(introduction_card(ctx, pair))\n",
        tests=(
            "tests/handlers/introductions/test_introductions.py::test_nobody_can_tell_a_no_from_silence",
        ),
    ),
    Mutant(
        "a yes counts after the time",
        "storage/introductions.py",
        old="return self.introduction.met_at is None and now < self.introduction.expires_at",
        new="return self.introduction.met_at is None",
        tests=(
            "tests/handlers/introductions/test_introductions.py::test_nobody_can_tell_a_no_from_silence",
        ),
    ),
    Mutant(
        "an introduction of another community is found",
        "storage/introductions.py",
        old=(
            "            Introduction.id == introduction_id,\n"
            "            Introduction.community_id == community_id,\n"
        ),
        new="            Introduction.id == introduction_id,\n",
        tests=(
            "tests/handlers/introductions/test_introductions.py::test_an_introduction_is_found_by_its_two_members_in_its_community",
        ),
    ),
    Mutant(
        "an introduction of others is found",
        "storage/introductions.py",
        old=(
            "            Introduction.community_id == community_id,\n"
            "            Side.member_id == member_id,\n"
            "        )\n"
            "        return next(iter(found), None)"
        ),
        new=(
            "            Introduction.community_id == community_id,\n"
            "            Side.member_id >= min(member_id, 0),\n"
            "        )\n"
            "        return next(iter(found), None)"
        ),
        tests=(
            "tests/handlers/introductions/test_introductions.py::test_a_contact_is_shared_once_both_agree_and_found_useful_a_month_later",
        ),
    ),
    Mutant(
        "an account that was linked later is given",
        "handlers/introductions/introduction_card.py",
        old=" if each.address in covered]",
        new="]",
        tests=(
            "tests/handlers/introductions/test_lost_contacts.py::test_an_account_that_is_linked_later_is_not_given",
        ),
    ),
    Mutant(
        "a no leaves the accounts that were given",
        "handlers/introductions/introduction_card.py",
        old="    ctx.store[GivenAccounts].put(side.introduction_id, side.member_id, ())\n",
        new="",
        tests=(
            "tests/handlers/introductions/test_introductions.py::test_a_no_keeps_none_of_the_accounts_that_a_yes_gave",
        ),
    ),
    Mutant(
        "a button for one side acts for the other",
        "handlers/introductions/introduction_card.py",
        old=(
            "    if pair.own.number != number:\n"
            "        raise NoIntroduction(matches=matches_command.typed())\n"
        ),
        new="",
        tests=(
            "tests/handlers/introductions/test_introductions.py::test_no_button_answers_for_the_other_side",
        ),
    ),
    Mutant(
        "a minor is introduced",
        "handlers/introductions/proposals.py",
        old=("        if each.adult is False or not is_member(ctx, each):\n            raise"),
        new=("        if not is_member(ctx, each):\n            raise"),
        tests=(
            "tests/handlers/introductions/test_introductions.py::test_the_young_and_strangers_are_not_introduced",
        ),
    ),
    Mutant(
        "people are asked before both are known to be adults",
        "handlers/introductions/proposals.py",
        old="is_known = all(each.adult for each in members)",
        new="is_known = any(each.adult for each in members)",
        tests=(
            "tests/handlers/introductions/test_introductions.py::test_members_see_each_other_only_once_both_are_known_to_be_adults",
        ),
    ),
    Mutant(
        "people are asked twice about each other",
        "handlers/introductions/proposals.py",
        old=("    _check_pair(ctx, one, other)\n    _check_is_first(ctx, one, other)\n"),
        new="    _check_pair(ctx, one, other)\n",
        tests=(
            "tests/handlers/introductions/test_introductions.py::test_a_contact_is_shared_once_both_agree_and_found_useful_a_month_later",
        ),
    ),
    Mutant(
        "a withdrawn ride leaves the contact",
        "storage/introductions.py",
        old='            each.own.answer, each.own.reached_by = Consent.NO, ""\n',
        new="            each.own.answer = Consent.NO\n",
        tests=(
            "tests/handlers/introductions/test_lost_contacts.py::test_nothing_is_left_of_a_contact_in_words_whose_author_leaves",
        ),
    ),
    Mutant(
        "a withdrawn ride leaves the accounts",
        "storage/introductions.py",
        old="        GivenAccounts(self._session).drop([each.introduction.id for each in pairs], member_id)\n",
        new="",
        tests=(
            "tests/handlers/introductions/test_introductions.py::test_the_list_and_leaving_take_as_many_statements_for_many",
        ),
    ),
    Mutant(
        "the reason outlives the gardener who gave it",
        "storage/introductions.py",
        old='proposed.values(asker_id=None, why="")',
        new="proposed.values(asker_id=None)",
        tests=(
            "tests/handlers/introductions/test_introductions.py::test_the_words_of_a_gardener_who_is_erased_go",
        ),
    ),
    Mutant(
        "linking two accounts asks again after a no",
        "storage/introductions.py",
        old="return pair.introduction.met_at is not None, is_refused, -pair.introduction.id",
        new="return pair.introduction.met_at is not None, False, -pair.introduction.id",
        tests=(
            "tests/handlers/introductions/test_lost_contacts.py::test_of_two_introductions_to_one_person_the_one_with_a_no_stays",
        ),
    ),
    Mutant(
        "a contact is kept for ever",
        "storage/introductions.py",
        old='            yield Purged("introduction_sides.reached_by", before, changed(self._session, gone))\n',
        new='            yield Purged("introduction_sides.reached_by", before, 0 * len(str(gone)))\n',
        tests=(
            "tests/handlers/introductions/test_introductions.py::test_another_contact_may_be_given",
        ),
    ),
    Mutant(
        "an event repeats that was never announced",
        "handlers/events/series.py",
        old="    if latest.state not in (EventState.PUBLISHED, EventState.CANCELLED):",
        new="    if latest.state is None:",
        tests=(
            "tests/handlers/events/editing/test_rhythms.py::test_nothing_repeats_before_it_is_announced",
        ),
    ),
    Mutant(
        "who presses the yes of an older card waits unasked",
        "handlers/events/rsvp.py",
        old="    if rsvp is Rsvp.GOING and would_wait(ctx, event):",
        new="    if rsvp is Rsvp.NONE and would_wait(ctx, event):",
        tests=(
            "tests/handlers/events/sign_up/test_waiting_list.py::test_an_older_yes_in_the_room_asks_in_private",
        ),
    ),
)
