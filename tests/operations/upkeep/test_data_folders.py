"""`terreau export --open` and `terreau community`: folders that other programs read."""

import csv
import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot import __main__
from bot.config import Settings
from bot.domain.polls.rules import PollKind, weekly_key
from bot.domain.questions.question import QuestionState
from bot.operations.data_folder import LARGEST_FILE
from bot.vocabulary.community_settings import apply_settings
from storage.audit import Audit
from storage.communities import Communities, Community, RoomKind
from storage.feeds import WebFeeds
from storage.members import Members
from storage.polls import Ballots, NewPoll, Polls, WeeklyQuestions
from storage.questions import Questions
from storage.schedules import Schedules
from storage.unit_of_work import Database

Run = Callable[..., Result]
NOW = datetime.now(UTC)
SECTION = {
    "slug": "energie",
    "name": "Énergie",
    "rooms": ["telegram:-1001", "matrix:!secret:example.org"],
    "digest": "tue 08:00",
    "domains": ["Vélo", "Bâtiment"],
}
FORMULA = "=HYPERLINK(1)"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A community with a feed."""
    database = Database(database_url)
    with database.unit() as store:
        apply_settings(store, Settings.model_validate({"communities": [SECTION]}), NOW)
        community = store[Communities].named("energie")
        assert community is not None
        feed = store[WebFeeds].add(
            community.id, "https://example.org/feed", name=FORMULA, by=None, at=NOW
        )
        feed.followed_at = NOW
        community.weekly_question, community.pairs = "mon 18:00", True
        for words in (FORMULA, "Qu'avez-vous réparé ?"):
            store[WeeklyQuestions].add(community.id, words, by=None, at=NOW)
    yield database
    database.close()


@pytest.fixture
def run(
    database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Type `terreau …` in a folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    (tmp_path / "config.toml").write_text(f'[instance]\ndatabase = "{database_url}"\n')
    return lambda *words: CliRunner().invoke(__main__.cli, list(words))


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table, as any program reads them."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def community_of(database: Database, slug: str) -> Community | None:
    with database.reading() as store:
        return store[Communities].named(slug)


def test_a_model_has_the_set_up_and_no_person_and_is_read_back(
    run: Run, database: Database, tmp_path: Path
) -> None:
    told = run("community", "export", "energie", "--output", "modele")

    assert told.exit_code == 0, told.output
    values = json.loads((tmp_path / "modele/settings.json").read_text(encoding="utf-8"))
    assert (values["letter"], values["domains"]) == ("tue 08:00", ["Vélo", "Bâtiment"])
    rooms = rows(tmp_path / "modele/rooms.csv")
    assert {"kind": "community", "network": "matrix"} in rooms
    assert rows(tmp_path / "modele/feeds.csv")[0]["name"] == f"'{FORMULA}"
    everything = "".join(each.read_text("utf-8") for each in (tmp_path / "modele").iterdir())
    assert "secret" not in everything
    assert "-1001" not in everything
    readme = (tmp_path / "modele/README.md").read_text(encoding="utf-8")
    columns = {*values, *rooms[0], "url", "name", "list", "words"}
    assert [each for each in columns if f"| `{each}` |" not in readme] == []

    told = run("community", "import", "modele", "--name", "Eau vive")

    assert told.exit_code == 0, told.output
    assert "Eau vive est créée. Son nom court est eau-vive." in told.stdout
    made = community_of(database, "eau-vive")
    assert made is not None
    assert (made.digest, made.domains) == ("tue 08:00", ["Vélo", "Bâtiment"])
    with database.reading() as store:
        assert [each.name for each in store[WebFeeds].followed(made.id)] == [FORMULA]
        listed = store[WeeklyQuestions].waiting(made.id, 9)
        assert [each.words for each in listed] == [FORMULA, "Qu'avez-vous réparé ?"]
        assert made.pairs
        assert store[Schedules].next_due(weekly_key(made.id), NOW) is not None
        assert store[Communities].rooms(made, RoomKind.COMMUNITY) == []
        assert [each.action for each in store[Audit].latest(2)] == ["model import", "model export"]


def change(**values: Any) -> Callable[[Path], None]:  # noqa: ANN401 - of JSON
    def act(folder: Path) -> None:
        file = folder / "settings.json"
        kept = json.loads(file.read_text("utf-8")) | values
        kept = {key: value for key, value in kept.items() if value != "gone"}
        file.write_text(json.dumps(kept), encoding="utf-8")

    return act


def write(name: str, content: bytes) -> Callable[[Path], None]:
    def act(folder: Path) -> None:
        (folder / name).write_bytes(content)

    return act


def link(folder: Path) -> None:
    (folder / "feeds.csv").unlink()
    (folder / "feeds.csv").symlink_to("/etc/hostname")


def pipe(folder: Path) -> None:
    (folder / "feeds.csv").unlink()
    os.mkfifo(folder / "feeds.csv")


MISTAKES = [
    (change(locale="de"), "settings.json : « locale » ne peut pas être « de » ; attendu : langue"),
    (change(timezone="Mars"), "« timezone » ne peut pas être « Mars »"),
    (change(letter="every 1"), "« letter » ne peut pas être « every 1 »"),
    (change(letter="demain"), "« letter » ne peut pas être « demain »"),
    (change(alone_after=-1), "« alone_after » ne peut pas être « -1 »"),
    (change(alone_after=True), "« alone_after » ne peut pas être « True »"),
    (change(version=2), "« version » ne peut pas être « 2 »"),
    (change(charter_url="javascript:x"), "« charter_url » ne peut pas être"),
    (change(domains=["x" * 99]), "« domains » ne peut pas être"),
    (change(territories=[1]), "« territories » ne peut pas être"),
    (change(welcome="gone"), "settings.json : il manque « welcome »."),
    (change(gardener="telegram:42"), "settings.json : « gardener » n'est pas un réglage."),
    (write("settings.json", b"{"), "settings.json n'est pas lisible en JSON."),
    (write("settings.json", b"[" * 100_000), "settings.json n'est pas lisible en JSON."),
    (write("settings.json", b"[]"), "settings.json ne contient pas de valeurs entre accolades."),
    (write("settings.json", b"\xff"), "settings.json n'est pas en UTF-8."),
    (write("rooms.csv", b"x" * (LARGEST_FILE + 1)), "rooms.csv dépasse"),
    (write("rooms.csv", b"a;b\n"), "rooms.csv : ses colonnes doivent être kind, network."),
    (write("rooms.csv", b"kind;network\ndirect;x\n"), "ligne 2 : « direct » n'est pas un type"),
    (write("rooms.csv", b"kind;network\ncommunity\n"), "ligne 2 : elle n'a pas autant de cellules"),
    (write("feeds.csv", b"url;name\nfile:///etc/passwd;x\n"), "n'est pas une adresse web"),
    (write("feeds.csv", b"url;name\n" + b"https://a.example/x;x\n" * 60), "a plus de 50 lignes"),
    (
        write("questions.csv", b"list;words\nbets;x\n"),
        "une liste (weekly, coffee, portrait)",
    ),
    (write("questions.csv", b"list;words\nweekly;" + b"x" * 500), "une question d'au plus 200"),
    (link, "feeds.csv : impossible à lire"),
    (pipe, "feeds.csv n'est pas un simple fichier."),
    (lambda folder: (folder / "rooms.csv").unlink(), "rooms.csv : impossible à lire"),
]


@pytest.mark.parametrize(("spoil", "told"), MISTAKES)
def test_with_a_mistake_nothing_is_written(
    run: Run, database: Database, tmp_path: Path, spoil: Callable[[Path], None], told: str
) -> None:
    run("community", "export", "--output", "modele")
    spoil(tmp_path / "modele")

    refused = run("community", "import", "modele", "--name", "Eau vive")

    assert refused.exit_code == 2
    assert told in refused.stderr
    assert "Rien n'a été écrit." in refused.stderr
    assert community_of(database, "eau-vive") is None


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["modele", "--name", "Énergie"], "« Énergie » est le nom d'une autre communauté."),
        (["modele", "--name", "Eau", "--slug", "energie"], "« energie » est celui d'une autre"),
        (["nulle-part", "--name", "Eau"], "nulle-part n'est pas un dossier."),
    ],
)
def test_names_of_others_are_refused_with_all_other_mistakes(
    run: Run, tmp_path: Path, typed: list[str], told: str
) -> None:
    run("community", "export", "--output", "modele")
    change(locale="de", polls_by="nobody")(tmp_path / "modele")

    refused = run("community", "import", *typed)

    assert refused.exit_code == 2
    assert told in refused.stderr
    if typed[0] == "modele":
        assert "« locale »" in refused.stderr
        assert "« polls_by »" in refused.stderr


@pytest.mark.slow
@pytest.mark.parametrize("there", ["folder", "link"])
def test_nothing_is_written_over(run: Run, tmp_path: Path, there: str) -> None:
    target = tmp_path / "modele"
    if there == "folder":
        target.mkdir()
    else:
        target.symlink_to(tmp_path / "ailleurs")

    for words in (["community", "export"], ["export", "--open"]):
        refused = run(*words, "--output", "modele")
        assert refused.exit_code == 2
        assert "modele existe déjà" in refused.stderr
    assert not (tmp_path / "ailleurs").exists()


def vote(database: Database, voters: int) -> None:
    """A closed poll with so many votes for its first choice."""
    with database.unit() as store:
        community = store[Communities].named("energie")
        assert community is not None
        members = [
            store[Members].register_without_account(f"Personne {nth}", at=NOW)
            for nth in range(voters)
        ]
        new = NewPoll(f"À {voters} ?", ["Oui", "Non"], kind=PollKind.ONE)
        poll = store[Polls].open(community.id, members[0].id, new, NOW)
        for each in members:
            store[Ballots].cast(poll.id, each.id, (1,), NOW)
        store[Polls].close(poll.id, NOW + timedelta(hours=1))


def ask(database: Database, words: str, *, allowed: bool) -> None:
    """An answered question that members read."""
    with database.unit() as store:
        community = store[Communities].named("energie")
        assert community is not None
        asker = store[Members].register_without_account("Zoé Personne", at=NOW)
        question = store[Questions].add(community.id, asker.id, words, NOW)
        store[Questions].change(
            question,
            state=QuestionState.ANSWERED,
            shown_at=NOW,
            answer="Au printemps.",
            answered_at=NOW,
            open_data_at=NOW if allowed else None,
        )


@pytest.mark.slow
def test_open_data_is_anonymous_and_read_by_others(
    run: Run, database: Database, tmp_path: Path
) -> None:
    vote(database, 5)
    vote(database, 4)
    ask(database, "Quand ouvre l'aide au vélo ?", allowed=True)
    ask(database, "Une question pour nous", allowed=False)

    told = run("export", "--open", "--output", "ouvert")

    assert told.exit_code == 0, told.output
    folder = tmp_path / "ouvert"
    assert [each["question"] for each in rows(folder / "polls.csv")] == ["À 5 ?"]
    results = rows(folder / "poll_results.csv")
    assert [(each["choice"], each["votes"]) for each in results] == [("Oui", "5"), ("Non", "0")]
    questions = rows(folder / "questions.csv")
    assert [each["question"] for each in questions] == ["Quand ouvre l'aide au vélo ?"]
    everything = "".join(each.read_text("utf-8") for each in folder.iterdir())
    assert [
        each for each in ("Zoé", *map("Personne {}".format, range(5))) if each in everything
    ] == []
    definitions = rows(folder / "figure_definitions.csv")
    assert {"people_came", "voters"} <= {each["figure"] for each in definitions}
    readme = (folder / "README.md").read_text(encoding="utf-8")
    for table in folder.glob("*.csv"):
        header = table.read_text("utf-8-sig").splitlines()[0]
        assert all(f"| `{each}` |" in readme for each in header.replace('"', "").split(";"))
    assert json.loads((folder / "about.json").read_text("utf-8"))["smallest_number_of_people"] == 5
    with database.reading() as store:
        assert store[Audit].latest(1)[0].action == "open data"
