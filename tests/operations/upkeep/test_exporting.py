"""`terreau export`: a file about people for the operator, and its traces."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot import __main__
from bot.app import declarations
from bot.config import Settings
from bot.core import Document, JobContext, Router
from bot.core.declarations.router import collect
from bot.domain.roles import Role
from bot.operations import personal_data
from bot.operations.personal_data import file_lines
from bot.vocabulary.community_settings import apply_settings
from storage.audit import Audit
from storage.unit_of_work import Database

Run = Callable[..., Result]
CONFIG = """
[instance]
database = "{url}"
[[communities]]
slug = "energie"
name = "Énergie"
[[communities]]
slug = "eau"
name = "Eau"
"""
router = Router()


@router.file("members", who=Role.GARDENER)
def draw_members(ctx: JobContext, which: str, order: str = "name") -> Document:
    """Draw who is in a community.

    For its gardeners.
    """
    return Document("membres.csv", "text/csv", f"{ctx.community.name} {which} {order}".encode())


@router.file("broken", who=Role.GARDENER)
def draw_nothing(ctx: JobContext) -> Document:
    """Draw nothing."""
    raise ValueError("Zoé")


@router.file("writing", who=Role.GARDENER)
def write(ctx: JobContext) -> Document:
    """Draw, and change something, which is not done."""
    ctx.store[Audit].note("x", "x", None, "done", ctx.now)
    raise AssertionError


@pytest.fixture
def run(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    """Type `terreau export …` in a folder, for an instance with two communities."""
    monkeypatch.setattr(personal_data, "declarations", lambda: collect([router]))
    monkeypatch.chdir(tmp_path)
    text = CONFIG.format(url=database_url)
    (tmp_path / "config.toml").write_text(text)
    database = Database(database_url)
    communities = [{"slug": "energie", "name": "Énergie"}, {"slug": "eau", "name": "Eau"}]
    settings = Settings.model_validate({"communities": communities})
    with database.unit() as store:
        apply_settings(store, settings, datetime.now(UTC))
    database.close()
    return lambda *words: CliRunner().invoke(__main__.cli, ["export", *words])


def acts(url: str) -> list[tuple[str, str, int | None]]:
    database = Database(url)
    with database.unit() as store:
        found = [(row.actor, row.action, row.community_id) for row in store[Audit].latest(10)]
    database.close()
    return found


def test_a_file_is_written_for_its_owner_alone_and_noted(
    run: Run, tmp_path: Path, database_url: str
) -> None:
    told = run("members", "all", "--community", "eau", "--output", "liste.csv")

    assert told.exit_code == 0, told.output
    assert "liste.csv est écrit" in told.stdout
    written = tmp_path / "liste.csv"
    assert written.read_text() == "Eau all name"
    assert written.stat().st_mode & 0o777 == 0o600
    assert acts(database_url) == [("terminal", "members file", 2)]
    assert {each.name for each in tmp_path.iterdir()} == {"config.toml", "liste.csv"}


def test_the_example_of_the_help_works(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(personal_data, "declarations", declarations)
    told = run("members", "--community", "energie")

    assert told.exit_code == 0, told.output
    [written] = tmp_path.glob("membres-*.csv")
    assert written.read_text(encoding="utf-8-sig").startswith('"Numéro";"Nom"')


def test_no_empty_file_is_written_for_a_mistyped_account(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(personal_data, "declarations", declarations)
    told = run("mydata", "telegram:24", "fr", "--community", "energie")

    assert told.exit_code == 2
    assert "Rien n'est gardé sur telegram:24" in told.stderr
    assert {each.name for each in tmp_path.glob("*.json")} == set()


def test_a_file_without_a_given_name_has_a_name_of_its_own(run: Run, tmp_path: Path) -> None:
    assert run("members", "all", "town", "--community", "energie").exit_code == 0
    assert (tmp_path / "membres.csv").read_text() == "Énergie all town"


def test_an_older_file_stays_unless_it_is_to_be_replaced(
    run: Run, tmp_path: Path, database_url: str
) -> None:
    older = tmp_path / "liste.csv"
    older.write_text("older")
    older.chmod(0o644)
    words = ["members", "all", "--community", "eau", "--output", "liste.csv"]

    told = run(*words)
    assert told.exit_code == 2
    assert "liste.csv existe déjà" in told.stderr
    assert older.read_text() == "older"
    assert acts(database_url) == []

    assert run(*words, "--replace").exit_code == 0
    assert older.read_text() == "Eau all name"
    assert older.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nothing", "--community", "eau"], "Connus : broken, members, writing."),
        (["members", "--community", "eau"], "members attend ensuite : WHICH [ORDER]."),
        (
            ["members", "a", "b", "c", "--community", "eau"],
            "members attend ensuite : WHICH [ORDER].",
        ),
        (["members", "all", "--community", "feu"], "Connues : eau, energie."),
        (["members", "all"], "--community : précisez la communauté. Connues : eau, energie."),
        pytest.param(
            ["broken", "--community", "eau"],
            "broken : impossible de faire ce fichier (ValueError).",
            marks=pytest.mark.crashes("a file cannot be drawn"),
        ),
        pytest.param(
            ["writing", "--community", "eau"],
            "writing : impossible de faire ce fichier (OnlyRead).",
            marks=pytest.mark.crashes("a file cannot be drawn"),
        ),
        (["members", "all", "--community", "eau", "--output", "no/such"], "ne peut pas être écrit"),
    ],
)
def test_wrong_arguments_are_explained(
    run: Run, tmp_path: Path, database_url: str, words: list[str], told: str
) -> None:
    result = run(*words)

    assert result.exit_code == 2
    assert told in result.stderr
    assert "Zoé" not in result.output
    assert acts(database_url) == []
    assert {each.name for each in tmp_path.iterdir()} == {"config.toml"}


def test_the_bare_command_lists_the_files(run: Run) -> None:
    assert run().stdout.splitlines() == [
        "broken  Draw nothing.",
        "members WHICH [ORDER]  Draw who is in a community.",
        "writing  Draw, and change something, which is not done.",
    ]


def test_every_declared_file_is_listed_in_both_languages() -> None:
    english, french = (list(file_lines(declarations(), each)) for each in ("en", "fr"))

    assert len(english) == len(declarations().files)
    event = "event EVENT_ID LOCALE MEMBER_ID"
    assert f"{event}  One event, as a calendar, with its address for who comes." in english
    assert f"{event}  Un événement, pour un agenda, avec son adresse pour qui vient." in french
    assert not set(english) & set(french)
