"""Joining from shared rooms, by links, and into several communities."""

from bot.core.messages.incoming import Kind
from storage.communities import Communities
from storage.members import Identities
from tests.handlers.joining.consents import NOTICE, YES
from tests.town import SQUARE, Town


def test_a_command_typed_in_a_telegram_group_shows_the_way_in(town: Town) -> None:
    zoe = town.stranger("Zoé")

    said = zoe.says("/moi", room=zoe.square)
    zoe.presses("Rejoindre en privé", room=zoe.square)
    welcomed = zoe.presses(YES)

    assert said == "C'est réservé aux membres. Rejoindre prend une minute."
    assert zoe.inbox[0] == NOTICE.format(mark="/")
    assert "Communauté : Pionniers de l'énergie" in welcomed


def test_a_command_typed_in_a_matrix_room_is_answered_in_private(town: Town) -> None:
    zoe = town.stranger("Zoé", on="matrix")

    said = zoe.says("!moi", room=zoe.square)
    welcomed = zoe.says("1")

    assert said == "C'est réservé aux membres : je vous écris en privé comment le devenir."
    assert zoe.inbox[0] == NOTICE.format(mark="!")
    assert "Communauté : Pionniers de l'énergie" in welcomed


def test_words_that_no_link_can_carry_stop_nobody(town: Town) -> None:
    town.gardener("territory")
    zoe = town.stranger("Zoé")

    zoe.says("/ecrire Bonjour à toutes et à tous, je voudrais parler du composteur", zoe.square)
    zoe.presses("Rejoindre en privé", room=zoe.square)

    assert "Que voulez-vous écrire à Ana ?" in zoe.presses(YES)


def test_the_yes_counts_in_private_only(town: Town) -> None:
    zoe = town.stranger("Zoé")
    with town.database.unit() as store:
        here = store[Communities].all()[0].id

    press = f"join:{here}:"
    zoe.says("", zoe.square, kind=Kind.PRESS, press=press, press_id="p", shown=True)

    assert zoe.playground.told["p"][1].endswith("in1-cmd-join")
    with town.database.unit() as store:
        assert store[Identities].get(zoe.address) is None


def test_a_name_is_needed_and_kept_short(town: Town) -> None:
    nameless, long = town.stranger(""), town.stranger("Zoé " + "e" * 200)

    for each in (nameless, long):
        each.joins()

    assert nameless.says("/moi").splitlines()[0] == nameless.address.partition(":")[2]
    assert len(long.says("/moi").splitlines()[0]) == 60


def test_a_newcomer_chooses_one_of_two_communities(twin: Town) -> None:
    zoe = twin.stranger("Zoé")

    asked = zoe.says("/rejoindre")
    shown = zoe.presses("Gardiens de l'eau")

    assert asked == "Quelle communauté voulez-vous rejoindre ?"
    assert shown.startswith("Rejoindre Gardiens de l'eau")
    assert "👋 Bienvenue, Zoé." in zoe.presses(YES)


def test_a_member_of_one_community_joins_the_other_with_one_tap(twin: Town) -> None:
    zoe = twin.stranger("Zoé")
    zoe.says("/rejoindre")
    zoe.presses("Gardiens de l'eau")
    zoe.presses(YES)

    offered = zoe.says("/rejoindre")

    assert offered.startswith("Rejoindre Pionniers de l'énergie")
    assert "👋 Bienvenue, Zoé." in zoe.presses(YES)
    assert zoe.says("/rejoindre") == (
        "Vous êtes déjà membre de Pionniers de l'énergie et Gardiens de l'eau."
    )


def test_the_room_says_which_community_is_meant(twin: Town) -> None:
    zoe = twin.stranger("Zoé")

    zoe.says("/moi", room="telegram:-2001")
    zoe.presses("Rejoindre en privé", room="telegram:-2001")
    zoe.says("/rejoindre", room=SQUARE["telegram"])

    assert zoe.inbox[-1].startswith("Rejoindre Gardiens de l'eau")
    assert zoe.presses("Continuer en privé", room=SQUARE["telegram"])
    assert zoe.inbox[-1].startswith("Rejoindre Pionniers de l'énergie")
