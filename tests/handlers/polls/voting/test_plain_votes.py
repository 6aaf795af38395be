"""Votes in plain words, right below the card of their poll."""

import pytest

from tests.town import BACK_ROOM, Town, labels

BRING = "/sondage Qui apporte quoi ? | Salade x2 | Pain --apporter"
FOOD = "/sondage Quoi ? | du pain | le fromage | des pommes"
DATES = "/sondage Quand ? | samedi 5 décembre | mardi 8 décembre --date"
HEDGE = "/sondage Planter une haie --consentement"
RANKED = "/sondage Quel atelier ? | vélo | compost | pain --classement"


@pytest.mark.parametrize("network", ["telegram", "matrix"])
@pytest.mark.parametrize(
    ("poll", "typed", "own"),
    [
        (BRING, "Je prends du pain.", "Vous apportez : Pain."),
        (BRING, "je prends la salade et du pain svp", "Vous apportez : Salade et Pain."),
        (FOOD, "Je prends du pain", "Votre vote : du pain."),
        (FOOD, "fromage plutôt, s'il vous plaît", "Votre vote : le fromage."),
        (BRING, "salade et pain", "Vous apportez : Salade et Pain."),
        (
            DATES,
            "samedi oui, mardi si besoin",
            "samedi 5 décembre et mardi 8 décembre (si besoin).",
        ),
        (DATES, "je peux samedi", "Votre vote : samedi 5 décembre."),
        (DATES, "je ne peux pas mardi, samedi oui", "Votre vote : samedi 5 décembre."),
        (DATES, "i can't make tuesday, saturday works", "Votre vote : samedi 5 décembre."),
        (DATES, "toutes les dates", "Votre vote : samedi 5 décembre et mardi 8 décembre."),
        (BRING, "je peux apporter une salade", "Vous apportez : Salade."),
        (BRING, "je m'occupe du pain", "Vous apportez : Pain."),
        (FOOD, "voter fromage", "Votre vote : le fromage."),
        (HEDGE, "Je suis d'accord !", "Votre vote : Pas d'objection."),
        (HEDGE, "je ne suis pas d'accord", "Quelle est votre objection"),
        (RANKED, "compost, vélo, pain", "1. compost"),
    ],
)
def test_words_below_a_poll_are_a_vote(
    town: Town, network: str, poll: str, typed: str, own: str
) -> None:
    town.gardener("territory").publishes(poll)
    zoe = town.member("Zoé", on=network)
    zoe.says("sondage 1")

    assert own in zoe.says(typed)


def test_a_date_is_answered_without_the_others(town: Town) -> None:
    town.gardener("territory").publishes(DATES)
    zoe = town.member("Zoé")
    zoe.says("sondage 1")

    first = zoe.says("je peux pas mardi")
    own = [zoe.says(each) for each in ("samedi oui", "mardi si besoin", "pas samedi")]

    assert first.startswith("📊 Quand ?\nEt les autres dates ? Rien n'est encore noté.\n")
    assert [each.splitlines()[1] for each in own] == [
        "Votre vote : samedi 5 décembre.",
        "Votre vote : samedi 5 décembre et mardi 8 décembre (si besoin).",
        "Votre vote : mardi 8 décembre (si besoin).",
    ]


@pytest.mark.parametrize(
    ("options", "typed"),
    [
        ("", "Le pain sent bon"),
        ("--secret", "plutôt mardi"),
    ],
)
def test_other_words_and_words_below_a_secret_vote_are_no_vote(
    town: Town, options: str, typed: str
) -> None:
    town.gardener("territory").publishes(f"/sondage Quel jour ? | mardi | jeudi {options}")
    zoe = town.member("Zoé")
    zoe.says("sondage 1")

    assert zoe.says(typed).startswith("Je n'ai pas compris.")


def test_an_objection_keeps_its_reason_as_written(town: Town) -> None:
    town.gardener("territory").publishes(HEDGE)
    zoe = town.member("Zoé")
    zoe.says("sondage 1")
    thanked = zoe.says("ok")
    zoe.says("sondage 1")
    zoe.says("Objection : l'été, il manque d'eau")

    assert "Votre vote" not in thanked
    assert "l'été, il manque d'eau" in town.said_in(BACK_ROOM)[-1].text


def test_words_below_an_open_question_can_be_its_answer(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    ana.publishes("/sondage Que manque-t-il ? --ouverte")
    zoe.says("sondage 1")
    asked = zoe.says("Un banc à l'ombre")

    answered = zoe.presses("En faire ma réponse")
    ana.says("sondage 1")

    assert asked.startswith(("Je n'ai pas compris.", "Est-ce l'un de ceux-ci ?"))
    assert "Vous avez répondu" in answered
    assert "Un banc à l'ombre" in ana.presses("Toutes les réponses")


def test_words_that_are_no_vote_lead_back_to_the_poll(town: Town) -> None:
    town.gardener("territory").publishes(FOOD)
    zoe = town.member("Zoé")
    zoe.says("sondage 1")
    for typed in ("pain ou fromage", "enfin, je ne sais pas"):
        zoe.says(typed)

    assert "Quoi ?" in zoe.says("revenir au sondage")
    assert "Votre vote : le fromage." in zoe.says("le fromage")


def test_words_after_another_message_are_no_vote(town: Town) -> None:
    town.gardener("territory").publishes(DATES)
    zoe = town.member("Zoé")
    zoe.says("sondage 1")
    zoe.says("merci")

    assert "Votre vote" not in zoe.says("je peux samedi")
    assert any(each.endswith(" à Ana") for each in labels(zoe))
