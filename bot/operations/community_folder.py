"""`terreau community export` and `import`: the set-up of a community as a folder."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

from bot.core.context.clock import Clock
from bot.core.messages.content import Text, text
from bot.domain import pairs, portraits
from bot.domain.communities import (
    FORMAT,
    LONGEST_FEED_NAME,
    MOST_FEEDS,
    VERSION,
    CommunityModel,
    ModelFeed,
    ModelQuestion,
    ModelRoom,
    QuestionList,
    is_feed,
    read_name,
    read_settings,
    read_slug,
    slug_of,
    wrong_keys,
    wrong_values,
)
from bot.domain.polls.rules import LONGEST_QUESTION, MOST_WEEKLY_KEPT
from bot.domain.refusals import Refusal
from bot.domain.words import fold, on_one_line
from bot.operations import log
from bot.operations.data_folder import (
    DataFolder,
    DataTable,
    Mistakes,
    read_rows,
    read_values,
    write_folder,
)
from bot.operations.instance import bring_up_to_date, opened, secrets_of, settings_of
from bot.operations.personal_data import ACTOR, community_named
from bot.operations.terminal import in_terminal_language, show, stop
from handlers.communities import make_from_model, model_of, plan_first_steps
from storage.audit import Audit
from storage.communities import Communities, RoomKind
from storage.operations import alone_on
from storage.unit_of_work import Store

JSON_FILE = "settings.json"
_ROOMS, _FEEDS, _QUESTIONS = "rooms", "feeds", "questions"
_ROOM_COLUMNS = {
    "kind": text("use of the room: community, channel, gardeners, region, working-group"),
    "network": text("network of the room; its address is not told"),
}
_FEED_COLUMNS = {
    "url": text("address of the feed"),
    "name": text("its name"),
}
_QUESTION_COLUMNS = {
    "list": text(
        "weekly: questions of the week; coffee: opening questions of coffees; portrait: questions "
        "of portraits"
    ),
    "words": text("the question"),
}
_MEANINGS = {
    "format": text("always {value}", value=FORMAT),
    "version": text("version of this format: {value}", value=VERSION),
    "name": text("name of the community; the new one gets another"),
    "locale": text("language: fr or en"),
    "timezone": text("time zone (IANA): Europe/Paris"),
    "letter": text("rhythm of the letter: “tue 08:00”; empty: none"),
    "region_letter": text("rhythm of the letter to the Region; empty: none"),
    "weekly_question": text("rhythm of the question of the week; empty: none"),
    "alone_after": text("hours after which one approval of a letter is enough; 0: never"),
    "polls_by": text("who may open a poll: gardeners or members"),
    "charter_url": text("web address of the charter; empty: none"),
    "welcome": text("true: newcomers of the rooms are welcomed"),
    "public_channel": text("true: anybody with the link of a letter can read it"),
    "pairs": text("true: members who wish it are proposed to each other for a coffee"),
    "greeting": text("true: newcomers are asked whether a member may welcome them"),
    "first_week": text("true: newcomers are asked after a week how it was"),
    "fewer_after": text("weeks without a sign after which members get fewer messages; 0: never"),
    "domains": text("its own topics; null: the usual ones"),
    "territories": text("its own words for parts of its territory; null: none"),
}
MOST_OF_LIST = {
    QuestionList.WEEKLY: MOST_WEEKLY_KEPT,
    QuestionList.COFFEE: pairs.MOST_QUESTIONS,
    QuestionList.PORTRAIT: portraits.MOST_QUESTIONS,
}
LONGEST_OF_LIST = {
    QuestionList.WEEKLY: LONGEST_QUESTION,
    QuestionList.COFFEE: pairs.LONGEST_QUESTION,
    QuestionList.PORTRAIT: portraits.LONGEST_QUESTION,
}
Definitions = Mapping[str, Text]


def export_community(config: Path, slug: str, output: Path | None) -> None:
    """Write the set-up of a community into a new folder."""
    settings = settings_of(config)
    log.configure(secrets_of(settings), level="CRITICAL")
    with opened(settings) as database:
        bring_up_to_date(database)
        with database.reading() as store:
            community = community_named(store, slug)
            model, community_id = model_of(store, community), community.id
            path = output or Path(f"model-{community.slug}")
            write_folder(path, _folder(model), community.locale)
        with database.unit() as store:
            store[Audit].note(ACTOR, "model export", community_id, "done", Clock().now())
    written = text(
        "{path} is written. It names no person. Look through the addresses of feeds before you "
        "give it to others: one may hold a password.",
        path=path,
    )
    show(in_terminal_language(written, settings.instance.locale))


def _folder(model: CommunityModel) -> DataFolder:
    rooms = [(each.kind, each.network) for each in model.rooms]
    feeds = [(each.url, each.name) for each in model.feeds]
    questions = [(each.listed.value, each.words) for each in model.questions]
    return DataFolder(
        text("The model of {community}", community=model.settings.name),
        [
            text(
                "The set-up of a community on Terreau, without people, messages and addresses of "
                "rooms. “terreau community import” makes a new community of it."
            )
        ],
        [
            DataTable(_ROOMS, text("The rooms, to be made anew."), _ROOM_COLUMNS, rooms),
            DataTable(_FEEDS, text("The feeds that are followed."), _FEED_COLUMNS, feeds),
            DataTable(
                _QUESTIONS,
                text("The questions that wait, in their order."),
                _QUESTION_COLUMNS,
                questions,
            ),
        ],
        {"format": FORMAT, "version": VERSION, **asdict(model.settings)},
        _MEANINGS,
        JSON_FILE,
    )


def import_community(config: Path, folder: Path, name: str, slug: str) -> None:
    """Make a community of a folder; with any mistake in it, nothing is written."""
    settings = settings_of(config)
    log.configure(secrets_of(settings), level="CRITICAL")
    mistakes = Mistakes()
    model = _read_model(folder, mistakes)
    with opened(settings) as database, alone_on(database):
        bring_up_to_date(database)
        with database.unit() as store:
            named, short = _new_names(store, name, slug, mistakes)
            if mistakes or model is None:
                for each in mistakes:
                    show(in_terminal_language(each), err=True)
                stop(text("Nothing was written. Correct this, then import the folder again."))
            now = Clock().now()
            community = make_from_model(store, model, named, short, now)
            plan_first_steps(store, community, now)
            store[Audit].note(ACTOR, "model import", community.id, "done", now)
    for line in (
        text("{name} is created. Its short name is {slug}.", name=named, slug=short),
        text("Next: start the bot; it tells the cultivators the next steps."),
    ):
        show(in_terminal_language(line, settings.instance.locale))


def _read_model(folder: Path, mistakes: Mistakes) -> CommunityModel | None:
    """The model of a folder; every mistake in it is told, with its place."""
    if not folder.is_dir():
        mistakes.append(text("{path} is not a folder.", path=folder))
        return None
    values = read_values(folder, JSON_FILE, mistakes)
    if values:
        _check_values(values, mistakes)
    rooms = [each for each in _rooms(folder, mistakes) if each is not None]
    feeds = list(_feeds(folder, mistakes))
    questions = list(_questions(folder, mistakes))
    return None if mistakes else CommunityModel(read_settings(values), rooms, feeds, questions)


def _check_values(values: dict[str, object], mistakes: Mistakes) -> None:
    missing, unknown = wrong_keys(values)
    for key in missing:
        mistakes.append(text("{file}: “{key}” is missing.", file=JSON_FILE, key=key))
    for key in unknown:
        mistakes.append(text("{file}: “{key}” is no setting.", file=JSON_FILE, key=key[:40]))
    for each in () if missing else wrong_values(values):
        mistakes.append(
            text(
                "{file}: “{key}” cannot be “{typed}”; it is: {meaning}.",
                file=JSON_FILE,
                key=each.key,
                typed=each.typed,
                meaning=_MEANINGS[each.key],
            )
        )


def _rooms(folder: Path, mistakes: Mistakes) -> Iterator[ModelRoom | None]:
    kinds = {each.value for each in RoomKind if each != RoomKind.DIRECT}
    file = f"{_ROOMS}.csv"
    for line, row in read_rows(folder, file, list(_ROOM_COLUMNS), mistakes):
        if row["kind"] in kinds:
            yield ModelRoom(row["kind"], row["network"])
        else:
            mistakes.append(
                text(
                    "{file}, line {line}: “{typed}” is no use of a room. Known: {kinds}.",
                    file=file,
                    line=line,
                    typed=row["kind"][:40],
                    kinds=", ".join(sorted(kinds)),
                )
            )


def _feeds(folder: Path, mistakes: Mistakes) -> Iterator[ModelFeed]:
    file, seen = f"{_FEEDS}.csv", set[str]()
    rows = read_rows(folder, file, list(_FEED_COLUMNS), mistakes)
    if len(rows) > MOST_FEEDS:
        mistakes.append(text("{file} has more than {most} rows.", file=file, most=MOST_FEEDS))
    for line, row in rows[:MOST_FEEDS]:
        url, name = row["url"], on_one_line(row["name"])[:LONGEST_FEED_NAME]
        if not is_feed(url):
            mistakes.append(
                text(
                    "{file}, line {line}: “{typed}” is not a web address.",
                    file=file,
                    line=line,
                    typed=url[:40],
                )
            )
        elif url not in seen:
            seen.add(url)
            yield ModelFeed(url, name)


def _questions(folder: Path, mistakes: Mistakes) -> Iterator[ModelQuestion]:
    file, folded = f"{_QUESTIONS}.csv", {each.value: set[str]() for each in QuestionList}
    for line, row in read_rows(folder, file, list(_QUESTION_COLUMNS), mistakes):
        name, words = row["list"], on_one_line(row["words"])
        if name not in folded or not 0 < len(words) <= LONGEST_OF_LIST[QuestionList(name)]:
            mistakes.append(
                text(
                    "{file}, line {line}: a list ({lists}), then a question of at most {most} "
                    "characters.",
                    file=file,
                    line=line,
                    lists=", ".join(folded),
                    most=min(LONGEST_OF_LIST.values()),
                )
            )
        elif fold(words) not in folded[name]:
            folded[name].add(fold(words))
            yield ModelQuestion(QuestionList(name), words)
    for each in QuestionList:
        if len(folded[each]) > MOST_OF_LIST[each]:
            most = MOST_OF_LIST[each]
            mistakes.append(text("{file} has more than {most} rows.", file=file, most=most))


def _new_names(store: Store, name: str, slug: str, mistakes: Mistakes) -> tuple[str, str]:
    """The names of the new community, which no other has."""
    everywhere = store[Communities].all()
    taken = [each.slug for each in everywhere]
    try:
        named = read_name(name)
        short = read_slug(slug) if slug else slug_of(named, taken)
    except Refusal as refusal:
        mistakes.append(Text(refusal.sentence, refusal.values))
        return "", ""
    if named in {each.name for each in everywhere}:
        mistakes.append(text("--name: “{name}” is another community's.", name=named))
    if short in taken:
        mistakes.append(text("--slug: “{slug}” is another community's.", slug=short))
    return named, short
