"""Circles that a gardener proposes, and the member accepts or declines."""

from datetime import datetime

import pytest

from bot.domain.roles import Circle
from storage.audit import Audit
from storage.members import Members
from tests.handlers.audit.traces import presses_forged
from tests.handlers.digest.news.writing import add_news, propose_news
from tests.handlers.profile.circles.proposed_circles import ACTIVE, OVER, circle
from tests.town import SQUARE, Neighbour, Town


def traces(town: Town) -> list[tuple[str, str, str]]:
    with town.database.unit() as store:
        return [(row.actor, row.action, row.outcome) for row in store[Audit].latest(9)][::-1]


@pytest.mark.parametrize("network", ["telegram", "matrix"])
def test_a_proposal_is_made_and_accepted(town: Town, ana: Neighbour, network: str) -> None:
    zoe = town.member("Zoé", on=network).wants_messages()

    said = ana.says("/participation proposer Zoé actif")
    asked = zoe.inbox[-1]
    before = circle(town, zoe)
    accepted = zoe.presses("J'accepte")

    assert said == (
        f"Je pose la question à Zoé en privé, à une heure convenable : « {ACTIVE} ». Rien ne "
        "change sans son accord, et vous saurez sa réponse."
    )
    assert asked == (
        f"Ana vous propose : « {ACTIVE} ».\n"
        "Vous recevriez la lettre, les annonces, les événements, les sondages et les appels à "
        "participer, soit quelques messages par semaine au plus.\n"
        "Votre choix aujourd'hui : « Je suis les actualités ».\n"
        "Rien ne change sans votre accord. Vous pouvez répondre jusqu'au jeudi 24 décembre."
    )
    assert before is Circle.INFORMED
    assert accepted.startswith(f"C'est noté : « {ACTIVE} ». Vous recevez la lettre")
    assert circle(town, zoe) is Circle.ENGAGED
    assert ana.inbox[-1] == f"Zoé accepte : « {ACTIVE} »."
    assert traces(town) == [
        (ana.address, "circle propose", "done"),
        (zoe.address, "circle_yes", "done"),
    ]


