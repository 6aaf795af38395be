"""Polls: made, shown, ended; one card a room, one tally over both networks."""

from datetime import datetime, timedelta

import pytest

from bot.core.messages.ports import FateUnknown
from bot.core.messages.rendering import OwnPoll, Rendered
from bot.transports.playground import Posted
from tests.plain_text import plain
from tests.saved_towns import SavedTowns
from tests.town import SQUARE, Town, town_settings

ASKED = "/sondage Quelle date ? | mardi | jeudi | samedi"


def cards(town: Town) -> list[Posted]:
    """The latest message in the community's room on each network."""
    return [town.said_in(room)[-1] for room in SQUARE.values()]


# Making


def test_a_poll_is_posted_in_every_room_and_its_maker_reads_what_was_understood(
    town: Town,
) -> None:
    ana = town.gardener("territory")

    confirmed = ana.publishes(f"{ASKED} --multiple --public --fin vendredi 18h")

    assert confirmed == (
        "📊 Quelle date ?\n"
        "mardi\njeudi\nsamedi\n"
        "jusqu'à vendredi 18 h · plusieurs choix possibles · noms affichés\n"
        "Publié dans 2 salons.\n"
        "Sondage 1"
    )
    for card, mark in zip(cards(town), "/!", strict=True):
        assert card.text == (
            "📊 Quelle date ?\nmardi\njeudi\nsamedi\nSoyez la première personne à voter · "
            "jusqu'à vendredi 18 h · plusieurs choix possibles · noms affichés\n"
            f"Sondage 1 · par écrit : {mark}voter 1 puis votre choix"
        )
        assert [choice.label for choice in card.choices] == ["mardi", "jeudi", "samedi"]


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("!sondage Quelle date ?\nmardi\njeudi\nsamedi", id="a part a line"),
        pytest.param("!poll Quelle date ? | mardi | jeudi | samedi", id="in English"),
        pytest.param("/Sondages Quelle date ? | mardi | jeudi | samedi |", id="plural, bar at end"),
        pytest.param("!sondage —fin demain 8h\nQuelle date ?\nmardi\njeudi\nsamedi", id="dash"),
    ],
)
def test_a_poll_may_be_typed_in_many_ways(town: Town, typed: str) -> None:
    luc = town.gardener("region")

    assert luc.says(typed).startswith("📊 Quelle date ?\nmardi\njeudi\nsamedi\n")


def test_a_poll_without_choices_is_asked_for_them(town: Town) -> None:
    luc = town.gardener("region")

    asked = luc.says("!sondage Quelle date ? --multiple")
    luc.says("mardi\njeudi")
    luc.says("passer")
    made = luc.says("publier le sondage")

    assert asked.startswith("Quels choix, de deux à dix ?")
    assert "plusieurs choix possibles" in made


def test_a_poll_made_step_by_step_survives_a_restart(town: Town) -> None:
    ana = town.gardener("territory")

    listed = ana.says("/sondage")
    asked = ana.presses("Créer un sondage")
    then = ana.says("Quelle date ?")
    town.restart()
    ana.says("mardi | jeudi")
    ana.presses("Passer")
    confirmed = ana.presses("Publier le sondage")

    assert listed == "Sondages ouverts\nAucun sondage n'est ouvert en ce moment."
    assert asked.startswith("Quelle est votre question ?")
    assert then.startswith("Quels choix, de deux à dix ? Séparez-les par des virgules")
    assert confirmed.startswith("📊 Quelle date ?\nmardi\njeudi\nnoms non affichés")


