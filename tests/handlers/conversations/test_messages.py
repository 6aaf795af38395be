"""Messages to a gardener, and the conversation that follows."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.core import PASSED_ON
from storage.audit import Audit
from tests.saved_towns import SavedTowns
from tests.town import BACK_ROOM, Town, labels, town_settings


@pytest.fixture
def quiet_town(database_url: str, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """The town without a back room."""
    made = Town(database_url, town_settings(gardeners_room=""), saved=saved_towns)
    yield made
    made.close()


def test_a_message_is_answered_from_the_back_room(town: Town) -> None:
    town.gardener("territory")
    luc, zoe = town.gardener("region"), town.member("Zoé")

    sent = zoe.says("/ecrire Quand nous réunissons-nous ?")
    message = town.said_in(BACK_ROOM)[-1]
    answered = luc.says("Mardi à 18 h.", room=BACK_ROOM, reply_to=message)

    assert sent == "Message envoyé à Ana. La réponse arrivera ici."
    assert message.text.startswith(
        "Message de Zoé\nQuand nous réunissons-nous ?\nPour répondre à Zoé"
    )
    assert zoe.address not in message.text
    assert answered == PASSED_ON
    assert zoe.inbox[-1].startswith("Luc vous répond\nMardi à 18 h.")


def test_a_conversation_goes_on_by_replies(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé", on="matrix")

    zoe.says("!ecrire Bonjour")
    ana.says("Bonjour Zoé", room=BACK_ROOM, reply_to=town.said_in(BACK_ROOM)[-1])
    gone_on = zoe.says("Encore une question", reply_to=zoe.direct[-1])
    ana.says("Oui ?", room=BACK_ROOM, reply_to=town.said_in(BACK_ROOM)[-1])

    assert gone_on == PASSED_ON
    assert zoe.inbox[-1].startswith("Ana vous répond\nOui ?")


def test_a_bare_command_asks_by_name(town: Town) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")

    asked = zoe.says("/ecrire")
    shown = zoe.says("Bonjour\n\n  -- Zoé")
    sent = zoe.presses("Envoyer « Bonjour -- Zoé » à Ana")

    assert asked.startswith("Que voulez-vous écrire à Ana ?")
    assert shown == "Votre message à Ana\nBonjour\n -- Zoé\n\nIl n'est pas encore envoyé."
    assert sent == "Message envoyé à Ana. La réponse arrivera ici."
    assert "Bonjour\n\n -- Zoé\n" in town.said_in(BACK_ROOM)[-1].text


@pytest.mark.parametrize(("on", "mark"), [("telegram", "/"), ("matrix", "!")])
def test_a_message_is_shown_before_it_is_sent(town: Town, on: str, mark: str) -> None:
    town.gardener("territory"), town.gardener("region")
    zoe = town.member("Zoé", on=on)
    zoe.says(f"{mark}ecrire")
    before = len(town.said_in(BACK_ROOM))

    shown = zoe.says("Le portail ferme mal")
    unsent = len(town.said_in(BACK_ROOM)) == before

    assert "Si vous l'envoyez, Ana et Luc le liront." in shown
    assert labels(zoe) == ["Envoyer « Le portail ferme mal » à Ana", "Modifier", "Annuler"]
    assert unsent
    assert zoe.says("envoyer").startswith("Message envoyé à Ana.")
    assert "Le portail ferme mal" in town.said_in(BACK_ROOM)[-1].text


def test_a_shown_message_is_changed_and_what_was_shown_is_sent(town: Town) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")
    zoe.says("/ecrire")
    zoe.says("Un premier mot")
    first = zoe.direct[-1]
    zoe.presses("Modifier")
    before = len(town.said_in(BACK_ROOM))

    shown = zoe.says("Un autre mot")
    old = zoe.presses("Envoyer « Un premier mot » à Ana", first)

    assert shown.startswith("Votre message à Ana\nUn autre mot")
    assert old.startswith("Que voulez-vous écrire à Ana ?")
    assert len(town.said_in(BACK_ROOM)) == before


def test_a_shown_message_is_thrown_away(town: Town) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")
    zoe.says("/ecrire")
    zoe.says("Un mot de trop")
    shown, before = zoe.direct[-1], len(town.said_in(BACK_ROOM))

    assert zoe.says("annuler") == "C'est annulé. Rien n'en a été gardé."
    assert zoe.forges(shown.choice("Envoyer « Un mot de trop » à Ana").press, shown).startswith(
        "Que voulez-vous écrire à Ana ?"
    )
    assert zoe.forges(shown.choice("Annuler").press, shown) == "Il n'y a plus de brouillon."
    assert len(town.said_in(BACK_ROOM)) == before


def test_an_unfinished_message_is_dropped(town: Town) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")
    zoe.says("/ecrire")
    town.restart()

    assert zoe.says("/annuler") == "C'est annulé. Rien n'en a été gardé."
    assert town.said_in(BACK_ROOM) == []


def test_without_a_back_room_the_gardener_answers_in_private(quiet_town: Town) -> None:
    ana, zoe = quiet_town.gardener("territory"), quiet_town.member("Zoé", on="matrix")

    zoe.says("!ecrire Bonjour")
    answered = ana.says("Bonjour Zoé", reply_to=ana.direct[-1])

    assert ana.inbox[-1].startswith("Message de Zoé\nBonjour")
    assert answered == PASSED_ON
    assert zoe.inbox[-1].startswith("Ana vous répond\nBonjour Zoé")


def test_the_region_is_written_to_where_the_territory_has_nobody(quiet_town: Town) -> None:
    luc, zoe = quiet_town.gardener("region"), quiet_town.member("Zoé")

    assert zoe.says("/ecrire Bonjour") == "Message envoyé à Luc. La réponse arrivera ici."
    assert luc.inbox[-1].startswith("Message de Zoé")


def test_the_gardener_who_answered_goes_on(quiet_town: Town) -> None:
    luc, zoe = quiet_town.gardener("region"), quiet_town.member("Zoé")
    zoe.says("/ecrire Bonjour")
    ana = quiet_town.gardener("territory")
    before = len(ana.inbox)

    luc.says("Bonjour Zoé", reply_to=luc.direct[-1])

    assert zoe.says("Merci", reply_to=zoe.direct[-1]) == PASSED_ON
    assert len(ana.inbox) == before


@pytest.mark.parametrize("words", ["/ecrire", "/ecrire Bonjour"])
def test_nothing_is_lost_where_nobody_tends_yet(town: Town, words: str) -> None:
    zoe = town.member("Zoé")

    assert zoe.says(words) == (
        "Personne ne s'occupe encore de Pionniers de l'énergie ici : rien n'a été envoyé. "
        "Gardez votre texte et réessayez plus tard."
    )
    assert town.said_in(BACK_ROOM) == []


def test_nobody_writes_to_themselves(town: Town) -> None:
    ana = town.gardener("territory")
    town.gardener("region")

    assert ana.says("/ecrire Bonjour") == "Message envoyé à Luc. La réponse arrivera ici."


def test_only_a_gardener_answers(town: Town) -> None:
    town.gardener("territory")
    zoe, eve = town.member("Zoé"), town.member("Ève", on="matrix")
    zoe.says("/ecrire Bonjour")
    message, before = town.said_in(BACK_ROOM)[-1], zoe.inbox

    refused = eve.says("Coucou", room=BACK_ROOM, reply_to=message)

    assert refused == (
        "Seule l'équipe de jardinage de Pionniers de l'énergie peut répondre à Zoé : "
        "votre réponse n'a pas été transmise."
    )
    assert zoe.inbox == before
    with town.database.unit() as store:
        assert [(each.actor, each.outcome) for each in store[Audit].latest(1)] == [
            (eve.address, "refused")
        ]


def test_a_stranger_joins_before_writing(town: Town) -> None:
    town.gardener("territory")
    zoe = town.stranger("Zoé")

    assert "J'ai 15 ans ou plus, j'accepte" in [
        choice.label for choice in (zoe.says("/ecrire Bonjour"), zoe.direct[-1])[1].choices
    ]
    assert town.said_in(BACK_ROOM) == []


def test_a_message_typed_in_a_shared_room_is_confirmed_in_private(town: Town) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")

    assert zoe.says("/ecrire Bonjour", room=zoe.square) == "Je vous ai répondu en privé."
    assert zoe.inbox[-1] == "Message envoyé à Ana. La réponse arrivera ici."


def test_only_a_gardener_who_can_be_reached_is_named(quiet_town: Town) -> None:
    town = quiet_town
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    town.gardener("region")
    with town.database.unit() as store:
        store.lose_room(ana.address, "blocked", town.clock.now())

    zoe.says("Le composteur déborde")

    assert zoe.direct[-1].choices[0].label == "Envoyer « Le composteur déborde » à Luc"


def test_where_nobody_can_be_reached_nothing_is_offered_to_be_sent(quiet_town: Town) -> None:
    zoe = quiet_town.member("Zoé")

    zoe.says("Le composteur déborde")

    assert [each.label for each in zoe.direct[-1].choices] == ["Menu"]


def test_where_reactions_are_forbidden_words_say_that_a_message_was_passed_on(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé", on="matrix")
    town.networks["telegram"].without_reactions.add(ana.address)
    for room in (BACK_ROOM, zoe.address):
        town.networks["matrix"].without_reactions.add(room)

    zoe.says("!ecrire Bonjour")
    message = town.said_in(BACK_ROOM)[-1]
    luc = town.gardener("region")
    answered = luc.says("Bonjour Zoé", room=BACK_ROOM, reply_to=message)
    gone_on = zoe.says("Merci", reply_to=zoe.direct[-1])

    assert (answered, gone_on) == ("Réponse envoyée à Zoé.", "Réponse envoyée à Luc.")


@pytest.mark.parametrize("words", ["Parfait", "merci", "oui", "4"])
def test_words_below_a_gardeners_answer_are_offered_as_a_reply(town: Town, words: str) -> None:
    luc, zoe = town.gardener("region"), town.member("Zoé")
    town.gardener("territory")
    zoe.says("/ecrire Bonjour")
    town.move(timedelta(minutes=1))
    luc.says("Bonjour Zoé", room=BACK_ROOM, reply_to=town.said_in(BACK_ROOM)[-1])
    town.move(timedelta(minutes=1))

    asked = zoe.says(words)
    sent = zoe.presses(f"Envoyer « {words} » à Luc")

    assert asked == "Est-ce votre réponse à Luc ?\nSi vous l'envoyez, Ana et Luc le liront."
    assert sent == "Réponse envoyée à Luc."
    assert town.said_in(BACK_ROOM)[-1].text.startswith(f"Message de Zoé\n{words}\n")
    assert zoe.presses(f"Envoyer « {words} » à Luc").startswith("Déjà envoyé.")


def test_a_forged_reply_passes_nothing_on(town: Town) -> None:
    town.gardener("territory")
    zoe, eve = town.member("Zoé"), town.member("Ève")
    zoe.says("/ecrire Bonjour")
    before = len(town.said_in(BACK_ROOM))

    eve.says("/menu")
    eve.forges("write_reply:1", eve.direct[-1])

    assert len(town.said_in(BACK_ROOM)) == before
