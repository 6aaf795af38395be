"""Newcomers of a room are welcomed together: who is named, and how often."""

import pytest

from bot.core.messages.incoming import Kind
from tests.handlers.joining.welcomes import (
    HOUR,
    MINUTE,
    WHAT,
    YES,
    greeting,
    greetings,
    kept,
    newcomers,
    on_both,
    standing,
    traces,
)
from tests.saved_towns import SavedTowns
from tests.town import BACK_ROOM, CHANNEL, SQUARE, Town, town_settings


@on_both
def test_people_who_come_together_are_welcomed_together(town: Town, network: str) -> None:
    newcomers(town, "Zoé", "Max", "Inès", on=network)
    assert town.said_in(SQUARE[network]) == []

    town.move(MINUTE)

    [welcome] = town.said_in(SQUARE[network])
    assert welcome.text == f"Bienvenue, Zoé, Max et Inès.\n{WHAT}"
    assert [choice.label for choice in welcome.choices] == ["Rejoindre"]
    assert welcome.said.quiet
    if network == "matrix":
        assert welcome.typed == "Répondez à ce message par un numéro :\n1. Rejoindre"


@pytest.mark.parametrize(
    ("count", "line"),
    [
        (1, "Bienvenue, N1."),
        (5, "Bienvenue, N1, N2, N3, N4 et N5."),
        (6, "Bienvenue, N1, N2, N3, N4, N5 et 1 autre."),
        (9, "Bienvenue, N1, N2, N3, N4, N5 et 4 autres."),
    ],
)
def test_five_are_named_and_the_others_counted(town: Town, count: int, line: str) -> None:
    newcomers(town, *(f"N{number}" for number in range(1, count + 1)))
    town.move(MINUTE)

    assert greetings(town) == [line]


def test_newcomers_without_a_name_are_counted(town: Town) -> None:
    newcomers(town, "\u3164", "Gagnez sur t.me/arnaque")
    newcomers(town, "Zoé", on="matrix")
    newcomers(town, "", on="matrix")
    town.move(MINUTE)

    assert greetings(town) == ["Bienvenue aux 2 personnes qui viennent d'arriver."]
    assert greetings(town, "matrix") == ["Bienvenue, Zoé et 1 autre."]
    assert traces(town, "arnaque") == []


def test_names_call_nobody_and_break_nothing(town: Town) -> None:
    newcomers(town, "@everyone", "<b>Max</b> {join}", "Zo\u202eé\nAna")
    town.move(MINUTE)

    assert greetings(town) == ["Bienvenue, @\u2060everyone, <b>Max</b> {join} et Zoé Ana."]


@on_both
def test_the_button_leads_to_joining_in_private(town: Town, network: str) -> None:
    [zoe] = newcomers(town, "Zoé", on=network)
    town.move(MINUTE)
    [welcome] = standing(town, network)

    if network == "telegram":
        zoe.presses("Rejoindre", welcome, room=zoe.square)
    else:
        zoe.reacts(welcome.choice("Rejoindre").press, welcome)
    assert zoe.inbox[-1].startswith("Rejoindre Pionniers de l'énergie")
    zoe.presses(YES)

    assert zoe.inbox[-1].startswith("👋 Bienvenue, Zoé.")
    assert standing(town, network) == [welcome], "the square hears nothing else"
    town.move(MINUTE)
    assert standing(town, network) == []


def test_a_number_replaces_the_button_where_there_is_none(town: Town) -> None:
    [zoe] = newcomers(town, "Zoé", on="matrix")
    town.move(MINUTE)
    [welcome] = standing(town, "matrix")

    zoe.says("1", room=zoe.square, reply_to=welcome)

    assert zoe.inbox[-1].startswith("Rejoindre Pionniers de l'énergie")


@on_both
def test_members_are_not_welcomed(town: Town, network: str) -> None:
    town.member("Zoé", on=network).enters()
    town.move(MINUTE)

    assert (town.said_in(SQUARE[network]), kept(town)) == ([], 0)
    town.stranger("Max", on=network).enters()
    assert kept(town) == 1


