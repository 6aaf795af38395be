"""A person of 70, from an invitation to “who sees what”: few messages, few taps, few typed words.

The ceilings are the numbers of today: a higher one needs a reason. What is shown for a sentence can
be passed on to a person as well, so a press of its buttons is answered below it.
"""

import re

import pytest

from bot.core.messages.incoming import Kind
from tests.town import Town
from tests.walks.walks import MOST_LINES, Walk

FRENCH = {
    "yes": "J'ai 15 ans ou plus, j'accepte",
    "vote": "Voter",
    "day": "jeudi 10",
    "other day": "samedi 12",
    "agenda": "Agenda",
    "going": "Je viens",
    "not going": "je ne viens plus",
    "no": "Je ne viens pas",
    "write": "Écrire à Ana",
    "typo": "Mon pomier a des taches. Que faire ?",
    "words": "Mon pommier a des taches. Que faire ?",
    "who": "qui voit quoi ?",
    "voted": "Votre vote : samedi 12.",
    "comes": "ous venez",
    "stays": "ous ne venez pas",
    "send": "Envoyer cette image à Ana",
    "sent": "Message envoyé à Ana.",
    "edit": "Je ne relis pas les messages modifiés",
    "notice": "Personne d'autre ne les reçoit",
}
ENGLISH = {
    "yes": "I am 15 or older, I accept",
    "vote": "Vote",
    "day": "jeudi 10",
    "other day": "samedi 12",
    "agenda": "Agenda",
    "going": "I am coming",
    "not going": "I am not coming any more",
    "no": "I am not coming",
    "write": "Write to Ana",
    "typo": "My aple tree has spots. What can I do?",
    "words": "My apple tree has spots. What can I do?",
    "who": "who sees what?",
    "voted": "Your vote: samedi 12.",
    "comes": "ou are coming",
    "stays": "ou are not coming",
    "send": "Send this picture to Ana",
    "sent": "Message sent to Ana.",
    "edit": "I do not read edited messages",
    "notice": "Nobody else gets it",
}


@pytest.fixture
def link(town: Town) -> str:
    """The word, or the code, of the invitation that a neighbour gives her."""
    ana = town.gardener("territory")
    ana.publishes("/sondage Quelle date pour l'atelier ? | mardi 8 | jeudi 10 | samedi 12")
    ana.says(
        "/evenement Visite du composteur | samedi 5 décembre 14h30-16h | 3 rue des Lilas, Besançon"
    )
    ana.presses("Annoncer")
    max_ = town.member("Max")
    max_.says("/inviter")
    found = re.search(r"start=(\S+)\n.*!rejoindre (\S+)", "\n".join(max_.inbox))
    assert found is not None
    return " ".join(found.groups())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("network", "locale", "ceilings"),
    [
        pytest.param("telegram", "fr", (10, 28, 13), id="telegram, in French"),
        pytest.param("telegram", "en", (10, 31, 13), id="telegram, in English"),
        pytest.param("matrix", "fr", (1, 42, 15), id="matrix, in French"),
    ],
)
def test_a_person_of_70_finds_her_way(
    town: Town, link: str, network: str, locale: str, ceilings: tuple[int, int, int]
) -> None:
    """The ceilings: taps, typed words, and messages that she gets."""
    words = FRENCH if locale == "fr" else ENGLISH
    word, code = link.split()
    walk = Walk(town.stranger("Jeanne", on=network, locale=locale))

    walk.follows(word if network == "telegram" else code)
    before = walk.messages
    walk.presses(words["yes"])
    joining = walk.messages - before
    walk.presses(words["vote"])
    walk.presses(words["day"])
    if network == "matrix":
        walk.presses("Changer mon vote")
    voted = walk.presses(words["other day"])
    walk.says(words["agenda"])
    walk.presses("1 · ")
    comes = walk.presses(words["going"])
    stays = walk.says(words["not going"])
    if words["stays"] not in stays:  # it names a button below the newest message on Matrix
        stays = walk.presses(words["no"])
    walk.says(words["write"])
    walk.sends_a_picture(words["typo"])
    sent = walk.presses(words["send"])
    edited = walk.says(words["words"], Kind.EDIT)
    asked_most = walk.messages
    who = walk.says(words["who"])
    longest = max(each.text.count("\n") + 1 for each in walk.person.direct[:asked_most])
    most_taps, most_typed, most_messages = ceilings

    assert joining <= (2 if network == "telegram" else 1)
    for shown, expected in (
        (voted, "voted"),
        (comes, "comes"),
        (stays, "stays"),
        (sent, "sent"),
        (edited, "edit"),
        (who, "notice"),
    ):
        assert words[expected] in shown
    assert walk.taps <= most_taps
    assert walk.typed <= most_typed
    assert walk.messages <= most_messages
    assert longest <= MOST_LINES
