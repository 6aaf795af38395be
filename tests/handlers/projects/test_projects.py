"""Projects are made, alone or by a gardener for somebody, followed, helped, ended, handed over."""

from datetime import timedelta

import pytest

from tests.handlers.introductions.adults import grown, young
from tests.handlers.personal_data.departures import chooses
from tests.town import CHANGED, Neighbour, Town, labels

PROJECT = "projet Café réparation | On répare ce qui casse, le samedi.\nVenez ! | Dole | Des outils"
SHOW = "Montrer aux membres"
TITLE = "🌱 Café réparation"
NEWS = (
    "🌱 Nouvelles des projets que vous suivez\nCafé réparation\nUn local !\nVélo-école\nDix vélos."
)


def made(person: Neighbour, words: str = PROJECT) -> str:
    """Make a project and show it to the members."""
    mark = "/" if person.network == "telegram" else "!"
    person.says(mark + words.replace("\nVenez !", " Venez !"))
    return person.presses(SHOW)


def test_a_member_makes_a_project_step_by_step_and_reads_it_before_others(
    town: Town, yan: Neighbour, zoe: Neighbour
) -> None:
    yan.says("/projet")
    yan.presses("Présenter un projet")
    yan.says("Café réparation")
    yan.says("On répare ce qui casse, le samedi.")
    yan.says("Dole")
    preview = yan.presses("Passer")
    hidden = zoe.says("!projet")
    yan.presses("Modifier")
    yan.presses("Besoins")
    changed = yan.says("Des outils *simples*")
    yan.presses(SHOW)
    listed = zoe.says("!projets")
    card = zoe.presses("Café réparation")

    assert preview.startswith(
        f"{TITLE}\nOn répare ce qui casse, le samedi.\n📍 Dole\nPorté par Yan"
    )
    assert "Personne d'autre ne le voit encore." in preview
    assert "Café" not in hidden
    assert "Il faudrait : Des outils *simples*" in changed
    assert listed.startswith("🌱 Projets\nCafé réparation, Dole (Jura) : On répare ce qui casse")
    assert "Porté par Yan" in card
    assert "Par écrit : !projet 1" in card
    assert {"Suivre", "Proposer mon aide", "Poser une question", "Signaler"} <= set(labels(zoe))


def test_a_gardener_makes_one_for_somebody_who_reads_it_whole_and_says_yes(
    town: Town, ana: Neighbour, yan: Neighbour, zoe: Neighbour
) -> None:
    written = ana.says("/projet pour Zoé | La Graine | Des jardins partagés. | Dole")
    before = len(zoe.inbox)
    ana.presses("Demander à Zoé")
    old = zoe.direct[-1]
    asked = old.text
    unseen = yan.says("/projet 1")
    ana.says("/projet")
    zoe.presses("Modifier")
    zoe.presses("Texte")
    zoe.says("Des jardins partagés, ouverts à qui veut.")
    stale = zoe.presses("Oui, le montrer aux membres", old)
    done = zoe.presses("Oui, le montrer aux membres")
    card = yan.says("/projet 1")

    assert "Pour Zoé, qui le lit tel qu'il est ici" in written
    assert len(zoe.inbox) > before
    assert asked.startswith(
        "🌱 Ana a écrit ceci pour vous\nLa Graine\nDes jardins partagés.\n📍 Dole"
    )
    assert unseen.startswith("Il n'y a pas ici de projet 1")
    assert CHANGED in stale
    assert done.endswith("Merci ! Il est présenté avec votre nom : !projet 1")
    assert ana.inbox[-1] == "Zoé a dit oui : « La Graine » est présenté avec son nom."
    assert "ouverts à qui veut.\n📍 Dole\nPorté par Zoé" in card


@pytest.mark.slow
def test_a_no_leaves_nothing(town: Town, ana: Neighbour, zoe: Neighbour) -> None:
    ana.says("/projet pour Zoé | La Graine | Des jardins partagés.")
    ana.presses("Demander à Zoé")
    town.move(timedelta(days=8))
    waits = ana.says("/afaire")
    said = zoe.presses("Non merci")

    assert "Zoé n'a pas répondu pour le projet « La Graine »." in waits
    assert said.startswith("C'est noté. Rien n'en est gardé")
    assert ana.inbox[-1] == "Zoé préfère ne pas porter « La Graine »."
    assert "La Graine" not in ana.says("/projet")


