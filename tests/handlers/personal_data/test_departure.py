"""Members who go quiet, leave, and come back."""

import pytest

from bot.core import JobContext
from bot.vocabulary.community_settings import contact
from storage.communities import Communities
from storage.members import Consents, Members
from tests.handlers.introductions.adults import grown
from tests.handlers.needs.publishing import publishes
from tests.handlers.personal_data.departures import YES, chooses
from tests.saved_towns import SavedTowns
from tests.town import BACK_ROOM, WATER, Neighbour, Town, town_settings


@pytest.mark.parametrize("typed", ["/quitter", "/stop", "/effacer", "STOP", "stop.", "!leave"])
def test_one_page_has_three_choices_and_how_to_come_back(town: Town, typed: str) -> None:
    zoe = town.member("Zoé")

    page = zoe.says(typed)

    assert [choice.label for choice in zoe.direct[-1].choices] == list(YES)
    assert page.count("Pour revenir") == 3


@pytest.mark.parametrize("choice", YES)
def test_a_second_thought_changes_nothing(town: Town, choice: str) -> None:
    zoe = town.member("Zoé")
    before = zoe.says("/moi")
    zoe.says("/quitter")
    zoe.presses(choice)

    assert zoe.presses("Non, ne rien changer") == "Rien n'a changé."
    assert zoe.says("/moi") == before


def test_silence_ends_unasked_messages_and_can_be_ended(town: Town) -> None:
    zoe = town.member("Zoé").wants_messages()

    quiet = chooses(zoe, "Ne plus m'écrire")
    told = told_unasked(town, zoe)
    card = zoe.says("/moi")
    resumed = zoe.presses("Reprendre")

    assert quiet == "Désormais, je ne fais que vous répondre. Pour changer : /moi."
    assert not told
    assert "Vous m'avez demandé de ne plus vous écrire." in card
    assert resumed == "Je vous écris de nouveau, une fois par jour au plus. Pour arrêter : /stop."
    assert told_unasked(town, zoe)


def test_the_end_of_the_silence_is_no_yes_to_more(town: Town) -> None:
    zoe = town.member("Zoé")
    chooses(zoe, "Ne plus m'écrire")

    resumed = zoe.presses("Reprendre")

    assert resumed == ("Vous recevez de nouveau les messages que vous avez choisis : /reglages.")
    assert not told_unasked(town, zoe)


def test_leaving_ends_the_membership_and_every_yes(town: Town) -> None:
    zoe = town.member("Zoé")
    zoe.says("/reglages")
    zoe.presses("Recevoir la lettre en privé")

    left = chooses(zoe, "Quitter la communauté")

    assert left == "Au revoir, et merci."
    assert zoe.inbox[-2] == (
        "Vous avez quitté Pionniers de l'énergie. Pour revenir : /rejoindre. Pour effacer ce "
        "que je garde encore : /effacer."
    )
    with town.database.unit() as store:
        community = store[Communities].all()[0]
        standing = store[Members].standing(zoe.address, community.id)
        assert standing is not None
        assert standing.circle is None
        assert not store[Consents].of(standing.member, community.id)


def test_a_former_member_comes_back_or_has_the_rest_erased(town: Town) -> None:
    zoe = town.member("Zoé")
    chooses(zoe, "Quitter la communauté")

    back = zoe.joins().inbox[-1]
    chooses(zoe, "Quitter la communauté")
    zoe.says("/effacer")

    assert back.startswith("👋 Bienvenue, Zoé.")
    assert [choice.label for choice in zoe.direct[-1].choices] == ["Effacer mes données"]


