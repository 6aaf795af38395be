"""People of several communities are asked once which one they mean."""

import pytest

from bot.core import Context, Router
from bot.core.messages.incoming import Mention
from bot.domain.roles import Role
from storage.audit import Audit
from storage.members.member_tables import Member
from tests.core.conftest import Make
from tests.core.inbound.senders.choice.choices import ASKED, BOTH, EAU, ENERGY, asked_which
from tests.town import Neighbour, Town, labels

NETWORKS = ["telegram", "matrix"]


@pytest.mark.slow
@pytest.mark.parametrize("network", NETWORKS)
def test_a_command_asks_once_and_goes_on_with_its_words(town: Town, network: str) -> None:
    town.gardener("territory", ENERGY)
    zoe = town.member("Zoé", on=network, of=BOTH)
    mark = "/" if network == "telegram" else "!"

    asked = zoe.says(f"{mark}ecrire Le composteur déborde")
    offered = labels(zoe)
    zoe.presses(ENERGY) if network == "telegram" else zoe.says("2")

    assert asked == f"{ASKED}\nJe retiens votre réponse ; {mark}menu permet d'en changer."
    assert offered == [EAU, ENERGY]
    assert zoe.inbox[-1] == f"{ENERGY}\nMessage envoyé à Ana. La réponse arrivera ici."
    assert "Le composteur déborde" in town.said_in("matrix:!garden")[-1].text

    town.restart()
    again = zoe.says(f"{mark}ecrire Encore une chose")

    assert again == f"{ENERGY}\nMessage envoyé à Ana. La réponse arrivera ici."


@pytest.mark.slow
def test_the_question_itself_survives_a_restart(town: Town) -> None:
    zoe = town.member("Zoé", of=BOTH)
    zoe.says("/sondage Quel jour ? | lundi | mardi")

    town.restart()
    zoe.presses(EAU)

    assert zoe.inbox[-1].startswith(f"{EAU} · 📊 Quel jour ?\nlundi\nmardi")
    zoe.presses("Publier le sondage")
    assert "Quel jour ?" in town.said_in("telegram:-2001")[-1].text
    assert town.said_in(zoe.square) == []


def test_the_question_becomes_the_answer_given(quick: Town) -> None:
    zoe = quick.member("Zoé", of=BOTH)
    zoe.says("/sondage")
    question = zoe.direct[-1]

    zoe.presses(EAU)

    assert question.text == f"C'est noté : {EAU}, tant que vous n'en changez pas."
    assert zoe.inbox[-1] == f"{EAU} · Sondages ouverts\nAucun sondage n'est ouvert en ce moment."


def test_a_form_goes_on_in_the_community_that_was_chosen(quick: Town) -> None:
    zoe = quick.member("Zoé", of=BOTH)

    zoe.says("/start ask-poll")
    asked = zoe.inbox[-1]
    zoe.presses(EAU)
    for typed in ("Quel jour ?", "lundi\nmardi", "passer"):
        zoe.says(typed)

    assert asked_which(asked)
    assert zoe.inbox[-1].startswith(f"{EAU} · 📊 Quel jour ?\nlundi\nmardi")


@pytest.mark.slow
def test_plain_words_are_written_to_the_gardener_that_was_chosen(quick: Town) -> None:
    quick.gardener("territory", ENERGY)
    zoe = quick.member("Zoé", of=BOTH)
    zoe.says("Le composteur déborde")
    offered = labels(zoe)

    zoe.presses(ENERGY)
    zoe.presses("Envoyer « Le composteur déborde » à Ana")

    assert set(offered) == set(BOTH), "nobody is named who may not be meant"
    assert "Message envoyé à Ana." in zoe.inbox[-1]
    assert "Le composteur déborde" in quick.said_in("matrix:!garden")[-1].text


@pytest.mark.slow
def test_plain_words_are_asked_of_the_region_that_was_chosen(quick: Town) -> None:
    quick.gardener("territory", ENERGY)
    zoe = quick.member("Zoé", of=BOTH)
    zoe.says("Quand ouvre l'aide au vélo ?")

    zoe.presses(ENERGY)
    zoe.presses("💬 À la Région")
    zoe.presses("Envoyer sans mon nom")

    assert "Quand ouvre l'aide au vélo ?" in quick.said_in("matrix:!garden")[-1].text


async def test_the_mentions_of_a_command_are_not_lost(make_light: Make) -> None:
    router, greeted = Router(), []

    @router.command("greet", fr="saluer", who=Role.MEMBER)
    def greet(ctx: Context, person: Member) -> str:
        """Greet a member."""
        greeted.append((ctx.community.id, person.name))
        return "done"

    engine = make_light(router)
    other = engine.found("eau")
    for community in (1, other):
        engine.member("Zoé", "telegram:7", community=community)
    engine.member("Max", "telegram:8", community=other)

    await engine.says("/greet lui", mentions=(Mention("lui", "telegram:8"),))
    said = await engine.says("eau", mentions=())

    assert said.splitlines()[-1] == "done"
    assert greeted == [(other, "Max")]


@pytest.mark.slow
def test_a_refusal_after_the_choice_keeps_the_choice(town: Town) -> None:
    zoe = town.member("Zoé", of=BOTH)
    zoe.says("/voter 99 1")

    zoe.presses(EAU)

    assert zoe.inbox[-1].startswith("Ce sondage n'existe pas dans ")
    assert zoe.says("/sondage").startswith(f"{EAU} · Sondages ouverts")


def test_a_forbidden_command_after_the_choice_is_refused_and_noted(quick: Town) -> None:
    zoe = quick.member("Zoé", of=BOTH)
    bea = Neighbour(quick, "telegram", "telegram:53", "Béa", "fr").joins(EAU).joins()
    bea.says("/lettre titre Notre eau")

    bea.presses(ENERGY)

    assert bea.inbox[-1].startswith(f"Seule l'équipe de jardinage de {ENERGY} peut")
    with quick.database.unit() as store:
        refused = [row for row in store[Audit].latest(5) if row.outcome == "refused"]
        assert [(row.actor, row.action) for row in refused] == [(bea.address, "digest title")]
    assert zoe.says("/lettre titre Pour voir").startswith("Seule l'équipe de jardinage")


@pytest.mark.parametrize(
    "typed",
    ["/aide", "/confidentialite", "/stop", "/effacer", "/start", "/relier", "/annuler", "bonjour"],
)
def test_a_command_without_a_community_does_not_ask(quick: Town, typed: str) -> None:
    zoe = quick.member("Zoé", of=BOTH)

    answer = zoe.says(typed)

    assert answer
    assert ASKED not in answer


@pytest.mark.parametrize("typed", ["/quitter", "/moi", "/menu", "/reglages", "/lettre", "cercle"])
def test_a_command_of_a_community_asks_and_then_names_it(quick: Town, typed: str) -> None:
    zoe = quick.member("Zoé", of=BOTH)

    assert asked_which(zoe.says(typed))
    zoe.presses(EAU)

    assert zoe.inbox[-1].startswith(EAU)


def test_a_member_of_one_community_is_never_asked(quick: Town) -> None:
    zoe = quick.member("Zoé", of=(ENERGY,))

    answers = [zoe.says(typed) for typed in ("/sondage", "/moi", "/menu", "/quitter")]

    assert not any(map(asked_which, answers))
    assert answers[0] == "Sondages ouverts\nAucun sondage n'est ouvert en ce moment."
    assert not any("changer" in label for label in labels(zoe))
