"""Joining: the notice, the yes, and the first steps of a member."""

import pytest

from bot.config import Purpose, Settings
from bot.domain.personal_data import MEMBERSHIP
from storage.communities import Communities
from storage.inbound import Forms
from storage.members import Consents, Identities, Members
from storage.members.member_tables import Consent
from tests.handlers.joining.consents import NOTICE, YES
from tests.saved_towns import SavedTowns
from tests.town import Neighbour, Town, town_settings


@pytest.mark.parametrize(("network", "mark"), [("telegram", "/"), ("matrix", "!")])
def test_a_newcomer_joins_with_three_lines_and_one_consent(
    town: Town, network: str, mark: str
) -> None:
    zoe = town.stranger("Zoé", on=network)

    shown = zoe.says(f"{mark}rejoindre")
    welcomed = zoe.presses(YES)

    assert shown == NOTICE.format(mark=mark)
    assert welcomed.split("\n---\n")[-1] == "👋 Bienvenue, Zoé."
    assert [each.label for each in zoe.direct[-1].choices] == ["Compléter mon profil"]
    assert zoe.says(f"{mark}moi").startswith("Zoé\nCommunauté : Pionniers de l'énergie")


def test_a_new_member_sees_first_what_is_on(town: Town) -> None:
    ana = town.gardener("territory")
    ana.publishes("/sondage Quand ? | mardi | jeudi")
    ana.says("/evenement Visite | samedi 5 décembre 14h30 | Besançon")
    ana.presses("Annoncer")
    zoe = town.stranger("Zoé")
    zoe.says("/rejoindre")

    welcomed = zoe.presses(YES)
    labels = [each.label for each in zoe.direct[-1].choices]
    vote = zoe.presses("Voter")

    assert (
        welcomed.split("\n---\n")[-1]
        == "👋 Bienvenue, Zoé.\nEn ce moment : 1 sondage et 1 événement."
    )
    assert labels == ["Voter", "Voir l'agenda", "Compléter mon profil"]
    assert "Quand ?" in vote


def test_a_gardener_of_the_configuration_sees_at_once_what_to_begin_with(town: Town) -> None:
    luc = town.gardener("region")
    ana = town.gardener("territory")

    assert luc.inbox[-1].startswith("À faire\n"), "the other seat is empty"
    assert ana.inbox[-1].startswith("À faire, pour commencer\n– Inviter")
    assert "Inviter" in [each.label for each in ana.direct[-1].choices]


@pytest.mark.parametrize("network", ["telegram", "matrix"])
def test_the_notice_is_read_and_accepted_in_another_language(town: Town, network: str) -> None:
    zoe = town.stranger("Zoé", on=network)
    zoe.says("/rejoindre")

    shown = zoe.presses("English")
    read = zoe.presses("Read the notice")
    welcomed = zoe.presses("I am 15 or older, I accept")
    menu = zoe.says("menu")

    assert shown.startswith("Join Pionniers")
    assert read.startswith("Privacy notice")
    assert welcomed.split("\n---\n")[-1] == "👋 Welcome, Zoé."
    assert "What would you like to do?" in menu


def test_a_declined_language_is_kept_nowhere(town: Town) -> None:
    zoe = town.stranger("Zoé")
    zoe.says("/rejoindre")
    zoe.presses("English")

    assert zoe.presses("No thank you").startswith("I kept nothing about you.")
    assert zoe.says("/rejoindre").startswith("Join Pionniers"), "what one reads here"


def test_the_yes_is_kept_with_its_words_its_day_and_its_network(town: Town) -> None:
    zoe = town.member("Zoé", on="matrix")

    (yes,) = consents(town, zoe)

    assert (yes.purpose, yes.channel) == (MEMBERSHIP, "matrix")
    assert yes.given_at == town.clock.now()
    assert len(yes.version) == 12


@pytest.mark.slow
def test_another_notice_is_another_version(town: Town) -> None:
    versions = []
    for name, controller in (("Zoé", "Région A"), ("Max", "Région B"), ("Léa", "Région A")):
        town.stage.settings = with_controller(controller)
        town.restart()
        versions.append(consents(town, town.member(name))[0].version)

    assert versions[0] == versions[2] != versions[1]


def test_nothing_is_kept_before_the_yes_nor_after_a_no(town: Town) -> None:
    zoe = town.stranger("Zoé")
    zoe.says("/rejoindre")
    zoe.presses("Lire la notice")

    declined = zoe.presses("Non merci")

    assert declined == (
        "Je n'ai rien gardé sur vous.\n"
        "Si vous avez moins de 15 ans, ou si vous préférez vous passer de ce robot : vous ou vos "
        "parents pouvez écrire à dpo@region.example.\n"
        "Si vous changez d'avis : /rejoindre."
    )
    with town.database.unit() as store:
        assert store[Identities].get(zoe.address) is None
        assert store[Communities].room(zoe.address) is None
        assert store[Forms].open_in(zoe.address, town.clock.now()) is None


