"""What people write in their own words, and what it shows them."""

import pytest

from bot.app import declarations
from bot.domain.conversations.intents import MOST_WORDS, Intents
from handlers.conversations.community_phrases import COMMUNITY_PHRASES
from handlers.conversations.intents import INTENTS
from handlers.conversations.membership_phrases import MEMBERSHIP_PHRASES
from tests.town import Town

DECLARED = declarations()

UNDERSTOOD = {
    "agenda": [
        "C'est quand ?",
        "c est quand",
        "C’est quand la réunion ?",
        "quand a lieu la visite du composteur",
        "À quelle heure commence l'atelier ?",
        "C'est où ?",
        "bonjour je voudrai savoir quand est la prochaine réunion",
        "Quand est-ce qu'on se voit ?",
        "finallement je ne vien plus",
        "s'il vous plaît, la prochaine réunoin",
        "Qu'est-ce qui est prévu ?",
        "quoi de prévu ce mois-ci",
        "La prochaine réunion",
        "Quelle est la prochaine date ?",
        "prochain rendez-vous",
        "Je voudrais m'inscrire",
        "Bonjour, je voudrais m'inscrire svp",
        "je veux participer",
        "J'aimerais venir à la visite de samedi",
        "Comment s'inscrire ?",
        "comment je m'inscris",
        "Je ne viens plus",
        "Finalement je ne viens plus",
        "je viens pas",
        "Je ne peux pas venir samedi",
        "je peux plus venir",
        "J'ai un empêchement",
        "annuler mon inscription",
        "Je voudrais annuler ma venue",
        "When is it?",
        "when is the next meeting",
        "What's planned?",
        "what time is the meeting?",
        "Next event",
        "I want to sign up",
        "I'd like to come",
        "How do I register?",
        "I can't come",
        "i can't make it on Saturday, sorry",
        "I'm not coming any more",
        "cancel my registration",
    ],
    "poll": [
        "Je veux voter",
        "je voudrai votter svp",
        "comment voter ?",
        "Où est-ce qu'on vote ?",
        "Les sondages",
        "Y a-t-il un sondage ?",
        "changer mon vote",
        "Je voudrais modifier mon vote, merci",
        "Je me suis trompée de choix",
        "How do I vote?",
        "show me the polls",
        "I would like to vote",
        "change my vote please",
    ],
    "write": [
        "Parler à quelqu'un",
        "Je voudrais parler à une personne",
        "est-ce que je peux parler à quelqu'un ?",
        "j'aimerais écrire à l'équipe",
        "J'ai une question pour vous",
        "Talk to a human",
        "Can I speak to someone?",
    ],
    "ask": [
        "J'ai une question",
        "Bonjour, j'ai une question pour la Région",
        "Comment contacter la Région ?",
        "Je voudrais poser une question",
        "Une question à la Région",
        "Où en est ma question ?",
        "Mes questions",
        "I have a question",
        "I would like to ask the Region a question",
        "My questions",
    ],
    "gardener": [
        "Qui est la jardinière ?",
        "C'est qui le responsable ?",
        "Qui s'occupe du groupe ?",
        "Who runs this?",
        "Who are the gardeners?",
    ],
    "me": [
        "Mon profil",
        "je voudrais changer mon nom",
        "Changer d'adresse",
        "J'ai déménagé",
        "Que savez-vous de moi ?",
        "my profile",
        "How do I change my name?",
        "What do you know about me?",
    ],
    "mydata": ["Mes données", "télécharger mes données", "Que gardez-vous sur moi ?", "My data"],
    "privacy": [
        "Confidentialité",
        "RGPD",
        "Qui voit mon vote ?",
        "C'est anonyme ?",
        "Who can see my vote?",
        "is this private?",
    ],
    "forget": [
        "Effacez mes données",
        "Je veux supprimer mon compte",
        "Oubliez-moi",
        "Delete my account",
    ],
    "stop": [
        "Arrêtez de m'écrire",
        "Trop de messages !",
        "je ne veux plus recevoir de messages",
        "Too many messages",
        "Don't write to me any more",
    ],
    "leave": [
        "Me désabonner",
        "je veux quitter le groupe",
        "désinscription",
        "Unsubscribe",
        "How do I leave the group?",
    ],
    "join": [
        "Comment devenir membre ?",
        "Je veux adhérer",
        "j'aimerais rejoindre la communauté",
        "I want to join",
        "How do I become a member?",
    ],
    "circle": ["changer ma participation", "je voudrais participer davantage"],
    "settings": ["Réglages", "changer de langue", "parler en anglais", "Change the language"],
    "digest": [
        "La lettre",
        "lire la newsletter",
        "Je voudrais recevoir la lettre",
        "The newsletter",
    ],
    "need": [
        "Mes besoins",
        "Quels sont les besoins ?",
        "les petites annonces",
        "liste des besoins",
        "Qui a besoin de quoi ?",
        "Who needs what?",
        "list of offers",
    ],
    "map": ["carte des membres", "Map of the events", "Où sont les gens ?", "events map"],
    "who": [
        "L'annuaire des membres",
        "liste des membres",
        "Les associations",
        "Qui est qui ?",
        "rencontrer des gens",
        "list of members",
        "Meet people",
    ],
    "matches": [
        "Mes rencontres",
        "voir mes mises en relation",
        "Des personnes à rencontrer",
        "Qui rencontrer ?",
        "my introductions",
        "People to meet",
    ],
    "rides": ["Les trajets", "covoiturages", "Y a-t-il des covoiturages ?", "car sharing"],
    "news": ["Quoi de neuf ?", "les actus", "What's new?", "Any news?"],
    "invite": ["Je voudrais inviter une amie", "Mon lien d'invitation", "Invite a friend"],
    "link": ["Relier mes comptes", "J'ai deux comptes", "I have two accounts"],
    "calendar": ["Ajouter à mon agenda", "s'abonner au calendrier", "add to my calendar"],
    "help": [
        "Au secours",
        "à l'aide !",
        "coment ca marche",
        "Comment ça marche ?",
        "je suis perdue",
        "Je ne comprends pas",
        "À quoi ça sert ?",
        "Que savez-vous faire ?",
        "I'm lost",
        "How does it work?",
        "what can you do?",
    ],
    "menu": ["Le menu", "retour au menu", "start over"],
}
NOT_UNDERSTOOD = [
    "oui",
    "non",
    "les besoins de la mairie",
    "les associations de Dole se plaignent",
    "la carte de la mairie est fausse",
    "qui rencontrer à la mairie ?",
    "les membres du conseil ont voté",
    "rencontrer des gens me fait du bien",
    "le covoiturage ne marche pas chez nous",
    "qui a besoin de mes vieilles tuiles ?",
    "people to meet are many",
    "the map of the town is old",
    "2",
    "ok pour moi",
    "yes",
    "no thanks",
    "stop aux pesticides",
    "stop the wind farm",
    "aide aux agriculteurs",
    "quitter la voiture, prendre le vélo",
    "effacer les traces du passé",
    "mes données de production solaire sont en ligne",
    "le menu de la cantine est végétarien",
    "La lettre de la mairie est arrivée hier",
    "J'ai voté",
    "mes notes",
    "je viens de lire la lettre, quelle belle visite",
    "je souhaite savoir compter les arbres",
    "au revoir",
    "les besions de la mairie",
    "je vote pour jeudi",
    "J'ai une question sur les panneaux solaires, qui peut répondre ?",
    "Je voudrais poser une question sur les pistes cyclables",
    "La Région a répondu à la mairie",
    "Les questions de la mairie",
    "I have a question about the wind farm",
    "Je voudrais m'inscrire sur les listes électorales de Besançon avant la fin de l'année",
    "je viens",
    "Je viens avec deux enfants",
    "nous serons six",
    "Je suis d'accord avec Ana",
    "Il faut arrêter les messages publicitaires dans les boîtes aux lettres",
    "Trop de messages contradictoires de la part de l'État",
    "La prochaine fois, pensez aux chaises",
    "L'agenda de la Région est trop rempli",
    "Qui voit la rivière la protège",
    "Le rendez-vous était très bien",
    "Merci à toute l'équipe pour la visite",
    "J'ai déménagé ma ruche",
    "supprimer les doublons",
    "Tout effacer et recommencer serait dommage",
    "rejoindre Dole à vélo, c'est possible ?",
    "C'est quoi le prix du kilowattheure ?",
    "Comment ça marche, une pompe à chaleur ?",
    "je ne comprends pas la position de la Région",
    "help the farmers of Jura",
    "I vote for Thursday",
    "I am coming",
    "we are coming with two kids",
    "delete the old pipes",
    "leave the leaves on the ground",
    "my data centre is too hot",
    "events like this one are great",
    "who runs the farm in Dole?",
    "the newsletter of the town hall was late",
    "stop",  # a command, read before
    "",
    "???",
    "🙂",
    "merci",
    "Bonjour",
    "inscription 1 oui",
    "samedi 12",
    "mardi",
    "une offre : un local à Auch",
    "je cherche un local pour vingt personnes",
    "mon vote ne regarde que moi",
    "Les sondages se trompent souvent",
    "voter, c'est important",
    "quand on aime, on ne compte pas",
    "où sont passées les clés de la salle ?",
    "qui vient en covoiturage ?",
    "c'est quoi ce bruit",
    "mon profil de consommation a changé cet hiver",
    "la confidentialité des compteurs m'inquiète",
    "who can see the river?",
    "what is planned obsolescence?",
    "the next bus is late",
    "trop tard",
    "Participer plus, oui, mais comment financer ?",
]


