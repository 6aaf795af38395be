"""Newcomers of a room are welcomed together, and the welcome goes away again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.core.messages.incoming import Kind
from bot.domain.roles import Circle
from bot.transports.playground import Posted
from storage.base import Base
from storage.joining.welcomes import Newcomer
from storage.members import Identities, Members
from tests.handlers.linking.accounts import linked
from tests.saved_towns import SavedTowns
from tests.town import BACK_ROOM, CHANNEL, SQUARE, Neighbour, Town, town_settings

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
YES = "J'ai 15 ans ou plus, j'accepte"
WHAT = (
    "Je suis Terreau, le robot de Pionniers de l'énergie : avec moi, vous votez, vous recevez les "
    "nouvelles et vous écrivez à l'équipe de jardinage.\n"
    "Rejoindre prend une minute, en privé, et vous pouvez partir quand vous voulez."
)
on_both = pytest.mark.parametrize("network", ["telegram", "matrix"])


def newcomers(town: Town, *names: str, on: str = "telegram") -> list[Neighbour]:
    """People who come into the square, one after the other."""
    return [town.stranger(name, on=on).enters() for name in names]


def standing(town: Town, network: str = "telegram") -> list[Posted]:
    """What the bot said in the square and did not take away."""
    return [each for each in town.said_in(SQUARE[network]) if not each.deleted]


def greeting(posted: Posted) -> str:
    return posted.text.partition("\n")[0]


def greetings(town: Town, network: str = "telegram") -> list[str]:
    """Each first line that was ever said in the square."""
    return [greeting(each) for each in town.said_in(SQUARE[network])]


def kept(town: Town) -> int:
    """How many newcomers are known."""
    with town.database.unit() as store:
        return len(store._session.scalars(select(Newcomer)).all())


def traces(town: Town, *words: str) -> list[str]:
    """The tables that hold one of these words."""
    with town.database.unit() as store:
        return [
            table.name
            for table in Base.metadata.sorted_tables
            for row in store._session.execute(table.select())
            if any(word in repr(row) for word in words)
        ]


# Being welcomed


@on_both
def test_those_who_come_together_are_welcomed_together(town: Town, network: str) -> None:
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


def test_who_has_no_name_to_show_is_counted(town: Town) -> None:
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


def test_where_there_are_no_buttons_a_number_does(town: Town) -> None:
    [zoe] = newcomers(town, "Zoé", on="matrix")
    town.move(MINUTE)
    [welcome] = standing(town, "matrix")

    zoe.says("1", room=zoe.square, reply_to=welcome)

    assert zoe.inbox[-1].startswith("Rejoindre Pionniers de l'énergie")


# Who is not


@on_both
def test_members_are_not_welcomed(town: Town, network: str) -> None:
    town.member("Zoé", on=network).enters()
    town.move(MINUTE)

    assert (town.said_in(SQUARE[network]), kept(town)) == ([], 0)


@on_both
def test_who_joins_before_their_welcome_needs_none(town: Town, network: str) -> None:
    [zoe, _] = newcomers(town, "Zoé", "Max", on=network)
    zoe.joins()
    town.move(MINUTE)

    assert greetings(town, network) == ["Bienvenue, Max."]
    assert kept(town) == 1


@on_both
def test_who_comes_and_goes_is_not_named(town: Town, network: str) -> None:
    [zoe, _] = newcomers(town, "Zoé", "Max", on=network)
    zoe.exits()
    town.move(MINUTE)
    assert greetings(town, network) == ["Bienvenue, Max."]

    [ines] = newcomers(town, "Inès", on=network)
    town.move(5 * MINUTE)
    ines.exits()
    town.move(HOUR)
    assert greetings(town, network) == ["Bienvenue, Max."]


def test_who_is_told_of_twice_came_once(town: Town) -> None:
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


def test_what_is_two_days_old_is_no_news(town: Town) -> None:
    zoe = town.stranger("Zoé")
    came = zoe.playground._incoming(
        zoe.address, zoe.name, zoe.square, kind=Kind.ENTERED, locale="fr"
    )
    town.clock.move(48 * HOUR)
    town.do(zoe.playground.receives(came))
    town.move(MINUTE)

    assert (town.said_in(zoe.square), kept(town)) == ([], 0)


# How often


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


# The end


@on_both
def test_it_goes_when_all_have_joined(town: Town, network: str) -> None:
    people = newcomers(town, *(f"N{number}" for number in range(7)), on=network)
    town.move(MINUTE)
    for person in people[:-1]:
        person.joins()
    town.move(MINUTE)
    assert len(standing(town, network)) == 1, "one who is only counted has not joined"

    people[-1].joins()
    town.move(MINUTE)

    assert (standing(town, network), kept(town)) == ([], 0)


def test_who_joins_by_another_account_has_joined_once_both_are_one(town: Town) -> None:
    [zoe] = newcomers(town, "Zoé", on="matrix")
    town.move(MINUTE)
    on_telegram = town.member("Zoé")
    linked(on_telegram, zoe)
    town.move(MINUTE)

    assert standing(town, "matrix") == []


@on_both
def test_who_leaves_the_room_is_no_longer_named_in_it(town: Town, network: str) -> None:
    [zoe, max_] = newcomers(town, "Zoé", "Max", on=network)
    town.move(MINUTE)
    [welcome] = standing(town, network)

    zoe.exits()
    assert greeting(welcome) == "Bienvenue, Max."
    assert traces(town, "Zoé", zoe.address) == []
    max_.exits()

    assert (welcome.deleted, kept(town)) == (True, 0)


@on_both
def test_it_goes_after_two_days_at_the_latest(town: Town, network: str) -> None:
    newcomers(town, "Zoé", on=network)
    town.move(MINUTE)
    town.move(46 * HOUR)
    assert len(standing(town, network)) == 1

    town.move(HOUR)

    assert (standing(town, network), kept(town)) == ([], 0)
    assert traces(town, "Zoé") == []


@on_both
def test_what_can_no_longer_be_deleted_says_one_line_without_names(
    town: Town, network: str
) -> None:
    newcomers(town, "Zoé", on=network)
    town.move(MINUTE)
    [welcome] = town.said_in(SQUARE[network])

    town.sleep_until((town.clock.now() + 60 * HOUR).replace(tzinfo=None))
    town.move(MINUTE)

    if network == "telegram":
        assert not welcome.deleted
        assert welcome.text == (
            "Bienvenue aux personnes qui viennent d'arriver. Pour rejoindre : /rejoindre"
        )
        assert welcome.choices == []
    else:
        assert welcome.deleted, "there is no such limit"
    assert traces(town, "Zoé") == []


@on_both
def test_what_waits_while_all_join_is_never_sent(town: Town, network: str) -> None:
    [zoe] = newcomers(town, "Zoé", on=network)
    playground = town.networks[network]
    with playground.cut():
        town.move(MINUTE)
        with town.database.unit() as store:  # by another way: this one is cut
            now = town.clock.now()
            member = store[Members].register(zoe.address, "Zoé", direct=None, at=now)
            store[Members].join(member, 1, Circle.INFORMED, now)
        town.move(MINUTE)
    town.move(HOUR)

    assert town.said_in(SQUARE[network]) == []


def test_a_restart_between_loses_nobody_and_doubles_nothing(town: Town) -> None:
    [zoe] = newcomers(town, "Zoé")
    town.restart()
    town.move(MINUTE)
    town.restart()
    town.move(HOUR)
    assert greetings(town) == ["Bienvenue, Zoé."]

    zoe.joins()
    town.restart()
    town.move(MINUTE)
    assert standing(town) == []


# Nothing is kept of who does not want it


def declines(zoe: Neighbour) -> None:
    zoe.says("/rejoindre")
    zoe.presses("Non merci")


def forgets(zoe: Neighbour) -> None:
    zoe.says("/effacer")


@pytest.mark.parametrize("act", [declines, forgets])
def test_who_says_no_is_named_no_longer(town: Town, act: Callable[[Neighbour], None]) -> None:
    [zoe, _] = newcomers(town, "Zoé", "Max")
    town.move(MINUTE)

    act(zoe)

    assert [greeting(each) for each in standing(town)] == ["Bienvenue, Max."]
    with town.database.unit() as store:
        known = store._session.scalars(select(Newcomer.address)).all()
    assert zoe.address not in known


@pytest.mark.parametrize("choice", ["Effacer mes données", "Quitter la communauté"])
def test_who_joins_and_goes_again_is_named_no_longer(town: Town, choice: str) -> None:
    [zoe, _] = newcomers(town, "Zoé", "Max")
    town.move(MINUTE)
    zoe.joins()
    town.move(MINUTE)

    zoe.says("/quitter")
    zoe.presses(choice)
    zoe.presses("Oui")

    assert [greeting(each) for each in standing(town)] == ["Bienvenue, Max."]


def test_a_welcome_whose_last_one_was_erased_goes(town: Town) -> None:
    [zoe] = newcomers(town, "Zoé")
    town.move(MINUTE)
    zoe.says("/effacer")
    town.move(MINUTE)

    assert (standing(town), kept(town)) == ([], 0)


def test_a_room_that_is_lost_keeps_nobody(town: Town) -> None:
    newcomers(town, "Zoé")
    town.move(MINUTE)
    newcomers(town, "Max")
    town.do(town.networks["telegram"].put_out(SQUARE["telegram"]))
    town.move(HOUR)

    assert kept(town) == 0
    assert greetings(town) == ["Bienvenue, Zoé."]


@pytest.mark.parametrize("away", [HOUR, 72 * HOUR])
def test_what_was_left_behind_in_a_room_is_taken_away_once_we_are_back(
    town: Town, away: timedelta
) -> None:
    newcomers(town, "Zoé")
    town.move(MINUTE)
    [welcome] = standing(town)
    playground, square = town.networks["telegram"], SQUARE["telegram"]
    town.do(playground.put_out(square))
    town.move(away)
    town.do(playground.let_in(square))
    town.move(MINUTE)

    assert welcome.deleted or "Zoé" not in welcome.text
    assert welcome.deleted == (away == HOUR)


# Asking to be let in


def test_who_asks_to_be_let_in_is_told_in_private_and_nothing_is_kept(town: Town) -> None:
    zoe = town.stranger("Zoé")

    assert zoe.asks_to_enter() == WHAT
    assert (town.said_in(zoe.square), kept(town)) == ([], 0)
    assert traces(town, "Zoé") == []
    assert set(traces(town, zoe.address)) <= {"deliveries", "departures"}, "as for any answer"
    assert zoe.presses("Rejoindre").startswith("Rejoindre Pionniers de l'énergie")
    zoe.presses(YES)
    zoe.enters()
    town.move(MINUTE)
    assert town.said_in(zoe.square) == []


def test_a_member_or_a_late_answer_or_another_room_is_told_nothing(town: Town) -> None:
    assert town.member("Zoé").asks_to_enter() == ""
    assert town.stranger("Max").asks_to_enter("telegram:-4004") == ""
    late = town.stranger("Inès")
    asked = late.playground._incoming(late.address, late.name, None, kind=Kind.ASKED, locale="fr")
    town.clock.move(6 * MINUTE)
    town.do(late.playground.receives(replace(asked, words=late.square)))
    assert late.inbox == []


def test_where_we_may_write_for_five_minutes_is_nobodys_direct_room(town: Town) -> None:
    zoe = town.stranger("Zoé")
    with town.database.unit() as store:  # known, and never wrote to us
        store[Members].register(zoe.address, "Zoé", direct=None, at=town.clock.now())

    assert zoe.asks_to_enter() == WHAT

    with town.database.unit() as store:
        identity = store[Identities].get(zoe.address)
        assert identity is not None
        assert identity.direct is None


# The switch


def test_gardeners_switch_it_off_and_on(town: Town) -> None:
    ana = town.gardener("territory")
    newcomers(town, "Zoé")
    town.move(MINUTE)
    newcomers(town, "Max")

    assert "sont accueillies" in ana.says("/accueil")
    assert "ne sont pas accueillies" in ana.presses("Ne plus accueillir")
    assert standing(town) == []
    newcomers(town, "Inès")
    town.move(HOUR)
    assert (standing(town), kept(town)) == ([], 0)
    assert town.stranger("Léo").asks_to_enter() == ""

    assert "ne sont pas accueillies" in ana.says("/accueil")
    assert "sont accueillies" in ana.presses("Accueillir")
    newcomers(town, "Noé")
    town.move(MINUTE)
    assert greetings(town) == ["Bienvenue, Zoé.", "Bienvenue, Noé."]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("/accueil non", "ne sont pas accueillies"),
        ("/welcome no", "ne sont pas accueillies"),
        ("/accueil oui", "sont accueillies"),
        ("/accueil peut-être", "Répondez oui ou non."),
    ],
)
def test_it_is_typed_too(town: Town, typed: str, told: str) -> None:
    assert told in town.gardener("territory").says(typed)


def test_nobody_else_may(town: Town) -> None:
    zoe, stranger = town.member("Zoé"), town.stranger("Max")
    for refused in (zoe.says("/accueil non"), stranger.says("/accueil non")):
        assert "accueillies" not in refused
    forged = zoe.playground._incoming(zoe.address, zoe.name, None, kind=Kind.PRESS, locale="fr")
    town.do(zoe.playground.receives(replace(forged, press="welcome_set:no", press_id="forged")))
    newcomers(town, "Inès")
    town.move(MINUTE)

    assert greetings(town) == ["Bienvenue, Inès."]


def test_the_configuration_may_leave_it_out(
    database_url: str, saved_towns: SavedTowns | None
) -> None:
    town = Town(database_url, town_settings(welcome=False), saved=saved_towns)
    try:
        newcomers(town, "Zoé")
        town.move(MINUTE)
        assert (town.said_in(SQUARE["telegram"]), kept(town)) == ([], 0)
    finally:
        town.close()


# Topics, and several communities


def test_who_comes_into_a_forum_is_welcomed_in_the_topic_of_the_community(
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
