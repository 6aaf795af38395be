"""Requests in people's own words, and the answers to them."""

import pytest

from bot.app import declarations
from bot.domain.conversations import MOST_WORDS, Intents
from handlers.conversations.intents import COMMUNITY_PHRASES, INTENTS, MEMBERSHIP_PHRASES
from tests.handlers.conversations.misleading_sentences import NOT_UNDERSTOOD
from tests.handlers.conversations.understood_sentences import UNDERSTOOD
from tests.town import Town

DECLARED = declarations()


def sentences() -> list[tuple[str, str]]:
    return [(typed, name) for name, typed_ones in UNDERSTOOD.items() for typed in typed_ones]


@pytest.mark.parametrize(("typed", "name"), sentences())
def test_plain_words_are_understood(typed: str, name: str) -> None:
    intent = INTENTS.read(typed)

    assert intent is not None
    assert intent.name == name


@pytest.mark.parametrize("typed", NOT_UNDERSTOOD)
def test_sentences_for_people_ask_for_nothing(typed: str) -> None:
    assert INTENTS.read(typed) is None
    assert INTENTS.read(sentences()[0][0]) is not None


def test_there_are_enough_sentences() -> None:
    assert len(sentences()) + len(NOT_UNDERSTOOD) >= 200
    assert len(NOT_UNDERSTOOD) * 3 >= len(sentences()) + len(NOT_UNDERSTOOD)


def test_long_words_cost_nothing() -> None:
    assert INTENTS.read("quand est la prochaine rencontre ?") is not None
    assert INTENTS.read("quand " * MOST_WORDS * 200) is None


def test_a_phrase_asks_for_one_thing() -> None:
    with pytest.raises(ValueError, match="asks for two things"):
        Intents({1: ["le (menu|programme)"], 2: ["le programme"]})


def test_the_phrases_of_a_command_stand_in_one_table() -> None:
    both = {**COMMUNITY_PHRASES, **MEMBERSHIP_PHRASES}

    assert len(both) == len(COMMUNITY_PHRASES) + len(MEMBERSHIP_PHRASES)


@pytest.mark.parametrize("typed", ["je voudrais inviter une amie", "relier mes comptes"])
def test_acts_are_offered_as_a_button(town: Town, typed: str) -> None:
    zoe = town.member("Zoé")

    assert zoe.says(typed) == "Est-ce ce que vous cherchez ?"
    assert len(zoe.direct[-1].choices) == 1


def test_a_member_sees_what_they_ask_for(town: Town) -> None:
    town.gardener("territory").says("/evenement Visite | samedi 14h | Besançon")
    zoe = town.member("Zoé")

    assert zoe.says("Bonjour, c'est quand la visite ?") == zoe.says("/agenda")
    assert zoe.says("Je ne viens plus") == zoe.says("/agenda")
    assert zoe.says("Comment ça marche ?") == zoe.says("/aide")
    assert zoe.says("parler à quelqu'un") == zoe.says("/ecrire")


@pytest.mark.parametrize("typed", ["finalement je ne viens plus", "I can't make it"])
def test_a_member_who_changes_her_mind_sees_her_one_event(town: Town, typed: str) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    for what in ("Visite", "Atelier"):
        ana.says(f"/evenement {what} | samedi 14h | Besançon")
        ana.presses("Annoncer")
    zoe.says("/inscription 1 oui")
    zoe.says("/aide")

    one = zoe.says(typed)
    zoe.says("/inscription 2 oui")
    zoe.says("/aide")
    several = zoe.says(typed)

    assert one.startswith("🗓 Visite\n")
    assert "\nVous venez.\n" in one
    assert several.startswith("Événements à venir\nJe viens\n1 · Visite")


def test_nothing_is_erased_by_plain_words(town: Town) -> None:
    zoe = town.member("Zoé")

    assert zoe.says("effacez mes données") == zoe.says("/effacer")
    assert zoe.says("moi").startswith("Zoé")


def test_a_stranger_is_led_to_joining(town: Town) -> None:
    someone = town.stranger("Xavier")

    assert someone.says("Je voudrais m'inscrire") == someone.says("/agenda")
    assert someone.says("comment devenir membre ?") == someone.says("/rejoindre")
