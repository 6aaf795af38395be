"""Rooms: told, tied, changed and untied from inside, by those who tend and by nobody else."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.core.messages.incoming import Kind
from storage.audit import Audit
from storage.communities import Communities, RoomKind
from tests.databases import Fresh
from tests.saved_towns import SavedTowns
from tests.town import BACK_ROOM, SQUARE, WATER, Neighbour, Town, town_settings

ENERGY, EAU = "Pionniers de l'énergie", "Eau vive"
GROUP, MATRIX_ROOM, CHANNEL = "telegram:-5005", "matrix:!new", "telegram:-7007"
FORUM, TOPIC = "telegram:-6006", "telegram:-6006/17"
PAIR = "Équipe : Ana (territoire) et Luc (Région)."
HELLO = (
    "Bonjour. Ce salon n'appartient encore à aucune communauté. Si vous en jardinez une, vous "
    "pouvez l'y rattacher."
)
INSIDE = "Un salon se configure depuis ce salon : invitez-moi, puis écrivez-y {}salon."

ALONE = (
    "Ici, c'est un salon privé, entre vous et moi. Un salon se configure depuis ce salon "
    ": invitez-moi, puis écrivez-y {}salon."
)


@pytest.fixture
def town(database_url: str, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """The town with two communities, once on SQLite and once on PostgreSQL."""
    made = Town(database_url, town_settings(WATER), saved=saved_towns)
    yield made
    made.close()


@pytest.fixture
def quick(fresh_database: Fresh, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """The same on SQLite alone, for what no database can change."""
    made = Town(fresh_database("sqlite"), town_settings(WATER), saved=saved_towns)
    yield made
    made.close()


def bea(town: Town) -> Neighbour:
    """The gardener of the other community."""
    return Neighbour(town, "telegram", "telegram:53", "Béa", "fr").joins(EAU)


def pair(town: Town) -> tuple[Neighbour, Neighbour]:
    """The gardeners of the community."""
    return town.gardener("territory", ENERGY), town.gardener("region", ENERGY)


def tied(town: Town, room: str) -> tuple[str, str] | None:
    """To which community a room is tied, and as what."""
    with town.database.unit() as store:
        row = store[Communities].room(room)
        if row is None or row.community_id is None:
            return None
        return store[Communities].get(row.community_id).slug, row.kind


def acts(town: Town, outcome: str = "done") -> list[tuple[str, str]]:
    """Who did what about rooms, or was refused it, the latest last."""
    with town.database.unit() as store:
        rows = [row for row in store[Audit].latest(50) if row.outcome == outcome]
        return [(row.actor, row.action) for row in rows if row.action.startswith("room")][::-1]


def in_room(town: Town, room: str) -> list[str]:
    """The buttons of the last message there."""
    return [choice.label for choice in town.said_in(room)[-1].choices]


# Told


@pytest.mark.parametrize("network", ["telegram", "matrix"])
def test_a_room_tells_whose_it_is_what_for_and_who_tends_it(town: Town, network: str) -> None:
    pair(town)
    zoe = town.stranger("Zoé", on=network)
    mark = "/" if network == "telegram" else "!"

    assert (
        zoe.says(f"{mark}salon", zoe.square)
        == f"{ENERGY}\nIci : le salon de la communauté.\n{PAIR}"
    )
    assert in_room(town, zoe.square) == [], "only those who tend it see what they can change"


def test_an_empty_seat_is_told(quick: Town) -> None:
    zoe = quick.member("Zoé", of=(ENERGY,))
    nobody = zoe.says("/salon", zoe.square)
    quick.gardener("territory", ENERGY)

    assert nobody.endswith("Équipe : personne n'a encore rejoint.")
    assert zoe.says("/salon", zoe.square).endswith(
        "Équipe : Ana (territoire). La personne qui tient le rôle pour la Région n'a pas encore "
        "rejoint."
    )


def test_in_private_a_gardener_reads_of_the_rooms(quick: Town) -> None:
    ana, _ = pair(quick)
    quick.do(quick.networks["telegram"].put_out(SQUARE["telegram"]))

    told = ana.says("/salons")

    assert told.startswith(f"Salons\n{ENERGY}\n")
    assert "– le salon de la communauté (Telegram) : je ne peux plus y écrire" in told
    assert "– le salon de l'équipe (Matrix)" in told
    assert EAU not in told
    assert (
        quick.stranger("Zoé")
        .says("/salon")
        .startswith("Ici, c'est un salon privé, entre vous et moi.")
    )


# The bot comes in


@pytest.mark.parametrize("room", [GROUP, MATRIX_ROOM])
def test_the_bot_says_once_what_can_be_done(town: Town, room: str) -> None:
    zoe = town.stranger("Zoé", on=room.partition(":")[0])

    town.lets_in(room, zoe)
    town.lets_in(room, zoe)
    town.restart()
    town.lets_in(room, zoe)

    assert [each.text for each in town.said_in(room)] == [HELLO]
    assert tied(town, room) is None
    assert zoe.inbox == []


def test_a_room_that_a_member_claims_to_have_chosen_is_none(quick: Town) -> None:
    quick.lets_in(GROUP, quick.member("Zoé", of=(ENERGY,)), chosen=True)

    with quick.database.unit() as store:
        assert store[Communities].room(GROUP) is None
    assert quick.said_in(GROUP) == []


@pytest.mark.parametrize("room", [SQUARE["telegram"], SQUARE["matrix"], "telegram:-1001/12"])
def test_where_the_community_is_known_nothing_is_said(quick: Town, room: str) -> None:
    quick.lets_in(room, quick.stranger("Zoé", on=room.partition(":")[0]))

    assert quick.said_in(room) == []


def test_a_person_who_unblocks_the_bot_is_no_room(quick: Town) -> None:
    zoe = quick.member("Zoé", of=(ENERGY,))
    before = list(zoe.inbox)

    zoe.says("", kind=Kind.CAME)

    assert zoe.inbox == before


# Tied


@pytest.mark.parametrize("room", [GROUP, MATRIX_ROOM])
def test_a_gardener_ties_a_room_by_buttons(town: Town, room: str) -> None:
    ana, luc = pair(town)
    here = ana if room == GROUP else luc
    town.lets_in(room, here)
    before = len(ana.inbox), len(luc.inbox)

    here.presses("Rattacher ce salon", room=room)
    offered = in_room(town, room)
    here.presses(ENERGY, room=room)
    kinds = in_room(town, room)
    here.presses("Groupe de travail", room=room)

    assert offered == [ENERGY]
    assert kinds == ["Communauté", "Annonces", "Jardinage", "Région", "Groupe de travail"]
    assert tied(town, room) == ("energie", "working-group")
    assert (
        town.said_in(room)[-1].text == f"{ENERGY}\nIci : le salon d'un groupe de travail.\n{PAIR}"
    )
    assert acts(town) == [(here.address, "room_into"), (here.address, "room_tie")]
    other = luc if here is ana else ana
    told = f"{here.name} a rattaché un salon à {ENERGY} : le salon d'un groupe de travail"
    assert other.inbox[-1].startswith(told)
    assert (len(ana.inbox), len(luc.inbox)) == (
        before[0] + (other is ana),
        before[1] + (other is luc),
    )


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("energie communaute", RoomKind.COMMUNITY),
        ("energie community", RoomKind.COMMUNITY),
        ("Énergie Communauté", RoomKind.COMMUNITY),
        ("energie annonces", RoomKind.CHANNEL),
        ("energie canal", RoomKind.CHANNEL),
        ("channel energie", RoomKind.CHANNEL),
        ("energie groupe de travail", RoomKind.WORKING_GROUP),
        ("energie working-group", RoomKind.WORKING_GROUP),
        ("energie | groupe", RoomKind.WORKING_GROUP),
        ("Pionniers de l'énergie groupe", RoomKind.WORKING_GROUP),
        ("groupe", RoomKind.WORKING_GROUP),
    ],
)
def test_it_is_tied_in_writing_in_both_languages(quick: Town, typed: str, kind: RoomKind) -> None:
    ana, _ = pair(quick)

    ana.says(f"/salon {typed}", GROUP)

    assert tied(quick, GROUP) == ("energie", kind.value)


@pytest.mark.parametrize(
    ("typed", "kind", "warning"),
    [
        ("jardiniers", RoomKind.GARDENERS, "liront ce que les membres écrivent à l'équipe"),
        ("gardeners", RoomKind.GARDENERS, "liront ce que les membres écrivent à l'équipe"),
        ("région", RoomKind.REGION, "à la Région, noms compris"),
        ("region", RoomKind.REGION, "à la Région, noms compris"),
    ],
)
def test_where_people_s_words_will_be_read_one_thinks_twice(
    quick: Town, typed: str, kind: RoomKind, warning: str
) -> None:
    ana, _ = pair(quick)

    asked = ana.says(f"/salon energie {typed}", GROUP)
    before = tied(quick, GROUP)
    ana.presses("Oui, le rattacher", room=GROUP)

    assert warning in asked
    assert before is None
    assert tied(quick, GROUP) == ("energie", kind.value)


def test_what_is_tied_is_used_at_once_and_after_a_restart(town: Town) -> None:
    ana, _ = pair(town)
    ana.says("/salon energie communauté", GROUP)
    town.restart()

    ana.publishes("/sondage Quel jour ? | lundi | mardi")

    assert "Quel jour ?" in town.said_in(GROUP)[-1].text
    assert tied(town, GROUP) == ("energie", "community")
    assert ana.says("/moi", GROUP) == "Je vous ai répondu en privé."


def test_a_topic_is_a_room_of_its_own(quick: Town) -> None:
    ana, _ = pair(quick)
    ana.says("/salon energie communauté", FORUM)

    follows = ana.says("/salon", TOPIC)
    offered = in_room(quick, TOPIC)
    ana.says("/salon energie groupe", TOPIC)
    own = ana.says("/salon", TOPIC)
    ana.presses("Détacher", room=TOPIC)
    ana.presses("Oui, le détacher", room=TOPIC)

    assert "Ce sujet suit son groupe : le salon de la communauté." in follows
    assert offered == ["En faire un salon à part"]
    assert "Ici : le salon d'un groupe de travail." in own
    assert quick.said_in(TOPIC)[-1].text == (
        f"C'est fait : ce sujet suit de nouveau son groupe, celui de {ENERGY}."
    )
    assert tied(quick, FORUM) == ("energie", "community")


def test_a_thread_on_matrix_is_part_of_its_room(quick: Town) -> None:
    _, luc = pair(quick)

    luc.says("!salon energie groupe", f"{MATRIX_ROOM}/$event")

    assert tied(quick, MATRIX_ROOM) == ("energie", "working-group")
    assert tied(quick, f"{MATRIX_ROOM}/$event") is None


def test_a_channel_is_set_up_in_private_with_whoever_let_the_bot_in(town: Town) -> None:
    ana, _ = pair(town)

    town.lets_in(CHANNEL, ana, broadcast=True)
    asked = ana.inbox[-1]
    ana.presses(ENERGY)
    ana.presses("Annonces")
    done = ana.inbox[-1]
    ana.presses("Détacher")
    ana.presses("Oui, le détacher")
    untied = tied(town, CHANNEL)
    ana.presses("Le rattacher à nouveau")

    assert asked == "J'ai rejoint un nouveau canal. À quelle communauté le rattacher ?"
    assert done == f"{ENERGY}\nIci : le canal d'annonces.\n{PAIR}"
    assert untied is None
    assert tied(town, CHANNEL) == ("energie", "channel")
    assert town.said_in(CHANNEL) == [], "its readers have nothing to do with it"


def test_of_a_stranger_s_channel_nothing_is_said(quick: Town) -> None:
    zoe = quick.member("Zoé", of=(ENERGY,))
    before = list(zoe.inbox)

    quick.lets_in(CHANNEL, zoe, broadcast=True)

    assert quick.said_in(CHANNEL) == []
    assert zoe.inbox == before


def test_many_communities_are_written_and_not_pressed(quick: Town) -> None:
    carl = quick.cultivator()
    for nth in range(8):
        carl.says(f"/communaute Groupe {nth}")
        carl.presses("Passer")

    said = carl.says("/salon", GROUP)

    assert (
        "Écrivez par exemple /salon energie annonces. Communautés : energie, eau, groupe-0" in said
    )
    assert in_room(quick, GROUP) == []


# Untied


def test_a_room_is_untied_in_two_steps_and_tied_again_in_one(town: Town) -> None:
    ana, luc = pair(town)
    ana.says("/salon", ana.square)
    ana.presses("Détacher", room=ana.square)
    asked, before = town.said_in(ana.square)[-1].text, tied(town, ana.square)

    ana.presses("Oui, le détacher", room=ana.square)
    after = tied(town, ana.square)
    told = luc.inbox[-1]
    ana.presses("Le rattacher à nouveau", room=ana.square)

    assert asked == f"{ENERGY} ne publiera plus rien ici. Détacher ce salon ?"
    assert before == tied(town, ana.square) == ("energie", "community")
    assert after is None
    assert told == f"Ana a détaché un salon de {ENERGY} : le salon de la communauté (Telegram)."
    assert [act for _, act in acts(town)] == ["room_loose", "room_free", "room_tie"]


def test_a_second_thought_changes_nothing(quick: Town) -> None:
    ana, _ = pair(quick)
    ana.says("/salon", ana.square)
    ana.presses("Détacher", room=ana.square)
    ana.presses("Non, ne rien changer", room=ana.square)

    assert tied(quick, ana.square) == ("energie", "community")


@pytest.mark.parametrize("label", ["Oui, le détacher", "Détacher"])
def test_an_old_button_says_so(quick: Town, label: str) -> None:
    ana, _ = pair(quick)
    ana.says("/salon", ana.square)
    card = quick.latest_with(ana.square, "Détacher")
    kept = card.said
    ana.presses("Détacher", card, ana.square)
    if label != "Détacher":
        kept = card.said
    ana.presses("Oui, le détacher", card, ana.square)
    card.said = kept

    again = ana.presses(label, card, ana.square)

    assert again == f"Ce salon n'appartient plus à {ENERGY}. /salon montre ses réglages."


def test_tying_twice_tells_once(quick: Town) -> None:
    ana, luc = pair(quick)
    ana.says("/salon energie groupe", GROUP)
    before = len(luc.inbox)

    ana.says("/salon energie groupe", GROUP)

    assert len(luc.inbox) == before


# What is another's


def test_a_gardener_cannot_take_another_community_s_room(town: Town) -> None:
    water = bea(town)

    refused = [water.says(typed, water.square) for typed in ("/salon eau", "/salon eau canal")]

    why = (
        f"Ce salon appartient à {ENERGY}. Il faut être responsable du service pour le confier à "
        "une autre communauté."
    )
    assert refused == [why, why]
    assert tied(town, water.square) == ("energie", "community")
    assert ("telegram:53", "room_tie") in acts(town, "refused")


def test_nor_a_topic_of_its_forum(quick: Town) -> None:
    water = bea(quick)

    assert f"appartient à {ENERGY}" in water.says("/salon eau groupe", f"{water.square}/17")


def test_whoever_runs_the_bot_gives_it_in_two_steps(town: Town) -> None:
    ana, luc = pair(town)
    water, carl = bea(town), town.cultivator()

    asked = carl.says("/salon eau communauté", carl.square)
    before = tied(town, carl.square)
    carl.presses("Oui, le rattacher", room=carl.square)

    assert asked == f"Ce salon appartient à {ENERGY}. Il appartiendrait alors à {EAU}."
    assert before == ("energie", "community")
    assert tied(town, carl.square) == ("eau", "community")
    given = f"Carl a confié à {EAU} un salon de {ENERGY} : le salon de la communauté (Telegram)."
    assert ana.inbox[-1] == luc.inbox[-1] == given
    assert water.inbox[-1].startswith(f"Carl a rattaché un salon à {EAU}")
    assert acts(town)[-1] == (carl.address, "room_take")


def test_a_community_gives_up_its_room_and_another_takes_it(quick: Town) -> None:
    """What nobody owns any more can be tied by whoever is there."""
    ana, _ = pair(quick)
    water = bea(quick)
    ana.says("/salon", ana.square)
    ana.presses("Détacher", room=ana.square)
    ana.presses("Oui, le détacher", room=ana.square)

    water.says("/salon eau communauté", water.square)

    assert tied(quick, water.square) == ("eau", "community")


FORGED = [
    "room_into:1",
    "room_tie:1:community",
    "room_tie:1:channel",
    "room_sure:1:gardeners",
    "room_take:1:community",
    "room_loose:1",
    "room_free:1",
]


@pytest.mark.parametrize("press", FORGED)
def test_the_gardener_of_one_presses_no_button_of_the_other(quick: Town, press: str) -> None:
    pair(quick)
    water = bea(quick)
    rooms = (SQUARE["telegram"], "telegram:-2001", GROUP)
    before = [tied(quick, room) for room in rooms]

    for room in rooms:
        water.says("", room, kind=Kind.PRESS, press=press, press_id="forged", shown=True)
    water.says("", kind=Kind.PRESS, press=press, press_id="forged")

    assert [tied(quick, room) for room in rooms] == before
    assert acts(quick) == []


@pytest.mark.parametrize("press", FORGED)
def test_in_private_no_room_is_meant_by_a_forged_press(quick: Town, press: str) -> None:
    """Whoever lets the bot into a channel learns no way to tie the rooms of others."""
    ana, _ = pair(quick)
    quick.lets_in(GROUP, quick.stranger("Xavier"))

    ana.says("", kind=Kind.PRESS, press=press, press_id="forged")

    assert tied(quick, GROUP) is None
    assert ana.inbox[-1] in {
        INSIDE.format("/"),
        "Seules les personnes qui gèrent ce robot peuvent faire cela.",
    }


def test_a_member_ties_nothing(quick: Town) -> None:
    zoe = quick.member("Zoé", of=(ENERGY,))

    refused = zoe.says("/salon energie groupe", GROUP)

    assert refused == f"Seule l'équipe de jardinage de {ENERGY} peut faire cela : –."
    assert zoe.says("/salon", GROUP).startswith("Ce salon n'appartient encore à aucune communauté.")
    assert tied(quick, GROUP) is None


def test_who_writes_as_the_group_ties_nothing(quick: Town) -> None:
    carl = quick.cultivator()

    refused = carl.says("/salon energie groupe", GROUP, anonymous=True)

    assert refused.startswith("Je ne peux pas savoir qui vous êtes")
    assert carl.says("/salon", GROUP, anonymous=True).startswith("Ce salon n'appartient encore")
    assert tied(quick, GROUP) is None


# Wrong words


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        pytest.param("truc", "Je ne connais pas « truc ».", id="nothing"),
        pytest.param("energie truc", "Je ne connais pas « energie truc ».", id="no kind"),
        pytest.param("energie direct", "Je ne connais pas « energie direct ».", id="direct"),
        pytest.param("truc canal", "Je ne connais pas « truc canal ».", id="no community"),
        pytest.param("energie canal #place:hs", INSIDE.format("/"), id="an alias"),
        pytest.param("!abc:hs", INSIDE.format("/"), id="an address"),
        pytest.param("energie telegram:-100", INSIDE.format("/"), id="ours"),
        pytest.param("energie canal -1001234567", INSIDE.format("/"), id="a number"),
        pytest.param("https://t.me/groupe energie", INSIDE.format("/"), id="a link"),
    ],
)
def test_wrong_words_are_explained(quick: Town, typed: str, answer: str) -> None:
    ana, _ = pair(quick)

    assert ana.says(f"/salon {typed}", GROUP).startswith(answer)
    assert tied(quick, GROUP) is None


@pytest.mark.parametrize("typed", ["energie jardiniers", "energie", "canal", "energie #place:hs"])
def test_a_direct_room_is_nobody_s_to_tie(quick: Town, typed: str) -> None:
    ana, luc = pair(quick)

    assert ana.says(f"/salon {typed}") == ALONE.format("/")
    assert luc.says(f"!salon {typed}") == ALONE.format("!")
    with quick.database.unit() as store:
        rows = [store[Communities].room(each.address) for each in (ana, luc)]
    assert [row.kind for row in rows if row is not None] == ["direct", "direct"]


def test_the_back_room_is_told_by_its_own_name(quick: Town) -> None:
    _, luc = pair(quick)
    quick.move(timedelta(minutes=1))

    assert "Ici : le salon de l'équipe." in luc.says("!salon", BACK_ROOM)
