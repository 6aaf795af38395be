"""Letters as each reader gets them: in rooms, after silence, and by interests."""

import pytest

from storage.members import Identities, Members
from storage.profile import Profiles
from tests.handlers.digest.letters.composed import (
    DUE,
    NEWS,
    WEEK,
    announces_event,
    announces_for_waste,
    approve,
    letter_of,
    opens_poll,
    reader,
)
from tests.handlers.digest.news.writing import add_news
from tests.town import BACK_ROOM, SQUARE, Neighbour, Town


@pytest.mark.slow
def test_rooms_get_seven_lines_and_each_reader_the_rest(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    opens_poll(ana)
    announces_event(ana)
    for number in range(1, 8):
        add_news(ana, f"/actu Actualité {number} | Un texte")
    approve(ana, luc)
    town.move_to(DUE)

    shown = town.said_in(SQUARE["telegram"])[-1]

    lines = shown.text.split("\n")[1:]
    assert lines[0] == "– 📊 Quelle date pour l'atelier ?"
    assert lines[1] == "– Actualité 1 (Ana, pour le territoire)"
    assert lines[-1].startswith("– Actualité 6 (")
    assert len(lines) == 7


@pytest.mark.slow
def test_after_a_month_of_silence_a_letter_begins_with_missed_items_once(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe = reader(town, "Zoé")
    begun = []
    for week in range(6):
        add_news(ana, f"/actu Nouvelle {week} | Un texte")
        approve(ana, luc)
        town.move_to(DUE + week * WEEK)
        begun.append("Ce que vous avez peut-être manqué" in letter_of(zoe))

    assert begun == [False, False, False, False, True, False]
    missed = next(each for each in zoe.inbox if "peut-être manqué" in each)
    assert missed.split("\n")[1:5] == [
        "👋 Ce que vous avez peut-être manqué",
        "– Nouvelle 3 (Ana, pour le territoire)",
        "– Nouvelle 2 (Ana, pour le territoire)",
        "– Nouvelle 1 (Ana, pour le territoire)",
    ]


def cares_for_waste(who: Neighbour) -> None:
    with who.town.database.unit() as store:
        identity = store[Identities].get(who.address)
        member = None if identity is None else store[Members].get(identity.member_id)
        assert member is not None
        store[Profiles].choose(member, 1, "waste", chosen=True)


@pytest.mark.slow
def test_readers_for_whom_nothing_is_left_get_no_letter(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe, max_ = reader(town, "Zoé"), reader(town, "Max", on="matrix")
    cares_for_waste(zoe)
    announces_for_waste(ana)
    approve(ana, luc)

    town.move_to(DUE)

    assert "Visite du composteur" in letter_of(zoe)
    assert letter_of(max_) == ""
    assert "n'est pas partie" not in town.said_in(BACK_ROOM)[-1].text


@pytest.mark.slow
def test_an_event_for_some_is_in_their_letters_alone(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe, max_ = reader(town, "Zoé"), reader(town, "Max", on="matrix")
    cares_for_waste(zoe)
    announces_for_waste(ana)
    add_news(ana, NEWS)
    approve(ana, luc)

    town.move_to(DUE)

    assert "Visite du composteur" in letter_of(zoe)
    assert "Visite du composteur" not in letter_of(max_)
    assert "Le broyeur" in letter_of(max_)
    assert "Visite du composteur" in town.said_in(SQUARE["telegram"])[-1].text


@pytest.mark.slow
def test_an_approved_letter_is_sent_after_a_restart(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe = reader(town, "Zoé")
    opens_poll(ana)
    add_news(ana, NEWS)
    approve(ana, luc)

    town.restart()
    town.move_to(DUE)

    assert "Quelle date" in letter_of(zoe)
    assert len([each for each in zoe.inbox if each.startswith("📰")]) == 1


@pytest.mark.slow
def test_reading_on_leads_to_buttons(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    max_ = town.member("Max", on="matrix")
    opens_poll(ana)
    for number in range(1, 8):
        add_news(ana, f"/actu Actualité {number} | Un texte")
    approve(ana, luc)
    town.move_to(DUE)

    max_.presses("Lire la suite", room=SQUARE["matrix"])

    assert "Actualité 7\nUn texte" in letter_of(max_)
    max_.presses("Voter")
    assert max_.inbox[-1].startswith("📊 Quelle date pour l'atelier ?")
