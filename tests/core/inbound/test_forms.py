"""Questions asked one by one in private: kept, left, skipped, explained, and who is meant."""

from datetime import timedelta
from typing import Annotated

import pytest

from bot.core import Context, Router, asks
from bot.core.messages.incoming import Mention
from bot.domain.roles import Role, Seat
from handlers.help import form_cancellation as cancelling
from storage.audit.rows import Audit
from storage.communities import Communities, SeatHolders
from storage.members.member_tables import Member
from tests.core.conftest import Make
from tests.core.engine import SQUARE, Engine


class Planning:
    """A feature with questions, and what it was called with."""

    def __init__(self, who: Role = Role.ANYONE) -> None:
        self.router = Router()
        self.calls: list[tuple[object, ...]] = []

        @self.router.command("plan", fr="prevoir", example="3 | lundi", who=who)
        def plan(
            ctx: Context,
            places: Annotated[int, asks("Skip")],
            words: Annotated[list[str], asks("Cancel")],
            note: Annotated[str, asks("Menu")] = "",
        ) -> str:
            """Plan."""
            self.calls.append((ctx.community.slug, places, words, note))
            return "planned"

        @self.router.command("jot", fr="noter")
        def jot(
            ctx: Context,
            first: Annotated[str, asks("First?")],
            second: Annotated[str, asks("Second?")] = "",
            third: Annotated[str, asks("Third?")] = "",
        ) -> str:
            """Take notes."""
            self.calls.append((first, second, third))
            return "noted"

        @self.router.command("greet", fr="saluer", example="Zoé | Bonjour")
        def greet(
            ctx: Context,
            member: Annotated[Member, asks("Who?")],
            words: Annotated[str, asks("What?")],
        ) -> str:
            """Greet somebody."""
            self.calls.append((member.id, words))
            return f"greeted {member.id}"

        @self.router.command("push", fr="pousser")
        def push(ctx: Context, member: Member) -> str:
            """Push somebody."""
            self.calls.append((member.id,))
            return f"pushed {member.id}"

        @self.router.command("pair", fr="paire", example="1 | 2")
        def pair(ctx: Context, one: int, other: int) -> str:
            """Pair two numbers."""
            return "paired"

        @self.router.command("odd", fr="impair")
        def odd(ctx: Context, one: int, other: int) -> str:
            """Pair two numbers, without an example."""
            return "paired"

        @self.router.hook("words")
        def words(ctx: Context) -> str:
            return "plain words"


@pytest.fixture
def planning() -> Planning:
    return Planning()


async def says_all(engine: Engine, *all_words: str, **more: object) -> list[str]:
    return [await engine.says(words, **more) for words in all_words]


# Step by step


async def test_what_is_missing_is_asked_step_by_step(make: Make, planning: Planning) -> None:
    engine = make(planning.router)

    told = await says_all(engine, "/prevoir", "3", "lundi | mardi\nmercredi", "merci")

    assert told[0] == "Passer\nEn une fois : /prevoir 3 | lundi"
    assert told[1] == "Annuler"
    assert told[2] == "Menu"
    assert told[3] == "planned"
    assert planning.calls == [("energie", 3, ["lundi", "mardi", "mercredi"], "merci")]


async def test_only_what_is_missing_is_asked(make_light: Make, planning: Planning) -> None:
    engine = make_light(planning.router)

    told = await says_all(engine, "/prevoir 3", "lundi")

    assert told == ["Annuler", "Menu"]


async def test_a_whole_command_asks_nothing(make_light: Make, planning: Planning) -> None:
    engine = make_light(planning.router)
    assert await engine.says("/prevoir 3 | lundi") == "planned"


async def test_a_wrong_answer_is_explained_and_asked_again(
    make_light: Make, planning: Planning
) -> None:
    engine = make_light(planning.router)

    told = await says_all(engine, "/prevoir", "trois", "3")

    assert told[1] == "« trois » n'est pas un nombre : écrivez par exemple 3.\nPasser"
    assert told[2].startswith("Annuler")


@pytest.mark.parametrize("number", ["1", "2"])
async def test_a_number_answers_the_question_and_presses_no_button(
    make_light: Make, planning: Planning, number: str
) -> None:
    engine = make_light(planning.router, cancelling.router)

    await says_all(engine, "/prevoir", number, "lundi", "rien")

    assert planning.calls == [("energie", int(number), ["lundi"], "rien")]


async def test_what_need_not_be_answered_is_skipped(make: Make, planning: Planning) -> None:
    engine = make(planning.router)

    await says_all(engine, "/prevoir 3", "lundi")
    assert await engine.presses("form_skip") == "planned"

    assert planning.calls == [("energie", 3, ["lundi"], "")]
    assert await engine.presses("form_skip") == "Il n'y a rien à passer."


async def test_what_must_be_answered_is_not_skipped(make_light: Make, planning: Planning) -> None:
    engine = make_light(planning.router)
    await engine.says("/prevoir")

    assert await engine.presses("form_skip") == "Il n'y a rien à passer."
    assert (await engine.says("3")).startswith("Annuler")