@pytest.mark.slow
def test_the_fate_of_votes_and_answers_is_shown_before_leaving(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    ana.publishes("/sondage Quand ? | mardi | jeudi")
    ana.says("/evenement Visite | samedi 5 décembre 14h30 | Besançon")
    ana.presses("Annoncer")
    zoe.says("/voter 1 jeudi")
    zoe.says("/inscription 1 oui")
    zoe.says("/quitter")

    told = zoe.presses("Quitter la communauté")

    assert "Votre vote dans 1 sondage ouvert sera retiré." in told
    assert "Votre réponse à 1 événement à venir sera retirée, et votre place libérée." in told


def test_a_silence_ends_with_a_new_yes(town: Town) -> None:
    zoe = town.member("Zoé")
    chooses(zoe, "Ne plus m'écrire")
    chooses(zoe, "Quitter la communauté")

    zoe.joins()
    zoe.says("/quitter")

    offered = [choice.label for choice in zoe.direct[-1].choices]
    assert offered == ["Ne plus m'écrire", "Quitter la communauté", "Effacer mes données"]


@pytest.mark.parametrize("choice", ["Quitter la communauté", "Effacer mes données"])
def test_a_gardener_who_goes_leaves_an_empty_seat_and_the_others_know(
    town: Town, choice: str
) -> None:
    ana = town.gardener("territory")

    chooses(ana, choice)

    assert town.said_in(BACK_ROOM)[-1].text == (
        "Ana a quitté l'équipe « Pionniers de l'énergie ». Les responsables du service peuvent "
        "choisir quelqu'un d'autre."
    )


def test_a_gardener_is_told_the_fate_of_the_seat_before_leaving(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    told = (
        "Vous avez un rôle dans l'équipe de Pionniers de l'énergie. Il prendra fin tout de suite, "
        "et les autres seront prévenus. Si vous le pouvez, dites-le d'abord, et parcourez ce qui "
        "est en cours : /passation."
    )

    for choice in YES:
        asked = {}
        for person in (ana, zoe):
            person.says("/quitter")
            asked[person] = person.presses(choice)
        assert (told in asked[ana]) == (choice != "Ne plus m'écrire")
        assert told not in asked[zoe]


@pytest.mark.slow
def test_a_seat_that_was_given_elsewhere_is_left_too(
    database_url: str, saved_towns: SavedTowns | None
) -> None:
    """Ana was given a seat in a community that she has not joined yet."""
    water = {**WATER, "gardeners": {"territory": "telegram:43", "region": "matrix:@luc:hs"}}
    town = Town(database_url, town_settings(water), saved=saved_towns)
    try:
        luc = town.gardener("region", "Eau vive")
        ana = town.gardener("territory", "Pionniers de l'énergie")
        chooses(ana, "Effacer mes données")
        told = [
            each for each in luc.inbox if each.startswith("Ana a quitté l'équipe « Eau vive ».")
        ]
    finally:
        town.close()

    assert len(told) == 1


def test_a_stranger_has_nothing_to_leave(town: Town) -> None:
    assert town.stranger("Zoé").says("stop") == (
        "Je ne garde rien sur vous, et je ne fais que vous répondre."
    )


def told_unasked(town: Town, person: Neighbour) -> bool:
    """True if this person would be written to unasked."""
    with town.database.unit() as store:
        member = store[Members].standing(person.address, None)
        assert member is not None
        return JobContext(
            store,
            now=town.clock.now(),
            community=store[Communities].all()[0],
            contact=contact(town.stage.settings),
        ).tell(member.member, "…", unasked=True)


@pytest.mark.slow
def test_what_leaving_does_is_said_in_the_future_until_it_is_confirmed(town: Town) -> None:
    zoe, eve = grown(town.member("Zoé")), town.member("Eve", locale="en")
    for words in ("un vélo cargo", "une perceuse"):
        publishes(zoe, f"/offre {words}")
    zoe.says("/quitter")
    eve.says("/leave")

    told = zoe.presses("Quitter la communauté")
    in_english = eve.presses("Leave the community")

    assert "vous ne serez plus membre de Pionniers de l'énergie" in told
    assert "Votre offre « une perceuse » sera fermée.\n" in told
    assert "Votre offre « un vélo cargo » sera fermée." in told
    assert "you will no longer be a member of Pionniers de l'énergie" in in_english
    assert "un vélo cargo" in eve.says("/needs")


@pytest.mark.parametrize(("on", "mark"), [("telegram", "/"), ("matrix", "!")])
def test_the_recommended_word_ends_the_silence_whenever_it_is_written(
    town: Town, on: str, mark: str
) -> None:
    zoe = town.member("Zoé", on=on).wants_messages()
    quiet = chooses(zoe, "Ne plus m'écrire")
    zoe.says(f"{mark}agenda")

    resumed = zoe.says("reprendre")
    again = zoe.says(f"{mark}reprendre")

    assert quiet.startswith("Désormais, je ne fais que vous répondre.")
    assert resumed.startswith("Je vous écris de nouveau, une fois par jour au plus.")
    assert told_unasked(town, zoe)
    assert again == (
        "Vous recevez bien mes messages. Pour voir ce qui a été fait en votre nom par téléphone, "
        f"écrivez le code reçu : {mark}reprendre K7M-4PX-2R"
    )
