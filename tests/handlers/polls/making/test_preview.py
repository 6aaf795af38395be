"""A poll asked for step by step: choices in any shape, shown before it counts."""

import pytest

from bot.domain.roles import Seat
from tests.town import GARDENERS, SQUARE, Neighbour, Town


@pytest.fixture
def asked(town: Town) -> Neighbour:
    """A gardener who was asked for the choices of a poll."""
    ana = town.gardener("territory")
    ana.says("/sondage")
    ana.presses("Créer un sondage")
    ana.says("Quel jour ?")
    return ana


@pytest.mark.parametrize(
    "typed",
    [
        *("mardi, jeudi, samedi", "mardi\njeudi\nsamedi", "mardi | jeudi | samedi"),
        *("mardi; jeudi ; samedi", "- mardi\n- jeudi\n- samedi", "1. mardi\n2. jeudi\n3. samedi"),
        "mardi,jeudi,\nsamedi".replace(",\n", ","),
    ],
)
def test_choices_come_in_any_shape(town: Town, asked: Neighbour, typed: str) -> None:
    asked.says(typed)

    assert asked.presses("Passer").startswith("📊 Quel jour ?\nmardi\njeudi\nsamedi\n")
    assert town.said_in(SQUARE["telegram"]) == []


def test_choices_come_one_a_message(asked: Neighbour) -> None:
    first = asked.says("mardi")
    asked.says("jeudi")
    third = asked.says("samedi")
    asked.presses("Terminer")

    assert first == "1. mardi\nVous pouvez en écrire d'autres."
    assert third == "1. mardi\n2. jeudi\n3. samedi\nVous pouvez en écrire d'autres."
    assert asked.presses("Passer").startswith("📊 Quel jour ?\nmardi\njeudi\nsamedi\n")