def sentences() -> list[tuple[str, str]]:
    return [(typed, name) for name, typed_ones in UNDERSTOOD.items() for typed in typed_ones]


@pytest.mark.parametrize(("typed", "name"), sentences())
def test_plain_words_are_understood(typed: str, name: str) -> None:
    intent = INTENTS.read(typed)

    assert intent is not None
    assert intent.name == name


@pytest.mark.parametrize("typed", NOT_UNDERSTOOD)
def test_what_is_said_to_people_asks_for_nothing(typed: str) -> None:
    assert INTENTS.read(typed) is None


def test_there_are_enough_sentences() -> None:
    assert len(sentences()) + len(NOT_UNDERSTOOD) >= 200
    assert len(NOT_UNDERSTOOD) * 3 >= len(sentences()) + len(NOT_UNDERSTOOD)


def test_long_words_cost_nothing() -> None:
    assert INTENTS.read("quand " * MOST_WORDS * 200) is None


def test_a_phrase_asks_for_one_thing() -> None:
    with pytest.raises(ValueError, match="asks for two things"):
        Intents({1: ["le (menu|programme)"], 2: ["le programme"]})


def test_the_phrases_of_a_command_stand_in_one_table() -> None:
    assert not COMMUNITY_PHRASES.keys() & MEMBERSHIP_PHRASES.keys()


@pytest.mark.parametrize("typed", ["je voudrais inviter une amie", "relier mes comptes"])
def test_what_would_act_is_offered_as_a_button(town: Town, typed: str) -> None:
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
def test_who_changes_her_mind_sees_her_one_event(town: Town, typed: str) -> None:
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
