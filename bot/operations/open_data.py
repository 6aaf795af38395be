"""`terreau export --open`: anonymous data of a community, in a folder that may be published."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bot.app import declarations
from bot.core.context.clock import Clock
from bot.core.context.job_context import JobContext
from bot.core.messages.content import text
from bot.domain import communes
from bot.domain.events.rules import EventState
from bot.domain.files import Cell
from bot.domain.polls.rules import COUNTED_KINDS, Counts, PollKind, recount, tally
from bot.domain.questions.question import Question
from bot.domain.stats import MOST_MONTHS, Stretch
from bot.operations import log
from bot.operations.copied_text import AtTheTerminal
from bot.operations.data_folder import DataFolder, DataTable, write_folder
from bot.operations.instance import bring_up_to_date, opened, secrets_of, settings_of
from bot.operations.personal_data import ACTOR, community_named
from bot.operations.terminal import in_terminal_language, show
from bot.vocabulary.community_settings import contact
from bot.vocabulary.privacy import SMALLEST_SHOWN
from handlers.stats import Panorama, panorama_of
from storage.audit import Audit
from storage.communities import Community
from storage.events import Attendances, Event, Events
from storage.polls import BallotBoxes, BallotCounts, Poll, Polls
from storage.questions import Questions
from storage.unit_of_work import Store

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
_EVENT_COLUMNS = {
    "number": text("number of the event in the community"),
    "title": text("its title, as it was announced"),
    "kind": text("kind: meeting, visit, training…"),
    "starts_at": text("beginning (ISO 8601)"),
    "ends_at": text("end (ISO 8601); empty if not said"),
    "commune_code": text("INSEE code of the commune; empty if not said"),
    "commune": text("its name"),
    "state": text("published or cancelled"),
    "going": text("people who said that they come; empty below {few}", few=SMALLEST_SHOWN),
}
_POLL_COLUMNS = {
    "number": text("number of the poll in the community"),
    "question": text("its question"),
    "kind": text("one, several, date, consent or ranked"),
    "opened_on": text("day on which it opened"),
    "closed_on": text("day on which it closed"),
    "voters": text("people who voted, at least {few}", few=SMALLEST_SHOWN),
}
_RESULT_COLUMNS = {
    "poll": text("number of the poll"),
    "position": text("place of the choice in the poll, from 1"),
    "choice": text("the choice; of a poll by consent: agree, abstain or object"),
    "answer": text("of a date: yes or if_need_be; of a ranking: first; else empty"),
    "votes": text("votes for it"),
}
_QUESTION_COLUMNS = {
    "number": text("number of the question"),
    "topic": text("its topic; empty if none"),
    "asked_in": text("month in which it was asked"),
    "answered_on": text("day of the answer"),
    "question": text("the question; its author allowed to publish it"),
    "answer": text("the Region's answer"),
}
_FIGURE_COLUMNS = {
    "month": text("a month that is over"),
    "figure": text("which figure; each is defined below"),
    "value": text(
        "the number; numbers of people below {few} are left out, those of members are rounded down",
        few=SMALLEST_SHOWN,
    ),
}
_DEFINITION_COLUMNS = {
    "figure": text("its name in the table of figures"),
    "title": text("its name in words"),
    "definition": text("what is counted"),
    "of_people": text("yes if it is a number of people"),
}
_CONSENT = ("agree", "abstain", "object")


def export_open_data(config: Path, slug: str, output: Path | None) -> None:
    """Write the open data of a community into a new folder."""
    settings = settings_of(config)
    log.configure(secrets_of(settings), level="CRITICAL")
    now = Clock().now()
    with opened(settings) as database:
        bring_up_to_date(database)
        with database.reading() as store:
            community = community_named(store, slug)
            community_id = community.id
            path = output or Path(f"open-data-{community.slug}")
            who, declared = contact(settings), declarations()
            ctx = JobContext(store, now=now, community=community, contact=who, declared=declared)
            write_folder(path, _folder(ctx), community.locale)
        with database.unit() as store:
            store[Audit].note(ACTOR, "open data", community_id, "done", now)
    written = text(
        "{path} is written, to be published. Read the titles of events and the questions first: "
        "people wrote them, and what is published cannot be called back.",
        path=path,
    )
    show(in_terminal_language(written, settings.instance.locale))


def _folder(ctx: JobContext) -> DataFolder:
    store, community = ctx.store, ctx.community
    polls, found = list(_counted_polls(store, community)), panorama_of(ctx)
    return DataFolder(
        text("Open data of {community}", community=community.name),
        [
            text(
                "Anonymous: no names, no accounts, no numbers of people below {few}, and of "
                "questions only those whose authors allowed it.",
                few=SMALLEST_SHOWN,
            )
        ],
        [
            DataTable(
                "events",
                text("Announced events that are for everybody."),
                _EVENT_COLUMNS,
                [
                    _event_row(store, community, each)
                    for each in store[Events].between(community.id, ALWAYS)
                    if not each.circles
                ],
            ),
            DataTable(
                "polls",
                text("Closed polls with {few} votes or more.", few=SMALLEST_SHOWN),
                _POLL_COLUMNS,
                [_poll_row(community, poll, counts) for poll, counts in polls],
            ),
            DataTable(
                "poll_results",
                text("Their results, a row for each choice."),
                _RESULT_COLUMNS,
                [row for poll, counts in polls for row in _result_rows(poll, counts)],
            ),
            DataTable(
                "questions",
                text("Answered questions whose authors allowed to publish them."),
                _QUESTION_COLUMNS,
                [
                    _question_row(community, each)
                    for each in store[Questions].open_data(community.id)
                ],
            ),
            DataTable(
                "figures",
                text("Figures of the last {most} months at most.", most=MOST_MONTHS),
                _FIGURE_COLUMNS,
                list(_figure_rows(found)),
            ),
            DataTable(
                "figure_definitions",
                text("What each figure is."),
                _DEFINITION_COLUMNS,
                list(_definition_rows(found, community)),
            ),
        ],
        {
            "community": community.name,
            "language": community.locale,
            "time_zone": community.timezone,
            "exported_on": ctx.today.isoformat(),
            "smallest_number_of_people": SMALLEST_SHOWN,
        },
        {
            "community": text("its name"),
            "language": text("language of its words"),
            "time_zone": text("time zone of its days"),
            "exported_on": text("day of this export"),
            "smallest_number_of_people": text("smaller numbers of people are left out"),
        },
        "about.json",
    )


def _event_row(store: Store, community: Community, event: Event) -> list[Cell]:
    going = 0
    if event.state is EventState.PUBLISHED:
        going = store[Attendances].counts(event.id).going
    commune = None if event.commune is None else communes.at(event.commune)
    ends = event.ends_at
    return [
        event.number,
        event.title,
        event.kind.value,
        event.starts_at.astimezone(community.zone).isoformat(),
        None if ends is None else ends.astimezone(community.zone).isoformat(),
        event.commune,
        None if commune is None else commune.name,
        event.state.value,
        going if going >= SMALLEST_SHOWN else None,
    ]


def _counted_polls(store: Store, community: Community) -> Iterator[tuple[Poll, Counts]]:
    """The closed polls with enough votes; those that are answered in words are left out."""
    for poll in store[Polls].closed_since(community.id, ALWAYS):
        if poll.kind not in COUNTED_KINDS or poll.withdrawn_at is not None:
            continue
        counts = store[BallotCounts].of(poll.id)
        if poll.secret:
            counts = recount(poll.rules, store[BallotBoxes].counted(poll.id))
        if counts.voters >= SMALLEST_SHOWN:
            yield poll, counts


def _poll_row(community: Community, poll: Poll, counts: Counts) -> list[Cell]:
    closed = poll.closed_at
    return [
        poll.number,
        poll.question,
        poll.kind,
        poll.opened_at.astimezone(community.zone).date(),
        None if closed is None else closed.astimezone(community.zone).date(),
        counts.voters,
    ]


def _result_rows(poll: Poll, counts: Counts) -> Iterator[list[Cell]]:
    options = _CONSENT if poll.kind == PollKind.CONSENT else poll.options
    votes = tally(len(options), counts).counts
    for position, option in enumerate(options, start=1):
        match poll.kind:
            case PollKind.DATE:
                yield [poll.number, position, option, "yes", votes[position - 1]]
                maybe = counts.answers.get((-position,), 0)
                yield [poll.number, position, option, "if_need_be", maybe]
            case PollKind.RANKED:
                firsts = sum(n for ranks, n in counts.answers.items() if ranks[:1] == (position,))
                yield [poll.number, position, option, "first", firsts]
            case _:
                yield [poll.number, position, option, "", votes[position - 1]]


def _question_row(community: Community, question: Question) -> list[Cell]:
    asked = question.created_at.astimezone(community.zone)
    answered = question.answered_at
    return [
        question.id,
        question.domain,
        f"{asked:%Y-%m}",
        None if answered is None else answered.astimezone(community.zone).date(),
        question.words,
        question.answer,
    ]


def _figure_rows(found: Panorama) -> Iterator[list[Cell]]:
    """The figures of each month that is over."""
    for month in found.months:
        for figure in found.figures:
            cell = found.cell(figure, Stretch(month, 1))
            if cell is not None and cell.value:
                yield [f"{month:%Y-%m}", figure.key, cell.value]


def _definition_rows(found: Panorama, community: Community) -> Iterator[list[Cell]]:
    said = AtTheTerminal(community.locale).say
    for each in found.figures:
        is_of_people = "yes" if each.kind.is_of_people else "no"
        yield [each.key, said(each.title), said(each.definition), is_of_people]
