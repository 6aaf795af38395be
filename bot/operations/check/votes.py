"""Check of the votes: are the counts of polls those of their ballots?"""

from bot.core.messages.content import text
from bot.operations.check.findings import Finding, wrong
from storage.polls import BallotCounts
from storage.unit_of_work import DATABASE_TROUBLE, Database


def look_at_votes(database: Database | None) -> list[Finding]:
    """A line for each poll whose ballots, counted one by one, give something else."""
    if database is None:
        return []
    subject = text("Votes")
    try:
        with database.reading() as store:
            polls = store[BallotCounts].wrong()
    except DATABASE_TROUBLE:
        return [wrong(subject, text("cannot be read: try again later"))]
    return [
        wrong(
            subject,
            text(
                "the counts of “{question}” are not those of its votes; they are counted again "
                "when it closes",
                question=poll.short_question,
            ),
        )
        for poll in polls
    ]