@pytest.mark.slow
def test_news_reach_followers_in_one_message_and_stop_with_one_press(
    town: Town, ana: Neighbour, yan: Neighbour, zoe: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.projects.talks.TOLD_AT_ONCE", 1)
    made(yan)
    made(yan, "projet Vélo-école | On apprend le vélo.")
    for number in (1, 2):
        zoe.says(f"!projet {number}")
        zoe.presses("Suivre")
    ana.wants_messages().says("/projet 1")
    ana.presses("Suivre")
    count = yan.says("/projet 1")
    before = len(zoe.inbox)
    for number, words in ((1, "Un local !"), (2, "Dix vélos."), (1, "Une erreur")):
        yan.says(f"/projet {number}")
        yan.presses("Donner de ses nouvelles")
        preview = yan.says(words)
        yan.presses("Donner cette nouvelle")
    yan.presses("La retirer")
    silent = len(zoe.inbox)
    town.move(timedelta(days=1))
    told, heard = zoe.inbox[before:], ana.inbox[-1]
    zoe.presses("Ne plus suivre Café réparation")
    yan.says("/projet 1")
    yan.presses("Donner de ses nouvelles")
    yan.says("Encore")
    yan.presses("Donner cette nouvelle")
    town.move(timedelta(days=2))

    assert "2 personnes le suivent." in count
    assert "Zoé" not in count
    assert "2 personnes qui suivent le projet la recevraient" in preview
    assert silent == before
    assert told == [NEWS]
    assert "Un local !" in heard
    assert len(zoe.inbox) == before + 2, "the press was answered"


@pytest.mark.slow
def test_help_is_an_introduction_and_a_question_gives_no_contact(
    town: Town, yan: Neighbour, zoe: Neighbour
) -> None:
    made(yan)
    zoe.says("!projet 1")
    zoe.presses("Poser une question")
    sent = zoe.says("Faut-il *savoir* réparer ?")
    asked = yan.inbox[-1]
    question = yan.direct[-1]
    yan.presses("Répondre à Zoé")
    yan.says("Non, on apprend.")
    answered, offered = zoe.inbox[-1], labels(zoe)
    again = yan.presses("Répondre à Zoé", question)
    zoe.says("!projet 1")
    zoe.presses("Proposer mon aide")
    helped = zoe.says("Tenir l'accueil")

    assert sent == "Envoyé à Yan. La réponse arrivera ici."
    assert asked == (
        "💬 Zoé vous demande, à propos de « Café réparation »\nFaut-il *savoir* réparer ?"
    )
    assert answered.endswith("Faut-il *savoir* réparer ?\nNon, on apprend.")
    assert "@" not in answered
    assert offered == ["Voir le projet"]
    assert again.startswith("Cette question a déjà sa réponse")
    assert "Yan" in helped
    assert "Café réparation – Tenir l'accueil" in yan.says("/rencontres") + helped


@pytest.mark.slow
def test_it_pauses_and_ends_with_what_was_learned_and_its_old_buttons_do_nothing(
    town: Town, yan: Neighbour, zoe: Neighbour
) -> None:
    made(yan)
    yan.says("/projet 1")
    card = yan.direct[-1]
    paused = yan.presses("Mettre en pause")
    helpless = zoe.says("!projet 1"), labels(zoe)
    yan.forges("project_turn:1:paused~1", card)
    stale = card.text
    yan.presses("Il est terminé")
    ended = yan.says("Commencer petit.")

    assert "⏸ En pause" in paused
    assert "Proposer mon aide" not in helpless[1]
    assert CHANGED in stale
    assert "✅ Terminé\nCe que nous avons appris\nCommencer petit." in ended
    assert "Café réparation, Dole (Jura) : On répare" in zoe.says("!projets")


@pytest.mark.slow
def test_it_is_handed_over_to_somebody_who_says_yes_and_goes_with_its_last_maker(
    town: Town, ana: Neighbour, yan: Neighbour, zoe: Neighbour
) -> None:
    made(yan)
    yan.says("/projet 1")
    yan.presses("Qui le porte")
    yan.presses("Le transmettre à quelqu'un")
    yan.says("Zoé")
    town.move(timedelta(days=1))
    asked = zoe.inbox[-1]
    zoe.presses("Oui, avec mon nom")
    card = ana.says("/projet 1")
    ex = yan.says("/projet 1"), labels(yan)
    chooses(zoe, "Effacer mes données")

    assert asked.startswith("🌱 Yan voudrait vous transmettre ce projet\nCafé réparation\n")
    assert "Porté par Zoé" in card
    assert "Modifier" not in ex[1]
    assert ana.says("/projet 1").startswith("Il n'y a pas ici de projet 1")


@pytest.mark.slow
def test_an_erased_maker_leaves_it_to_the_others(
    town: Town, ana: Neighbour, yan: Neighbour, zoe: Neighbour
) -> None:
    made(yan)
    yan.says("/projet 1")
    yan.presses("Qui le porte")
    yan.presses("Proposer à quelqu'un de le porter avec moi")
    yan.says("Zoé")
    town.move(timedelta(days=1))
    zoe.presses("Oui, avec mon nom")
    both = ana.says("/projet 1")
    chooses(yan, "Effacer mes données")

    assert "Porté par Yan et Zoé" in both
    assert "Porté par Zoé\n" in ana.says("/projet 1")


@pytest.mark.parametrize("network", ["telegram", "matrix"])
def test_a_project_that_is_named_is_shown_with_all_one_can_do(
    town: Town, yan: Neighbour, network: str
) -> None:
    made(yan)
    made(yan, "projet Vélo-école | On apprend le vélo.")
    odette = grown(town.member("Odette", on=network))
    named = [
        "suivre le projet 1",
        "Je voudrais aider le projet café réparation",
        "question sur le projet n° 1",
        "Cafe reparation",
    ]
    cards = {each: (odette.says(each), {*labels(odette)}) for each in named}
    followed = odette.presses("Suivre"), {*labels(odette)}
    listed = [odette.says(each) for each in ("mes projets", "ne plus suivre le projet 99")]
    own = odette.presses("Suivis")
    odette.says("projet 1")
    left = odette.presses("Ne plus suivre"), {*labels(odette)}

    can_do = {"Suivre", "Proposer mon aide", "Poser une question"}
    assert all(card.startswith(TITLE) and can_do <= can for card, can in cards.values()), cards
    assert "Vous le suivez." in followed[0]
    assert {"Messages privés", "Retour au projet", "Ne plus suivre"} <= followed[1]
    assert all(each.startswith("🌱 Projets\nVélo-école") for each in listed), listed
    assert own.startswith("🌱 Projets\nCafé réparation")
    assert "Vélo" not in own
    assert left[0].startswith("Vous ne le suivez plus")
    assert left[1] == {"Suivre à nouveau", "Tous les projets"}


@pytest.mark.parametrize(
    "words", ["réparation", "Ana, le projet 1 avance bien ?", "un projet de compost"]
)
def test_other_words_show_no_project(yan: Neighbour, zoe: Neighbour, words: str) -> None:
    made(yan)

    said = zoe.says(words)

    assert TITLE not in said
    assert "Menu" in labels(zoe), "it is offered to pass on"


MAKERS_ONLY = "Seules les personnes qui portent"
OF_OTHERS = {
    "project_field:1:title": MAKERS_ONLY,
    "project_turn:1:paused": MAKERS_ONLY,
    "project_delete_yes:1": MAKERS_ONLY,
    "project_yes:1": "La question ne vous est pas posée",
    "project_news:1": MAKERS_ONLY,
    "project_makers:1": MAKERS_ONLY,
    "project_preview:2": MAKERS_ONLY,
    "project:2": "Il n'y a pas ici de projet 2",
    "project_reply:1": "Cette question a déjà sa réponse",
    "project_down:1": "équipe de jardinage",
}
"""What somebody may forge about project 1 of another person and the draft 2, and what they hear."""


def test_nobody_acts_for_another(town: Town, yan: Neighbour, zoe: Neighbour) -> None:
    made(yan)
    yan.says("/projet Secret | Pas encore.")
    zoe.says("!projet")
    shown = zoe.direct[-1]

    told = {press: zoe.forges(press, shown) for press in OF_OTHERS}

    assert told.keys() == OF_OTHERS.keys()
    assert all(answer in told[press] for press, answer in OF_OTHERS.items()), told


def test_minors_follow_and_are_shown_nowhere(town: Town, yan: Neighbour) -> None:
    made(yan)
    mia = young(town.member("Mia"))
    listed = mia.says("/projet"), labels(mia)
    refused = mia.says("/projet Secret | Pas encore.")
    mia.says("/projet 1")
    followed = mia.presses("Suivre")
    mia.says("/projet 1")
    asked = mia.presses("Poser une question")
    young(yan)

    assert "Présenter un projet" not in listed[1]
    assert "moins de 18 ans" in refused
    assert "Vous le suivez." in followed
    assert "moins de 18 ans" in asked
    assert mia.says("/projet").startswith("🌱 Projets\nAucun projet")
