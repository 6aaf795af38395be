"""The preview of the next digest: its text, its state, how each reader gets it, and its checks."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from bot.core import (
    Answer,
    Card,
    Context,
    JobContext,
    Line,
    Link,
    OpenDirect,
    Outcome,
    Router,
    Text,
    Toast,
    Todo,
    Words,
    is_paused,
    ntext,
    text,
    todos,
)
from bot.domain.dates.recurrence import Recurring, parse_rule
from bot.domain.digest.approvals import LATE_APPROVAL, DigestState, DigestStatus
from bot.domain.digest.composing import by_circle, by_network, for_circle, link_key, preflight
from bot.domain.roles import Circle, Hand, Role, Seat
from bot.references.digest import (
    LOOK_AT_DRAFT,
    digest_schedule_command,
    draft_card,
    letter_link_download,
    linked_items,
    news_command,
    preview_digest,
    preview_digest_as,
)
from bot.references.seats import Open, OpenThing, handover
from bot.vocabulary.audiences import CIRCLE_LABELS
from bot.vocabulary.gardeners import approver_name
from bot.vocabulary.letter_items import LetterItem
from bot.vocabulary.outside_sources import SITE_FAILURES, site_name
from bot.vocabulary.repeats import schedule_text
from handlers.digest.draft_changes import current_digest, pause_lines, review_button
from handlers.digest.letter import (
    is_prepared,
    items_apart,
    lasting_items,
    picture_buttons,
    room_card,
    room_items,
    whole_card,
)
from handlers.digest.news_publication import news_of
from handlers.digest.words import (
    decision_buttons,
    digest_title,
    headline_of,
    hours_to_answer,
    is_own_turn,
    letter_lines,
    missing_approval_text,
)
from storage.communities import RoomKind
from storage.digest import Digest, Digests, LetterReaders, LinkChecks, NewsItems
from storage.files import Files

router = Router()

MOST_LINKS = 20
NO_ANSWER = frozenset({"unreachable", "no name"})
IN_ROOMS = "rooms"
READERS_LEAD = text("To see it as it arrives, by how people take part or in rooms:")


@dataclass(frozen=True, slots=True)
class KnownLink:
    """A link that was asked for, and the first item that has it."""

    url: str
    item: Words
    failure: str | None
    """Why it did not answer, in a word; empty if it did, None while nobody knows."""


def check_links(ctx: JobContext, digest: Digest, items: Sequence[LetterItem]) -> None:
    """Request the links of a letter that have no recent result."""
    for url in _links(ctx, items):
        if ctx.store[LinkChecks].claim(digest.community_id, link_key(url), ctx.now):
            key = f"{digest.id}:{link_key(url)}"
            letter_link_download.fetch(ctx, url, key=key, media_type="text/html")


@router.download(letter_link_download, most=0)
def note_link(ctx: JobContext, outcome: Outcome) -> None:
    """Note whether a link answers. Nothing of its page is read: any size is too big."""
    digest_id, _, key = outcome.key.partition(":")
    if outcome.file_id is not None:
        ctx.store[Files].drop(outcome.file_id)
    if outcome.community_id is None:
        return
    failure = outcome.failure if outcome.failure in SITE_FAILURES else ""
    ctx.store[LinkChecks].note(outcome.community_id, key, failure)
    draft_card.refresh(ctx, int(digest_id))


def known_links(ctx: JobContext, digest: Digest, items: Sequence[LetterItem]) -> list[KnownLink]:
    """The requested links of a letter."""
    links = {link_key(url): (url, item) for url, item in _links(ctx, items).items()}
    known = ctx.store[LinkChecks].known(digest.community_id, links)
    return [KnownLink(*link, known[key]) for key, link in links.items() if key in known]


def failed_link_lines(known: Sequence[KnownLink]) -> list[Line]:
    """A line for each link that did not answer."""
    lines: list[Line] = []
    for each in known:
        item, site = each.item, site_name(each.url)
        if each.failure in NO_ANSWER:
            lines.append(text("No answer: {item} ({site})", item=item, site=site))
        elif each.failure:
            why = SITE_FAILURES[each.failure]
            line = text("A link to check: {item} ({site}), {why}.", item=item, site=site, why=why)
            lines.append(line)
    return lines


def _links(ctx: JobContext, items: Sequence[LetterItem]) -> dict[str, Words]:
    """The links of a letter, each with the first item that has it."""
    found: dict[str, Words] = {}
    behind = {key: url for more in linked_items.collect(ctx, items) for key, url in more.items()}
    for item in items:
        urls = [each.url for each in item.lines if isinstance(each, Link)]
        for url in filter(None, (*urls, behind.get(item.key))):
            found.setdefault(url, headline_of(item))
    return dict(islice(found.items(), MOST_LINKS))


def preflight_lines(ctx: JobContext, digest: Digest, letter: Sequence[LetterItem]) -> list[Line]:
    """The recipients and the problems; “nothing to report” if there are none."""
    items = lasting_items(ctx, letter)
    left = room_items(ctx, digest, items)
    counted = ctx.apart(lambda ctx: ctx.store[LetterReaders].counted(ctx.community.id))
    circles = by_circle(counted)
    due = max(digest.due_at or ctx.now, ctx.now)
    found = preflight(items, left, due, [each for each in Circle if circles.get(each)])
    lines: list[Line] = [
        text("“{item}” is over by then: it will be left out.", item=headline_of(each))
        for each in found.over
    ]
    lines += [
        text("“{item}” was sent already: it will be left out.", item=headline_of(each))
        for each in found.had
    ]
    lines += [text("Nothing in it for: {circle}.", circle=_circle(each)) for each in found.without]
    known = known_links(ctx, digest, letter)
    lines += failed_link_lines(known)
    if awaited := sum(each.failure is None for each in known):
        waiting = ntext(
            "I am checking whether {count} link answers.",
            "I am checking whether {count} links answer.",
            awaited,
        )
        lines.append(waiting)
    lines += _undescribed_picture_lines(ctx, items)
    if room_card(ctx, digest, left).buttons:
        lines.append(text("Rooms get its headlines and a button to read on."))
    return [_recipients_text(ctx, counted), *(lines or [text("Nothing to report.")])]


def _undescribed_picture_lines(ctx: JobContext, items: Sequence[LetterItem]) -> list[Line]:
    news = [news_of(ctx, each) for each in items]
    return [
        text("The picture of “{item}” is not described in words.", item=each.content.headline)
        for each in news
        if each is not None and each.picture_id is not None and not each.picture_words
    ]


def _recipients_text(ctx: JobContext, counted: Mapping[tuple[str, str], int]) -> Text:
    rooms = len(ctx.rooms(RoomKind.COMMUNITY, RoomKind.CHANNEL))
    parts: list[Words] = [ntext("{count} room", "{count} rooms", rooms)] if rooms else []
    people = sum(counted.values())
    if people:
        parts.append(_people_text(ctx, counted, people))
    if not parts:
        return text("Nobody gets it yet.")
    return text("Who gets it: {parts}.", parts=parts)


def _people_text(ctx: JobContext, counted: Mapping[tuple[str, str], int], people: int) -> Text:
    circles = by_circle(counted)
    shares: list[Words] = [
        text("“{circle}”: {count}", circle=_circle(each), count=circles[each])
        for each in Circle
        if circles.get(each)
    ]
    shares += [
        text("{network}: {count}", network=ctx.contact.network_name(network), count=count)
        for network, count in sorted(by_network(counted).items())
        if network
    ]
    return text(
        "{people} in private ({shares})",
        people=ntext("{count} person", "{count} people", people),
        shares=shares,
    )


def _circle(circle: str) -> Text:
    return CIRCLE_LABELS[Circle(circle)]


@router.button(preview_digest_as, who=Role.GARDENER, trace=LOOK_AT_DRAFT)
def show_as(ctx: Context, reader: str) -> Answer:
    """Show the next letter as a circle gets it, or as rooms do, with the decisions to take."""
    if reader not in {IN_ROOMS, *Circle}:
        return text("There is no such choice.")
    digest = current_digest(ctx)
    letter = items_apart(ctx, digest)
    items = room_items(ctx, digest, lasting_items(ctx, letter))
    if reader != IN_ROOMS:
        card = _circle_preview(ctx, digest, items, reader)
    elif not items:
        card = Card(None, (text("Rooms get nothing of this letter."),))
    else:
        in_rooms = room_card(ctx, digest, items)
        card = Card(in_rooms.title, in_rooms.lines)
    return replace(card, buttons=(*card.buttons, *decision_buttons(ctx, digest, letter)))


def _circle_preview(ctx: Context, digest: Digest, items: Sequence[LetterItem], reader: str) -> Card:
    own = for_circle(items, reader)
    if own:
        return whole_card(ctx, digest, own)
    nobody = text(
        "Nobody who chose “{circle}” gets this letter.", circle=CIRCLE_LABELS[Circle(reader)]
    )
    return Card(None, (nobody,))


@router.button(preview_digest, who=Role.GARDENER, trace=LOOK_AT_DRAFT)
def review_digest(ctx: Context) -> Answer:
    """Read the letter as its readers will see it."""
    digest = current_digest(ctx)
    letter = items_apart(ctx, digest)
    check_links(ctx, digest, letter)
    card = preview_card(ctx, digest, letter)
    if ctx.direct:
        return card
    if not ctx.whisper(card):
        return OpenDirect(preview_digest.link_word(ctx))
    return Toast(text("I am sending you the letter in private."))


def preview_card(
    ctx: Context, digest: Digest, letter: Sequence[LetterItem], *, to_approve: bool = False
) -> Card:
    """The digest as it will be sent, its state, and the possible decisions."""
    items = ctx.store[Digests].items(digest)
    lines: list[Line] = letter_lines(ctx, digest, letter, with_audiences=True)
    if not letter:
        lines.append(no_news_text())
    is_own = to_approve or is_own_turn(ctx, digest)
    lines += ["", *state_lines(ctx, digest, ctx.hands(), is_own=is_own)]
    if items:
        numbers = [f"{each.number}" for each in items]
        lines.append(text("News, in order: {numbers}.", numbers=numbers))
    lines += waiting_lines(ctx, digest)
    decisions = decision_buttons(ctx, digest, letter, to_approve=to_approve)
    if not letter:
        return Card(digest_title(ctx, digest), tuple(lines), decisions)
    lines += ["", *preflight_lines(ctx, digest, letter), "", READERS_LEAD]
    pictures = picture_buttons(digest, letter)
    readers = [preview_digest_as.button(CIRCLE_LABELS[each], each.value) for each in Circle]
    readers.append(preview_digest_as.button(text("As in rooms"), IN_ROOMS))
    rows = (*decisions, *pictures, *((each,) for each in readers))
    return Card(digest_title(ctx, digest), tuple(lines), rows)


def no_news_text() -> Text:
    return text(
        "No news yet: without any, no letter goes out. To add some: {news}.",
        news=news_command.typed(),
    )


def waiting_lines(ctx: JobContext, digest: Digest) -> list[Line]:
    """The number of news items that came too late for a submitted digest."""
    waiting = 0 if digest.status.takes_more else len(ctx.store[NewsItems].kept(ctx.community.id))
    if not waiting:
        return []
    line = ntext(
        "{count} news item is waiting for the following letter.",
        "{count} news items are waiting for the following letter.",
        waiting,
    )
    return [line]


def state_lines(
    ctx: JobContext, digest: Digest, hands: Collection[Seat] = (), *, is_own: bool = False
) -> list[Line]:
    """The state of a letter and its day, for someone who acts for these seats.

    `is_own` if it waits for that person.
    """
    status, number = digest.status, digest.number
    if status.submitted is None:
        draft = text("Letter {number}: draft.", number=number)
        return [draft, _draft_due_text(ctx, status, hands), *pause_lines(ctx)]
    by = approver_name(ctx, status.submitted)
    submitted = text("Letter {number}: submitted by {name}.", number=number, name=by)
    if status.approved is None:
        missing = missing_approval_text(ctx, status.submitted, is_own=is_own)
        return [submitted, missing, *alone_text(ctx, digest), due_text(status)]
    if status.approved.hand in {Hand.NOBODY, Hand.SILENT}:
        return [submitted, due_text(status)]
    both = text(
        "Letter {number}: submitted by {name}, approved by {other}.",
        number=number,
        name=by,
        other=approver_name(ctx, status.approved),
    )
    return [both, due_text(status)]


def alone_text(ctx: JobContext, digest: Digest) -> list[Text]:
    """When one approval will be enough, where the community chose so."""
    alone_at = digest.status.alone_at(hours_to_answer(ctx, digest))
    if alone_at is None:
        return []
    if alone_at <= ctx.now:
        return [text("The time to answer is over: one approval is enough.")]
    return [text("Without an answer, one approval is enough from {time}.", time=alone_at)]


def _draft_due_text(ctx: JobContext, status: DigestStatus, hands: Collection[Seat]) -> Text:
    """When a draft is sent; names its approver if there is only one."""
    own = next(iter(hands)) if len(hands) == 1 else None
    others = () if own is None else ctx.seat_statuses()[own.other].acting
    is_planned = status.due is not None and status.state is not DigestState.MISSED
    if len(others) != 1 or not is_planned:
        return due_text(status)
    name = others[0].name
    return text("It goes out on {due} if {name} approves it.", due=status.due, name=name)


def due_text(status: DigestStatus) -> Text:
    if status.due is None:
        return text(
            "No day is planned. To choose one: {schedule}.",
            schedule=digest_schedule_command.typed(("tuesday", "mardi"), ("8:00", "8h")),
        )
    if status.state is DigestState.MISSED:
        return text(
            "It was planned for {due} and did not go out. You can still send it until {until}.",
            due=status.due,
            until=status.due + LATE_APPROVAL,
        )
    if status.has_both_approvals:
        return text("It goes out on {due}.", due=status.due)
    return text("It goes out on {due} if it is approved.", due=status.due)


@router.contribution(handover)
def letter_that_goes_on(ctx: Context) -> list[OpenThing]:
    """What the next letter awaits, its news, and its rhythm."""
    if not ctx.seats():
        return []
    digest = ctx.store[Digests].in_the_making(ctx.community.id)
    lines: list[Words] = []
    if digest is not None:
        state = state_lines(ctx, digest, ctx.hands(), is_own=is_own_turn(ctx, digest))
        lines += [each for each in state if isinstance(each, Text)]
        lines += [
            text("News item {number} · {news}", number=each.number, news=each.content.headline)
            for each in ctx.store[Digests].items(digest)
        ]
    found = [OpenThing(Open.LETTER, each) for each in lines]
    rule = parse_rule(ctx.community.digest) if ctx.community.digest else None
    if isinstance(rule, Recurring):
        rhythm = text("Letter: {schedule}", schedule=schedule_text(rule))
        found.append(OpenThing(Open.HABITS, rhythm))
    return found


@router.contribution(todos)
def waiting_digest(ctx: Context) -> list[Todo]:
    """The current digest, while an approval is missing and it is prepared."""
    digest = current_digest(ctx)
    if digest.status.has_both_approvals or not is_prepared(ctx, digest):
        return []
    read = review_button()
    return [Todo(_todo_line(ctx, digest), (read,), digest.due_at)]


def _todo_line(ctx: Context, digest: Digest) -> Text:
    submitted = digest.status.submitted
    if submitted is not None:
        name = approver_name(ctx, submitted)
        missing = missing_approval_text(ctx, submitted, is_own=is_own_turn(ctx, digest))
        return text("{name} submitted the letter. {missing}", name=name, missing=missing)
    if digest.status.state is DigestState.MISSED:
        return text("The letter did not go out: nobody has submitted it.")
    if digest.due_at is None or is_paused(ctx.seat_statuses()):
        return text("The letter is a draft: nobody has submitted it.")
    return text("The letter of {due} is a draft: nobody has submitted it.", due=digest.due_at)