async def test_passer_may_be_typed(make_light: Make, planning: Planning) -> None:
    engine = make_light(planning.router)

    assert (await says_all(engine, "/prevoir 3", "lundi", "passer"))[-1] == "planned"


async def test_all_that_follows_may_be_passed_at_once(make: Make, planning: Planning) -> None:
    engine = make(planning.router)
    await says_all(engine, "/noter", "un")

    assert await engine.presses("form_rest") == "noted"
    assert planning.calls == [("un", "", "")]


async def test_what_must_be_answered_is_not_passed(make_light: Make, planning: Planning) -> None:
    engine = make_light(planning.router)
    await engine.says("/prevoir")

    assert await engine.presses("form_rest") == "Il n'y a rien à passer."
    assert planning.calls == []


@pytest.mark.parametrize("way", ["/annuler", "annuler", "Annuler !", "cancel", "button"])
async def test_a_form_is_left_at_any_moment(make_light: Make, planning: Planning, way: str) -> None:
    engine = make_light(planning.router, cancelling.router)
    await says_all(engine, "/prevoir", "3")

    left = await (engine.presses("form_cancel") if way == "button" else engine.says(way))

    assert left == "C'est abandonné. Rien n'en a été gardé."
    assert await engine.says("lundi") == "plain words"
    assert planning.calls == []


async def test_a_form_survives_a_restart(make: Make, planning: Planning) -> None:
    engine = make(planning.router)
    await says_all(engine, "/prevoir", "3")

    again = make(planning.router, network=engine.network, clock=engine.clock)
    again._keys = engine._keys
    await says_all(again, "lundi", "merci")

    assert planning.calls == [("energie", 3, ["lundi"], "merci")]


async def test_a_form_is_forgotten_after_an_hour_without_an_answer(
    make_light: Make, planning: Planning
) -> None:
    engine = make_light(planning.router)
    await engine.says("/prevoir")
    engine.clock.move(timedelta(minutes=59))
    await engine.says("3")
    engine.clock.move(timedelta(minutes=59))
    await engine.says("lundi")
    engine.clock.move(timedelta(minutes=61))

    assert await engine.says("merci") == "plain words"
    assert planning.calls == []


async def test_a_new_form_replaces_the_one_before(make_light: Make, planning: Planning) -> None:
    engine = make_light(planning.router)
    engine.member("Zoé", "telegram:7")

    await says_all(engine, "/prevoir", "/saluer Zoé", "Bonjour")

    assert planning.calls == [(1, "Bonjour")]


async def test_a_question_is_asked_in_private(make_light: Make, planning: Planning) -> None:
    engine = make_light(planning.router)
    engine.member("Zoé", "telegram:7")

    told = await engine.says("/prevoir 3", room=SQUARE)

    assert told == "Je vous pose la question en privé."
    assert engine.network.said_in("telegram:7") == ["Annuler"]
    await says_all(engine, "lundi", "merci")
    assert planning.calls == [("energie", 3, ["lundi"], "merci")]


async def test_who_cannot_be_written_to_is_led_in(make_light: Make, planning: Planning) -> None:
    engine = make_light(planning.router)

    assert await engine.says("/prevoir 3", room=SQUARE) == "Continuons en privé."
    assert (await engine.says("/start in1-ask-plan")).startswith("Passer")


async def test_a_form_that_is_gone_is_told(make_light: Make, planning: Planning) -> None:
    engine = make_light(planning.router)
    await engine.says("/prevoir")
    again = make_light(Router(), network=engine.network, clock=engine.clock)
    again._keys = engine._keys

    assert await again.says("3") == "Ce formulaire n'existe plus."


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("/paire 1", "Il manque quelque chose. Écrivez par exemple : /paire 1 | 2."),
        ("/impair", "Il manque quelque chose dans ce que vous avez écrit."),
    ],
)
async def test_what_is_missing_and_not_asked_for_is_told(
    make_light: Make, planning: Planning, typed: str, answer: str
) -> None:
    assert await make_light(planning.router).says(typed) == answer


# Where and who


async def test_a_form_goes_on_in_the_community_where_it_began(
    make_light: Make, planning: Planning
) -> None:
    engine = make_light(planning.router)
    engine.member("Zoé", "telegram:7")
    engine.clock.move(timedelta(days=1))
    engine.member("Zoé", "telegram:7", community=engine.found("eau"))

    await engine.says("/prevoir 3", room=SQUARE)
    await says_all(engine, "lundi", "merci")

    assert planning.calls == [("energie", 3, ["lundi"], "merci")]


async def test_who_lost_a_seat_cannot_end_what_they_began(make_light: Make) -> None:
    planning = Planning(who=Role.GARDENER)
    engine = make_light(planning.router)
    engine.member("Ana", "telegram:43")
    assert (await engine.says("/prevoir 3", sender="telegram:43")).startswith("Annuler")
    await engine.says("lundi", sender="telegram:43")
    engine.store(lambda s: s[SeatHolders].put(s[Communities].get(1), Seat.TERRITORY, ""))

    told = await engine.says("merci", sender="telegram:43")

    assert told.startswith("Seule l'équipe de jardinage")
    assert planning.calls == []
    assert [row.outcome for row in engine.store(lambda s: s[Audit].latest(9))] == ["refused"]


