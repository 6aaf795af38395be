"""One word for one thing in French: words that another one has replaced, and where they may stand.

What people type keeps its meaning: `/cercle` is still understood.
"""

import re

import pytest

from tests.core.messages.language.sentences import Forms

REPLACED = {
    r"sièges?": "rôle, for a gardener's",
    r"cercles?": "participation",
    r"touches?": "bouton",
    r"calendriers?": "agenda",
    r"jet(?:er|ez|ée?s?)": "annuler, for what is under way",
    r"abandonn(?:er|ez|ée?s?)": "annuler, for what is under way",
    r"jardin(?:es?|ez|ent|iez|eriez|ière|ier)s?": "animer, or l'équipe de jardinage",
    r"(?:les|des|aux) nouvelles(?! (?:personnes|réponses))": "actualités",
    r"réag(?:i|it|ir)|réaction": "réponse",
    r"fiche d'un membre": "profil",
    r"rencontre avec": "mise en relation",
    r"façons? de participer": "participation",
    r"au rang": "en tête, or en 2e position",
    r"n'est dit à personne": "reste entre vous et moi",
    r"usage d'un salon|usage du salon": "type de salon",
    r"(?:libérez|faites|faire) de la place": "espace, for a disk: a place is one at an event",
}
KEPT = (
    "appuyez à la fois sur les touches Ctrl et C",
    "iPhone : dans Calendrier, touchez « Calendriers », « Ajouter un calendrier »",
    "« Ajouter un calendrier avec abonnement »",
    "C'est abandonné",
    "C'est noté : abandonné",
    "Abandonné",
    "pas par réaction",
)
"""Keys of a keyboard, words of other programs, a step that nobody takes, reactions of Matrix."""


@pytest.mark.parametrize(("word", "instead"), REPLACED.items())
def test_one_word_stands_for_one_thing(french: dict[Forms, Forms], word: str, instead: str) -> None:
    pattern = re.compile(rf"(?i)(?<![\w/!-])(?:{word})\b")
    told = [each for all_ in french.values() for each in all_]
    found = [each for each in told if pattern.search(without_kept(each))]

    assert len(told) > 1000
    assert found == [], f"say: {instead}"


def without_kept(sentence: str) -> str:
    for each in KEPT:
        sentence = sentence.replace(each, "")
    return sentence


def test_what_may_stand_stands_somewhere(french: dict[Forms, Forms]) -> None:
    told = "\n".join(each for all_ in french.values() for each in all_)

    assert [each for each in KEPT if each in told] == [*KEPT]