def test_a_question_that_is_too_long_is_asked_again(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says("/sondage")
    ana.presses("Créer un sondage")

    refused = ana.says("Q" * 301)
    ana.says("Quelle date ?")
    ana.says("mardi\njeudi")
    ana.presses("Passer")
    confirmed = ana.presses("Publier le sondage")

    assert "est trop long : écrivez 300 caractères au plus" in refused
    assert confirmed.startswith("📊 Quelle date ?")


def test_a_poll_typed_in_a_shared_room_is_shown_in_private_first(town: Town) -> None:
    ana = town.gardener("territory")

    said = ana.says(ASKED, room=ana.square)
    shown = ana.inbox[-1]
    ana.presses("Publier le sondage")

    assert said == "Je vous ai répondu en privé."
    assert shown.startswith("📊 Quelle date ?\nmardi\njeudi")
    assert "Personne d'autre ne le voit encore." in shown
    assert cards(town)[0].text.startswith("📊 Quelle date ?")


def test_polls_are_numbered_by_community(town: Town) -> None:
    ana = town.gardener("territory")
    ana.publishes(ASKED)

    assert ana.publishes("/sondage Où ? | ici | là").endswith("Sondage 2")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        pytest.param(
            "/sondage Où ? | ici",
            "Il faut au moins deux choix. Séparez-les par des virgules ou par des lignes.",
            id="one choice",
        ),
        pytest.param(
            f"/sondage Combien ? | {' | '.join(map(str, range(11)))}",
            "Un sondage a dix choix au plus, et vous en avez écrit 11. "
            "Retirez-en, ou faites deux sondages.",
            id="eleven choices",
        ),
        pytest.param(
            "/sondage Quand ? | Été | hiver | ete",
            "Vous avez écrit deux fois le choix « ete ». Écrivez chaque choix une seule fois.",
            id="twice the same",
        ),
        pytest.param(
            f"/sondage Où ? | ici | {'x' * 101}",
            f"« {'x' * 20}… » est trop long : écrivez 100 caractères au plus, vous en avez écrit "
            "101.",
            id="a long choice",
        ),
        pytest.param(
            f"/sondage {'Q' * 301} | oui | non",
            f"« {'Q' * 20}… » est trop long : écrivez 300 caractères au plus, vous en avez écrit "
            "301.",
            id="a long question",
        ),
        pytest.param(
            "/sondage «\u200b» | oui | non",
            "Une partie de ce sondage est vide. Écrivez-la avec des lettres ou des chiffres.",
            id="an invisible question",
        ),
    ],
)
def test_a_bad_poll_is_explained(town: Town, typed: str, answer: str) -> None:
    ana = town.gardener("territory")

    assert ana.says(typed) == answer
    assert not town.said_in(ana.square)


def test_members_make_and_close_their_own_polls_where_allowed(
    database_url: str, saved_towns: SavedTowns | None
) -> None:
    town = Town(database_url, town_settings(polls_by="members"), saved=saved_towns)
    zoe, yan = town.member("Zoé"), town.member("Yan", on="matrix")

    zoe.publishes(ASKED)
    refused = yan.says("!cloturer 1")
    closed = zoe.says("/cloturer 1")
    town.close()

    assert refused.startswith(
        "Seules la personne qui a créé le sondage « Quelle date ? » et l'équipe de jardinage"
    )
    assert closed == "Le sondage « Quelle date ? » est clos, et son résultat est publié."


# Looking