def test_dates_are_said_back_as_understood_and_a_wrong_one_loses_no_other(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says("/sondage")
    ana.presses("Autres types de sondages")
    ana.presses("Trouver une date")
    ana.says("Quelle date ?")

    first = ana.says("jeudi en huit")
    second = ana.says("le 12, 18h30")
    wrong = ana.says("31 février\nsamedi 19 décembre 10h")
    until = ana.says("C'est tout.")
    made = ana.presses("Passer")

    assert first == "1. jeudi 3 décembre\nVous pouvez en écrire d'autres."
    assert second.startswith("1. jeudi 3 décembre\n2. samedi 12 décembre à 18 h 30\n")
    assert wrong.startswith(
        "Je ne comprends pas la date « 31 février ». Écrivez par exemple : 5 décembre 14h30-16h.\n"
        "Jusqu'ici : « Quelle date ? » et "
        "« jeudi en huit, le 12, 18h30, samedi 19 décembre 10h »\n"
    )
    assert until.startswith("Jusqu'à quand ?")
    assert "Jeudi 3 décembre\nSamedi 12 décembre à 18 h 30\nSamedi 19 décembre à 10 h\n" in made


def test_choices_of_a_form_left_midway_are_there_again(asked: Neighbour) -> None:
    asked.says("mardi")
    asked.says("jeudi")

    left = asked.says("/menu")
    again = asked.presses("Reprendre")
    asked.presses("Terminer")

    assert "J'ai gardé votre brouillon." in left
    assert again == "1. mardi\n2. jeudi\nVous pouvez en écrire d'autres."
    assert asked.presses("Passer").startswith("📊 Quel jour ?\nmardi\njeudi\n")


def test_a_wrong_choice_among_others_is_told_at_once_and_not_kept(asked: Neighbour) -> None:
    asked.says("mardi")
    asked.says("jeudi")

    twice = asked.says("mardi")
    asked.says("samedi")
    asked.presses("Terminer")

    assert twice.startswith(
        "Vous avez écrit deux fois le choix « mardi ». Écrivez chaque choix une seule fois.\n"
        "Jusqu'ici : « Quel jour ? » et « mardi, jeudi »\n"
    )
    assert asked.presses("Passer").startswith("📊 Quel jour ?\nmardi\njeudi\nsamedi\n")


def test_the_list_is_ended_in_writing(asked: Neighbour) -> None:
    for typed in ("mardi", "jeudi", "terminer"):
        asked.says(typed)

    assert asked.says("passer").startswith("📊 Quel jour ?\nmardi\njeudi\n")


def test_a_wrong_choice_is_told_the_question(asked: Neighbour) -> None:
    said = asked.says("mardi, mardi")

    assert "Vous avez écrit deux fois le choix « mardi »." in said
    assert "Quels choix, de deux à dix ?" in said
    assert "/sondage" not in said


def test_a_poll_is_published_by_its_button_alone(town: Town, asked: Neighbour) -> None:
    asked.says("mardi, jeudi")
    asked.presses("Passer")
    preview = asked.direct[-1]
    for typed in ("1", "oui"):
        asked.says(typed)
    assert town.said_in(SQUARE["telegram"]) == []

    asked.presses("Permettre plusieurs choix", preview)
    confirmed = asked.presses("Publier le sondage", preview)

    assert confirmed.startswith("📊 Quel jour ?")
    assert "plusieurs choix possibles" in town.said_in(SQUARE["telegram"])[-1].text
    assert "Sondage 2" not in asked.says("/sondage")


def test_a_poll_is_published_once(asked: Neighbour) -> None:
    asked.says("mardi, jeudi")
    asked.presses("Passer")
    preview = asked.direct[-1]
    publish = next(each.press for each in preview.choices if each.label == "Publier le sondage")
    asked.presses("Publier le sondage")

    assert asked.forges(publish, preview).startswith("Ce sondage est publié, annulé ou trop")


def test_a_poll_is_thrown_away(town: Town, asked: Neighbour) -> None:
    asked.says("mardi, jeudi")
    asked.presses("Passer")

    assert asked.presses("Annuler") == "C'est annulé. Rien n'en a été gardé."
    assert town.said_in(SQUARE["telegram"]) == []


def test_the_choices_are_changed_and_all_else_stays(town: Town, asked: Neighbour) -> None:
    asked.says("mardi, jeudi")
    asked.says("vendredi 18h")
    asked.presses("Permettre plusieurs choix")

    asked.presses("Changer les choix")
    changed = asked.says("lundi, mercredi")
    asked.presses("Publier le sondage")

    assert changed.startswith("📊 Quel jour ?\nlundi\nmercredi\n")
    for shown in (changed, town.said_in(SQUARE["telegram"])[-1].text):
        assert "jusqu'à vendredi 18 h · plusieurs choix possibles" in shown


def test_choices_may_be_separated_by_commas(town: Town) -> None:
    confirmed = town.gardener("territory").publishes("/sondage Quel jour ? | mardi, jeudi")

    assert confirmed.startswith("📊 Quel jour ?\nmardi\njeudi\n")


@pytest.mark.parametrize(
    ("seat", "locale", "typed", "label", "plan"),
    [
        (
            *("territory", "fr", "/sondage Quel jour ? | mardi | jeudi", "Publier le sondage"),
            "Personne d'autre ne le voit encore. Il sera affiché dans 2 salons.",
        ),
        (
            *("region", "en", "!poll Quel jour ? | mardi | jeudi", "Publish the poll"),
            "Nobody else sees this yet. It will be posted in 2 rooms.",
        ),
    ],
)
def test_a_poll_typed_in_one_go_is_shown_before_it_counts(
    town: Town, seat: str, locale: str, typed: str, label: str, plan: str
) -> None:
    gardener = Neighbour(town, *GARDENERS[Seat(seat)], locale).joins()

    shown = gardener.says(typed)
    for bare in ("2", "oui", "yes"):
        gardener.says(bare)

    assert shown.startswith("📊 Quel jour ?\nmardi\njeudi\n")
    assert plan in shown
    assert town.said_in(SQUARE["telegram"]) == []
    gardener.presses(label)
    assert town.said_in(SQUARE["telegram"])[-1].text.startswith("📊 Quel jour ?")


def test_counts_are_shown_at_the_end_only_where_that_was_asked_for(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    ana.says("/sondage Quel jour ? | mardi | jeudi")
    shown = ana.presses("Montrer les résultats à la fin seulement")
    ana.presses("Publier le sondage")
    zoe.presses("jeudi", town.said_in(zoe.square)[-1], zoe.square)

    assert "noms non affichés · résultats affichés à la fin" in shown
    for card in (town.said_in(zoe.square)[-1].text, zoe.says("/sondage 1")):
        assert card.startswith("📊 Quel jour ?\nmardi\njeudi\n1 vote · noms non affichés")
    ana.says("/cloturer 1")
    assert "jeudi : ▇▇▇▇▇▇▇▇ 1 (100 %)" in town.said_in(zoe.square)[-1].text


HIDDEN = "résultats affichés à la fin"


@pytest.mark.parametrize(
    ("asked", "vote", "counted"),
    [
        ("Quel jour ? | mardi | jeudi", "1", "mardi : ▇"),
        ("Quel atelier ? | vélo | pain --classement", "1 2", "vélo : ▇"),
        ("Atelier ? | samedi 5 décembre | mardi 8 décembre --date", "1", "▇▇▇▇▇▇▇▇ 1 oui"),
        ("Se retrouver chaque samedi --consentement", "1", "Pas d'objection : ▇"),
    ],
    ids=["one", "ranked", "date", "consent"],
)
def test_counts_are_hidden_until_the_end_by_an_option(
    town: Town, asked: str, vote: str, counted: str
) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    preview = ana.says(f"/sondage {asked} --cache")
    ana.presses("Publier le sondage")
    zoe.says(f"/voter 1 {vote}")
    own = zoe.says("/sondage 1")
    during = town.said_in(zoe.square)[-1].text
    ana.says("/cloturer 1")

    assert HIDDEN in preview
    assert HIDDEN in during
    assert "▇" not in during + own
    assert counted in town.said_in(zoe.square)[-1].text


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("/sondage Quel jour ? | a | b --hidden --public", "Les noms montrent ce que chaque"),
        ("/sondage Quoi ? --ouverte --caché", "Dans ce type de sondage, rien n'est compté."),
        ("/sondage Quoi ? | pain | sel --apporter --caché", "Dans ce type de sondage, rien"),
        ("/sondage Quel jour ? | a | b --couleur", "Il n'y a pas d'option « --couleur » ici."),
    ],
    ids=["names", "open question", "who brings what", "unknown"],
)
def test_options_that_do_not_fit_are_explained(town: Town, typed: str, answer: str) -> None:
    assert town.gardener("territory").says(typed).startswith(answer)


