"""Summaries of the files that `terreau export` writes, by kind."""

from collections.abc import Mapping

from bot.core.messages.content import Text, text

KINDS: Mapping[str, Text] = {
    "agenda": text("the events of a community, or those of one member, as a calendar"),
    "attendance": text("the attendance list of an event, to print or to edit"),
    "audit": text("the log of who did what, newest first"),
    "event": text("one event, as a calendar"),
    "import_remarks": text("the remarks on an imported list of people"),
    "invitation_links": text("the names, codes and links of an imported list of people"),
    "invitation_poster": text("the poster of the community, to print"),
    "invitation_sheet": text("the invitations of an imported list of people, to print"),
    "letter_document": text("a picture or document that a member sent, as it came"),
    "members": text("the members by name (csv or xlsx)"),
    "mydata": text("all data about the holder of an account (telegram:42), in fr or en"),
    "poll_result": text("the result of a poll: its choices with their votes, or its answers"),
}
