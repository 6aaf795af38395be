"""Telegram and two Matrix servers, pretended: their names as people read and type them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.domain.roles import Seat
from storage.communities import Communities, SeatHolders
from tests.handlers.linking.accounts import brought, code_for, linked, members
from tests.saved_towns import SavedTowns
from tests.town import SQUARE, Neighbour, Town, town_settings

OFFICE = "tchap:!office"
NAMES = {"telegram": "Telegram", "matrix": "Matrix (example.org)", "tchap": "Tchap"}
AWAY = {"homeserver": "https://unused.example", "password": "unused"}


@pytest.fixture
def town(database_url: str, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """A town with a room on each network."""
    tchap = {**AWAY, "user": "@terreau:agent.tchap.gouv.fr"}
    told = town_settings(rooms=[*SQUARE.values(), OFFICE]).model_dump()
    told["telegram"] = {"token": "1:unused"}
    told["matrix"] = {**AWAY, "user": "@terreau:example.org", "tchap": tchap}
    found = Town(database_url, town_settings().model_validate(told), saved=saved_towns)
    yield found
    found.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    "networks",
    [("matrix", "tchap"), ("tchap", "telegram")],
    ids=" to ".join,
)
def test_accounts_of_any_two_are_linked(town: Town, networks: tuple[str, str]) -> None:
    first, second = networks
    zoe, other = town.member("Zoé", on=first), town.stranger("Zoé M.", on=second)

    asked = other.says(f"/relier {code_for(zoe)}")
    done = linked(zoe, other)

    assert asked.startswith(f"Relier ce compte au compte Zoé ({NAMES[first]}) ?")
    assert f"ce compte et le compte Zoé M. ({NAMES[second]}) sont reliés" in done
    assert members(town) == ["Zoé"]
    accounts = zoe.says("/moi")
    assert NAMES[first] in accounts
    assert NAMES[second] in accounts


def test_the_card_tells_what_to_type_on_each_other_network(town: Town) -> None:
    zoe = town.member("Zoé", on="tchap")

    zoe.says("!relier")
    told = "\n".join(zoe.inbox)

    assert "Telegram : /relier " in told
    assert "Matrix (example.org) : !relier " in told
    assert "Tchap :" not in told


@pytest.mark.slow
def test_one_person_has_one_vote_over_all_of_them(town: Town) -> None:
    ana = town.gardener("territory")
    here, there = town.member("Zoé", on="matrix"), town.stranger("Zoé", on="tchap")
    brought(there, code_for(here))
    here.presses("C'est bien moi")
    ana.publishes("/sondage Quand ? | mardi | jeudi")
    max_ = town.member("Max", on="tchap")

    here.says("!voter 1 mardi")
    max_.says("!voter 1 jeudi")
    there.says("!voter 1 jeudi")

    for room in (*SQUARE.values(), OFFICE):
        [card] = [each for each in town.said_in(room) if "Quand ?" in each.text]
        assert "2 (100 %)" in card.text, room


@pytest.mark.slow
def test_the_duration_of_an_announcement_depends_on_the_pace_of_the_server(town: Town) -> None:
    """Tchap is called once a second, three times a message."""
    ana = town.gardener("territory")
    for number in range(10):
        town.member(f"Zoé {number}", on="tchap").wants_messages()

    preview = ana.says("/annonce Le jardin ouvre --participation nouvelles")

    assert "10 personnes" in preview
    assert "environ 1 minute" in preview


def test_the_notice_and_the_rooms_name_the_server(town: Town) -> None:
    zoe, carl = town.member("Zoé", on="tchap"), town.cultivator()

    assert "serveurs de Tchap" in zoe.says("!confidentialite")
    rooms = carl.says("/salon")
    assert "le salon de la communauté (Tchap)" in rooms
    assert "le salon de la communauté (Matrix (example.org))" in rooms


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        pytest.param("tchap:@nina:hs", "tchap:@nina:hs", id="with its network"),
        pytest.param("@nina:example.org", "matrix:@nina:example.org", id="of the first server"),
        pytest.param("@nina:agent.tchap.gouv.fr", "tchap:@nina:agent.tchap.gouv.fr", id="of ours"),
    ],
)
def test_a_role_may_go_to_an_account_of_any_server(town: Town, typed: str, address: str) -> None:
    carl = Neighbour(town, "telegram", "telegram:42", "Carl", "fr").joins()

    carl.says("/jardinier region retirer")
    carl.presses("Oui")
    carl.says(f"/jardinier region {typed}")

    with town.database.unit() as store:
        held = store[SeatHolders].of(store[Communities].get(1))
    assert held[Seat.REGION] == address


def test_an_account_that_could_be_on_several_servers_is_asked_for_whole(town: Town) -> None:
    carl = Neighbour(town, "telegram", "telegram:42", "Carl", "fr").joins()

    asked = carl.says("/jardinier region @nina:other.tchap.gouv.fr")
    unknown = carl.says("/jardinier region gone:@nina:hs")

    assert asked.replace("\u2060", "") == (
        "Je suis sur plusieurs serveurs Matrix : indiquez aussi lequel, "
        "matrix:@nina:other.tchap.gouv.fr / tchap:@nina:other.tchap.gouv.fr."
    )
    assert unknown.startswith("Un nom ne suffit pas :")


@pytest.mark.slow
def test_rooms_of_a_server_that_was_removed_hold_nobody_up(
    database_url: str, saved_towns: SavedTowns | None
) -> None:
    """The file still names the room: its messages wait, those for others go on."""
    town = Town(database_url, town_settings(rooms=[*SQUARE.values(), OFFICE]), saved=saved_towns)
    ana, zoe = town.gardener("territory"), town.member("Zoé", on="matrix")

    ana.publishes("/sondage Quand ? | mardi | jeudi")
    zoe.says("!voter 1 jeudi")
    town.move(timedelta(hours=1))

    for room in SQUARE.values():
        [card] = [each for each in town.said_in(room) if "Quand ?" in each.text]
        assert "1 vote" in card.text
    assert town.do(town.app.health()).unwell == []
    town.close()
