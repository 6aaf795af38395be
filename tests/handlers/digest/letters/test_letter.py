"""The letter composes itself: each reader's items of an approved letter."""

from datetime import datetime, timedelta

import pytest

from storage.members import Identities, Members
from storage.profile import Profiles
from tests.handlers.digest.news.writing import add_news
from tests.town import BACK_ROOM, SQUARE, Neighbour, Town

DUE = datetime(2026, 12, 1, 8, 0)  # noqa: DTZ001 - `move_to` reads it in Paris
WEEK = timedelta(days=7)
POLL = "/sondage Quelle date pour l'atelier ? | jeudi 10 | samedi 12"
EVENT = "/evenement Visite du composteur | samedi 12 décembre 14h30-16h | Besançon"
NEWS = "/actu Le broyeur est arrivé | En prêt à la mairie"


@pytest.fixture
def ana(town: Town) -> Neighbour:
    """The gardener of the territory, on Telegram."""
    return town.gardener("territory")


@pytest.fixture
def luc(town: Town) -> Neighbour:
    """The gardener at the Region, on Matrix."""
    return town.gardener("region")


def reader(town: Town, name: str, on: str = "telegram") -> Neighbour:
    """A member who asked for the letter in private."""
    who = town.member(name, on=on)
    mark = "/" if on == "telegram" else "!"
    who.says(f"{mark}reglages")
    who.presses("Recevoir la lettre en privé")
    return who


def opens_poll(who: Neighbour) -> None:
    who.publishes(POLL)


def announces_event(who: Neighbour) -> None:
    who.says(EVENT)
    who.presses("Annoncer")


def approve(ana: Neighbour, luc: Neighbour) -> None:
    ana.says("/lettre soumettre")
    luc.presses("Approuver")


def letter_of(who: Neighbour) -> str:
    """The last letter that a person was sent."""
    return next((said for said in reversed(who.inbox) if said.startswith("📰")), "")


def test_a_letter_has_what_awaits_news_and_dates(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe, max_ = reader(town, "Zoé"), reader(town, "Max", on="matrix")
    opens_poll(ana)
    announces_event(ana)
    add_news(ana, NEWS)

    approve(ana, luc)
    town.move_to(DUE)

    for each in (zoe, max_):
        assert letter_of(each).split("\n")[1:14] == [
            "🗳 À vous",
            "📊 Quelle date pour l'atelier ?",
            "noms non affichés",
            "",
            "📰 Actualités",
            "Le broyeur est arrivé",
            "En prêt à la mairie",
            "Ana, pour le territoire",
            "",
            "🗓 À venir",
            "Visite du composteur",
            "Samedi 12 décembre, 14 h 30 – 16 h",
            "📍 Besançon (Doubs)",
        ]


@pytest.mark.slow
def test_a_consultation_stays_until_it_ends(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    zoe = reader(town, "Zoé")
    opens_poll(ana)
    add_news(ana, "/actu Budget | https://exemple.fr --consultation --fin 31 décembre")

    found = []
    for week in range(6):
        add_news(ana, f"/actu Semaine {week}")
        approve(ana, luc)
        town.move_to(DUE + week * WEEK)
        for words in (letter_of(zoe), town.said_in(SQUARE["telegram"])[-1].text):
            assert f"Semaine {week}" in words
            found.append(words.count("Budget"))

    assert found == [1] * 10 + [0] * 2


def test_who_voted_or_declined_is_not_asked_again(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe, max_ = reader(town, "Zoé"), reader(town, "Max", on="matrix")
    opens_poll(ana)
    announces_event(ana)
    add_news(ana, NEWS)
    approve(ana, luc)

    zoe.says("/voter 1 1")
    zoe.says("/inscription 1 non")
    town.move_to(DUE)

    assert "Quelle date" not in letter_of(zoe)
    assert "Visite" not in letter_of(zoe)
    assert "Le broyeur" in letter_of(zoe)
    assert "Quelle date" in letter_of(max_)


def test_what_ended_or_changed_since_the_approval_is_left_out(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe = reader(town, "Zoé")
    opens_poll(ana)
    announces_event(ana)
    add_news(ana, NEWS)
    approve(ana, luc)

    ana.says("/cloturer 1")
    ana.says("/evenement 1 date dimanche 13 décembre 10h")
    town.move_to(DUE)

    assert "Quelle date" not in letter_of(zoe)
    assert "Visite" not in letter_of(zoe)
    assert "Le broyeur" in letter_of(zoe)
    assert town.said_in(BACK_ROOM)[-1].text == (
        "La lettre 1 part sans ce qui a pris fin ou changé depuis son approbation : "
        "« 📊 Quelle date pour l'atelier ? » et « Visite du composteur »."
    )


def test_what_is_new_since_the_approval_waits_for_the_next_letter(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    """Content seen by one gardener alone is never sent."""
    zoe = reader(town, "Zoé")
    add_news(ana, NEWS)
    approve(ana, luc)

    opens_poll(ana)
    announces_event(ana)
    town.move_to(DUE)

    assert "Le broyeur" in letter_of(zoe)
    assert "Quelle date" not in letter_of(zoe)
    assert "Visite" not in letter_of(zoe)


def test_what_was_read_before_it_changed_cannot_be_submitted(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, NEWS)
    ana.says("/lettre")
    shown = ana.direct[-1]
    opens_poll(ana)

    assert ana.presses("Soumettre", shown).startswith("La lettre a changé")


def test_an_item_comes_once_until_its_last_call(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    zoe = reader(town, "Zoé")
    opens_poll(ana)
    add_news(ana, NEWS)
    approve(ana, luc)
    town.move_to(DUE)
    assert "Quelle date" in letter_of(zoe)

    add_news(ana, "/actu Le deuxième broyeur | Il est là")
    approve(ana, luc)
    town.move_to(DUE + WEEK)

    assert "Le deuxième broyeur" in letter_of(zoe)
    assert "Quelle date" not in letter_of(zoe)


def test_a_letter_of_dates_alone_can_be_sent(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    zoe = reader(town, "Zoé")
    announces_event(ana)

    approve(ana, luc)
    town.move_to(DUE)

    assert "Visite du composteur" in letter_of(zoe)
    assert "Visite du composteur" in town.said_in(SQUARE["telegram"])[-1].text


def test_a_letter_of_which_nothing_is_left_is_not_sent(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe = reader(town, "Zoé")
    announces_event(ana)
    approve(ana, luc)

    ana.says("/evenement 1 date dimanche 13 décembre 10h")
    town.move_to(DUE)

    assert letter_of(zoe) == ""
    told = "La lettre 1 n'est pas partie : tout ce qu'elle contenait est passé, ou déjà envoyé."
    assert told in [each.text for each in town.said_in(BACK_ROOM)]


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
    assert lines[-1] == "Et 3 autres."
    assert len(lines) == 7


def test_after_a_month_of_silence_a_letter_begins_with_what_was_missed_once(
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


def announces_for_waste(who: Neighbour) -> None:
    who.says(EVENT)
    for label in ("Modifier", "Pour qui", "Déchets et réemploi", "Modifier autre chose", "Relire"):
        who.presses(label)
    who.presses("Annoncer")


def test_for_whom_nothing_is_left_there_is_no_letter(
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


def test_what_was_approved_is_sent_after_a_restart(
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


def test_reading_on_leads_to_what_one_can_do(town: Town, ana: Neighbour, luc: Neighbour) -> None:
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
