"""Checks of the database: unchanged audit, counts of votes, sources, number of members."""

from urllib.parse import urlsplit

from bot.core import join_command
from bot.core.messages.content import Text, Words, ntext, text
from bot.domain.audit import ChainHead
from bot.domain.roles import Seat
from bot.operations.check import Finding, fine, to_come, untrusted, wrong
from bot.operations.check.machine import Holder
from bot.operations.copied_text import TypedBy
from bot.references.seats import gardener_command
from bot.web.safe_fetch import NotTrusted
from storage.audit import Break, BreakKind, Chain, Walk
from storage.external_calendars import ExternalCalendars
from storage.feeds import WebFeeds
from storage.polls import BallotCounts
from storage.unit_of_work import DATABASE_TROUBLE, Database

_SUBJECT = text("Traces")


def look_at_audit(database: Database | None, noted: ChainHead | None = None) -> list[Finding]:
    """Walk along the chain, a step in a transaction: a bot at work does not wait for it."""
    if database is None:
        return []
    walk = Walk(noted)
    try:
        while not walk.ended:
            with database.unit() as store:
                walk = store[Chain].go_on(walk)
    except DATABASE_TROUBLE:
        return [wrong(_SUBJECT, text("cannot be read: try again later"))]
    found = [_chain_finding(walk)]
    if noted is not None and walk.broken is None:
        found.append(_fingerprint_finding(walk, noted))
    return found


def _chain_finding(walk: Walk) -> Finding:
    if walk.broken is not None:
        return wrong(_SUBJECT, _break_words(walk.broken))
    if walk.since is None:
        return fine(_SUBJECT, _with_waiting_rows(text("nothing in the chain yet"), walk.waiting))
    words: Words = ntext(
        "{count} row since {day}, unbroken; fingerprint {head}",
        "{count} rows since {day}, unbroken; fingerprint {head}",
        walk.count,
        day=walk.since.date(),
        head=str(walk.head),
    )
    if walk.erased:
        words = text(
            "{said}; {erased} about people erased since then", said=words, erased=walk.erased
        )
    return fine(_SUBJECT, _with_waiting_rows(words, walk.waiting))


def _with_waiting_rows(words: Words, waiting: int) -> Words:
    if not waiting:
        return words
    return ntext(
        "{said}; {count} recent row is not protected yet: the bot does it while it runs",
        "{said}; {count} recent rows are not protected yet: the bot does it while it runs",
        waiting,
        said=words,
    )


def _break_words(broken: Break) -> Text:
    """The row where it breaks, and the meaning of the break."""
    reasons = {
        BreakKind.CHANGED: text("it was changed, or the rows were reordered"),
        BreakKind.MISSING: text("it is missing, or a row was inserted before it"),
        BreakKind.BESIDE: text("the person or the details were changed"),
        BreakKind.START: text("the rows before it are missing, and no purge explains it"),
        BreakKind.END: text("the end of the chain is not where it was"),
    }[broken.why]
    hint = text("Someone changed the database by hand: compare with a backup.")
    if broken.at is None:
        return text(
            "broken at row {row}: {why}. {hint}", row=broken.position, why=reasons, hint=hint
        )
    return text(
        "broken at row {row}, of {day}: {why}. {hint}",
        row=broken.position,
        day=broken.at.date(),
        why=reasons,
        hint=hint,
    )


def _fingerprint_finding(walk: Walk, noted: ChainHead) -> Finding:
    subject = text("Fingerprint {head}", head=str(noted))
    if walk.noted_holds is None:
        what = text(
            "its row is not here: old rows are purged. Note a newer fingerprint. If this one is "
            "too recent to be purged, someone has cut the log"
        )
        return to_come(subject, what)
    if walk.noted_holds:
        return fine(subject, text("still in the chain: nothing before it was rewritten"))
    what = text(
        "not in this chain: the log was rewritten, or this is another database or an older copy"
    )
    return wrong(subject, what)


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


def look_at_sources(database: Database | None) -> list[Finding]:
    """A line for each calendar and feed whose certificate was refused; its path may be a secret."""
    if database is None:
        return []
    subject = text("Calendars and feeds")
    try:
        with database.reading() as store:
            urls = [each.url for each in store[ExternalCalendars].failed_by(NotTrusted.word)]
            urls += [each.url for each in store[WebFeeds].failed_by(NotTrusted.word)]
    except DATABASE_TROUBLE:
        return [wrong(subject, text("cannot be read: try again later"))]
    return [
        to_come(subject, untrusted(f"https://{each}"))
        for each in sorted({urlsplit(url).netloc for url in urls})
    ]


def look_at_people(holders: list[Holder]) -> list[Finding]:
    """Each seat and each cultivator."""
    cultivator = next((each.address for each in holders if each.seat is None), "")
    found = [_seat_finding(each, cultivator) for each in holders]
    if not any(each.seat is None for each in holders):
        what = text(
            "nobody; write your account under cultivators, or start the bot: it shows a code"
        )
        found.append(to_come(text("Cultivator"), what))
    return found


def _seat_finding(holder: Holder, cultivator: str) -> Finding:
    """A seat, which a cultivator gives, or a cultivator's account."""
    subject = _seat_name(holder)
    joining = TypedBy(join_command.typed(), holder.address)
    if not holder.address:
        asking = TypedBy(gardener_command.typed(), cultivator)
        what = text(
            "vacant; while the bot is running, send it {command} in private", command=asking
        )
        return to_come(subject, what)
    if holder.name:
        return fine(subject, holder.name)
    if holder.seat is None:
        return fine(subject, holder.address)
    what = text(
        "{account} has not joined yet; once the bot is running, they send it {join}",
        account=holder.address,
        join=joining,
    )
    return to_come(subject, what)


def _seat_name(holder: Holder) -> Words:
    match holder.seat:
        case Seat.TERRITORY:
            return text("Gardener for the territory, {community}", community=holder.community)
        case Seat.REGION:
            return text("Gardener for the Region, {community}", community=holder.community)
        case None:
            return text("Cultivator")
