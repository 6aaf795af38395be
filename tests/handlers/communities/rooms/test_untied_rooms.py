"""Rooms untied, and rooms of other communities."""

import pytest

from bot.core.messages.incoming import Kind
from tests.handlers.communities.rooms.tied import EAU, ENERGY, GROUP, INSIDE, acts, pair, tied
from tests.town import SQUARE, Neighbour, Town


def bea(town: Town) -> Neighbour:
    """The gardener of the other community."""
    return Neighbour(town, "telegram", "telegram:53", "Béa", "fr").joins(EAU)


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
def test_an_old_button_says_that_it_is_void(quick: Town, label: str) -> None:
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


def test_a_gardener_cannot_take_a_room_of_another_community(town: Town) -> None:
    water = bea(town)

    refused = [water.says(typed, water.square) for typed in ("/salon eau", "/salon eau canal")]

    why = (
        f"Ce salon appartient à {ENERGY}. Il faut être responsable du service pour le confier à "
        "une autre communauté."
    )
    assert refused == [why, why]
    assert tied(town, water.square) == ("energie", "community")
    assert ("telegram:53", "room_tie") in acts(town, "refused")


def test_a_gardener_cannot_take_a_topic_of_another_forum(quick: Town) -> None:
    water = bea(quick)

    assert f"appartient à {ENERGY}" in water.says("/salon eau groupe", f"{water.square}/17")


def test_a_cultivator_moves_a_room_in_two_steps(town: Town) -> None:
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
    """A room that nobody owns any more can be tied by a gardener inside."""
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


def test_a_gardener_cannot_press_the_buttons_of_another_community(quick: Town) -> None:
    pair(quick)
    water = bea(quick)
    rooms = (SQUARE["telegram"], "telegram:-2001", GROUP)
    before = [tied(quick, room) for room in rooms]

    for press in FORGED:
        for room in rooms:
            water.says("", room, kind=Kind.PRESS, press=press, press_id=press, shown=True)
        water.says("", kind=Kind.PRESS, press=press, press_id=press)
        assert [tied(quick, room) for room in rooms] == before, press

    assert acts(quick) == []


def test_a_forged_press_in_private_connects_no_room(quick: Town) -> None:
    """A person who lets the bot into a channel learns no way to tie the rooms of others."""
    ana, _ = pair(quick)
    quick.lets_in(GROUP, quick.stranger("Xavier"))

    for press in FORGED:
        said = ana.says("", kind=Kind.PRESS, press=press, press_id=press)

        assert tied(quick, GROUP) is None, press
        assert said in {
            INSIDE.format("/"),
            "Seules les personnes qui gèrent ce robot peuvent faire cela.",
        }, press


@pytest.mark.slow
def test_a_member_cannot_connect_a_room(quick: Town) -> None:
    zoe = quick.member("Zoé", of=(ENERGY,))

    refused = zoe.says("/salon energie groupe", GROUP)

    assert refused == f"Seule l'équipe de jardinage de {ENERGY} peut faire cela : –."
    assert zoe.says("/salon", GROUP).startswith("Ce salon n'appartient encore à aucune communauté.")
    assert tied(quick, GROUP) is None


def test_an_anonymous_admin_cannot_connect_a_room(quick: Town) -> None:
    carl = quick.cultivator()

    refused = carl.says("/salon energie groupe", GROUP, anonymous=True)

    assert refused.startswith("Je ne peux pas savoir qui vous êtes")
    assert carl.says("/salon", GROUP, anonymous=True).startswith("Ce salon n'appartient encore")
    assert tied(quick, GROUP) is None