async def test_what_a_gardener_did_step_by_step_leaves_its_trace(make_light: Make) -> None:
    planning = Planning(who=Role.GARDENER)
    engine = make_light(planning.router)
    engine.member("Ana", "telegram:43")

    await says_all(engine, "/prevoir 3", "lundi", "merci", sender="telegram:43")

    [trace] = engine.store(lambda s: s[Audit].latest(9))
    assert (trace.actor, trace.action, trace.outcome) == ("telegram:43", "plan", "done")


# Who is meant


async def test_a_name_means_a_member_of_this_community(
    make_light: Make, planning: Planning
) -> None:
    engine = make_light(planning.router)
    zoe = engine.member("Zoé Martin", "telegram:7")
    engine.member("Paul", "telegram:8", community=engine.found("eau"))

    assert await engine.says("/pousser zoe martin") == f"pushed {zoe.id}"
    assert await engine.says("/pousser ZOÉ") == f"pushed {zoe.id}"
    assert await engine.says("/pousser Paul") == (
        "Je ne connais personne du nom de « Paul » dans Pionniers de l'énergie. "
        "Mentionnez la personne ou écrivez son nom."
    )


async def test_a_whole_name_is_nearer_than_a_first_name(
    make_light: Make, planning: Planning
) -> None:
    engine = make_light(planning.router)
    engine.member("Zoé Martin", "telegram:7")
    zoe = engine.member("Zoé", "telegram:8")

    assert await engine.says("/pousser zoé") == f"pushed {zoe.id}"


async def test_several_of_one_name_are_offered_as_buttons(
    make_light: Make, planning: Planning
) -> None:
    engine = make_light(planning.router)
    for nth in (7, 8):
        engine.member("Zoé", f"telegram:{nth}")

    assert (await engine.says("/saluer Zoé | Bonjour")).startswith("De qui")
    assert await engine.presses("form_pick:#2") == "greeted 2"
    assert planning.calls == [(2, "Bonjour")]


async def test_the_one_meant_may_be_typed_by_number(make_light: Make, planning: Planning) -> None:
    engine = make_light(planning.router)
    for nth in (7, 8):
        engine.member("Zoé", f"telegram:{nth}")

    await says_all(engine, "/saluer", "Zoé", "2", "Bonjour")

    assert planning.calls == [(2, "Bonjour")]


async def test_where_nothing_is_asked_several_are_only_told(
    make_light: Make, planning: Planning
) -> None:
    engine = make_light(planning.router)
    for nth in (7, 8):
        engine.member("Zoé", f"telegram:{nth}")

    assert (await engine.says("/pousser Zoé")).startswith("Plusieurs personnes")
    assert (await engine.says("/saluer Zoé | Bonjour", room=SQUARE)).startswith("Plusieurs")


async def test_a_mention_counts_more_than_a_name(make_light: Make, planning: Planning) -> None:
    engine = make_light(planning.router)
    engine.member("Luc", "telegram:7")
    other = engine.member("Someone", "telegram:8")

    told = await engine.says("/pousser Luc", mentions=(Mention("Luc", "telegram:8"),))

    assert told == f"pushed {other.id}"


@pytest.mark.parametrize(
    "mention", [Mention("Luc", "telegram:999"), Mention("@luc", None)], ids=["account", "handle"]
)
async def test_a_mention_of_an_outsider_means_no_namesake(
    make_light: Make, planning: Planning, mention: Mention
) -> None:
    engine = make_light(planning.router)
    engine.member("Luc", "telegram:7")

    told = await engine.says(f"/pousser {mention.words}", mentions=(mention,))

    assert told.startswith("Je ne connais personne")


async def test_a_user_name_means_the_account_last_seen_with_it(
    make: Make, planning: Planning
) -> None:
    engine = make(planning.router)
    zoe = engine.member("Zoé", "telegram:8")
    await engine.says("salut", sender="telegram:8", handle="Zed")

    assert await engine.says("/pousser @ZED") == f"pushed {zoe.id}"


@pytest.mark.parametrize("typed", ["#99", "#" + "9" * 30, "#²", "#", "@", "#-1"])
async def test_an_odd_name_is_nobodys(make_light: Make, planning: Planning, typed: str) -> None:
    told = await make_light(planning.router).says(f"/pousser {typed}")
    assert told.startswith("Je ne connais personne")


async def test_a_number_of_another_community_is_nobodys(
    make_light: Make, planning: Planning
) -> None:
    engine = make_light(planning.router)
    engine.member("Zoé", "telegram:7")
    paul = engine.member("Paul", "telegram:8", community=engine.found("eau"))

    assert (await engine.says(f"/pousser #{paul.id}")).startswith("Je ne connais personne")
