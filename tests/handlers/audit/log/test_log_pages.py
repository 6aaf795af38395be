"""The audit log, as cultivators read it: its sentences, its readers, its files."""

import csv
from datetime import timedelta
from io import StringIO

import pytest

from bot.app import declarations
from bot.domain.roles import Role
from storage.audit import Audit, Chain
from storage.members import Members
from tests.handlers.audit.log.log_reading import MINUTE, carl, forges, log_lines
from tests.handlers.digest.news.writing import submit_letter
from tests.town import SQUARE, Neighbour, Town


def carla(town: Town) -> Neighbour:
    return Neighbour(town, "matrix", "matrix:@carla:hs", "Carla", "fr").joins()


@pytest.mark.slow
def test_acts_are_shown_in_plain_sentences_the_latest_first(town: Town) -> None:
    who, ana = carl(town), town.gardener("territory")
    ana.publishes("/sondage Quand ? | mardi | jeudi")
    town.move(7 * MINUTE)
    ana.says("/cloturer 1")
    town.move(MINUTE)

    page = who.says("/traces")

    assert page.startswith("Qui a fait, lu ou exporté quoi\n")
    assert log_lines(page) == [
        "Ana a clos un sondage, numéro 1, mardi 24 novembre à 10 h 07",
        "Ana a ouvert un sondage, mardi 24 novembre à 10 h",
        "Ana a préparé un sondage, mardi 24 novembre à 10 h",
    ]
    assert "Lu le mardi 24 novembre à 10 h 08." in page


def test_reading_the_log_leaves_a_trace(town: Town) -> None:
    who = carl(town)
    who.says("/traces")

    assert log_lines(who.says("/audit")) == ["Carl a lu le journal, mardi 24 novembre à 10 h"]
    assert log_lines(who.says("/traces")) == [
        "Carl a lu le journal, 2 fois, la dernière mardi 24 novembre à 10 h"
    ]


def test_reading_is_not_shown_as_a_change(town: Town) -> None:
    who = carl(town)
    for typed in ("/communautes", "/jardinier"):
        who.says(typed)

    told = log_lines(who.says("/traces"))

    assert [each.partition(",")[0] for each in told] == [
        "Carl a consulté ou modifié les rôles",
        "Carl a consulté les communautés",
    ]


def test_refused_people_are_told_with_their_account_since_names_can_be_copied(town: Town) -> None:
    who, copy = carl(town), town.member("Ana")
    submit_letter(copy)

    [line] = log_lines(who.says("/traces"))
    assert line == (
        f"Ana ({copy.address}) a voulu soumettre la lettre, sans en avoir "
        "le droit, mardi 24 novembre à 10 h"
    )


@pytest.mark.parametrize("seat", ["territory", "region"])
def test_the_log_is_for_cultivators_and_others_who_try_are_noted(town: Town, seat: str) -> None:
    who, gardener = carl(town), town.gardener(seat)

    refused = gardener.says("/traces")

    assert refused == "Seules les personnes qui gèrent ce robot peuvent faire cela."
    assert "a voulu lire le journal" in log_lines(who.says("/traces"))[0]


def test_pages_of_the_log_are_declared_for_cultivators() -> None:
    declared = declarations()
    names = [
        *(each for each in declared.all_commands() if each.name == "audit"),
        *(each for name, each in declared.buttons.items() if name.startswith("traces")),
        *(each for name, each in declared.forms.items() if name.startswith("traces")),
    ]
    assert len(names) == 4
    assert {each.permission.role(None) for each in names} == {Role.CULTIVATOR}


def test_a_shared_room_never_sees_the_log(town: Town) -> None:
    who, square = carl(town), SQUARE["telegram"]

    said = who.says("/traces", room=square)

    assert said == "Je vous ai répondu en privé."
    assert who.inbox[-1].startswith("Qui a fait, lu ou exporté quoi")
    for press in ("traces_page:b9:", "traces_file:"):
        before = len(town.said_in(square))
        assert forges(who, press, square) == "Je ne montre le journal qu'en privé : /traces."
        assert len(town.said_in(square)) == before


