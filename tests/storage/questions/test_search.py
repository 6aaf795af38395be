"""The search for questions, the same on both databases, and its erasures."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from bot.domain.questions.question import Naming, QuestionState
from bot.domain.roles import Circle
from storage.members import Member, Members
from storage.questions import QuestionFilter, Questions, QuestionSearch
from storage.unit_of_work import Database, Store
from tests.databases import Fresh
from tests.storage.communities.new_community import new_community

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
HERE, ELSEWHERE = 1, 2
CANARY = "zorglub"
Ask = Callable[..., int]


def furnish(store: Store) -> Member:
    """Make two communities and a member of both."""
    for slug in ("energie", "mobilite"):
        new_community(store, slug)
    ana = store[Members].register("telegram:42", "Ana", direct=None, at=NOW)
    for each in (HERE, ELSEWHERE):
        store[Members].join(ana, each, Circle.ENGAGED, NOW)
    return ana


def put(store: Store, asker: Member, words: str, community_id: int = HERE) -> int:
    """Ask a question that every member may read."""
    question = store[Questions].add(community_id, asker.id, words, NOW)
    store[Questions].change(question, shown_at=NOW)
    store[QuestionSearch].put(question.id, words)
    return question.id


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    with database.unit() as store:
        yield store


@pytest.fixture
def ask(store: Store) -> Ask:
    ana = furnish(store)
    return lambda words, community_id=HERE: put(store, ana, words, community_id)


def found(store: Store, typed: str, limit: int = 10) -> tuple[int, ...]:
    return store[QuestionSearch].find(HERE, typed, limit)


def listed(store: Store, words: str) -> list[int]:
    questions = store[Questions].listed(HERE, QuestionFilter(words=words))
    return [each.id for each in questions]


def test_other_forms_of_the_words_find_it(store: Store, ask: Ask) -> None:
    one = ask("Quelles aides pour les rénovations de copropriétés ?")
    ask("Quand ouvre la ligne de bus ?")

    for typed in ("rénover copropriété", "RENOVER UNE COPROPRIETE", "aide rénovation"):
        assert found(store, typed) == (one,)
        assert listed(store, typed) == [one]


def test_the_most_alike_come_first(store: Store, ask: Ask) -> None:
    all_words = ask("Une aide pour acheter un vélo cargo ?")
    two = ask("Le vélo cargo de la mairie ?")
    one = ask("Une aide pour acheter une pompe à chaleur ?")
    none = ask("Le prix du train ?")

    assert found(store, "aide acheter vélo cargo") == (all_words, one, two)
    assert found(store, "aide acheter vélo cargo", 1) == (all_words,)
    assert none not in found(store, "aide acheter vélo cargo train")


def test_a_list_by_words_has_all_of_them(store: Store, ask: Ask) -> None:
    both, later = ask("Vélo cargo : quelle aide ?"), ask("Quelle aide au vélo ?")
    ask("Quelle aide au train ?")

    assert listed(store, "vélo aide") == [later, both]
    assert listed(store, "vélo aide cargo") == [both]
    assert listed(store, "vélo avion") == []


@pytest.mark.parametrize("typed", ["?", "est-ce que", "avion", "' OR 1", "velo* AND NOT (", '"'])
def test_nothing_is_found(store: Store, ask: Ask, typed: str) -> None:
    ask("Quelle aide au train ?")
    assert found(store, typed) == ()
    assert listed(store, typed) == []
    assert len(found(store, "train")) == 1


def test_other_communities_are_not_searched(store: Store, ask: Ask) -> None:
    ask("Quelle aide au vélo ?", ELSEWHERE)
    assert found(store, "vélo") == ()
    assert listed(store, "vélo") == []
    ask("Quelle aide au vélo ?")
    assert len(found(store, "vélo")) == 1


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"shown_at": None}, id="not let through"),
        pytest.param({"naming": Naming.ONLY}, id="for one gardener"),
        pytest.param({"state": QuestionState.WITHDRAWN}, id="withdrawn"),
    ],
)
def test_a_question_that_others_may_not_read_is_not_found(
    store: Store, ask: Ask, changed: dict[str, object]
) -> None:
    question = store[Questions].find(ask("Quelle aide au vélo ?"))
    assert question is not None
    store[Questions].change(question, **changed)

    assert found(store, "vélo") == ()


def test_new_words_replace_the_old(store: Store, ask: Ask) -> None:
    one = ask("Quelle aide au vélo ?")
    store[QuestionSearch].put(one, "Quelle aide au train ?")

    assert found(store, "vélo") == ()
    assert found(store, "train") == (one,)


# Both databases


@pytest.fixture
def pair(fresh_database: Fresh) -> Iterator[list[Database]]:
    """One of each kind, both with the same member."""
    opened = [Database(fresh_database(kind)) for kind in ("sqlite", "postgresql")]
    for each in opened:
        with each.unit() as store:
            furnish(store)
    yield opened
    for each in opened:
        each.close()


COMMON = ["vélo", "vélos", "train", "bus", "aide", "aides", "rénover", "rénovation", "2026"]
ODD = ["l'air", "œuvre", "ÉTÉ", "1e5", "14h30", "a-b", "exemple.fr", "ana@exemple.fr", "ποδήλατο"]
PARSED = ["&amp;", "<b>", "0x1f", "-12.5", "not", "or", "and", "co2", "/a/b", "https://a.fr/?b=1"]
WORD = st.sampled_from(COMMON) | st.sampled_from(ODD) | st.sampled_from(PARSED)
SENTENCE = st.lists(WORD | st.text(max_size=12), max_size=6).map(" ".join)


@pytest.mark.slow
@pytest.mark.postgres
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(asked=st.lists(SENTENCE, max_size=8), typed=st.lists(SENTENCE, min_size=1, max_size=4))
def test_both_databases_find_the_same(
    pair: list[Database], asked: Sequence[str], typed: Sequence[str]
) -> None:
    answers = [_answers(each, asked, typed) for each in pair]
    assert answers[0] == answers[1]


def _answers(database: Database, asked: Sequence[str], typed: Sequence[str]) -> list[object]:
    """Found questions, by their place in `asked`."""
    answers: list[object] = []
    with suppress(ZeroDivisionError), database.unit() as store:
        ana = store[Members].get(1)
        assert ana is not None
        places = {put(store, ana, words.replace("\0", "")): n for n, words in enumerate(asked)}
        for words in typed:
            shown = (found(store, words, 1), found(store, words, 9), listed(store, words))
            answers += [[places[each] for each in ids] for ids in shown]
        raise ZeroDivisionError
    return answers


# Erased words


def _index_is_whole(store: Store) -> None:
    check = "INSERT INTO full_text_questions (full_text_questions, rank) VALUES (:check, 1)"
    store._session.execute(text(check), {"check": "integrity-check"})


def _holds_canary(store: Store) -> bool:
    """True if a row of the search or of its index has the word somewhere."""
    tables = ["question_words"]
    if store._session.get_bind().dialect.name == "sqlite":
        own = "SELECT name FROM sqlite_master WHERE name LIKE 'full_text_questions_%'"
        tables += store._session.scalars(text(own))
        assert len(tables) > 3
    return any(
        CANARY.encode() in (value if isinstance(value, bytes) else str(value).encode())
        for name in tables
        for row in store._session.execute(text(f"SELECT * FROM {name}"))  # noqa: S608 - ours
        for value in row
    )


@pytest.mark.parametrize("deletes_at_once", [1, 0], ids=["SQLite 3.42", "an older SQLite"])
@pytest.mark.parametrize("how", ["removed", "withdrawn", "its asker erased", "replaced"])
def test_nothing_is_left_of_erased_words(
    database: Database, how: str, deletes_at_once: int
) -> None:
    with database.unit() as store:
        if database.is_sqlite:
            setting = "INSERT INTO full_text_questions (full_text_questions, rank) VALUES (:k, :v)"
            values = {"k": "secure-delete", "v": deletes_at_once}
            store._session.execute(text(setting), values)
        ana = furnish(store)
        zoe = store[Members].register("telegram:43", "Zoé", direct=None, at=NOW)
        one = put(store, ana, f"Quand {CANARY} ?")
        other = put(store, zoe, "Quelle aide au vélo ?")
    with database.unit() as store:
        assert _holds_canary(store) or not database.is_sqlite
        assert found(store, CANARY) == (one,)
        asker, question = store[Members].get(ana.id), store[Questions].find(one)
        assert asker is not None
        assert question is not None
        match how:
            case "removed":
                store[QuestionSearch].remove(one)
            case "withdrawn":
                store[Questions].withdraw(question)
            case "replaced":
                store[QuestionSearch].put(one, "Quand ?")
            case _:
                store.erase(asker)

    with database.unit() as store:
        assert not _holds_canary(store)
        assert found(store, CANARY) == ()
        assert found(store, "vélo") == (other,)
        if database.is_sqlite:
            _index_is_whole(store)


def test_the_file_of_the_database_holds_no_erased_word(
    fresh_database: Fresh, synchronous: None
) -> None:
    database = Database(fresh_database("sqlite"))
    with database.unit() as store:
        one = put(store, furnish(store), f"Quand {CANARY} ?")
    with database.unit() as store:
        question = store[Questions].find(one)
        assert question is not None
        store[Questions].withdraw(question)
    database.close()

    assert CANARY.encode() not in Path(str(database.url.database)).read_bytes()
