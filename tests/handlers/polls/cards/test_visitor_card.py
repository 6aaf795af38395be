"""A poll that people look at before they join, as its room shows it."""

from datetime import timedelta

import pytest

from tests.databases import Fresh
from tests.town import WATER, Neighbour, Town, labels, town_settings

ASKED = "/sondage Quelle date ? | mardi | jeudi"
LOOK = "Voir sans voter"


@pytest.mark.parametrize("network", ["telegram", "matrix"])
def test_a_poll_is_seen_without_joining(town: Town, network: str) -> None:
    town.gardener("territory").publishes(f"{ASKED} --public")
    town.member("Zoé").says("/voter 1 mardi")
    xenia = town.stranger("Xenia", on=network)

    xenia.presses("jeudi", town.said_in(xenia.square)[-1], xenia.square)
    notice = xenia.direct[-1]
    seen = xenia.presses(LOOK)
    offered = labels(xenia)
    xenia.presses("Devenir membre et voter")
    joining = xenia.presses("J'ai 15 ans ou plus, j'accepte")

    assert "Zoé" not in notice.text
    assert seen.startswith("📊 Quelle date ?\nmardi : ▇▇▇▇▇▇▇▇ 1 (100 %)\nZoé\njeudi : 0\n")
    assert offered == ["Devenir membre et voter"]
    assert "Quelle date ?" in joining
    assert "1 vote" in town.said_in(xenia.square)[-1].text


@pytest.mark.slow
@pytest.mark.parametrize("option", ["--caché", "--secret"])
def test_nothing_is_seen_of_a_poll_that_shows_nothing(town: Town, option: str) -> None:
    town.crowd(4)
    town.gardener("territory").publishes(f"{ASKED} {option}")
    xenia = town.stranger("Xenia")
    label = "Voter en privé" if option == "--secret" else "jeudi"

    told = xenia.presses(label, town.said_in(xenia.square)[-1], xenia.square)

    assert told.startswith(("Rejoindre Pionniers de l'énergie\n", "Bonjour Xenia\n"))
    assert LOOK not in labels(xenia)


def test_a_newcomer_of_the_room_who_types_in_private_sees_the_poll_in_each_language(
    town: Town,
) -> None:
    town.gardener("territory").publishes(ASKED)
    xenia, max_ = (town.stranger(name, on="matrix") for name in ("Xenia", "Max"))
    xenia.enters()

    xenia.says("!voter 1 jeudi")
    max_.says("!voter 1 jeudi")
    xenia.presses("English")

    assert LOOK not in labels(max_)
    assert xenia.presses("See without voting").startswith("📊 Quelle date ?\nmardi")


def test_another_language_does_not_make_the_ten_minutes_longer(town: Town) -> None:
    town.gardener("territory").publishes(ASKED)
    xenia = town.stranger("Xenia")
    xenia.presses("jeudi", town.said_in(xenia.square)[-1], xenia.square)

    town.move(timedelta(minutes=6))
    xenia.presses("English")
    town.move(timedelta(minutes=6))

    assert LOOK not in labels(xenia)
    assert "ten minutes" in xenia.presses("See without voting")


def test_only_people_who_were_in_the_room_look_and_not_for_long(town: Town) -> None:
    town.gardener("territory").publishes(ASKED)
    xenia, max_ = town.stranger("Xenia"), town.stranger("Max")
    xenia.presses("jeudi", town.said_in(xenia.square)[-1], xenia.square)
    look = next(each.press for each in xenia.direct[-1].choices if each.label == LOOK)

    max_.says("/start in1-vote-1-2")
    assert LOOK not in labels(max_)
    for press in (look, "poll_look:1:in1-poll-1"):
        assert "mardi" not in max_.forges(press, max_.direct[-1])
    town.move(timedelta(minutes=11))
    assert xenia.presses(LOOK).startswith("Ce bouton n'était valable que dix minutes.")


@pytest.mark.parametrize("word", ["cmd-vote-1-1", "in1-cmd-vote-1-1", "in2-poll-1", "poll-1"])
def test_a_newcomer_of_one_community_sees_no_poll_of_another(
    fresh_database: Fresh, word: str
) -> None:
    """Presses forged by their client pass through the notices of both."""
    town = Town(fresh_database("sqlite"), town_settings(WATER))
    bea = Neighbour(town, "telegram", "telegram:53", "Béa", "fr").joins("Eau vive")
    bea.publishes(ASKED)
    xenia = town.stranger("Xenia").enters()
    xenia.says("/rejoindre")

    xenia.forges(f"notice:1:{word}", xenia.direct[-1])
    carried = next(each.press for each in xenia.direct[-1].choices if each.label == "English")
    signed = carried.split(":")[-1]
    xenia.forges(f"notice:2:{signed}", xenia.direct[-1])
    offered = labels(xenia)
    seen = xenia.forges(f"poll_look:2:{signed}", xenia.direct[-1])

    assert offered == ["J'ai 15 ans ou plus, j'accepte", "Lire la notice", "Non merci", "English"]
    assert seen.startswith("Ce bouton n'était valable que dix minutes.")
    town.close()


@pytest.mark.slow
def test_the_link_of_one_community_opens_no_poll_of_another(fresh_database: Fresh) -> None:
    town = Town(fresh_database("sqlite"), town_settings(WATER))
    bea = Neighbour(town, "telegram", "telegram:53", "Béa", "fr").joins("Eau vive")
    bea.publishes(ASKED)
    town.gardener("territory", "Pionniers de l'énergie").publishes(ASKED)
    xenia = town.stranger("Xenia")
    card = town.said_in(xenia.square)[-1]
    led = xenia.forges(card.choices[0].press, card, xenia.square)

    xenia.says(f"/start {led}")
    shown = labels(xenia)
    xenia.says(f"/start in2-vote-1-1 {led}")

    assert [LOOK in shown, LOOK in labels(xenia)] == [True, False]
    town.close()
