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
    max_ = town.member("Max", on="matrix")
    opens_poll(ana)
    announces_event(ana)
    for number in range(1, 8):
        add_news(ana, f"/actu Actualité {number} | Un texte")
    approve(ana, luc)
    town.move_to(DUE)

    shown = town.said_in(SQUARE["telegram"])[-1].text
    max_.presses("Lire la suite", room=SQUARE["matrix"])
    rest = letter_of(max_)
    max_.presses("Voter")

    lines = shown.split("\n")[1:]
    assert lines[0] == "– 📊 Quelle date pour l'atelier ?"
    assert lines[1] == "– Actualité 1 (Ana, pour le territoire)"
    assert lines[-1].startswith("– Actualité 6 (")
    assert len(lines) == 7
    assert "Actualité 7\nUn texte" in rest
    assert max_.inbox[-1].startswith("📊 Quelle date pour l'atelier ?")


@pytest.mark.slow
def test_consultations_stay_until_they_end_and_missed_items_come_once_after_a_month_of_silence(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe = reader(town, "Zoé")
    add_news(ana, "/actu Budget | https://exemple.fr --consultation --fin 31 décembre")
    add_news(ana, "/actu Utile avant le dix --fin 10 décembre")

    found, begun = [], []
    for week in range(6):
        add_news(ana, f"/actu Nouvelle {week} | Un texte")
        draft = ana.says("/lettre")
        approve(ana, luc)
        town.move_to(DUE + week * WEEK)

        assert f"Nouvelle {week}" in draft
        assert f"Nouvelle {week - 1}" not in draft
        assert ("Budget" in draft) == (week < 5)
        for words in (letter_of(zoe), town.said_in(SQUARE["telegram"])[-1].text):
            assert f"Nouvelle {week}" in words
            found.append(words.count("Budget"))
        begun.append("Ce que vous avez peut-être manqué" in letter_of(zoe))

    assert found == [1] * 10 + [0] * 2
    assert begun == [False, False, False, False, True, False]
    assert "🗳 À vous\nBudget" in next(each for each in zoe.inbox if "Budget" in each)
    missed = next(each for each in zoe.inbox if "peut-être manqué" in each)
    assert "Utile avant le dix" in next(each for each in zoe.inbox if "Nouvelle 0" in each)
    assert "Utile avant le dix" not in missed
    assert missed.split("\n")[1:6] == [
        "👋 Ce que vous avez peut-être manqué",
        "– Nouvelle 3 (Ana, pour le territoire)",
        "– Nouvelle 2 (Ana, pour le territoire)",
        "– Nouvelle 1 (Ana, pour le territoire)",
        "– Nouvelle 0 (Ana, pour le territoire)",
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
def test_an_event_for_some_is_in_their_letters_alone_and_gardeners_read_for_whom(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe, max_ = reader(town, "Zoé"), reader(town, "Max", on="matrix")
    cares_for_waste(zoe)
    announces_for_waste(ana)
    add_news(ana, NEWS)
    preview = luc.reviews_letter()
    approve(ana, luc)

    town.move_to(DUE)
    in_the_square = town.said_in(SQUARE["telegram"])[-1].text

    assert "Visite du composteur" in letter_of(zoe)
    assert "Visite du composteur" not in letter_of(max_)
    assert "Le broyeur" in letter_of(max_)
    assert "Visite du composteur" in in_the_square
    assert "📍 Besançon (Doubs)\nPour : Déchets et réemploi" in preview
    assert "Pour : " not in in_the_square + letter_of(zoe)
