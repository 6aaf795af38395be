"""The traces, from the seat of whoever runs the bot."""

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest

from bot.app import declarations
from bot.core.messages.incoming import Kind, Mention
from bot.domain.roles import Role
from storage.audit import Audit, Chain
from storage.members import Members
from tests.saved_towns import SavedTowns
from tests.town import SQUARE, Neighbour, Town, town_settings

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FORGED = ["traces_page:b1:x", "traces_page:x:", "traces_page:b1:d260231", "traces_page:b1:t99999"]


@pytest.fixture
def town(database_url: str, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """The town, with a cultivator on each network."""
    settings = town_settings()
    instance = settings.instance.model_copy(
        update={"cultivators": ("telegram:42", "matrix:@carla:hs")}
    )
    made = Town(
        database_url,
        settings.model_copy(update={"instance": instance}),
        saved=saved_towns,
    )
    yield made
    made.close()


def carl(town: Town) -> Neighbour:
    return Neighbour(town, "telegram", "telegram:42", "Carl", "fr").joins()


def carla(town: Town) -> Neighbour:
    return Neighbour(town, "matrix", "matrix:@carla:hs", "Carla", "fr").joins()


def deeds(page: str) -> list[str]:
    """The lines of a page, between its title and its foot."""
    return [line for line in page.partition("\n\n")[0].split("\n")[1:] if line]


def labels(person: Neighbour) -> list[str]:
    return [choice.label for choice in person.direct[-1].choices]


def forges(person: Neighbour, press: str, room: str | None = None) -> str:
    """Press what is for others, as if a message had it; gives what is told, else in private."""
    network = person.playground
    incoming = network._incoming(person.address, person.name, room, kind=Kind.PRESS, locale="fr")
    person.town.do(
        network.receives(replace(incoming, press=press, press_id=incoming.key, shown=True))
    )
    return network.told[incoming.key][0] or person.inbox[-1]


def test_who_did_what_is_told_in_plain_sentences_the_latest_first(town: Town) -> None:
    who, ana = carl(town), town.gardener("territory")
    ana.publishes("/sondage Quand ? | mardi | jeudi")
    town.move(7 * MINUTE)
    ana.says("/cloturer 1")
    town.move(MINUTE)

    page = who.says("/traces")

    assert page.startswith("Qui a fait, lu ou exporté quoi\n")
    assert deeds(page) == [
        "Ana a clos un sondage, numéro 1, mardi 24 novembre à 10 h 07",
        "Ana a ouvert un sondage, mardi 24 novembre à 10 h",
        "Ana a préparé un sondage, mardi 24 novembre à 10 h",
    ]
    assert "Lu le mardi 24 novembre à 10 h 08." in page


def test_reading_the_traces_leaves_one(town: Town) -> None:
    who = carl(town)
    who.says("/traces")

    assert deeds(who.says("/audit")) == ["Carl a lu le journal, mardi 24 novembre à 10 h"]
    assert deeds(who.says("/traces")) == [
        "Carl a lu le journal, 2 fois, la dernière mardi 24 novembre à 10 h"
    ]


def test_who_was_refused_is_told_with_their_account_since_names_can_be_copied(town: Town) -> None:
    who, copy = carl(town), town.member("Ana")
    copy.says("/lettre soumettre")

    [line] = deeds(who.says("/traces"))
    assert line == (
        f"Ana ({copy.address}) a voulu soumettre la lettre, sans en avoir "
        "le droit, mardi 24 novembre à 10 h"
    )


@pytest.mark.parametrize("seat", ["territory", "region"])
def test_they_are_for_those_who_run_the_bot_and_others_are_noted(town: Town, seat: str) -> None:
    who, gardener = carl(town), town.gardener(seat)

    refused = gardener.says("/traces")

    assert refused == "Seules les personnes qui gèrent ce robot peuvent faire cela."
    assert "a voulu lire le journal" in deeds(who.says("/traces"))[0]


def test_they_are_declared_for_those_who_run_the_bot() -> None:
    declared = declarations()
    names = [
        *(each for each in declared.all_commands() if each.name == "audit"),
        *(each for name, each in declared.buttons.items() if name.startswith("traces")),
        *(each for name, each in declared.forms.items() if name.startswith("traces")),
    ]
    assert len(names) == 4
    assert {each.permission.role(None) for each in names} == {Role.CULTIVATOR}


def test_a_shared_room_never_sees_them(town: Town) -> None:
    who, square = carl(town), SQUARE["telegram"]

    said = who.says("/traces", room=square)

    assert said == "Je vous ai répondu en privé."
    assert who.inbox[-1].startswith("Qui a fait, lu ou exporté quoi")
    for press in ("traces_page:b9:", "traces_file:"):
        before = len(town.said_in(square))
        assert forges(who, press, square) == "Je ne montre le journal qu'en privé : /traces."
        assert len(town.said_in(square)) == before


def test_an_erased_person_is_a_person_erased(town: Town) -> None:
    who, zoe = carl(town), town.member("Zoé Introuvable")
    zoe.says("/lettre soumettre")
    zoe.says("/effacer")
    zoe.presses("Effacer mes données")
    zoe.presses("Oui, tout effacer")
    town.move(MINUTE)

    [line] = deeds(who.says("/traces"))

    assert line == (
        "Une personne effacée a voulu soumettre la lettre, sans en avoir le droit, mardi 24 "
        "novembre à 10 h"
    )


def test_a_stranger_is_told_by_account(town: Town) -> None:
    who = carl(town)
    with town.database.unit() as store:
        store[Audit].note("telegram:9", "poll", 1, "refused", town.clock.now())

    assert deeds(who.says("/traces"))[0].startswith(
        "Un compte (telegram:9) a voulu préparer un sondage"
    )


def test_an_act_that_has_no_words_shows_its_name(town: Town) -> None:
    who = carl(town)
    with town.database.unit() as store:
        for outcome in ("done", "refused"):
            store[Audit].note("telegram:42", "dance", 1, outcome, town.clock.now())

    refused, done = deeds(who.says("/traces"))

    assert done.startswith("Un compte (telegram:42) : « dance »")
    assert refused.startswith("Un compte (telegram:42) s'est vu refuser « dance »")


def test_every_act_that_needs_a_role_has_its_words() -> None:
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
    assert nameless == set(), "say with `trace=` what they are called"


# Choosing


def busy(town: Town) -> tuple[Neighbour, Neighbour, Neighbour]:
    """A cultivator, and two gardeners who did something on two days."""
    who, ana, luc = carl(town), town.gardener("territory"), town.gardener("region")
    ana.says("/sondage Quand ? | mardi | jeudi")
    luc.says("!lettre soumettre")
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
def test_one_chooses_which(town: Town, typed: str, count: int | None, told: str) -> None:
    who, *_ = busy(town)

    page = who.says(f"/traces {typed}")

    if count is None:
        assert page.startswith("Le journal ne contient pas l'action « cloturer ».")
        return
    first, *lines = deeds(page)
    assert first.startswith(f"Seulement : {told}")
    assert len([line for line in lines if "ne contient rien" not in line]) == count


def test_one_chooses_a_mentioned_person_and_not_their_namesake(town: Town) -> None:
    who, ana, _ = busy(town)
    copy = town.member("Ana")
    copy.says("/lettre soumettre")

    named = who.says("/traces Ana")
    by_account = who.says("/traces @a", mentions=(Mention("@a", copy.address),))

    assert named.startswith("Plusieurs personnes s'appellent « Ana ». Écrivez le compte")
    assert ana.address in named
    assert copy.address in named
    assert len(deeds(by_account)) == 2
    assert copy.address in deeds(by_account)[1]


def test_an_account_can_be_copied_from_a_page(town: Town) -> None:
    who, luc = carl(town), town.member("Copie", on="matrix")
    luc.says("!lettre soumettre")
    shown_as = deeds(who.says("/traces"))[0].partition("(")[2].partition(")")[0]

    page = who.says(f"/traces {shown_as}")

    assert shown_as == "matrix:@\u2060copie"
    assert deeds(page)[0] == "Seulement : Copie"


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


def test_one_is_asked_step_by_step_and_may_skip(town: Town) -> None:
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
    assert deeds(page)[0] == "Seulement : Luc et mardi 24 novembre"
    assert "Seulement" not in who.presses("Tout montrer")


# Pages


def acts(town: Town, count: int) -> None:
    """So many acts of two people in turn, so that each is told by itself."""
    with town.database.unit() as store:
        for nth in range(count):
            account = f"telegram:{900 + nth % 2}"
            store[Audit].note(account, f"act{nth}", 1, "done", town.clock.now())


def shown(page: str) -> list[int]:
    return [int(nth) for line in deeds(page) for nth in re.findall(r"act(\d+)", line)]


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


def test_what_is_chosen_stays_chosen_on_the_next_page(town: Town) -> None:
    who = carl(town)
    acts(town, 50)

    first = who.says("/traces telegram:901")
    second = who.presses("Plus anciennes")

    assert deeds(first)[0] == deeds(second)[0] == "Seulement : telegram:901"
    assert shown(first) == list(range(49, 29, -2))
    assert shown(second) == list(range(29, 9, -2))


@pytest.mark.parametrize("press", FORGED)
def test_a_forged_button_is_told_and_breaks_nothing(town: Town, press: str) -> None:
    who = carl(town)
    who.says("/traces")

    assert forges(who, press) == "Ces lignes ne sont plus gardées. /traces montre le journal."


# A sheet


def test_on_matrix_they_come_as_a_sheet(town: Town) -> None:
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
    assert "a exporté le journal" in deeds(who.says("!traces"))[0]


def test_telegram_does_not_carry_them(town: Town) -> None:
    who = carl(town)
    who.says("/traces")

    said = who.presses("En tableur")

    assert said.startswith(
        "Les fichiers qui contiennent des données personnelles ne passent pas par Telegram."
    )


# The chain


def test_their_fingerprint_is_shown_to_be_noted_elsewhere(town: Town) -> None:
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


def test_after_a_year_they_are_gone(town: Town) -> None:
    who, ana = carl(town), town.gardener("territory")
    ana.says("/sondage Quand ? | mardi | jeudi")
    town.move(MINUTE)
    town.move(timedelta(days=364))
    assert "Ana a préparé un sondage" in who.says("/traces")

    town.move(timedelta(days=2))

    assert "Ana" not in who.says("/traces")
    with town.database.unit() as store:
        assert store[Chain].verify().broken is None