def test_a_poll_asked_step_by_step_keeps_its_hidden_counts(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says("/sondage Quel jour ? --caché")
    ana.says("mardi, jeudi")

    assert HIDDEN in ana.presses("Passer")


def test_help_names_the_options_of_a_poll_in_the_readers_language(town: Town) -> None:
    zoe, sam = town.member("Zoé"), town.member("Sam", on="matrix", locale="en")

    assert "--classement" in zoe.says("/aide sondage")
    assert "--caché" in zoe.direct[-1].text
    assert "--hidden" in sam.says("!help poll")


@pytest.mark.parametrize("typed", ["\n- a\n- b", "\n1. a\n2) b", " | | a |  | b |", " | a; b"])
def test_marks_of_lists_are_no_part_of_choices(town: Town, typed: str) -> None:
    shown = town.gardener("territory").says(f"/sondage Quoi ?{typed}")

    assert shown.startswith("📊 Quoi ?\na\nb\n")


def test_the_beginning_of_a_label_asks_for_all_of_it(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says("/sondage Quel jour ? | mardi | jeudi")

    assert ana.says("publier") == (
        "Est-ce bien cela ? Le début ne suffit pas : écrivez les mots en entier."
    )
    assert town.said_in(SQUARE["telegram"]) == []
    assert "Publié dans 2 salons." in ana.says("publier le sondage")
