"""Other walks than that of `tests/walks/test_walk.py`, each with its ceilings.

The ceilings are the numbers of today: a higher one needs a reason.
"""

import pytest

from bot.core.messages.incoming import Kind
from bot.domain.roles import Seat
from storage.communities import Cultivators
from tests.town import BACK_ROOM, GARDENERS, Neighbour, Town
from tests.walks.walks import CONSENTS, MOST_LINES, Walk

NOT_UNDERSTOOD = ("Je n'ai pas compris", "I did not understand")
NEW_ROOMS = {"telegram": "telegram:-3001", "matrix": "matrix:!water"}
CULTIVATORS = {"telegram": "telegram:42", "matrix": "matrix:@carl:hs"}
CODE_COMMANDS = {"telegram": "/start ", "matrix": "!start "}

GARDENING = {
    "fr": {
        "todo": "à faire",
        "see": "Voir l'événement 1",
        "announce": "Annoncer",
        "publish": "Publier…",
        "event": "Un événement",
        "when": "samedi 5 décembre 14h30-16h",
        "poll": "Un sondage",
        "skip": "Passer",
        "open": "Publier le sondage",
        "letter": "la lettre",
        "add": "Ajouter une actualité",
        "rest": "Passer le reste",
        "keep": "Mettre dans la lettre",
        "submit": "Soumettre à",
        "review": "Relire la lettre",
        "approve": "Approuver",
        "polls": "sondages",
        "close": "Clore",
        "approved": "soumise par {one}, approuvée par {other}.",
        "closed": "Le sondage « Quelle date pour l'atelier ? » est clos",
    },
    "en": {
        "todo": "to do",
        "see": "See event 1",
        "announce": "Announce",
        "publish": "Publish…",
        "event": "An event",
        "when": "Saturday 5 December 2:30pm-4pm",
        "poll": "A poll",
        "skip": "Skip",
        "open": "Publish the poll",
        "letter": "the letter",
        "add": "Add a news item",
        "rest": "Skip the rest",
        "keep": "Put in the letter",
        "submit": "Submit to",
        "review": "Review the letter",
        "approve": "Approve",
        "polls": "polls",
        "close": "Close",
        "approved": "submitted by {one}, approved by {other}.",
        "closed": "The poll “Quelle date pour l'atelier ?” is closed",
    },
}


def gardener(town: Town, seat: Seat, locale: str) -> Neighbour:
    network, address, name = GARDENERS[seat]
    return Neighbour(town, network, address, name, locale).joins()


def is_sound(walk: Walk) -> bool:
    """True if nothing that the person wrote was met with a shrug."""
    return not any(answer.startswith(NOT_UNDERSTOOD) for answer in walk.answers)


@pytest.mark.parametrize(
    ("seat", "locale", "ceilings"),
    [
        pytest.param("territory", "fr", (17, 45, 24), id="telegram, in French"),
        pytest.param(
            "territory", "en", (17, 47, 24), marks=pytest.mark.slow, id="telegram, in English"
        ),
        pytest.param("region", "fr", (0, 80, 31), marks=pytest.mark.slow, id="matrix, in French"),
        pytest.param("region", "en", (0, 78, 31), id="matrix, in English"),
    ],
)
def test_a_gardener_in_a_hurry_has_ten_minutes(
    town: Town, seat: str, locale: str, ceilings: tuple[int, int, int]
) -> None:
    """A proposal, an event, a poll, the letter with a news item, and the end of the poll."""
    words = GARDENING[locale]
    one = gardener(town, Seat(seat), locale)
    other = gardener(town, Seat(seat).other, "fr")
    paul = town.member("Paul")
    paul.says("/evenement Troc de graines | dimanche 6 décembre 10h | Besançon")
    paul.presses("Proposer")
    walk, second = Walk(one), Walk(other)

    walk.says(words["todo"])
    walk.presses(words["see"])
    walk.presses(words["announce"])
    walk.says("menu")
    walk.presses(words["publish"])
    walk.presses(words["event"])
    walk.says("Visite du composteur")
    walk.says(words["when"])
    walk.says("3 rue des Lilas, Besançon")
    walk.presses(words["rest"])
    walk.presses(words["announce"])
    walk.says("menu")
    walk.presses(words["publish"])
    walk.presses(words["poll"])
    walk.says("Quelle date pour l'atelier ?")
    walk.says("mardi 8, jeudi 10, samedi 12")
    walk.presses(words["skip"])
    walk.presses(words["open"])
    walk.says(words["letter"])
    walk.presses(words["add"])
    walk.says("Le marché change d'heure")
    walk.says("Il ouvre désormais à 9 h, place du marché.")
    walk.presses(words["rest"])
    walk.presses(words["keep"])
    walk.says(words["letter"])
    walk.presses(words["submit"])
    walk.says(words["polls"])
    walk.presses("1 · ")
    walk.presses(words["close"])
    closed = walk.presses(words["close"])
    second.says(GARDENING["fr"]["todo"])
    second.presses(GARDENING["fr"]["review"])
    approved = second.presses(GARDENING["fr"]["approve"])

    names = {"one": one.name, "other": other.name}
    assert paul.inbox[-1] == "Votre événement 1 est annoncé."
    assert words["closed"] in closed
    assert GARDENING["fr"]["approved"].format(**names) in approved
    assert is_sound(walk)
    assert is_sound(second)
    assert all(cost <= most for cost, most in zip(walk.costs, ceilings, strict=True)), walk.costs
    assert sum(second.costs[:2]) <= 5