@pytest.mark.slow
def test_an_erased_person_is_a_person_erased(town: Town) -> None:
    who, zoe = carl(town), town.member("Zoé Introuvable")
    submit_letter(zoe)
    zoe.says("/effacer")
    zoe.presses("Effacer mes données")
    zoe.presses("Oui, tout effacer")
    town.move(MINUTE)

    [line] = log_lines(who.says("/traces"))

    assert line == (
        "Une personne effacée a voulu soumettre la lettre, sans en avoir le droit, mardi 24 "
        "novembre à 10 h"
    )


def test_a_stranger_is_shown_by_account(town: Town) -> None:
    who = carl(town)
    with town.database.unit() as store:
        store[Audit].note("telegram:9", "poll", 1, "refused", town.clock.now())

    assert log_lines(who.says("/traces"))[0].startswith(
        "Un compte (telegram:9) a voulu préparer un sondage"
    )


def test_an_act_without_a_label_shows_its_name(town: Town) -> None:
    who = carl(town)
    with town.database.unit() as store:
        for outcome in ("done", "refused"):
            store[Audit].note("telegram:42", "dance", 1, outcome, town.clock.now())

    refused, done = log_lines(who.says("/traces"))

    assert done.startswith("Un compte (telegram:42) : « dance »")
    assert refused.startswith("Un compte (telegram:42) s'est vu refuser « dance »")


def test_every_act_that_needs_a_role_has_a_label() -> None:
    declared = declarations()
    nameless = {
        each.name
        for each in [
            *declared.all_commands(),
            *declared.buttons.values(),
            *declared.forms.values(),
        ]
        if each.permission.role(None) >= Role.GARDENER and each.name not in declared.acts
    }
    assert "stats_of" in declared.acts
    assert nameless == set(), "say with `trace=` what they are called"


@pytest.mark.slow
def test_traces_come_as_a_spreadsheet_on_matrix(town: Town) -> None:
    who, ana = carla(town), town.gardener("territory")
    ana.says("/sondage Quand ? | mardi | jeudi")
    with town.database.unit() as store:
        member = store[Members].standing(ana.address, None)
        assert member is not None
        member.member.name = '=HYPERLINK("http://x")'
    town.move(2 * MINUTE)

    who.says("!traces --acte sondage --csv")

    document = who.direct[-1].said.document
    assert document is not None
    assert document.name == "traces-2026-11-24.csv"
    rows = list(csv.DictReader(StringIO(document.content.decode("utf-8-sig")), delimiter=";"))
    assert [(row["Action"], row["Compte"], row["Nom"]) for row in rows] == [
        ("poll", "telegram:43", '\'=HYPERLINK("http://x")')
    ]
    assert len(rows[0]["Maillon de la chaîne"]) == 64
    assert "a exporté le journal" in log_lines(who.says("!traces"))[0]


def test_telegram_does_not_carry_the_spreadsheet_of_traces(town: Town) -> None:
    who = carl(town)
    who.says("/traces")

    said = who.presses("En tableur")

    assert said.startswith(
        "Les fichiers qui contiennent des données personnelles ne passent pas par Telegram."
    )


def test_the_fingerprint_of_the_log_is_shown_to_be_noted_elsewhere(town: Town) -> None:
    who, ana = carl(town), town.gardener("territory")
    before = who.says("/traces")
    ana.says("/sondage Quand ? | mardi | jeudi")
    town.move(MINUTE)

    page = who.says("/traces")

    with town.database.unit() as store:
        head = store[Chain].head()
        assert store[Chain].verify().broken is None
    assert "Empreinte" not in before
    assert head is not None
    assert head.position == 2
    assert f"Empreinte : {head}. Notez-la ailleurs" in page


@pytest.mark.slow
def test_traces_are_gone_after_a_year(town: Town) -> None:
    who, ana = carl(town), town.gardener("territory")
    ana.says("/sondage Quand ? | mardi | jeudi")
    town.move(MINUTE)
    town.move(timedelta(days=364))
    assert "Ana a préparé un sondage" in who.says("/traces")

    town.move(timedelta(days=2))

    assert "Ana" not in who.says("/traces")
    with town.database.unit() as store:
        assert store[Chain].verify().broken is None
