"""What the page about security promises: `docs/security.md`."""

from tests.mutants.mutant import Mutant

MUTANTS = (
    Mutant(
        "a member does what only gardeners do",
        "bot/core/declarations/permissions.py",
        old="    if ctx.role() < role:\n",
        new="    if ctx.role() > role:\n",
        tests=(
            "tests/handlers/digest/sending/test_approval_commands.py::test_members_cannot_approve",
        ),
    ),
    Mutant(
        "the gardener of one seat does what the other's does",
        "bot/core/declarations/permissions.py",
        old="if seat is not None and seat not in ctx.seats():",
        new="if seat is not None and not ctx.seats():",
        tests=(
            "tests/handlers/proxies/test_events.py::test_only_the_gardener_of_the_territory_signs_others_up",
        ),
    ),
    Mutant(
        "who writes as the group does what members do",
        "bot/core/declarations/permissions.py",
        old=("    if ctx.incoming.anonymous:\n        return AnonymousAdmin()\n"),
        new="",
        tests=("tests/core/inbound/test_request_handler.py::test_an_anonymous_admin_is_nobody",),
    ),
    Mutant(
        "an agent is a cultivator",
        "bot/core/declarations/permissions.py",
        old="return None if ctx.cultivates() else CultivatorsOnly()",
        new="return None if ctx.cultivates() or ctx.posts() else CultivatorsOnly()",
        tests=(
            "tests/handlers/seats/test_refused_assignments.py::test_forged_buttons_do_nothing_and_are_noted",
        ),
    ),
    Mutant(
        "a link presses a button without permission",
        "bot/core/inbound/presses.py",
        old=("    check(ctx, declared)\n    values = _values(ctx, declared, arguments)\n"),
        new="    values = _values(ctx, declared, arguments)\n",
        tests=(
            "tests/handlers/seats/test_refused_assignments.py::test_forged_buttons_do_nothing_and_are_noted",
        ),
    ),
    Mutant(
        "a button is pressed in a room that does not show it",
        "bot/core/inbound/presses.py",
        old="if not ctx.direct and not carries_press(ctx):",
        new="if not ctx.direct and not ctx.incoming.press:",
        tests=(
            "tests/hostile/test_forged_presses.py::test_forged_presses_that_once_worked_do_nothing",
        ),
    ),
    Mutant(
        "a button of before a restored backup is pressed",
        "bot/core/inbound/presses.py",
        old="    if _is_lost(ctx.store, ctx.incoming, lost):\n",
        new="    if ctx.incoming.anonymous and _is_lost(ctx.store, ctx.incoming, lost):\n",
        tests=("tests/operations/backup/test_drill.py::test_the_whole_drill_of_a_restore_works",),
    ),
    Mutant(
        "a link acts for who opens it",
        "bot/core/inbound/words.py",
        old="button.by_link is not None and not (is_own and len(words) >= len(button.params)):",
        new="button.by_link is not None and len(words) < len(button.params):",
        tests=(
            "tests/core/inbound/words/test_links.py::test_a_button_that_acts_shows_what_it_is_about",
        ),
    ),
    Mutant(
        "a command in a link is done at once",
        "bot/core/inbound/words.py",
        old="by_link=not is_own)",
        new="by_link=False)",
        tests=(
            "tests/core/inbound/words/test_links.py::test_any_other_command_is_shown_and_asked_about",
        ),
    ),
    Mutant(
        "a link opens any button",
        "bot/core/inbound/words.py",
        old="if declared is not None and declared.deep:",
        new="if declared is not None:",
        tests=(
            "tests/core/inbound/words/test_links.py::test_a_button_that_is_not_declared_for_links_is_opened_by_none",
        ),
    ),
    Mutant(
        "a signed link works for another account",
        "bot/domain/links.py",
        old='b"\\0".join((account.encode(), word.encode(), until))',
        new='b"\\0".join((word.encode(), until))',
        tests=(
            "tests/domain/test_signed_links.py::test_a_signed_word_is_valid_for_its_account_for_ten_minutes",
        ),
    ),
    Mutant(
        "the tokens of a login on Matrix pass in clear",
        "bot/transports/matrix/oauth.py",
        old='(scheme == "http" and not needs_tls)',
        new='scheme == "http"',
        tests=(
            "tests/transports/matrix/oauth/test_metadata.py::test_tokens_are_not_sent_in_clear_where_the_homeserver_is_protected",
        ),
    ),
    Mutant(
        "a signed link works for ever",
        "bot/domain/links.py",
        old="return plain, is_ours and now.timestamp() < int.from_bytes(until)",
        new="return plain, is_ours",
        tests=(
            "tests/domain/test_signed_links.py::test_a_signed_word_is_valid_for_its_account_for_ten_minutes",
        ),
    ),
    Mutant(
        "one person gives both approvals of a letter",
        "bot/domain/digest/approvals.py",
        old="    if given.member_id == first.member_id:\n        raise own\n",
        new="",
        tests=("tests/domain/digest/test_approvals.py::test_wrong_acts_are_refused",),
    ),
    Mutant(
        "one seat gives both approvals of a letter",
        "bot/domain/digest/approvals.py",
        old="    if given.seat is first.seat:\n        raise same_side\n",
        new="",
        tests=("tests/domain/digest/test_approvals.py::test_wrong_acts_are_refused",),
    ),
    Mutant(
        "a letter is approved alone before the other's time is over",
        "bot/domain/digest/approvals.py",
        old=("if alone_at is None or now < alone_at:\n            raise"),
        new=("if alone_at is None:\n            raise"),
        tests=(
            "tests/domain/digest/test_approvals.py::test_no_digest_is_approved_by_one_person_before_the_other_had_their_hours",
        ),
    ),
    Mutant(
        "a letter with a new item keeps its approval",
        "bot/domain/digest/approvals.py",
        old="return self.reopen() if self.state is DigestState.SUBMITTED else self",
        new="return self",
        tests=(
            "tests/domain/digest/test_approvals.py::test_an_item_that_joins_reopens_a_submitted_digest_and_leaves_an_approved_one",
        ),
    ),
    Mutant(
        "anybody brings a code for a seat again",
        "storage/seats.py",
        old='SeatOffer.digest == digest, SeatOffer.address == "", _lasts(now)',
        new="SeatOffer.digest == digest, _lasts(now)",
        tests=(
            "tests/storage/seats/test_seat_offers.py::test_a_code_that_was_brought_is_brought_by_nobody_else",
        ),
    ),
    Mutant(
        "a code for a seat lasts for ever",
        "storage/seats.py",
        old='SeatOffer.digest == digest, SeatOffer.address == "", _lasts(now)',
        new='SeatOffer.digest == digest, SeatOffer.address == ""',
        tests=("tests/storage/seats/test_seat_offers.py::test_a_code_ends",),
    ),
    Mutant(
        "a restored backup brings back codes for seats",
        "storage/seats.py",
        old="        self._session.execute(delete(SeatOffer))\n",
        new="        self._session.flush()\n",
        tests=(
            "tests/storage/seats/test_seat_offers.py::test_no_offer_outlives_a_backup_that_was_put_back",
        ),
    ),
    Mutant(
        "a code of an invited person works twice",
        "storage/invitations/imports.py",
        old="invitee.taken_by, invitee.digest = member_id, None",
        new="invitee.taken_by = member_id",
        tests=("tests/handlers/invitations/test_list_invitations.py::test_a_code_works_once",),
    ),
    Mutant(
        "a link to a file works twice",
        "storage/files.py",
        old="            self._session.delete(found)\n",
        new="",
        tests=(
            "tests/core/files/test_file_links.py::test_a_link_to_a_page_gives_the_file_once_within_an_hour",
        ),
    ),
    Mutant(
        "a link to a file works after an hour",
        "storage/files.py",
        old="            select(OneTimeLink).where(OneTimeLink.token == token, OneTimeLink.expires_at > now)\n",
        new="            select(OneTimeLink).where(OneTimeLink.token == token)\n",
        tests=(
            "tests/web/test_files.py::test_links_that_were_taken_or_ended_or_never_were_look_the_same",
        ),
    ),
    Mutant(
        "another site presses on the gardeners' page",
        "bot/web/chat_pages.py",
        old="        return is_from_own_page(request, self.contact.public_url, may_hide_origin=False)\n",
        new="        return True\n",
        tests=(
            "tests/handlers/gardeners_page/test_entering.py::test_another_site_opens_nothing_and_presses_nothing",
        ),
    ),
    Mutant(
        "who hides where a form comes from presses on the gardeners' page",
        "bot/web/chat_pages.py",
        old="may_hide_origin=False",
        new="may_hide_origin=True",
        tests=(
            "tests/handlers/gardeners_page/test_entering.py::test_another_site_opens_nothing_and_presses_nothing",
        ),
    ),
    Mutant(
        "a script reads the cookie of the gardeners' page",
        "bot/web/chat_pages.py",
        old="            httponly=True,\n            samesite",
        new="            httponly=False,\n            samesite",
        tests=(
            "tests/handlers/gardeners_page/test_entering.py::test_opening_the_link_changes_nothing_and_its_button_opens_the_page_once",
        ),
    ),
    Mutant(
        "who lost the seat stays on the gardeners' page",
        "bot/core/inbound/page_acts.py",
        old="        return ctx if is_here and is_gardener else None\n",
        new="        return ctx\n",
        tests=(
            "tests/handlers/gardeners_page/test_entering.py::test_who_is_no_gardener_any_more_is_shown_out",
        ),
    ),
    Mutant(
        "a gardeners' page is open for ever",
        "storage/inbound/page_sessions.py",
        old="PageSession.token == token, PageSession.expires_at > now",
        new="PageSession.token == token",
        tests=("tests/handlers/gardeners_page/test_entering.py::test_a_page_is_open_for_a_day",),
    ),
    Mutant(
        "a page stays open after a backup was put back",
        "storage/inbound/page_sessions.py",
        old="        self._session.execute(delete(PageSession))\n",
        new="        pass\n",
        tests=(
            "tests/handlers/gardeners_page/test_entering.py::test_who_is_no_gardener_any_more_is_shown_out",
        ),
    ),
    Mutant(
        "what may be secret is done on the gardeners' page",
        "bot/core/declarations/declaration.py",
        old="        return is_theirs and self.confidential is None\n",
        new="        return is_theirs\n",
        tests=(
            "tests/handlers/gardeners_page/test_acts.py::test_nothing_that_may_be_secret_works_on_the_page",
        ),
    ),
    Mutant(
        "what is members' own is done on the gardeners' page",
        "bot/core/declarations/declaration.py",
        old="(self.on_page and role < Role.GARDENER)",
        new="role < Role.GARDENER",
        tests=(
            "tests/handlers/gardeners_page/test_acts.py::test_what_is_for_the_chat_alone_is_refused",
        ),
    ),
    Mutant(
        "a link's word is followed on the gardeners' page",
        "bot/core/inbound/words.py",
        old=" and rest.strip() and not ctx.on_page:",
        new=" and rest.strip():",
        tests=(
            "tests/handlers/gardeners_page/test_acts.py::test_what_is_for_the_chat_alone_is_refused",
        ),
    ),
    Mutant(
        "an answer on the gardeners' page is taken for another question",
        "bot/core/inbound/page_acts.py",
        old="            if act.question == _question(ctx)[0]:\n",
        new="            if act.question:\n",
        tests=(
            "tests/handlers/gardeners_page/test_acts.py::test_an_answer_to_a_question_that_is_over_is_given_back",
        ),
    ),
    Mutant(
        "a question on the gardeners' page takes the next words of the chat",
        "storage/inbound/forms.py",
        old='    return f"{direct}{_PAGE}"\n',
        new="    return direct\n",
        tests=(
            "tests/handlers/gardeners_page/test_acts.py::test_a_form_of_the_page_stands_apart_from_the_chat",
        ),
    ),
    Mutant(
        "a former gardener fetches a file by a link",
        "bot/core/files.py",
        old="return role is None or has_role(store, found, role, now)",
        new="return True",
        tests=(
            "tests/core/files/test_file_links.py::test_a_member_who_left_or_was_erased_has_no_link_any_more",
        ),
    ),
    Mutant(
        "who left fetches a file by a link",
        "bot/core/files.py",
        old=(
            "    if store[Members].membership(member, found.community_id) is None:\n"
            "        return False\n"
        ),
        new="",
        tests=(
            "tests/core/files/test_file_links.py::test_a_member_who_left_or_was_erased_has_no_link_any_more",
        ),
    ),
    Mutant(
        "another site presses the button of a file",
        "bot/web/internet_addresses.py",
        old="        return site in _SAME\n",
        new="        return bool(site)\n",
        tests=("tests/web/test_files.py::test_another_site_cannot_press",),
    ),
    Mutant(
        "who guesses links never waits",
        "bot/web/internet_addresses.py",
        old="if wrong is None or len(wrong) < self._most:",
        new="if wrong is None or len(wrong) <= self._most:",
        tests=("tests/web/test_files.py::test_a_guesser_has_to_wait_and_others_do_not",),
    ),
    Mutant(
        "a pretended address is believed",
        "bot/web/internet_addresses.py",
        old="while before and is_trusted(remote, trusted):",
        new="while before:",
        tests=("tests/web/test_files.py::test_a_guesser_has_to_wait_and_others_do_not",),
    ),
    Mutant(
        "a name that leads inside is fetched",
        "bot/web/safe_fetch.py",
        old=("        for each in found:\n            _check_public(each, self._public)\n"),
        new="",
        tests=(
            "tests/web/safe_fetch/test_inner_addresses.py::test_a_name_that_leads_outside_and_inside_leads_nowhere",
        ),
    ),
    Mutant(
        "a name that changes leads inside",
        "bot/web/safe_fetch.py",
        old="        _check_public(str(to[0]), self.public)\n",
        new="        str(to[0])\n",
        tests=(
            "tests/web/safe_fetch/test_inner_addresses.py::test_the_address_of_the_connection_is_checked",
        ),
    ),
    Mutant(
        "an address of a cloud's own services is fetched",
        "bot/web/internet_addresses.py",
        old="not special and not _is_in(address, _INNER_V4)",
        new="not special",
        tests=("tests/web/safe_fetch/test_safe_fetch.py::test_any_other_address_is_not_public",),
    ),
    Mutant(
        "an inner address within another one is fetched",
        "bot/web/internet_addresses.py",
        old=("    if inner is not None:\n        return is_public(inner)\n"),
        new="",
        tests=("tests/web/safe_fetch/test_safe_fetch.py::test_an_address_within_another_counts",),
    ),
    Mutant(
        "any port is fetched",
        "bot/web/safe_fetch.py",
        old=" or port not in self.ports:",
        new=":",
        tests=(
            "tests/web/safe_fetch/test_inner_addresses.py::test_other_addresses_are_not_fetched",
        ),
    ),
    Mutant(
        "a formula runs in an exported sheet",
        "bot/domain/files.py",
        old='_FORMULA = frozenset("=+-@\\uff1d',
        new='_FORMULA = frozenset("=+-\\uff1d',
        tests=(
            "tests/domain/text/test_spreadsheets.py::test_a_cell_like_a_formula_is_written_as_text",
        ),
    ),
    Mutant(
        "one act more than the limit is done",
        "bot/domain/rates.py",
        old="return None if len(times) < most else",
        new="return None if len(times) <= most else",
        tests=(
            "tests/handlers/test_rates.py::test_the_eleventh_message_within_an_hour_waits_and_says_how_long",
        ),
    ),
    Mutant(
        "a backup holds the key of links",
        "bot/operations/backup/folder.py",
        old="for each in (LIST, KEY, LINK_KEY, INVITEES_KEY, CODE_FILE)]",
        new="for each in (LIST, KEY, INVITEES_KEY, CODE_FILE)]",
        tests=(
            "tests/operations/backup/test_folder.py::test_secret_and_replaceable_files_stay_out_of_a_backup",
        ),
    ),
    Mutant(
        "a backup holds the code of the first cultivator",
        "bot/operations/backup/folder.py",
        old="for each in (LIST, KEY, LINK_KEY, INVITEES_KEY, CODE_FILE)]",
        new="for each in (LIST, KEY, LINK_KEY, INVITEES_KEY)]",
        tests=(
            "tests/operations/backup/test_folder.py::test_secret_and_replaceable_files_stay_out_of_a_backup",
        ),
    ),
    Mutant(
        "a made-up backup writes elsewhere",
        "bot/operations/backup/archive.py",
        old='part in {"", ".", ".."}',
        new='part in {"", "."}',
        tests=(
            "tests/operations/backup/test_archive.py::test_a_name_that_leads_elsewhere_is_refused",
        ),
    ),
    Mutant(
        "a changed backup is restored",
        "bot/operations/backup/archive.py",
        old="if manifest.sha256 != found or _is_below_another(found):",
        new="if manifest.sha256.keys() != found.keys() or _is_below_another(found):",
        tests=("tests/operations/backup/test_archive.py::test_a_changed_backup_is_refused",),
    ),
    Mutant(
        "a restored backup brings back who was erased since",
        "storage/restored_backups.py",
        old="if each.at >= start]",
        new="if each.at > start and each.open]",
        tests=(
            "tests/operations/backup/test_restored_people.py::test_an_erased_person_is_known_by_their_traces_at_the_time_of_the_backup",
        ),
    ),
    Mutant(
        "an erasure is committed before it is listed",
        "storage/restored_backups.py",
        old='                    self._line("erasing", ticket, *sorted(map(self.hash_of, each.traces)))\n',
        new='                    self._line("erasing", ticket)\n',
        tests=(
            "tests/operations/backup/test_restored_people.py::test_an_erased_person_is_known_by_their_traces_at_the_time_of_the_backup",
        ),
    ),
    Mutant(
        "a changed row of the audit log is not found",
        "storage/audit/chain.py",
        old=(
            "    if link != row.hash:\n"
            "        return replace(walk, broken=Break(place, BreakKind.CHANGED, row.at))\n"
        ),
        new="    link = row.hash or link\n",
        tests=("tests/storage/audit/test_verification.py::test_all_tampering_is_found",),
    ),
    Mutant(
        "a removed row of the audit log is not found",
        "storage/audit/chain.py",
        old="    if row.position != place:\n",
        new="    if row.position < place:\n",
        tests=("tests/storage/audit/test_verification.py::test_the_place_of_a_break_is_told",),
    ),
    Mutant(
        "a beginning of the audit log that was cut off is not found",
        "storage/audit/chain.py",
        old="        elif not self._start_is_noted(ends):\n",
        new="        elif not ends:\n",
        tests=(
            "tests/storage/audit/test_purges.py::test_a_purge_whose_row_tells_something_else_is_found",
        ),
    ),
    Mutant(
        "a purge covers up a cut of the audit log",
        "storage/audit/chain.py",
        old=" or link is None or not self._start_is_noted(ends):",
        new=" or link is None:",
        tests=(
            "tests/storage/audit/test_purges.py::test_rows_cut_off_are_not_covered_up_by_the_next_purge",
        ),
    ),
    Mutant(
        "two programs write to one database",
        "storage/operations/instance_lock.py",
        old=(
            "            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:\n"
            "                raise InUse from None\n"
        ),
        new=(
            "            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:\n"
            "                yield\n"
            "                return\n"
        ),
        tests=(
            "tests/storage/operations/test_instance_lock.py::test_a_running_instance_keeps_out_a_replacement",
        ),
    ),
    Mutant(
        "the calendar of another is ended by a number",
        "storage/calendars.py",
        old="return address is not None and address.member_id == member_id and address.ended_at is None",
        new="return address is not None and address.ended_at is None",
        tests=(
            "tests/storage/test_calendar_addresses.py::test_an_address_lives_for_its_owner_alone",
        ),
    ),
    Mutant(
        "a calendar that was ended works again after a restore",
        "storage/calendars.py",
        old=(
            "            update(CalendarAddress).where(CalendarAddress.ended_at.is_(None)).values(ended_at=now)\n"
            "        )\n"
        ),
        new=(
            "            update(CalendarAddress).where(CalendarAddress.id < 0).values(ended_at=now)\n"
            "        )\n"
        ),
        tests=(
            "tests/storage/test_calendar_addresses.py::test_an_address_ends_with_a_backup_that_was_put_back",
        ),
    ),
    Mutant(
        "the account of another is unlinked",
        "handlers/linking/account_removal.py",
        old="    if len(accounts) == 1:\n",
        new="    if not accounts:\n",
        tests=("tests/handlers/linking/test_account_removal.py::test_the_only_account_stays",),
    ),
    Mutant(
        "an account with a role is unlinked",
        "handlers/linking/account_removal.py",
        old=("    _check_no_role(ctx, account.address)\n    return account\n"),
        new="    return account\n",
        tests=(
            "tests/handlers/linking/test_account_removal.py::test_a_seat_is_given_to_the_other_account_first",
        ),
    ),
    Mutant(
        "a link is confirmed by who brought it alone",
        "handlers/linking/codes.py",
        old=(
            "    if code.agreed and ctx.person.address == code.first:\n"
            "        return _link_accounts(ctx, code)\n"
        ),
        new=("    if code.agreed:\n        return _link_accounts(ctx, code)\n"),
        tests=(
            "tests/handlers/linking/test_answers.py::test_neither_account_says_yes_for_the_other",
        ),
    ),
    Mutant(
        "a link is agreed to by the account that asked for it",
        "handlers/linking/codes.py",
        old=(
            "    if not code.agreed and ctx.person.address == code.second:\n"
            "        ctx.store[Links].agree(code)\n"
        ),
        new=("    if not code.agreed:\n        ctx.store[Links].agree(code)\n"),
        tests=(
            "tests/handlers/linking/test_answers.py::test_neither_account_says_yes_for_the_other",
        ),
    ),
    Mutant(
        "a stranger sees a poll by a link that was not theirs",
        "handlers/polls/own_card.py",
        old="poll = _poll_of(ctx, plain) if is_own else None",
        new="poll = _poll_of(ctx, plain)",
        tests=(
            "tests/handlers/polls/cards/test_visitor_card.py::test_a_newcomer_of_the_room_who_types_in_private_sees_the_poll_in_each_language",
        ),
    ),
    Mutant(
        "a secret vote that failed is set aside with its words",
        "storage/polls/ballot_boxes.py",
        old="        return self._session.scalar(mine.limit(1)) is not None\n",
        new="        return self._session.scalar(mine.limit(0)) is not None\n",
        tests=(
            "tests/handlers/polls/voting/secrecy/test_secrecy.py::test_a_vote_that_could_not_be_handled_is_not_set_aside_with_its_words",
        ),
    ),
    Mutant(
        "the account of a young person is shown in the directory",
        "handlers/members/member_list.py",
        old='    if not may_be_shown(entry.member) or entry.belonging.visible != "contact":\n',
        new='    if entry.belonging.visible != "contact":\n',
        tests=("tests/handlers/members/test_member_card.py::test_nobody_young_shares_a_contact",),
    ),
    Mutant(
        "the account of a member who showed the name alone is shown in the directory",
        "handlers/members/member_list.py",
        old='    if not may_be_shown(entry.member) or entry.belonging.visible != "contact":\n',
        new="    if not may_be_shown(entry.member):\n",
        tests=(
            "tests/handlers/directory/test_directory.py::test_a_card_shows_the_details_that_its_member_chose",
        ),
    ),
    Mutant(
        "another gardener decides about a list that one brought",
        "handlers/directory/organisation_import.py",
        old="(row.community_id, row.member_id) != (ctx.community.id, ctx.member.id)",
        new="row.community_id != ctx.community.id",
        tests=(
            "tests/handlers/directory/test_organisations.py::test_nobody_else_decides_about_a_list",
        ),
    ),
    Mutant(
        "a program that lost its database goes on asking Telegram",
        "bot/transports/telegram/polling.py",
        old="            if not was_committed:",
        new="            if not was_committed and self._behind:",
        tests=(
            "tests/transports/telegram/updates/test_polling_trouble.py::test_who_lost_the_database_asks_for_nothing",
        ),
    ),
    Mutant(
        "a yes to an earlier text of a portrait counts",
        "storage/portraits.py",
        old="for row in rows if present[row[0].id] == row[2]]",
        new="for row in rows if present[row[0].id] >= row[2]]",
        tests=(
            "tests/handlers/portraits/test_places.py::test_a_draft_of_the_letter_waits_for_a_yes_to_changed_words",
        ),
    ),
    Mutant(
        "anybody reads and changes the entry of another in a call",
        "handlers/calls/call_words.py",
        old="    if entry.member_id != ctx.member.id:\n",
        new="    if entry.member_id < 0:\n",
        tests=(
            "tests/handlers/calls/test_entries.py::test_nobody_reads_or_changes_the_entry_of_another_nor_a_call",
        ),
    ),
    Mutant(
        "what is of a working group is answered from outside",
        "bot/vocabulary/audiences.py",
        old="(ctx.person.member is not None and is_in_group(ctx, group_id))",
        new="ctx.person.member is not None",
        tests=(
            "tests/handlers/groups/test_rooms.py::test_a_poll_made_in_the_room_is_for_the_group_alone",
        ),
    ),
    Mutant(
        "who may come reads a private address",
        "handlers/events/words.py",
        old="attendance is not None and attendance.answer == Rsvp.GOING",
        new="attendance is not None",
        tests=(
            "tests/handlers/visits/test_private_place.py::test_who_may_come_or_does_not_reads_the_commune",
        ),
    ),
    Mutant(
        "a code for one browser opens what is personal in another",
        "bot/core/inbound/own_page.py",
        old="is_proven = link.proof == proof and until is not None and until > now",
        new="is_proven = until is not None and until > now",
        tests=(
            "tests/handlers/own_page/test_codes.py::test_ones_data_are_shown_after_a_code_in_that_browser_for_a_while",
        ),
    ),
    Mutant(
        "a code for the personal page holds for ever",
        "bot/core/inbound/own_page.py",
        old="is_proven = link.proof == proof and until is not None and until > now",
        new="is_proven = link.proof == proof and until is not None",
        tests=(
            "tests/handlers/own_page/test_codes.py::test_ones_data_are_shown_after_a_code_in_that_browser_for_a_while",
        ),
    ),
    Mutant(
        "who said no is written to by the next list",
        "handlers/invitations/mailed_invitations.py",
        old="        if ctx.store[RefusedAddresses].has(email):\n",
        new="        if not email:\n",
        tests=(
            "tests/networks/mail/test_mailed_invitations.py::test_a_no_keeps_nothing_but_a_hash_and_no_later_list_writes_again",
        ),
    ),
)