def test_open_polls_that_await_my_vote_come_first(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    ana.publishes(ASKED)
    ana.publishes("/sondage Où ? | ici | là")
    zoe.says("/voter 1 2")

    listed = zoe.says("/sondage")
    shown = zoe.presses("2 · Où ?")

    assert listed == ("Sondages ouverts\nÀ voter\n2 · Où ?\nVous avez voté\n1 · Quelle date ?")
    assert shown.startswith("📊 Où ?\nici\nlà\nSoyez la première personne à voter")
    zoe.presses("là")
    assert "là : ▇▇▇▇▇▇▇▇ 1 (100 %)" in zoe.direct[-1].text


def test_a_list_has_twenty_polls_at_most(town: Town) -> None:
    ana = town.gardener("territory")
    for number in range(1, 23):
        ana.publishes(f"/sondage Question {number} ? | oui | non")

    listed = ana.says("/sondage")

    assert listed.endswith("20 · Question 20 ?\nEt 2 autres.")
    assert [choice.label for choice in ana.direct[-1].choices][-3:] == [
        "20 · Question 20 ?",
        "Créer un sondage",
        "Autres types de sondages",
    ]


def test_the_list_asked_for_in_a_shared_room_is_answered_in_private(town: Town) -> None:
    ana = town.gardener("territory")

    assert ana.says("/sondage", room=ana.square) == "Je vous ai répondu en privé."


def test_a_poll_shown_in_a_shared_room_says_nothing_of_who_asks(town: Town) -> None:
    ana = town.gardener("territory")
    ana.publishes(ASKED)
    ana.says("/voter 1 2")

    shown = ana.says("/sondage 1", room=ana.square)

    assert "Votre vote" not in shown
    assert "1 vote · noms non affichés" in shown


def test_an_unknown_poll_is_explained(town: Town) -> None:
    ana = town.gardener("territory")

    assert ana.says("/sondage 9") == (
        "Ce sondage n'existe pas dans Pionniers de l'énergie. /sondage montre les sondages ouverts."
    )


def test_a_card_speaks_the_language_of_its_room(
    database_url: str, saved_towns: SavedTowns | None
) -> None:
    town = Town(database_url, town_settings(locale="en"), saved=saved_towns)
    ana = town.gardener("territory")
    ana.publishes(f"{ASKED} --fin vendredi 18h")
    ana.says("/voter 1 2")

    shown = cards(town)
    town.close()

    assert shown[1].text == (
        "📊 Quelle date ?\n"
        "mardi: 0\n"
        "jeudi: ▇▇▇▇▇▇▇▇ 1 (100%)\n"
        "samedi: 0\n"
        "1 vote · until Friday 18:00 · names not shown\n"
        "Poll 1 · in writing, in private: !vote 1 then your choice"
    )


def test_a_public_poll_shows_ten_names_a_choice_at_most(town: Town) -> None:
    ana = town.gardener("territory")
    ana.publishes(f"{ASKED} --public")
    for number in range(12):
        town.member(f"P{number:02}", on="matrix").says("!voter 1 2")
    town.member("Zoé").says("/voter 1 3")

    shown = cards(town)[0].text

    assert "jeudi : ▇▇▇▇▇▇▇ 12 (92 %)\nP00, P01, P02, P03, P04" in shown
    assert "P09 et 2 autres\nsamedi : ▇ 1 (8 %)\nZoé\n" in shown


def test_hostile_words_are_shown_as_they_are_and_call_nobody(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    options = ["<b>gras</b>", "@room", "{count} %s", "é" * 100, "👩‍🌾🌱", "&amp;"]
    ana.publishes(f"/sondage @room <i>Quoi</i> {{x}} ? | {' | '.join(options)}")

    card = cards(town)[0]
    told = [zoe.presses(choice.label, card, zoe.square) for choice in card.choices]

    assert "@room" not in card.text
    assert "<b>gras</b> : 0" in card.text
    assert "👩‍🌾🌱 : 0" in card.text
    assert told[4] == "Votre vote : 👩‍🌾🌱. Pour changer, touchez un autre choix."
    assert all(len(words) <= 200 for words in told)
    assert "&amp; : ▇▇▇▇▇▇▇▇ 1 (100 %)" in cards(town)[1].text


# Ending


def test_a_poll_is_withdrawn_while_nobody_voted(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    ana.publishes(f"{ASKED} --fin vendredi 18h")

    assert ana.presses("Retirer ce sondage") == "Le sondage « Quelle date ? » est retiré."
    assert [card.text for card in cards(town)] == ["📊 Sondage 1\nRetiré avant tout vote."] * 2
    assert zoe.says("/voter 1 2") == "Le sondage « Quelle date ? » a été retiré."
    assert ana.says("/cloturer 1") == "Le sondage « Quelle date ? » a été retiré."
    town.move(timedelta(days=7))
    assert len(town.said_in(ana.square)) == 1


def test_a_poll_with_a_vote_is_not_withdrawn(town: Town) -> None:
    ana = town.gardener("territory")
    ana.publishes(ASKED)
    card = ana.direct[-1]
    ana.says("/voter 1 2")

    assert ana.presses("Retirer ce sondage", card).startswith(
        "Le sondage « Quelle date ? » a déjà des votes : il ne peut plus être retiré. /cloturer 1"
    )


def test_a_poll_closed_by_hand_posts_its_result_and_keeps_its_card(town: Town) -> None:
    ana, luc = town.gardener("territory"), town.gardener("region")
    ana.publishes(ASKED)
    ana.says("/voter 1 jeudi")
    card, _ = cards(town)

    closed = luc.says("!cloturer 1")

    assert closed == "Le sondage « Quelle date ? » est clos, et son résultat est publié."
    for posted in cards(town):
        assert posted.text == (
            "📊 Résultat : Quelle date ?\n"
            "« jeudi » arrive en tête, avec 1 vote.\n"
            "mardi : 0\n"
            "jeudi : ▇▇▇▇▇▇▇▇ 1 (100 %)\n"
            "samedi : 0\n"
            "1 vote sur 2 membres · noms non affichés\n"
            "Sondage 1"
        )
    assert card.text.endswith(
        "1 vote · clos le mardi 24 novembre à 10 h · noms non affichés\nSondage 1"
    )
    assert card.choices == []
    assert luc.says("!cloturer 1").startswith(
        "Le sondage « Quelle date ? » est clos, les votes sont comptés."
    )
    assert len(town.said_in(ana.square)) == 2


def test_closing_by_a_button_is_asked_twice(town: Town) -> None:
    ana = town.gardener("territory")
    ana.publishes(ASKED)
    ana.says("/sondage 1")

    asked = ana.presses("Clore ce sondage")
    closed = ana.presses("Clore « Quelle date ? »")

    assert asked.endswith("Clore ce sondage ? Son résultat est publié, et il ne rouvre pas.")
    assert closed == "Le sondage « Quelle date ? » est clos, et son résultat est publié."
    assert cards(town)[0].text == "📊 Le sondage « Quelle date ? » est clos : personne n'a voté."


def test_closing_without_a_number_asks_for_it(town: Town) -> None:
    ana = town.gardener("territory")
    ana.publishes(ASKED)

    assert ana.says("/cloturer").startswith("Quel sondage voulez-vous clore ?")
    assert ana.says("1").endswith(
        "Clore ce sondage ? Son résultat est publié, et il ne rouvre pas."
    )
    ana.says("oui")
    assert len(town.said_in(ana.square)) == 1

    closed = ana.presses("Clore « Quelle date ? »")
    assert closed == "Le sondage « Quelle date ? » est clos, et son résultat est publié."


def test_a_poll_closes_at_its_time(town: Town) -> None:
    ana, yan = town.gardener("territory"), town.member("Yan", on="matrix")
    ana.publishes(f"{ASKED} --fin vendredi 18h")
    ana.says("/voter 1 1")
    yan.says("!voter 1 3")

    town.move_to(datetime(2026, 11, 27, 17, 59))  # noqa: DTZ001 - the town's own hour
    assert len(town.said_in(ana.square)) == 1
    town.move(timedelta(minutes=1))

    assert "Égalité en tête : « mardi » et « samedi », avec 1 vote chacun." in cards(town)[1].text
    assert yan.says("!voter 1 2").startswith(
        "Le sondage « Quelle date ? » est clos, les votes sont comptés."
    )


def test_a_poll_whose_end_was_slept_through_closes_late_and_once(town: Town) -> None:
    ana = town.gardener("territory")
    ana.publishes(f"{ASKED} --fin vendredi 18h")
    town.restart()

    town.move(timedelta(days=400))
    town.move(timedelta(days=1))

    card, result = town.said_in(ana.square)
    assert "Personne n'a voté · clos le vendredi 27 novembre 2026 à 18 h" in card.text
    assert result.text == "📊 Le sondage « Quelle date ? » est clos : personne n'a voté."


def test_a_result_whose_fate_is_unknown_is_not_posted_twice(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = town.gardener("territory")
    ana.publishes(ASKED)
    sent: list[str] = []

    async def lose_the_answer(room: str, said: Rendered, **more: object) -> str:
        sent.append(plain(said.plain))
        raise FateUnknown

    with monkeypatch.context() as cut:
        cut.setattr(town.networks["telegram"], "send", lose_the_answer)
        town.gardener("region").says("!cloturer 1")
    town.restart()
    town.move(timedelta(hours=1))

    assert [each.partition("\n")[0] for each in sent] == [
        "📊 Le sondage « Quelle date ? » est clos : personne n'a voté."
    ]
    assert len(town.said_in(ana.square)) == 1


# A network's own poll


def test_a_poll_with_names_brings_a_poll_of_the_networks_own(town: Town) -> None:
    ana = town.gardener("territory")
    ana.publishes(f"{ASKED} --public")
    ana.publishes(f"{ASKED} --public --multiple")
    ana.publishes(ASKED)
    one, several, hidden = town.said_in(SQUARE["matrix"])

    choices = ("mardi", "jeudi", "samedi")
    assert one.said.poll == OwnPoll("1 · Quelle date ?", choices, 1, "ballot:1")
    assert several.said.poll == OwnPoll("2 · Quelle date ?", choices, 3, "ballot:2")
    assert hidden.said.poll is None
    assert {choice.private for choice in one.choices} == {False}
    assert {choice.private for choice in hidden.choices} == {True}
    assert [each.typed for each in (one, several, hidden)] == ["", "", ""]
    assert hidden.text.endswith("Sondage 3 · par écrit, en privé : !voter 3 puis votre choix")


def test_a_closed_poll_ends_it_with_the_result_of_all_networks(town: Town) -> None:
    ana, yan = town.gardener("territory"), town.member("Yan", on="matrix")
    ana.publishes(f"{ASKED} --public")
    ana.says("/voter 1 2")
    yan.says("!voter 1 2")
    card = town.said_in(SQUARE["matrix"])[-1]
    ana.says("/cloturer 1")

    assert card.said.poll is not None
    assert card.said.poll.result == (
        "« jeudi » arrive en tête, avec 2 votes. 2 personnes ont voté, tous réseaux confondus."
    )


def test_a_withdrawn_poll_ends_it_too(town: Town) -> None:
    ana = town.gardener("territory")
    ana.publishes(f"{ASKED} --public")
    card = town.said_in(SQUARE["matrix"])[-1]
    ana.presses("Retirer ce sondage")

    assert card.said.poll is not None
    assert card.said.poll.result == "Retiré avant tout vote."


def test_a_poll_that_is_only_shown_brings_none(town: Town) -> None:
    town.gardener("territory").publishes(f"{ASKED} --public")
    luc = town.gardener("region")

    luc.says("!sondage 1")
    luc.says("!sondage 1", room=luc.square)

    shown, in_the_square = luc.direct[-1], town.said_in(luc.square)[-1]
    assert shown.said.poll is None
    assert in_the_square.said.poll is None
    assert in_the_square.typed == (
        "Répondez à ce message par un numéro :\n1. mardi\n2. jeudi\n3. samedi"
    )
    assert shown.typed == (
        "Répondez par un numéro :\n1. mardi\n2. jeudi\n3. samedi\n"
        "4. Qui n'a pas encore voté\n5. Changer le sondage\n6. Clore ce sondage"
    )