@on_both
def test_a_person_who_joins_before_the_welcome_needs_none(town: Town, network: str) -> None:
    [zoe, _] = newcomers(town, "Zoé", "Max", on=network)
    zoe.joins()
    town.move(MINUTE)

    assert greetings(town, network) == ["Bienvenue, Max."]
    assert kept(town) == 1


@on_both
def test_a_person_who_comes_and_goes_is_not_named(town: Town, network: str) -> None:
    [zoe, _] = newcomers(town, "Zoé", "Max", on=network)
    zoe.exits()
    town.move(MINUTE)
    assert greetings(town, network) == ["Bienvenue, Max."]

    [ines] = newcomers(town, "Inès", on=network)
    town.move(5 * MINUTE)
    ines.exits()
    town.move(HOUR)
    assert greetings(town, network) == ["Bienvenue, Max."]


def test_an_arrival_reported_twice_counts_once(town: Town) -> None:
    [zoe] = newcomers(town, "Zoé")
    zoe.enters()
    town.move(MINUTE)
    zoe.enters()
    town.move(HOUR)

    assert greetings(town) == ["Bienvenue, Zoé."]


@pytest.mark.parametrize("room", [CHANNEL, BACK_ROOM, "telegram:-4004"])
def test_other_rooms_welcome_nobody(town: Town, room: str) -> None:
    zoe = town.stranger("Zoé", on=room.partition(":")[0])
    zoe.enters(room)
    town.move(MINUTE)

    assert (town.said_in(room), kept(town)) == ([], 0)
    zoe.enters()
    assert kept(town) == 1


def test_an_arrival_two_days_ago_is_no_news(town: Town) -> None:
    zoe = town.stranger("Zoé")
    came = zoe.playground._incoming(
        zoe.address, zoe.name, zoe.square, kind=Kind.ENTERED, locale="fr"
    )
    town.clock.move(48 * HOUR)
    town.do(zoe.playground.receives(came))
    town.move(MINUTE)

    assert (town.said_in(zoe.square), kept(town)) == ([], 0)
    zoe.enters()
    assert kept(town) == 1


@pytest.mark.slow
@on_both
def test_a_room_hears_one_welcome_in_ten_minutes_and_has_one_at_most(
    town: Town, network: str
) -> None:
    for number in range(30):
        newcomers(town, f"N{number}", on=network)
        town.move(MINUTE)
        assert len(standing(town, network)) == 1

    assert greetings(town, network) == [
        "Bienvenue, N0.",
        "Bienvenue, N1, N2, N3, N4, N5 et 5 autres.",
        "Bienvenue, N11, N12, N13, N14, N15 et 5 autres.",
    ]


def test_ten_minutes_also_when_the_welcome_went_before(town: Town) -> None:
    [zoe] = newcomers(town, "Zoé")
    town.move(MINUTE)
    zoe.joins()
    town.move(MINUTE)
    assert standing(town) == []

    newcomers(town, "Max")
    town.move(8 * MINUTE)
    assert len(greetings(town)) == 1
    town.move(MINUTE)
    assert greetings(town) == ["Bienvenue, Zoé.", "Bienvenue, Max."]


@pytest.mark.slow
def test_five_hundred_at_once_are_one_message(town: Town) -> None:
    newcomers(town, *(f"N{number}" for number in range(500)))
    town.move(MINUTE)
    town.move(HOUR)

    assert greetings(town) == ["Bienvenue, N0, N1, N2, N3, N4 et 495 autres."]
    assert traces(town, "'N5'", "'N499'") == [], "the others' names are not needed"


def test_newcomers_of_a_forum_are_welcomed_in_the_topic_of_the_community(
    database_url: str,
    saved_towns: SavedTowns | None,
) -> None:
    topic = f"{SQUARE['telegram']}/17"
    town = Town(database_url, town_settings(rooms=[topic]), saved=saved_towns)
    try:
        [zoe, _] = newcomers(town, "Zoé", "Max")
        town.move(MINUTE)
        [welcome] = town.said_in(topic)
        assert greeting(welcome) == "Bienvenue, Zoé et Max."
        zoe.exits()
        assert greeting(welcome) == "Bienvenue, Max."
    finally:
        town.close()