def test_an_old_refusal_of_a_member_changes_nothing_and_says_so(town: Town) -> None:
    zoe = town.stranger("Zoé")
    zoe.says("/rejoindre")
    old = zoe.direct[-1]
    zoe.says("/rejoindre")
    zoe.presses(YES)

    said = zoe.presses("Non merci", old)

    assert said == (
        "Vous êtes déjà membre de Pionniers de l'énergie.\n"
        "Ce bouton ne change rien. Pour quitter : /quitter."
    )
    with town.database.unit() as store:
        assert store[Identities].get(zoe.address) is not None


def test_without_a_contact_parents_are_told_who_answers_for_the_data(
    database_url: str, saved_towns: SavedTowns | None
) -> None:
    settings = town_settings()
    instance = settings.instance.model_copy(update={"contact": ""})
    town = Town(database_url, settings.model_copy(update={"instance": instance}), saved=saved_towns)
    zoe = town.stranger("Zoé")
    zoe.says("/rejoindre")

    declined = zoe.presses("Non merci")
    town.close()

    assert "vous ou vos parents pouvez écrire à Région Exemple." in declined


@pytest.mark.parametrize("network", ["telegram", "matrix"])
def test_the_charter_is_a_tap_away_from_the_yes(
    database_url: str, network: str, saved_towns: SavedTowns | None
) -> None:
    charter = "https://region.example/charte"
    town = Town(database_url, town_settings(charter_url=charter), saved=saved_towns)
    zoe = town.stranger("Zoé", on=network)

    shown = zoe.says("/rejoindre")
    posted = zoe.direct[-1]
    zoe.says("/confidentialite")
    town.close()

    assert len(shown.splitlines()) == 4, "a title and three lines"
    assert [each.url for each in posted.choices if each.label == "Lire la charte"] == [charter]
    last = zoe.direct[-1].said.spans[-1]
    assert (last.text, last.url) == ("La charte de Pionniers de l'énergie", charter)


def test_other_purposes_are_another_version(town: Town) -> None:
    versions = []
    for name, duration in (("Zoé", "un an"), ("Max", "deux ans"), ("Léa", "un an")):
        purpose = Purpose(key="membership", basis="votre accord", duration=duration)
        privacy = town.stage.settings.privacy.model_copy(update={"purposes": (purpose,)})
        town.stage.settings = town.stage.settings.model_copy(update={"privacy": privacy})
        town.restart()
        versions.append(consents(town, town.member(name))[0].version)

    assert versions[0] == versions[2] != versions[1]


def test_the_whole_notice_can_be_read_and_accepted(town: Town) -> None:
    zoe = town.stranger("Zoé")
    zoe.says("/rejoindre")

    read = zoe.presses("Lire la notice")

    assert read.startswith("Confidentialité\nQui en est responsable\nRégion Exemple")
    assert "👋 Bienvenue" in zoe.presses(YES, zoe.direct[-1])


def test_joining_twice_is_harmless(town: Town) -> None:
    zoe = town.member("Zoé")

    again = zoe.presses(YES)

    assert again == "Vous êtes déjà membre de Pionniers de l'énergie."
    assert zoe.says("/rejoindre") == "Vous êtes déjà membre de Pionniers de l'énergie."
    assert len(consents(town, zoe)) == 1


@pytest.mark.parametrize("typed", ["moi", "Moi", "/moi", "/me"])
def test_an_attempt_goes_on_after_the_yes(town: Town, typed: str) -> None:
    zoe = town.stranger("Zoé")
    zoe.says(typed)

    welcomed = zoe.presses(YES)

    assert "👋 Bienvenue, Zoé.\n---\nZoé\nCommunauté :" in welcomed
    labels = [each.label for each in zoe.direct[-1].choices]
    assert labels.count("Compléter mon profil") == 1


def test_an_outdated_attempt_is_explained_after_joining(town: Town) -> None:
    zoe = town.stranger("Zoé")
    zoe.says("/voter 99 1")

    welcomed = zoe.presses(YES)

    assert "👋 Bienvenue, Zoé.\nCe sondage n'existe pas dans" in welcomed
    assert zoe.says("/rejoindre").startswith("Vous êtes déjà membre")


def test_a_question_that_follows_is_not_mixed_with_another_one(town: Town) -> None:
    town.gardener("territory")
    zoe = town.stranger("Zoé")
    zoe.says("/ecrire")

    welcomed = zoe.presses(YES)

    assert "👋 Bienvenue, Zoé." in welcomed
    assert "Compléter mon profil" not in [each.label for each in zoe.direct[-1].choices]
    assert zoe.says("Bonjour !").startswith("Votre message à Ana")


def with_controller(controller: str) -> Settings:
    """The town's settings, with this body as holder of the data."""
    settings = town_settings()
    privacy = settings.privacy.model_copy(update={"controller": controller})
    return settings.model_copy(update={"privacy": privacy})


def consents(town: Town, person: Neighbour) -> list[Consent]:
    """The yeses of a person in the town's first community."""
    with town.database.unit() as store:
        community = store[Communities].all()[0]
        standing = store[Members].standing(person.address, community.id)
        assert standing is not None
        return list(store[Consents].of(standing.member, community.id))
