"""Rooms tied to a community: by buttons, in writing, topics and channels."""

import pytest

from storage.communities import RoomKind
from tests.handlers.communities.rooms.tied import (
    CHANNEL,
    ENERGY,
    GROUP,
    INSIDE,
    MATRIX_ROOM,
    PAIR,
    acts,
    in_room,
    pair,
    tied,
)
from tests.town import Town

FORUM, TOPIC = "telegram:-6006", "telegram:-6006/17"


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
def test_a_room_is_tied_in_writing_in_both_languages(
    quick: Town, typed: str, kind: RoomKind
) -> None:
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
def test_a_room_where_words_will_be_read_is_tied_after_a_warning(
    quick: Town, typed: str, kind: RoomKind, warning: str
) -> None:
    ana, _ = pair(quick)

    asked = ana.says(f"/salon energie {typed}", GROUP)
    before = tied(quick, GROUP)
    ana.presses("Oui, le rattacher", room=GROUP)

    assert warning in asked
    assert before is None
    assert tied(quick, GROUP) == ("energie", kind.value)


def test_a_tied_room_is_used_at_once_and_after_a_restart(town: Town) -> None:
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


def test_a_channel_is_set_up_in_private_with_the_person_who_let_the_bot_in(town: Town) -> None:
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


def test_nothing_is_said_about_the_channel_of_a_member(quick: Town) -> None:
    zoe = quick.member("Zoé", of=(ENERGY,))
    before = list(zoe.inbox)

    quick.lets_in(CHANNEL, zoe, broadcast=True)

    assert quick.said_in(CHANNEL) == []
    assert zoe.inbox == before


@pytest.mark.slow
def test_many_communities_are_listed_instead_of_buttons(quick: Town) -> None:
    carl = quick.cultivator()
    for nth in range(8):
        carl.says(f"/communaute Groupe {nth}")
        carl.presses("Passer")

    said = carl.says("/salon", GROUP)

    assert (
        "Écrivez par exemple /salon energie annonces. Communautés : energie, eau, groupe-0" in said
    )
    assert in_room(quick, GROUP) == []


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