def test_a_proposal_is_declined_kindly(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé").wants_messages()
    ana.says("/participation proposer Zoé actif")

    declined = zoe.presses("Non merci")

    assert declined == "D'accord, rien ne change. Pour voir les choix : /participation."
    assert circle(town, zoe) is Circle.INFORMED
    assert ana.inbox[-1] == "Zoé vous remercie et garde « Je suis les actualités »."
    assert traces(town)[-1] == (zoe.address, "circle_no", "done")


def test_a_proposal_waits_over_a_restart(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé").wants_messages()
    ana.says("/participation proposer Zoé actif")

    later = zoe.presses("Plus tard")
    town.restart()
    page = zoe.says("/participation")
    zoe.presses("J'accepte")

    assert later == (
        "Rien ne presse : la proposition est valable jusqu'au jeudi 24 décembre. Pour la voir : "
        "/participation."
    )
    assert page.endswith(f"On vous propose : « {ACTIVE} ».")
    assert circle(town, zoe) is Circle.ENGAGED
    assert "On vous propose" not in zoe.says("/participation")


def test_a_second_tap_says_that_it_is_over(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé").wants_messages()
    ana.says("/participation proposer Zoé actif")
    zoe.presses("J'accepte")
    told = len(ana.inbox)

    for press in ("circle_yes:1", "circle_no:1", "circle_later:1"):
        assert presses_forged(zoe, press) == OVER

    assert circle(town, zoe) is Circle.ENGAGED
    assert len(ana.inbox) == told


@pytest.mark.parametrize("press", ["circle_yes:1", "circle_no:1", "circle_later:1"])
def test_only_the_asked_member_can_answer(town: Town, ana: Neighbour, press: str) -> None:
    zoe, paul = town.member("Zoé").wants_messages(), town.member("Paul", on="matrix")
    ana.says("/participation proposer Zoé actif")

    for other in (paul, ana, town.gardener("region")):
        assert "n'est plus valable" in presses_forged(other, press)
    assert presses_forged(town.stranger("Xavier"), press).startswith("Rejoindre")

    assert [circle(town, each) for each in (zoe, paul)] == [Circle.INFORMED] * 2
    assert zoe.presses("J'accepte").startswith("C'est noté")


@pytest.mark.parametrize(
    "typed",
    [
        "/participation proposer Paul actif",
        "/circle propose Paul | engaged",
        "/participation proposer",
    ],
)
def test_only_gardeners_propose(town: Town, ana: Neighbour, typed: str) -> None:
    zoe, paul = town.member("Zoé").wants_messages(), town.member("Paul")

    refused = zoe.says(typed)

    assert refused.startswith("Seule l'équipe de jardinage")
    assert "propose" not in paul.inbox[-1]
    assert traces(town)[-1] == (zoe.address, "circle propose", "refused")


def test_a_forged_press_proposes_nothing(town: Town, ana: Neighbour) -> None:
    zoe, paul = town.member("Zoé").wants_messages(), town.member("Paul")

    refused = presses_forged(zoe, "circle_propose:#2:engaged")

    assert refused.startswith("Seule l'équipe de jardinage")
    assert "propose" not in paul.inbox[-1]


def test_a_button_beside_a_member_proposes_too(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé").wants_messages()
    with town.database.unit() as store:
        standing = store[Members].standing(zoe.address, None)
        assert standing is not None
        number = standing.member.id

    presses_forged(ana, f"circle_propose:#{number}:citizen")

    assert zoe.inbox[-1].startswith("Ana vous propose : « Seulement les grands rendez-vous ».")


def test_a_member_who_asked_for_silence_is_not_written_to(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé").wants_messages()
    zoe.says("/stop")
    zoe.presses("Ne plus m'écrire")
    zoe.presses("Oui, ne plus m'écrire")
    before = len(zoe.inbox)

    said = ana.says("/participation proposer Zoé actif")

    assert said == (
        f"Zoé ne souhaite pas recevoir de messages non demandés. La proposition « {ACTIVE} » "
        "s'affichera quand cette personne m'écrira /participation."
    )
    assert len(zoe.inbox) == before
    assert zoe.says("/participation").endswith(f"On vous propose : « {ACTIVE} ».")


@pytest.mark.slow
def test_nobody_is_asked_at_night(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé").wants_messages()
    town.move_to(datetime(2026, 11, 24, 22))  # noqa: DTZ001 - local
    before = len(zoe.inbox)

    ana.says("/participation proposer Zoé actif")
    assert len(zoe.inbox) == before

    town.move_to(datetime(2026, 11, 25, 8, 1))  # noqa: DTZ001 - local
    assert zoe.presses("J'accepte").startswith("C'est noté")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("Zoé nouvelles", "Zoé a déjà choisi « Je suis les actualités »."),
        ("Ana actif", "C'est vous. Pour choisir pour vous-même : /participation."),
        (
            "Zoé | reine",
            "« reine » n'est pas une participation possible : écrivez actif, actualités",
        ),
        ("Inconnue actif", "Je ne connais personne du nom de « Inconnue »"),
        ("Zoé", "Que proposez-vous ?"),
    ],
)
def test_wrong_proposals_are_explained(town: Town, ana: Neighbour, typed: str, answer: str) -> None:
    town.member("Zoé").wants_messages()
    assert ana.says(f"/participation proposer {typed}").startswith(answer)


def test_a_proposal_is_made_step_by_step_and_among_namesakes(town: Town, ana: Neighbour) -> None:
    zoes = [town.member("Zoé").wants_messages(), town.member("Zoé", on="matrix").wants_messages()]
    ana.says("/participation")

    asked = ana.presses("Proposer à un membre")
    which = ana.says("Zoé")
    ana.says("2")
    ana.presses("Seulement les grands rendez-vous")

    assert asked.startswith("À qui ? Écrivez le nom de la personne, ou mentionnez-la.")
    assert which == "De qui s'agit-il ?"
    assert [each.inbox[-1].startswith("Ana vous propose") for each in zoes] == [False, True]


def test_a_name_of_several_words_may_stand_before_the_circle(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé Actif Martin").wants_messages()

    ana.says("/participation proposer Zoé Actif Martin je participe activement")

    assert zoe.inbox[-1].startswith(f"Ana vous propose : « {ACTIVE} ».")


@pytest.mark.slow
def test_a_proposal_made_in_a_shared_room_is_answered_in_private(
    town: Town, ana: Neighbour
) -> None:
    zoe = town.member("Zoé").wants_messages()

    said = ana.says("/participation proposer Zoé actif", room=SQUARE["telegram"])

    assert said == "Je vous ai répondu en privé."
    assert zoe.inbox[-1].startswith("Ana vous propose")


@pytest.mark.slow
def test_a_proposal_that_waits_for_the_day_keeps_its_buttons(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé").wants_messages()
    add_news(ana, "/actu Le compost est mûr")
    propose_news(zoe, "/actu Une idée")
    town.move_to(datetime(2026, 11, 24, 22))  # noqa: DTZ001 - local
    ana.says("/participation proposer Zoé actif")
    ana.says("/participation proposer Zoé rendez-vous")
    town.move_to(datetime(2026, 11, 25, 8, 1))  # noqa: DTZ001 - local

    assert zoe.inbox[-1].count("Ana vous propose") == 2