@pytest.mark.slow
@pytest.mark.parametrize(
    ("locale", "labels"),
    [
        pytest.param(
            "fr",
            (
                *("communautés", "Nouvelle communauté", "Passer", "rôles"),
                *("Pour le territoire", "Un code pour le rôle", "Retour", "Pour la Région"),
                "traces",
            ),
            id="in French",
        ),
        pytest.param(
            "en",
            (
                *("communities", "New community", "Skip", "roles"),
                *("For the territory", "A code for the role", "Back", "For the Region"),
                "audit",
            ),
            id="in English",
        ),
    ],
)
@pytest.mark.parametrize(
    ("network", "ceilings"),
    [
        pytest.param("telegram", (9, 6, 13), id="telegram"),
        pytest.param("matrix", (0, 15, 16), id="matrix"),
    ],
)
def test_a_cultivator_sets_a_community_up(
    town: Town, network: str, ceilings: tuple[int, int, int], locale: str, labels: tuple[str, ...]
) -> None:
    """Made, its room connected as the bot comes in, codes for both seats, a look at the log."""
    listed, new, skip, roles, first, code, back, second, log = labels
    room = NEW_ROOMS[network]
    with town.database.unit() as store:
        store[Cultivators].replace_all([CULTIVATORS[network]])
    carl = Neighbour(town, network, CULTIVATORS[network], "Carl", locale)
    walk = Walk(carl)

    walk.says(listed)
    walk.presses(new)
    walk.says("Gardiens de l'eau")
    made = walk.presses(skip)
    town.lets_in(room, by=carl)
    connected = town.said_in(room)[-1].text
    walk.says(roles)
    walk.presses("Gardiens de l'eau")
    for side in (first, second):
        walk.presses(side)
        assert CODE_COMMANDS[network] in walk.presses(code)
        walk.presses(back)
    acts = walk.says(log).split("\n")
    others = 4 if network == "telegram" else 5  # the look at all communities was minutes before

    assert made.startswith("Gardiens de l'eau\n")
    assert "Gardiens de l'eau" in connected
    assert is_sound(walk)
    assert sum("Gardiens de l'eau," in each for each in acts) == len(acts) - others, "not doubled"
    assert walk.longest <= MOST_LINES
    assert all(cost <= most for cost, most in zip(walk.costs, ceilings, strict=True)), walk.costs


@pytest.mark.slow
def test_a_member_on_matrix_types_everything_in_plain_french(town: Town) -> None:
    """No command, no mark, no number that a button would have: whole conversations in words."""
    ana = town.gardener("territory")
    luc = town.gardener("region")
    ana.publishes("/sondage Quelle date pour l'atelier ? | mardi 8 | jeudi 10 | samedi 12")
    ana.says("/evenement Visite du composteur | samedi 5 décembre 14h30-16h | Besançon | 1 place")
    ana.presses("Annoncer")
    walk = Walk(town.stranger("Marius", on="matrix"))

    walk.says("bonjour")
    walk.says("je voudrais m'inscrire")
    walk.says("oui")
    walk.says("voter")
    walk.says("jeudi 10")
    walk.says("samedi 12")
    voted = walk.says("samedi 12")
    walk.says("quand est la visite ?")
    comes = walk.says("je viens")
    stays = walk.says("je ne viens plus")
    walk.says("je voudrais parler à quelqu'un")
    walk.says("Faut-il des gants ?")
    sent = walk.says("envoyer")
    luc.says("Non.", room=BACK_ROOM, reply_to=town.said_in(BACK_ROOM)[-1])
    offered = walk.says("Parfait, à samedi")
    replied = walk.says("envoyer")
    who = walk.says("qui voit quoi ?")

    assert "Votre vote : samedi 12." in voted
    assert "vous venez : samedi 5 décembre" in comes
    assert "vous ne venez pas" in stays
    assert sent == "Message envoyé à Ana. La réponse arrivera ici."
    assert offered.startswith("Est-ce votre réponse à Luc ?")
    assert replied == "🕊"
    assert who.startswith("Confidentialité\n")
    assert is_sound(walk)
    assert walk.typed <= 41  # one word more: a message is shown before it is sent
    assert walk.messages <= 17


@pytest.mark.slow
@pytest.mark.parametrize(
    ("network", "ceilings"),
    [
        pytest.param("telegram", (8, 15, 13), id="telegram"),
        pytest.param("matrix", (0, 36, 15), id="matrix"),
    ],
)
def test_an_english_speaker_finds_her_way(
    town: Town, network: str, ceilings: tuple[int, int, int]
) -> None:
    """She joins, votes, signs up, changes her mind, writes, and sees who sees what."""
    ana = town.gardener("territory")
    ana.publishes("/sondage Quelle date pour l'atelier ? | mardi 8 | jeudi 10 | samedi 12")
    ana.says("/evenement Visite du composteur | samedi 5 décembre 14h30-16h | Besançon")
    ana.presses("Annoncer")
    walk = Walk(town.stranger("Mary", on=network, locale="en"))

    walk.says("hello")
    walk.presses("Join")
    walk.presses(CONSENTS[1])
    walk.presses("Vote")
    voted = walk.presses("jeudi 10")
    walk.says("agenda")
    walk.presses("1 · ")
    comes = walk.presses("I am coming")
    stays = walk.presses("I am not coming")
    walk.says("write")
    walk.says("Do we need gloves?")
    sent = walk.presses("Send “Do we need gloves?” to Ana")
    walk.says("Do we need big gloves?", Kind.EDIT)
    asked_most = walk.longest
    who = walk.says("who sees what?")

    assert "Your vote: jeudi 10." in voted
    assert "ou are coming" in comes
    assert "ou are not coming" in stays
    assert sent == "Message sent to Ana. The answer will come here."
    assert who.startswith("Privacy notice\n")
    assert is_sound(walk)
    assert asked_most <= MOST_LINES
    assert all(cost <= most for cost, most in zip(walk.costs, ceilings, strict=True)), walk.costs
