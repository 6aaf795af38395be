"""Everything is a tap or two away, the most needed first."""

import pytest

from bot.core.declarations.permissions import listed, runs_bare
from bot.domain.roles import Role
from tests.town import Town, labels
from tests.traffic import traffic

MOST_ROWS = 8
FIRST = [
    "Agenda",
    "Sondages",
    "Écrire à Ana",
    "Questions à la Région",
    "La lettre",
    "Mon profil",
    "Inviter",
    "Plus…",
]


def test_the_most_needed_buttons_come_first(town: Town) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")

    zoe.says("/menu")

    assert labels(zoe) == FIRST


@pytest.mark.slow
def test_a_gardener_is_offered_to_write_to_the_other_one(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says("/menu")
    alone = labels(ana)
    town.gardener("region")

    ana.says("/menu")

    assert "Écrire" in alone
    assert "Écrire à Luc" in labels(ana)


def test_the_counts_of_all_buttons_are_read_once(town: Town) -> None:
    zoe = town.member("Zoé")

    with traffic(town.database, readers_too=True) as seen:
        zoe.says("/menu")

    for read in ("FROM polls", "FROM events"):
        looks = [each for each in seen.statements if read in each]
        assert len(looks) == 2, "for the counts, and to know which commands are offered"


def test_unanswered_polls_are_counted_in_the_menu(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    ana.publishes("/sondage Quand ? | mardi | jeudi")

    zoe.says("/menu")
    before = labels(zoe)
    zoe.says("/voter 1 jeudi")
    zoe.says("/menu")

    assert "Sondages (1)" in before
    assert "Sondages" in labels(zoe)


def test_a_gardener_has_first_what_waits_and_what_to_publish(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says("menu")
    first = labels(ana)

    ana.presses("Publier…")

    assert first[0].startswith("À faire")
    assert first[1] == "Publier…"
    assert labels(ana) == [
        "Une actualité",
        "Un événement",
        "Un sondage",
        "Une annonce",
        "La lettre",
        "Retour au menu",
    ]
    assert ana.presses("Un sondage").startswith("Quelle est votre question ?")


def test_a_member_reaches_every_command_by_a_button(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says("/evenement Visite du composteur | samedi 5 décembre 14h30 | Besançon")
    ana.presses("Annoncer")  # rides are offered where there is an event
    zoe = town.member("Zoé")
    zoe.says("/menu")
    buttons = {choice.press for choice in zoe.direct[-1].choices}

    for page in ("Plus…", "Se trouver…"):
        zoe.presses(page)
        buttons |= {choice.press for choice in zoe.direct[-1].choices}

    declared = town.app.declared
    for command in declared.all_commands():
        open_to_members = command.permission.role(None) <= Role.MEMBER
        one_word = " " not in command.name and command.name not in {
            *("start", "menu", "cancel"),  # reached by nothing else, or not to be reached
            *("vote", "rsvp", "offer"),  # what the polls, the agenda and the needs list
            "mypage",  # where there are web pages, on the card of `settings`
            *("join", "stop", "forget"),  # done, or on the page of `leave`
            "claim",  # for a code, or for those who asked not to be written to
            "close",  # where there is an open poll of one's own
            "room",  # asked in the room; in private it is for those who tend one
        }
        if open_to_members and one_word and runs_bare(declared, command):
            assert f"cmd:{command.name}" in buttons


@pytest.mark.parametrize("seat", ["territory", "region"])
def test_no_page_of_the_menu_is_long(town: Town, seat: str) -> None:
    ana = town.gardener(seat)

    for ways in ((), ("Publier…",), ("Plus…",), ("Plus…", "Se trouver…"), ("Plus…", "Jardiner")):
        ana.says("menu")
        messages = len(ana.direct)
        for label in ways:
            ana.presses(label)

        rows = ana.direct[-1].said.choices
        assert len(ana.direct) == messages, "the pages take each other's place"
        assert len(rows) <= MOST_ROWS, ways
        assert all(len(row) <= 2 for row in rows), ways
        assert all(not choice.label.startswith(("/", "!")) for row in rows for choice in row)
        assert len(set(labels(ana))) == len(labels(ana)), ways
        if ways:
            ana.presses("Retour au menu")
            assert labels(ana)[-1] == "Plus…"


@pytest.mark.slow
def test_each_button_of_the_menu_answers(town: Town) -> None:
    zoe = town.member("Zoé")
    zoe.says("/menu")
    zoe.presses("Plus…")
    more = labels(zoe)
    zoe.says("/menu")

    for label in [each for each in labels(zoe) if each != "Plus…"] + more[:-1]:
        zoe.says("/menu")
        if label in more:
            zoe.presses("Plus…")
        answer = zoe.presses(label, zoe.direct[-1])
        assert answer
        assert "Quelque chose n'a pas marché" not in answer
        zoe.says("/annuler")


def test_a_stranger_is_offered_to_join_and_not_to_leave(town: Town) -> None:
    zoe = town.stranger("Zoé")

    zoe.says("/menu")

    assert "Rejoindre" in labels(zoe)
    assert "Partir" not in labels(zoe)


def test_the_native_menu_of_a_network_lists_few_commands(town: Town) -> None:
    member = [each.fr for each in listed(town.app.declared, Role.MEMBER)]
    gardener = [each.fr for each in listed(town.app.declared, Role.GARDENER)]

    assert member == ["menu", "agenda", "sondage", "question", "ecrire", "moi", "aide"]
    assert gardener == [
        *member,
        *("actu", "lettre", "cloturer", "afaire", "evenement", "membres", "inviter"),
    ]
