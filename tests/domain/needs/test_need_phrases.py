"""Needs and offers in everyday words."""

import pytest

from bot.domain.needs import LONGEST_NEED, NeedKind, need_in_words

NEED, OFFER = NeedKind.NEED, NeedKind.OFFER


@pytest.mark.parametrize(
    ("typed", "kind", "words"),
    [
        ("je cherche un vélo", NEED, "un vélo"),
        ("Bonjour, je cherche un local à Auch avant mars", NEED, "un local à Auch avant mars"),
        ("Je recherche des plants de tomates", NEED, "des plants de tomates"),
        ("j’ai besoin d’un camion samedi", NEED, "un camion samedi"),
        ("besoin un local pour 20 personnes à Dole", NEED, "un local pour 20 personnes à Dole"),
        ("offre des graines", OFFER, "des graines"),
        ("besoin d'une remorque", NEED, "une remorque"),
        ("j'ai besoin de bénévoles pour planter", NEED, "bénévoles pour planter"),
        ("il me faudrait 20 chaises", NEED, "20 chaises"),
        ("je cherche à emprunter une remorque", NEED, "à emprunter une remorque"),
        ("je cherche quelqu'un qui sait souder", NEED, "quelqu'un qui sait souder"),
        ("I am looking for a bike", NEED, "a bike"),
        ("looking for volunteers on Saturday", NEED, "volunteers on Saturday"),
        ("we need chairs", NEED, "chairs"),
        ("j'offre des pommes", OFFER, "des pommes"),
        ("je propose un cours de couture", OFFER, "un cours de couture"),
        ("je prête ma remorque", OFFER, "je prête ma remorque"),
        ("Je peux prêter un vidéoprojecteur", OFFER, "Je peux prêter un vidéoprojecteur"),
        ("je donne des graines", OFFER, "je donne des graines"),
        ("à donner : compost mûr", OFFER, "à donner : compost mûr"),
        ("I can lend my trailer", OFFER, "I can lend my trailer"),
        ("j'ai une remorque à prêter", OFFER, "j'ai une remorque à prêter"),
        ("I offer apples", OFFER, "apples"),
    ],
)
def test_a_need_is_read_in_plain_words(typed: str, kind: NeedKind, words: str) -> None:
    found = need_in_words(typed)

    assert found is not None
    assert found.kind is kind
    assert found.is_clear
    assert found.words == words


@pytest.mark.parametrize(
    "typed",
    [
        "je cherche mes lunettes",
        "je cherche la date de la réunion",
        "je cherche une réponse à ma question",
        "je cherche une aide de la Région pour isoler",
        "je cherche un vélo, qui en a un ?",
        "je cherche à comprendre le règlement",
        "j'ai besoin de savoir quand ouvre l'aide au vélo",
        "j'ai besoin de parler à Ana",
        "je donne mon avis sur le projet",
        "je propose une réunion mardi",
        "I need to talk to the Region",
        "I am looking for the agenda",
    ],
)
def test_words_that_may_mean_something_else_are_not_clear(typed: str) -> None:
    found = need_in_words(typed)

    assert found is not None
    assert not found.is_clear


@pytest.mark.parametrize(
    "typed",
    [
        "je cherche",
        "je cherche Ana",
        "je cherche …",
        "I need you",
        "j'ai besoin de vous",
        "quand ouvre l'aide au vélo ?",
        "Où puis-je trouver un vélo ?",
        "je ne cherche pas un vélo",
        "la recherche avance",
        "je cherche un vélo " + "a" * LONGEST_NEED,
    ],
)
def test_other_words_are_no_need(typed: str) -> None:
    assert need_in_words(typed) is None
    assert need_in_words("je cherche un vélo") is not None
