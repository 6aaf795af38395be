"""People of several communities: which one is meant in private, asked once, and what goes on."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.core import Context, Router
from bot.core.messages.incoming import Kind, Mention
from bot.domain.roles import Role
from storage.audit import Audit
from storage.communities import Communities
from storage.inbound import Forms
from storage.members.member_tables import Member
from tests.core.conftest import Make
from tests.databases import Fresh
from tests.saved_towns import SavedTowns
from tests.town import WATER, Neighbour, Town, town_settings

ENERGY, EAU = "Pionniers de l'énergie", "Eau vive"
ASKED = "Pour quelle communauté ?"
OLD = "Ce bouton n'est plus valable."
NETWORKS = ["telegram", "matrix"]
BOTH = (ENERGY, EAU)


@pytest.fixture
def town(database_url: str, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """The town with two communities, once on SQLite and once on PostgreSQL."""
    made = Town(
        database_url,
        town_settings({**WATER, "polls_by": "members"}, polls_by="members"),
        saved=saved_towns,
    )
    yield made
    made.close()


@pytest.fixture
def quick(fresh_database: Fresh, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """The same on SQLite alone, for what no database can change."""
    made = Town(
        fresh_database("sqlite"),
        town_settings({**WATER, "polls_by": "members"}, polls_by="members"),
        saved=saved_towns,
    )
    yield made
    made.close()


def asked_which(answer: str) -> bool:
    return answer.startswith(ASKED)


def buttons(person: Neighbour) -> list[str]:
    return [choice.label for choice in person.direct[-1].choices]


# Asked once


@pytest.mark.parametrize("network", NETWORKS)
def test_a_command_asks_once_and_goes_on_with_its_words(town: Town, network: str) -> None:
    town.gardener("territory", ENERGY)
    zoe = town.member("Zoé", on=network, of=BOTH)
    mark = "/" if network == "telegram" else "!"

    asked = zoe.says(f"{mark}ecrire Le composteur déborde")
    offered = buttons(zoe)
    zoe.presses(ENERGY) if network == "telegram" else zoe.says("2")

    assert asked == f"{ASKED}\nJe retiens votre réponse ; {mark}menu permet d'en changer."
    assert offered == [EAU, ENERGY]
    assert zoe.inbox[-1] == f"{ENERGY}\nMessage envoyé à Ana. La réponse arrivera ici."
    assert "Le composteur déborde" in town.said_in("matrix:!garden")[-1].text

    town.restart()
    again = zoe.says(f"{mark}ecrire Encore une chose")

    assert again == f"{ENERGY}\nMessage envoyé à Ana. La réponse arrivera ici."


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


def test_plain_words_are_written_to_the_gardener_that_was_chosen(quick: Town) -> None:
    quick.gardener("territory", ENERGY)
    zoe = quick.member("Zoé", of=BOTH)
    zoe.says("Le composteur déborde")
    offered = buttons(zoe)

    zoe.presses("Envoyer « Le composteur déborde » à l'équipe")
    zoe.presses(ENERGY)

    assert offered == [
        "Envoyer « Le composteur déborde » à l'équipe",
        "Menu",
    ], "nobody is named who may not be meant"
    assert zoe.inbox[-1].startswith(f"{ENERGY}\nMessage envoyé à Ana.")
    assert "Le composteur déborde" in quick.said_in("matrix:!garden")[-1].text


def test_plain_words_are_asked_of_the_region_that_was_chosen(quick: Town) -> None:
    quick.gardener("territory", ENERGY)
    zoe = quick.member("Zoé", of=BOTH)
    zoe.says("Quand ouvre l'aide au vélo ?")

    zoe.presses("Poser cette question à la Région")
    zoe.presses(ENERGY)
    zoe.presses("Envoyer sans mon nom")

    assert "Quand ouvre l'aide au vélo ?" in quick.said_in("matrix:!garden")[-1].text


async def test_whom_a_command_mentions_is_not_lost(make_light: Make) -> None:
    router, greeted = Router(), []

    @router.command("greet", fr="saluer", who=Role.MEMBER)
    def greet(ctx: Context, somebody: Member) -> str:
        """Greet somebody."""
        greeted.append((ctx.community.id, somebody.name))
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


def test_a_refusal_after_the_choice_keeps_the_choice(town: Town) -> None:
    zoe = town.member("Zoé", of=BOTH)
    zoe.says("/voter 99 1")

    zoe.presses(EAU)

    assert zoe.inbox[-1].startswith("Ce sondage n'existe pas dans ")
    assert zoe.says("/sondage").startswith(f"{EAU} · Sondages ouverts")


def test_what_was_not_allowed_after_the_choice_is_refused_and_noted(quick: Town) -> None:
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
def test_what_needs_no_community_does_not_ask(quick: Town, typed: str) -> None:
    zoe = quick.member("Zoé", of=BOTH)

    answer = zoe.says(typed)

    assert answer
    assert ASKED not in answer


@pytest.mark.parametrize("typed", ["/quitter", "/moi", "/menu", "/reglages", "/lettre", "cercle"])
def test_what_depends_on_it_asks_and_then_names_it(quick: Town, typed: str) -> None:
    zoe = quick.member("Zoé", of=BOTH)

    assert asked_which(zoe.says(typed))
    zoe.presses(EAU)

    assert zoe.inbox[-1].startswith(EAU)


def test_somebody_of_one_community_is_never_asked(quick: Town) -> None:
    zoe = quick.member("Zoé", of=(ENERGY,))

    answers = [zoe.says(typed) for typed in ("/sondage", "/moi", "/menu", "/quitter")]

    assert not any(map(asked_which, answers))
    assert answers[0] == "Sondages ouverts\nAucun sondage n'est ouvert en ce moment."
    assert not any("changer" in label for label in buttons(zoe))


# Told by a room, a message, a link


def test_a_room_says_it(quick: Town) -> None:
    zoe = quick.member("Zoé", of=BOTH)

    quick.do(zoe.playground.says(zoe.address, "Zoé", "/sondage", room="telegram:-2001"))

    assert zoe.inbox[-1].startswith(f"{EAU} · Sondages ouverts")


def test_a_pressed_message_says_it_whatever_is_remembered(quick: Town) -> None:
    zoe = quick.member("Zoé", of=BOTH)
    zoe.says("/menu")
    zoe.presses(EAU)
    menu_of_water = zoe.direct[-1]
    zoe.presses(f"Communauté : {EAU}")
    zoe.presses(ENERGY)

    zoe.presses("Sondages", menu_of_water)
    pressed = zoe.inbox[-1]

    assert pressed.startswith(f"{EAU} · Sondages ouverts")
    assert zoe.says("/sondage").startswith(f"{ENERGY} · Sondages ouverts")


def test_a_link_says_it(quick: Town) -> None:
    zoe = quick.member("Zoé", of=BOTH)
    with quick.database.unit() as store:
        eau = store[Communities].named("eau")
        assert eau is not None

    assert zoe.says(f"/start in{eau.id}-cmd-sondage").startswith(f"{EAU} · Sondages ouverts")
    assert asked_which(zoe.says("/sondage")), "a link is no choice to be remembered"


# Changed, and ended


@pytest.mark.parametrize("where", ["/menu", "/moi"])
def test_the_choice_is_changed_by_a_button(quick: Town, where: str) -> None:
    zoe = quick.member("Zoé", of=BOTH)
    zoe.says(where)
    zoe.presses(EAU)

    zoe.presses(f"Communauté : {EAU} · changer")
    noted = zoe.presses(ENERGY)

    assert noted == f"C'est noté : {ENERGY}, tant que vous n'en changez pas."
    assert zoe.says(where).split("\n---\n")[-1].startswith(ENERGY)


def test_leaving_the_community_ends_the_memory(town: Town) -> None:
    zoe = town.member("Zoé", of=BOTH)
    zoe.says("/moi")
    zoe.presses(EAU)
    zoe.says("/quitter")
    zoe.presses("Quitter la communauté")
    zoe.presses("Oui, quitter")

    assert zoe.says("/sondage").startswith("Sondages ouverts"), "one is left, which is meant"
    zoe.joins(EAU)
    assert asked_which(zoe.says("/sondage"))


# Old, double, forged


def test_a_second_tap_does_nothing_twice(quick: Town) -> None:
    zoe = quick.member("Zoé", of=BOTH)
    zoe.says("/sondage Quel jour ? | lundi | mardi")
    question, kept = zoe.direct[-1], zoe.direct[-1].said
    zoe.presses(EAU)
    question.said = kept

    zoe.presses(EAU, question)
    zoe.presses("Publier le sondage")

    polls = [each for each in quick.said_in("telegram:-2001") if "Quel jour ?" in each.text]
    assert len(polls) == 1


def test_an_old_question_only_sets_what_is_meant(quick: Town) -> None:
    zoe = quick.member("Zoé", of=BOTH)
    zoe.says("/sondage Quel jour ? | lundi | mardi")
    old = zoe.direct[-1]
    zoe.says("/sondage Quelle heure ? | 9h | 10h")

    zoe.presses(EAU, old)

    assert quick.said_in("telegram:-2001") == []
    assert zoe.says("/sondage").startswith(f"{EAU} · Sondages ouverts")


def test_after_an_hour_a_choice_is_only_a_choice(quick: Town) -> None:
    zoe = quick.member("Zoé", of=BOTH)
    zoe.says("/sondage Quel jour ? | lundi | mardi")
    quick.move(timedelta(hours=2))

    zoe.presses(EAU)

    assert quick.said_in("telegram:-2001") == []
    assert zoe.says("/sondage").startswith(EAU)


def test_nobody_means_a_community_that_is_not_theirs(quick: Town) -> None:
    zoe = quick.member("Zoé", of=(ENERGY,))
    with quick.database.unit() as store:
        eau = store[Communities].named("eau")
        assert eau is not None

    for press in (
        f"mean_in:{eau.id}",
        "mean_in:999",
        "mean_in:x",
        "mean_in:",
        "mean_in:1:2:3",
        "mean_for:999:1",
    ):
        zoe.says("", kind=Kind.PRESS, press=press, press_id="forged")

    assert {said.partition(" /")[0] for said in zoe.inbox[-4:-1]} == {OLD}
    assert zoe.says("/sondage").startswith("Sondages ouverts")


def test_what_is_meant_is_not_chosen_before_all(quick: Town) -> None:
    zoe = quick.member("Zoé", of=BOTH)

    zoe.says("", zoe.square, kind=Kind.PRESS, press="mean_in:1", press_id="forged", shown=True)

    assert asked_which(zoe.says("/sondage"))


def test_what_is_held_goes_with_its_person(quick: Town) -> None:
    zoe = quick.member("Zoé", of=BOTH)
    zoe.says("/ecrire Un secret bien gardé")
    zoe.says("/effacer")
    zoe.presses("Effacer mes données")
    zoe.presses("Oui, tout effacer")

    with quick.database.unit() as store:
        assert store[Forms].held_in(zoe.address, quick.clock.now()) is None


# Those who run the instance


def test_whoever_runs_the_instance_is_asked_without_being_a_member(town: Town) -> None:
    carl = town.cultivator()

    asked = carl.says("/menu")
    carl.presses(EAU)
    town.restart()

    assert asked_which(asked)
    assert carl.says("/menu").startswith(EAU)
    assert f"Communauté : {EAU} · changer" in buttons(carl)


def test_it_need_not_join_to_do_so_and_has_to_for_the_rest(quick: Town) -> None:
    carl = quick.cultivator()

    assert carl.says("/communautes").startswith("Communautés")
    assert carl.says("/sondage").startswith("Quelle communauté voulez-vous rejoindre ?")
