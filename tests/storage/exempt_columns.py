"""Columns that tell of nobody, and columns that no person is told, each with its reason."""

NOBODYS = {
    "announcement_runs": "how many people an announcement reached",
    "audit_chain": "where the chain of the traces ends",
    "ballot_counts": "how many people chose what in votes",
    "ballot_boxes": "secret votes, tied to nobody",
    "communities": "what a community is called and how it is set up",
    "event_notices": "what an event was before it changed, and why, in words for all",
    "feed_entries": "what a calendar of elsewhere tells of an event",
    "event_series": "by which rule events come back",
    "event_series_dates": "on which days they did",
    "event_doors": "the code at the door of an event; who came by it is in attendances",
    "figure_pages": "by which address a page of figures is read",
    "refused_addresses": "keyed hashes of addresses that want no invitation: nobody reads whose",
    "link_checks": "whether the links of letters answer",
    "group_spaces": "in which spaces the rooms of groups are made",
    "letter_choices": "in which order gardeners put the items of a letter",
    "mailings": "words for all who said yes to them, and how far they came",
    "map_snapshots": "how many members are where, rounded and never fewer than five",
    "monthly_figures": "how many of each thing a month had; what is told is rounded or left out",
    "occurrences": "what recurs; an absence that begins goes with its person",
    "pair_meetings": "which question the people of a coffee got",
    "pair_rounds": "in which months members were proposed to each other",
    "paces": "how fast a network takes messages",
    "positions": "how far a network was read",
    "organisations": "what a list tells of an organisation",
    "poll_events": "from which poll an event was made",
    "region_letters": "which items a letter to the Region told; its words are theirs",
    "removed_projects": "that a project of a list was taken away, as a number",
    "removed_organisations": "that an organisation was removed, as a number",
    "restorations": "when a backup was put back",
    "ride_counts": "how many rides to an event were offered and agreed",
    "room_reminders": "that rooms were reminded of an event",
    "revisions": "how often a thing changed",
    "schedules": "what recurs; an absence that begins goes with its person",
    "visit_turns": "on which days visits take place; who hosts them is in visit_hosts",
    "web_feed_items": "what a web feed tells",
    "secret_counts": "how many people chose what in secret votes",
    "welcomes": "that a person was welcomed in a room; the name is in newcomers",
}
"""Tables that hold nothing of a person."""
NOT_TOLD = {
    "the number of a row, which says nothing to a person": """
        absences.member_id announcements_told.id announcements_told.member_id
        announcements_told.run_id announcements_told.teller_id
        announcements.approved_by announcements.id announcements.submitted_by
        audit.id audit_actors.audit_id audit_actors.member_id
        calendar_feeds.id calendar_feeds.member_id call_entries.call_id call_entries.choice
        call_entries.id call_entries.member_id call_pictures.entry_id call_pictures.file_id
        call_pictures.id call_pictures.member_id calls.id calls.maker_id calls.poll_id
        audit_facts.audit_id audit_facts.member_id ballots.id ballots.member_id ballots.poll_id
        cards.id circle_proposals.id circle_proposals.member_id consents.id consents.member_id
        attendances.event_id attendances.id attendances.member_id events.id events.maker_id
        event_reminders.event_id event_reminders.member_id
        feedback.event_id feedback.id feedback.member_id
        guests.attendance_id guests.event_id guests.id
        outcomes.author_id outcomes.event_id outcomes.id outcomes.news_id
        poll_outcomes.author_id poll_outcomes.id poll_outcomes.news_id poll_outcomes.poll_id
        pictures.event_id pictures.file_id pictures.id pictures.member_id
        deliveries.card_id deliveries.id deliveries.mailing_id deliveries.member_id departures.id
        digests.approved_by digests.id digests.mailing_id digests.submitted_by feeds.added_by
        counted_acts.id counted_acts.member_id
        group_members.member_id group_reports.author_id group_reports.id
        working_groups.id working_groups.proposer_id
        feeds.id files.id files.member_id handouts.id
        handouts.member_id identities.member_id imports.file_id imports.id imports.member_id
        introductions.asker_id introductions.event_id introductions.id
        introduction_accounts.introduction_id
        introduction_sides.introduction_id
        introduction_sides.member_id introduction_sides.number forms.mark
        inbox.id invitees.id invitees.import_id invitees.taken_by invitations.id
        invitations.member_id
        conversations.id conversations.member_id
        link_codes.id link_codes.member_id member_domains.member_id
        member_words.member_id members.id memberships.member_id name_parts.community_id
        name_parts.member_id name_parts.nth need_words.need_id needs.author_id needs.id
        newcomers.id newcomers.welcome_id news.amended_by news.author_id
        organisation_lists.file_id organisation_lists.id organisation_lists.member_id
        portrait_answers.id portrait_answers.portrait_id portrait_answers.voice_id
        portrait_answers.place portrait_yeses.portrait_id portrait_yeses.revision
        portraits.asked_by portraits.id portraits.member_id portraits.photo_id
        pair_sides.id pair_sides.meeting_id pair_sides.member_id pair_sides.round_id
        news.digest_id news.id polls.choice_base polls.id polls.maker_id posts.id
        proxies.member_id public_parts.approved_by public_parts.id public_parts.submitted_by
        own_page_links.id own_page_links.member_id
        page_sessions.id page_sessions.member_id rooms.id web_consents.revision
        question_joins.member_id question_joins.question_id question_steps.id
        question_steps.member_id question_steps.question_id question_words.question_id
        project_makers.asked_by project_makers.member_id project_makers.project_id
        projects.id projects.list_id projects.made_by projects.picture_id
        removal_requests.id removal_requests.member_id removal_requests.organisation_id
        reporters.id reporters.member_id reporters.report_id
        reports.author_id reports.decided_by reports.id questions.answered_by
        questions.asker_id questions.gardener_id questions.id questions.taken_by
        mail_joinings.id mail_joinings.invitee_id sealed.id seat_offers.id seats.id
        unproven_mails.id visit_hosts.id visit_hosts.member_id visit_series.id
        visit_series.maker_id web_feeds.added_by web_feeds.id
    """,
    "what the question about two registrations says of both": "link_codes.shown",
    "another person": """
        circle_proposals.proposer_id imports.told memberships.invited_by news.author proxies.by_id
        questions.contact_details
    """,
    "an answer that nobody decided on yet": "questions.draft",
    "a form of words that are told, by which they are found": """
        member_words.tokens need_words.tokens pair_questions.folded portrait_questions.folded
        projects.key projects.tokens question_words.tokens weekly_questions.folded
    """,
    "a secret, or the hash of one": """
        calendar_feeds.token handouts.token invitees.digest invitees.salt link_codes.code
        audit_actors.salt audit_facts.salt link_codes.token mail_joinings.token
        own_page_links.code own_page_links.code_until own_page_links.proof
        own_page_links.proven_until own_page_links.token own_page_links.tries page_sessions.token
        proxies.code seat_offers.digest unproven_mails.token
    """,
    "which task it is, as a hash": "todo_marks.key",
    "what makes the chain of the traces": "audit.actor audit.facts audit.hash audit.position",
    "how far the asking of others came": """
        introductions.expires_at introductions.followed_up introduction_sides.asked_about
        outcomes.all_asked outcomes.asked_up_to pair_members.placed pair_sides.step
        project_followers.told_news projects.key projects.tokens visit_hosts.asked_for
    """,
    "the answers of others": "introductions.met_at",
    "how far the removal of a message came": "reports.removal_asked reports.removal_refused",
    "the words of a letter, of which each person is told their own news": """
        digests.contents digests.shown
    """,
    "that a gardener was shown a letter, as a number": "digests.shown_to",
    "which room was told something": "announcements_told.place",
    "whether another person checked it": "announcements.neutral digests.neutral news.unchecked",
    "the size of shared rooms: direct ones are not counted": "rooms.counted_at rooms.members",
    "whose room a shared one is: direct ones are no group's": "rooms.group_id",
    "where bytes lie, and with which key": "files.stored files.reference",
}
"""Columns that are not told, and why."""
