"""Wishes in people's own words, and the answers to them."""

import pytest

from bot.domain.intents import Verdict, clauses_of, understand
from tests.handlers.conversations.misleading_sentences import NOT_UNDERSTOOD
from tests.handlers.conversations.understood_sentences import UNDERSTOOD
from tests.intents.test_model import DECLARED
from tests.town import BACK_ROOM, Neighbour, Town, labels

COMMANDS = {each.name: each.command.name for each in DECLARED}


def sentences() -> list[tuple[str, str]]:
    return [(typed, name) for name, typed_ones in UNDERSTOOD.items() for typed in typed_ones]


def led_on(who: Neighbour, typed: str, label: str) -> str:
    """The answer to a wish; where it was only guessed, to the press on this guess."""
    said = who.says(typed)
    return who.presses(label) if label in labels(who) else said


def test_plain_words_lead_on() -> None:
    lost = [
        typed
        for typed, name in sentences()
        if name not in {COMMANDS[each] for each in understand(typed).intents}
    ]

    assert len(lost) <= 0.03 * len(sentences()), lost


def test_sentences_for_people_show_nothing_by_themselves() -> None:
    shown = [each for each in NOT_UNDERSTOOD if understand(each).verdict is Verdict.SURE]

    assert len(shown) <= 0.03 * len(NOT_UNDERSTOOD), shown


@pytest.mark.slow
def test_what_is_surely_understood_is_shown(town: Town) -> None:
    town.gardener("territory").says("/evenement Visite | samedi 14h | Besançon")
    zoe = town.member("Zoé")

    assert zoe.says("quoi de prévu ce mois-ci") == zoe.says("/agenda")
    assert zoe.says("Je ne viens plus").startswith(zoe.says("/agenda"))
    assert zoe.says("Comment ça marche ?") == zoe.says("/aide")
    assert zoe.says("parler à quelqu'un") == zoe.says("/ecrire")


def test_an_unsure_guess_is_offered_beside_the_message(town: Town) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")

    asked = zoe.says("y a un truc que je voulais changer sur moi")

    assert asked == "Est-ce l'un de ceux-ci ?"
    *guesses, send, menu = labels(zoe)
    assert len(guesses) == 2
    assert send.startswith("Envoyer « y a un truc que")
    assert menu == "Menu"
    assert zoe.presses(guesses[0]) != asked
    assert town.said_in(BACK_ROOM) == []


def test_several_wishes_are_offered_one_by_one(town: Town) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")

    asked = zoe.says("Bonjour, où est la carte ? et je voudrais changer mon nom")

    assert asked == "Plusieurs choses à la fois : par laquelle commencer ?"
    assert labels(zoe)[:2] == ["La carte", "Changer de nom"]
    assert zoe.presses("Changer de nom") == "Votre nom ici : Zoé"


def test_clauses_are_told_apart() -> None:
    assert clauses_of("je viens samedi. où est la carte ?") == [
        "je viens samedi",
        "où est la carte",
    ]
    assert clauses_of("je viens samedi avec ma fille") == ()
    assert clauses_of("un, deux, trois, quatre, cinq") == ()


@pytest.mark.parametrize("typed", ["je voudrais inviter une amie", "relier mes comptes"])
def test_acts_are_offered_as_a_button(town: Town, typed: str) -> None:
    zoe = town.member("Zoé")

    assert zoe.says(typed) == "Est-ce ce que vous cherchez ?"
    assert len(zoe.direct[-1].choices) == 1


@pytest.mark.slow
@pytest.mark.parametrize("typed", ["finalement je ne viens plus", "I can't make it"])
def test_a_member_who_changes_her_mind_sees_her_events(town: Town, typed: str) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    for what in ("Visite", "Atelier"):
        ana.says(f"/evenement {what} | samedi 14h | Besançon")
        ana.presses("Annoncer")
    zoe.says("/inscription 1 oui")
    zoe.says("/aide")

    one = led_on(zoe, typed, "Je ne viens plus")
    zoe.says("/inscription 2 oui")
    zoe.says("/aide")
    several = led_on(zoe, typed, "Je ne viens plus")

    assert one.startswith("🗓 Visite\n")
    assert "\nVous venez.\n" in one
    assert several.startswith("🗓 Pour quel événement ?\nRien n'est encore noté.")


