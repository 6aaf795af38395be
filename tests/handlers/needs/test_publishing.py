"""A need or an offer: typed, looked at, changed, published, and ended by its author."""

from datetime import timedelta

import pytest

from tests.handlers.introductions.adults import grown, young
from tests.handlers.needs.publishing import MEMBERS, ROOM, TO_ANA, publishes
from tests.town import Neighbour, Town, labels

READ_BY = (
    "Les membres le lisent avec votre nom, jamais avec vos coordonnées.\n"
    "La Région (Luc) ne le lit pas."
)


@pytest.mark.parametrize("typed", [f"/besoin {ROOM}", f"besoin : {ROOM}"])
def test_a_need_is_shown_as_understood_before_it_is_published(zoe: Neighbour, typed: str) -> None:
    assert zoe.says(typed) == (
        f"🤝 Votre besoin\n{ROOM}\n📍 Auch (Gers)\nJusqu'au dimanche 28 février\n\n"
        f"Personne ne le voit encore.\n{READ_BY}"
    )
    assert labels(zoe) == [
        *(MEMBERS, TO_ANA, "Modifier", "Domaine", "Lieu", "Fin", "À la Région aussi", "Annuler"),
    ]


def test_a_need_typed_in_a_shared_room_is_shown_in_private(zoe: Neighbour) -> None:
    said = zoe.says(f"/besoin {ROOM}", room=zoe.square)
    preview = zoe.inbox[-1]
    card = zoe.presses(MEMBERS)

    assert said == "Je vous ai répondu en privé."
    assert preview.startswith(f"🤝 Votre besoin\n{ROOM}")
    assert card.startswith(f"🤝 Besoin 1\n{ROOM}")


@pytest.mark.slow
def test_an_offer_is_changed_published_ended_and_renewed(
    town: Town, zoe: Neighbour, yan: Neighbour
) -> None:
    zoe.says("/offre")
    zoe.presses("J'ai une offre")
    zoe.says("un vidéoprojecteur")
    zoe.presses("Domaine")
    zoe.presses("Culture")
    zoe.presses("Lieu")
    zoe.says("Dole")
    zoe.presses("30 km")
    zoe.presses("Fin")
    zoe.says("15 mars")
    zoe.presses(MEMBERS)
    card = zoe.inbox[-1]

    facts = (
        "un vidéoprojecteur\nDomaine : Culture\n📍 Dole (Jura), à 30 km à la ronde au plus\n"
        "Jusqu'au lundi 15 mars"
    )
    readers = "Les membres la lisent avec votre nom, jamais avec vos coordonnées."
    assert card == f"🤝 Offre 1\n{facts}\n\n{readers}\nPar écrit : /besoin 1"
    read = yan.says("!offre 1")
    assert read == f"🤝 Offre 1\n{facts}\n\nZoé\nPar écrit : !besoin 1"
    assert labels(yan) == ["Cela m'intéresse", "Tous les besoins et offres"]

    ended = zoe.presses("C'est donné")
    gone = yan.says("!offre 1")
    again = zoe.presses("Publier à nouveau")

    assert "Votre offre est fermée, et plus personne ne la voit." in ended
    assert gone.startswith("Il n'y a pas ici de besoin ni d'offre 1")
    assert facts in again


@pytest.mark.slow
def test_the_author_of_a_need_is_asked_a_week_before_its_end(town: Town, zoe: Neighbour) -> None:
    publishes(zoe, f"/besoin {ROOM}")
    town.move(timedelta(days=88))
    quiet = [each for each in zoe.inbox if "Est-ce toujours valable" in each]
    town.move(timedelta(days=2))
    asked = zoe.inbox[-1]
    renewed = zoe.presses("Toujours valable")
    town.move(timedelta(days=80))
    still = zoe.says("/besoin 1")
    town.move(timedelta(days=20))

    assert quiet == []
    assert asked.startswith(f"🤝 Besoin 1\n« {ROOM} » se termine dimanche 28 février")
    assert "C'est valable jusqu'au" in renewed
    assert ROOM in still
    assert "est passée : ce n'est plus visible" in zoe.inbox[-1]
    assert ROOM not in zoe.says("/besoin")


@pytest.mark.slow
def test_the_end_of_an_offer_names_the_command_for_offers(town: Town, zoe: Neighbour) -> None:
    publishes(zoe, "/offre une échelle")
    town.move(timedelta(days=95))

    assert "Pour publier à nouveau : /offre." in zoe.inbox[-1]


