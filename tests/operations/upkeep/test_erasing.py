"""`terreau erase`: a member who has lost their accounts is erased at their written request."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete
from typer.testing import CliRunner, Result

from bot.__main__ import cli
from bot.operations import log, personal_data
from storage.audit import Audit, Chain
from storage.outbound.traffic import SendLogEntry
from storage.restored_backups import ErasureList
from tests.handlers.events.sign_up.rsvps import announced, counted
from tests.handlers.personal_data.departures import everything
from tests.plain_text import plain
from tests.town import BACK_ROOM, Town

Run = Callable[..., Result]
LETTER = ("--reason", "courrier du 12 novembre")
CONFIG = """
[instance]
locale = "fr"
database = "{url}"
data = "{folder}"
[telegram]
token = "123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11"
[matrix]
homeserver = "https://example.org"
user = "@terreau:example.org"
password = "hush"
[[communities]]
slug = "energie"
name = "Pionniers de l'énergie"
gardeners = {{ territory = "telegram:43" }}
"""


@pytest.fixture
def erases(town: Town, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Type `terreau erase …` at a French terminal, beside a town that lives."""
    monkeypatch.setattr(log, "configure", lambda *_, **__: None)
    monkeypatch.setattr(personal_data, "Clock", lambda: town.clock)
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    config = tmp_path / "config.toml"
    config.write_text(CONFIG.format(url=database_url, folder=tmp_path))
    return lambda *words, typed="": CliRunner().invoke(
        cli, ["erase", *words, "--config", str(config)], input=typed
    )


@pytest.mark.slow
def test_a_member_is_erased_whole_and_the_log_says_why(
    town: Town, erases: Run, tmp_path: Path
) -> None:
    ana = town.gardener("territory")
    ana.publishes("/sondage Quand ? | mardi | jeudi")
    zoe = town.member("Zoé Introuvable")
    for typed in ("/voter 1 2", "bonjour", "/relier", "/moi", "/ecrire Une question"):
        zoe.says(typed)

    asked = erases(zoe.address, *LETTER, typed="n\n")
    assert asked.exit_code == 1
    assert asked.stdout.splitlines()[0].startswith("Zoé Introuvable, première adhésion le ")
    assert asked.stdout.splitlines()[0].endswith(" (Telegram)")
    assert "– membre de Pionniers de l'énergie depuis le " in asked.stdout
    assert "Rien n'a été effacé." in asked.stderr
    assert any("Introuvable" in row for row in everything(town))

    erased = erases(zoe.address, *LETTER, typed="o\n")
    assert erased.exit_code == 0, erased.output
    assert "Effacé, dans toutes les communautés" in erased.stdout
    town.move(timedelta(minutes=1))
    with town.database.unit() as store:
        store._session.execute(delete(SendLogEntry))
        [trace] = [each for each in store[Audit].latest(50) if each.action == "member erased"]
        store[Chain].extend()
        assert store[Chain].verify().broken is None
    assert (trace.actor, trace.facts) == ("terminal", {"reason": "courrier du 12 novembre"})
    found = [row for row in everything(town) if "Introuvable" in row or zoe.address in row]
    assert found == []
    assert len(ErasureList(tmp_path, town.clock.now).read().erasures) == 1

    again = erases(zoe.address, *LETTER, "--yes")
    assert again.exit_code == 2
    assert again.stderr.startswith(f"Aucun membre n'a le compte {zoe.address} :")
    shown = plain(town.cultivator().says("/traces"))
    assert "a effacé un membre à sa demande écrite" in shown
    assert "motif : courrier du 12 novembre" in shown


@pytest.mark.slow
def test_scripts_confirm_by_an_option_and_a_seat_is_reported_vacant(
    town: Town, erases: Run
) -> None:
    ana = town.gardener("territory")
    luc = town.gardener("region")

    nobody_answers = erases(ana.address, *LETTER)
    named = erases("@43", *LETTER, "--yes")

    assert nobody_answers.exit_code == 1
    assert named.exit_code == 0, named.output
    assert "telegram:43 figure dans votre fichier de configuration" in named.stdout
    luc.says("bonjour")
    assert town.said_in(BACK_ROOM)[-1].text.startswith("Ana a quitté l'équipe")


@pytest.mark.slow
def test_cards_no_longer_show_a_member_who_was_erased_at_the_terminal(
    town: Town, erases: Run
) -> None:
    announced(town)
    zoe = town.member("Zoé")
    zoe.says("/inscription 1 oui")
    assert counted(town) == "1 personne vient"

    assert erases(zoe.address, *LETTER, "--yes").exit_code == 0
    town.member("Yan").says("bonjour")

    assert counted(town) == "Soyez la première personne à répondre"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(("telegram:9", *LETTER), "Aucun membre n'a le compte telegram:9", id="nobody"),
        pytest.param(("telegram:43",), "Il manque --reason.", id="no reason"),
        pytest.param(("telegram:43", "--reason", " "), "dites pourquoi", id="an empty reason"),
        pytest.param(("telegram:43", "--reason", "Lettre d'ana"), "ni le nom", id="named"),
    ],
)
def test_refusals_change_nothing(
    town: Town, erases: Run, words: tuple[str, ...], told: str
) -> None:
    town.gardener("territory")
    before = everything(town)

    result = erases(*words, "--yes")

    assert result.exit_code == 2
    assert told in " ".join(result.stderr.split())
    assert everything(town) == before
