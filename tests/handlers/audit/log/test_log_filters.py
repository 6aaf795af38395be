"""Filters of the audit log, and its pages."""

import re

import pytest

from bot.core.messages.incoming import Mention
from storage.audit import Audit
from tests.handlers.audit.log.log_reading import DAY, carl, forges, log_lines
from tests.handlers.digest.news.writing import submit_letter
from tests.town import Neighbour, Town, labels

FORGED = ["traces_page:b1:x", "traces_page:x:", "traces_page:b1:d260231", "traces_page:b1:t99999"]


def busy(town: Town) -> tuple[Neighbour, Neighbour, Neighbour]:
    """A cultivator, and two gardeners who did something on two days."""
    who, ana, luc = carl(town), town.gardener("territory"), town.gardener("region")
    ana.says("/sondage Quand ? | mardi | jeudi")
    submit_letter(luc)
    town.move(DAY)
    luc.says("!sondage Quoi ? | ceci | cela")
    return who, ana, luc


@pytest.mark.parametrize(
    ("typed", "count", "told"),
    [
        pytest.param("Ana", 1, "Ana", id="a name"),
        pytest.param("luc", 1, "Luc", id="a name as people type it"),
        pytest.param("telegram:43", 1, "Ana", id="an account"),
        pytest.param("matrix:@luc:hs", 1, "Luc", id="an account on Matrix"),
        pytest.param("--acte sondage", 2, "préparer un sondage", id="a command in French"),
        pytest.param("--act poll", 2, "préparer un sondage", id="in English"),
        pytest.param("--acte cloturer", None, "", id="never done"),
        pytest.param("--communaute energie", 2, "Pionniers de l'énergie", id="a community"),
        pytest.param("--jour hier", 1, "mardi 24 novembre", id="yesterday"),
        pytest.param("--jour aujourd'hui", 1, "mercredi 25 novembre", id="today"),
        pytest.param("--jour 24/11", 1, "mardi 24 novembre", id="a date"),
        pytest.param("Luc --acte sondage --jour hier", 0, "Luc, préparer un sondage", id="all"),
    ],
)
def test_acts_are_filtered_by_typed_words(
    town: Town, typed: str, count: int | None, told: str
) -> None:
    who, *_ = busy(town)

    page = who.says(f"/traces {typed}")

    if count is None:
        assert page.startswith("Le journal ne contient pas l'action « cloturer ».")
        return
    first, *lines = log_lines(page)
    assert first.startswith(f"Seulement : {told}")
    assert len([line for line in lines if "ne contient rien" not in line]) == count


def test_a_mentioned_person_is_chosen_and_not_their_namesake(town: Town) -> None:
    who, ana, _ = busy(town)
    copy = town.member("Ana")
    submit_letter(copy)

    named = who.says("/traces Ana")
    by_account = who.says("/traces @a", mentions=(Mention("@a", copy.address),))

    assert named.startswith("Plusieurs personnes s'appellent « Ana ». Écrivez le compte")
    assert ana.address in named
    assert copy.address in named
    assert len(log_lines(by_account)) == 2
    assert copy.address in log_lines(by_account)[1]


def test_an_account_can_be_copied_from_a_page(town: Town) -> None:
    who, luc = carl(town), town.member("Copie", on="matrix")
    submit_letter(luc)
    shown_as = log_lines(who.says("/traces"))[0].partition("(")[2].partition(")")[0]

    page = who.says(f"/traces {shown_as}")

    assert shown_as == "matrix:@\u2060copie"
    assert log_lines(page)[0] == "Seulement : Copie"


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("Personne", "Le journal ne contient rien sur « Personne »."),
        ("telegram:999", "Le journal ne contient rien sur « telegram:999 »."),
        ("--acte rien", "Le journal ne contient pas l'action « rien »."),
        ("--communaute rien", "Il n'y a pas de communauté « rien ». Communautés : energie."),
        ("--jour blabla", "Je ne comprends pas le jour « blabla »."),
        ("--quoi", "Il n'y a pas d'option « --quoi » ici."),
    ],
)
def test_a_wrong_choice_is_explained(town: Town, typed: str, answer: str) -> None:
    who, *_ = busy(town)
    assert who.says(f"/traces {typed}").startswith(answer)


def test_filters_are_asked_step_by_step_and_can_be_skipped(town: Town) -> None:
    who, *_ = busy(town)
    who.says("/traces")

    asked = [
        who.presses("Filtrer"),
        who.says("Luc"),
        who.presses("Passer"),
        who.presses("Passer"),
    ]
    page = who.says("hier")

    assert asked == [
        "Le journal de qui ? Écrivez un nom ou un compte, ou mentionnez la personne.",
        "Quelle action ? Écrivez sa commande, par exemple /cloturer.",
        "Dans quelle communauté ? Écrivez son nom court.",
        "Quel jour ?",
    ]
    assert log_lines(page)[0] == "Seulement : Luc et mardi 24 novembre"
    assert "Seulement" not in who.presses("Tout montrer")


def acts(town: Town, count: int) -> None:
    """So many acts of two people in turn, so that each is told by itself."""
    with town.database.unit() as store:
        for nth in range(count):
            account = f"telegram:{900 + nth % 2}"
            store[Audit].note(account, f"act{nth}", 1, "done", town.clock.now())


def shown(page: str) -> list[int]:
    return [int(nth) for line in log_lines(page) for nth in re.findall(r"act(\d+)", line)]


def test_pages_turn_both_ways(town: Town) -> None:
    who = carl(town)
    acts(town, 25)

    pages = [who.says("/traces")]
    messages = len(who.direct)
    pages += [who.presses("Plus anciennes") for _ in range(2)]
    last = labels(who)
    back = [who.presses("Plus récentes") for _ in range(2)]

    assert [shown(page) for page in pages] == [
        list(range(24, 14, -1)),
        list(range(14, 4, -1)),
        list(range(4, -1, -1)),
    ]
    assert "Plus anciennes" not in last
    assert len(who.direct) == messages, "the page is turned in place"
    assert [shown(page) for page in back] == [list(range(14, 4, -1)), list(range(24, 14, -1))]


def test_filters_stay_on_the_next_page(town: Town) -> None:
    who = carl(town)
    acts(town, 50)

    first = who.says("/traces telegram:901")
    second = who.presses("Plus anciennes")

    assert log_lines(first)[0] == log_lines(second)[0] == "Seulement : telegram:901"
    assert shown(first) == list(range(49, 29, -2))
    assert shown(second) == list(range(29, 9, -2))


@pytest.mark.parametrize("press", FORGED)
def test_a_forged_button_is_told_and_breaks_nothing(town: Town, press: str) -> None:
    who = carl(town)
    who.says("/traces")

    assert forges(who, press) == "Ces lignes sont effacées. /traces montre le journal."