@pytest.mark.slow
def test_many_ends_are_one_message(town: Town, zoe: Neighbour) -> None:
    publishes(zoe, "/besoin une remorque")
    publishes(zoe, "/offre une échelle")
    before = len(zoe.inbox)
    town.move(timedelta(days=85))
    asked = zoe.inbox[before:]
    zoe.presses("2 · une échelle")
    renewed = zoe.presses("Toujours valable")
    town.move(timedelta(days=10))

    assert asked == [
        (
            "🤝 Besoins et offres\nVoici ce qui se termine bientôt. Est-ce toujours valable ?\n"
            "Besoin 1 · une remorque – jusqu'au lundi 22 février\n"
            "Offre 2 · une échelle – jusqu'au lundi 22 février"
        )
    ]
    assert "C'est valable jusqu'au" in renewed
    assert "L'échéance de « une remorque » est passée" in zoe.inbox[-1]
    assert "remorque" not in zoe.says("/besoin")
    assert "échelle" in zoe.says("/besoin")


@pytest.mark.slow
def test_a_member_not_known_to_be_18_publishes_nothing(
    town: Town, luc: Neighbour, zoe: Neighbour
) -> None:
    kim = town.member("Kim")
    asked = kim.says(f"/besoin {ROOM}")
    preview = kim.presses("Oui, 18 ans ou plus")
    kim.presses(MEMBERS)
    seen = zoe.says("/besoin")
    young(kim)

    lou = grown(town.member("Lou"))
    lou.says("/besoin une serre")
    waiting = lou.direct[-1]
    young(lou)
    lou.presses(MEMBERS, waiting)
    grown(lou)

    assert "serre" not in zoe.says("/besoin"), "nothing was published meanwhile"
    assert asked.startswith("Avez-vous 18 ans ou plus ?")
    assert ROOM in preview
    assert ROOM in seen
    assert ROOM not in zoe.says("/besoin")
    assert "L'équipe de jardinage vous lit : /ecrire" in kim.says("/besoin un vélo")
    assert kim.says("mes besoins").startswith("🤝 Besoins et offres")
    assert not {"J'ai un besoin", "J'ai une offre"} & {*labels(kim)}
    assert "figurez" not in kim.says("/annuaire")
    assert "Figurer dans l'annuaire" not in labels(kim)
    assert "J'ai un besoin" in (zoe.says("quels sont les besoins"), labels(zoe))[1]


def test_nothing_is_published_twice_nor_without_measure(zoe: Neighbour) -> None:
    zoe.says(f"/besoin {ROOM}")
    preview = zoe.direct[-1]
    send = next(each.press for each in preview.choices if each.label == MEMBERS)
    zoe.presses(MEMBERS, preview)

    assert "C'est publié, annulé" in zoe.forges(send, preview)
    assert "en quelques mots" in zoe.says("/besoin :")
    assert "trop tard" in _end_is(zoe, "1er décembre 2028")


@pytest.mark.slow
def test_the_same_need_is_updated_rather_than_published_twice(
    zoe: Neighbour, yan: Neighbour
) -> None:
    publishes(zoe, f"/besoin {ROOM}", "Domaine", "Culture")
    other = zoe.says("/offre un local pour 20 personnes")
    again = zoe.says("/besoin un local à Auch pour 30 personnes, jusqu'au 15 mars")
    offered = labels(zoe)[:3]
    zoe.presses("Mettre à jour le besoin 1")
    card = zoe.inbox[-1]
    found = yan.says("!besoin")
    zoe.says("/besoin un local pour 30 personnes à Dole")
    zoe.presses("Publier quand même")

    assert "semblable" not in other
    assert again.endswith(
        f"Vous avez déjà un besoin semblable : « {ROOM} », jusqu'au dimanche 28 février."
    )
    assert offered == ["Mettre à jour le besoin 1", "Publier quand même", TO_ANA]
    assert card.startswith(
        "🤝 Besoin 1\nun local à Auch pour 30 personnes, jusqu'au 15 mars\nDomaine : Culture\n"
        "📍 Auch (Gers)\nJusqu'au lundi 15 mars\n"
    )
    assert "pour 30 personnes" in found
    assert "pour 20 personnes" not in found
    assert zoe.inbox[-1].startswith("🤝 Besoin 2\nun local pour 30 personnes à Dole")


def test_an_ended_need_leaves_the_open_preview_of_something_else(zoe: Neighbour) -> None:
    publishes(zoe, f"/besoin {ROOM}")
    question = zoe.says("/question Quand ouvre l'aide au vélo ?")
    zoe.says("/besoin 1")
    zoe.presses("C'est trouvé")
    ended = labels(zoe)
    sent = zoe.presses("Envoyer")

    assert "aide au vélo" in question
    assert ended == ["Besoins et offres"]
    assert "En attente de la Région" in sent


def _end_is(person: Neighbour, typed: str) -> str:
    person.says(f"/besoin {ROOM}")
    person.presses("Fin")
    return person.says(typed)