def test_who_comes_with_somebody_is_asked_for_their_name(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    ana.says("/evenement Visite | samedi 14h | Besançon --invites")
    ana.presses("Annoncer")

    shown = zoe.says("je viens avec ma fille")
    nobody = town.said_in(zoe.square)[-1].text
    asked = zoe.presses("Je viens avec quelqu'un")

    assert "Rien n'est encore noté." in shown
    assert "Zoé" not in nobody
    assert asked.startswith("Qui vient avec vous ?")
    assert "Lili" in zoe.says("Lili")


def test_an_event_for_members_says_so_to_who_brings_somebody(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    ana.says("/evenement Visite | samedi 14h | Besançon")
    ana.presses("Annoncer")

    assert "Cet événement est pour les membres" in zoe.says("je viens avec ma fille")
    assert "Je viens avec quelqu'un" not in labels(zoe)


def test_a_question_is_put_to_the_region_or_to_the_gardener(town: Town) -> None:
    town.gardener("territory")
    town.gardener("region")
    zoe = town.member("Zoé")

    asked = zoe.says("Pourquoi le bus 12 ne passe plus le soir ?")
    buttons = labels(zoe)
    preview = zoe.presses("💬 À la Région")

    assert asked.startswith("À qui voulez-vous poser cette question ?")
    assert buttons == ["💬 À la Région", "À Ana", "Menu"]
    assert "Pourquoi le bus 12 ne passe plus le soir ?" in preview
    assert town.said_in(BACK_ROOM) == []


def test_a_question_is_sent_to_the_gardener_by_one_press(town: Town) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")
    zoe.says("Pourquoi le bus 12 ne passe plus le soir ?")

    zoe.presses("À Ana")

    assert "Pourquoi le bus 12" in town.said_in(BACK_ROOM)[-1].text


def test_a_new_name_and_a_new_place_are_repeated_before_they_count(town: Town) -> None:
    zoe = town.member("Zoé")

    assert led_on(zoe, "je m'appelle Zoé Loiseau maintenant", "Changer de nom") == (
        "Votre nom ici sera Zoé Loiseau ?"
    )
    assert zoe.says("moi").startswith("Zoé\n")
    led_on(zoe, "je m'appelle Zoé Loiseau maintenant", "Changer de nom")
    assert zoe.presses("Oui, Zoé Loiseau").startswith("C'est noté. Votre nom ici : Zoé Loiseau")

    assert led_on(zoe, "j'ai déménagé à Dole", "J'ai déménagé").startswith(
        "📍 Vous habitez désormais"
    )


def test_words_below_a_gardeners_message_are_its_answer_first(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    zoe.says("/ecrire Bonjour Ana")
    ana.says("Viendrez-vous ?", room=BACK_ROOM, reply_to=town.said_in(BACK_ROOM)[-1])

    asked = zoe.says("où est la carte ?")

    assert asked == "Est-ce votre réponse à Ana ?"
    assert labels(zoe) == ["Envoyer « où est la carte ? » à Ana", "La carte", "Menu"]


def test_nothing_is_erased_by_plain_words(town: Town) -> None:
    zoe = town.member("Zoé")

    assert zoe.says("effacez mes données") == zoe.says("/effacer")
    assert zoe.says("moi").startswith("Zoé")


def test_what_is_only_for_gardeners_is_offered_to_no_member(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")

    assert ana.says("qu'est-ce que j'ai à faire aujourd'hui") == ana.says("/afaire")
    zoe.says("qu'est-ce que j'ai à faire aujourd'hui")
    assert "À faire" not in labels(zoe)


def test_a_stranger_is_led_to_joining(town: Town) -> None:
    someone = town.stranger("Xavier")

    assert someone.says("comment devenir membre ?") == someone.says("/rejoindre")
    assert someone.says("quoi de prévu ce mois-ci") == someone.says("/agenda")


def test_words_are_in_no_log(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    zoe = town.member("Zoé")

    said = zoe.says("je voudrais voter pour la liste des quetsches")

    assert said
    assert "quetsches" not in caplog.text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("act", "button"),
    [
        ("/inscription 1 oui", "Je ne viens plus"),
        ("/voter 1 2", "Retirer mon vote"),
    ],
)
def test_an_act_is_offered_to_be_undone(town: Town, act: str, button: str) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    ana.says("/evenement Visite | samedi 14h | Besançon")
    ana.presses("Annoncer")
    ana.says("/sondage Couleur ? | vert | bleu")
    ana.presses("Publier")
    zoe.says(act)

    for typed in ("annuler", "oups mauvais bouton"):
        assert zoe.says(typed).startswith("Voulez-vous revenir sur ce que vous venez de faire ?")
        assert button in labels(zoe)

    zoe.presses(button)


def test_nothing_is_left_to_undo(town: Town) -> None:
    assert town.member("Zoé").says("annuler") == "Il n'y a rien à annuler."
