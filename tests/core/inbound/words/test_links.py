"""A link never acts in a person's name: it shows, and asks; all declarations are walked."""

import re
from datetime import timedelta
from itertools import chain

import pytest

from bot.app import declarations
from bot.core import ButtonRef, Context, Router, Where
from bot.core.declarations.declaration import Command, Declaration
from bot.core.declarations.registry import ActsByLink
from bot.core.declarations.router import collect
from bot.domain.links import LINK_WORD
from bot.domain.roles import Role
from bot.domain.words import fold
from storage.inbound import Inbox, InboxState
from tests.core.conftest import Make
from tests.core.engine import SQUARE, Engine
from tests.core.people import dumped, pressed, settle_in, typed
from tests.plugins.sweeps import Sweep

ASKS = "Rien n'est encore fait."
LATE = timedelta(minutes=10)


class Feature:
    """Commands and buttons that act or show, noting what they were called with."""

    def __init__(self) -> None:
        self.router, self.calls = Router(), list[tuple[object, ...]]()
        router, calls = self.router, self.calls

        @router.command("list", fr="liste", who=Role.MEMBER, where=Where.DIRECT, shows=True)
        def show(ctx: Context) -> str:
            """Show the list."""
            calls.append(("list",))
            return "the list"

        @router.command("close", fr="clore", who=Role.MEMBER, where=Where.DIRECT)
        def close(ctx: Context, number: int) -> str:
            """Close something."""
            calls.append(("close", number))
            return "closed"

        @router.command("tend", fr="jardiner", who=Role.GARDENER)
        def tend(ctx: Context) -> str:
            """Tend everything."""
            calls.append(("tend",))
            return "tended"

        @router.command("start", fr="start")
        def start(ctx: Context) -> str:
            """Begin."""
            return "welcome"

        @router.button("poll", who=Role.MEMBER, deep=True)
        def poll(ctx: Context, number: int) -> str:
            calls.append(("poll", number))
            return "choose"

        @router.button("vote", who=Role.MEMBER, deep=True, by_link=poll)
        def vote(ctx: Context, number: int, choice: int) -> str:
            calls.append(("vote", number, choice))
            return "counted"

        @router.button("remove", who=Role.MEMBER)
        def remove(ctx: Context, number: int) -> str:
            calls.append(("remove", number))
            return "removed"


@pytest.fixture
def feature() -> Feature:
    return Feature()


@pytest.fixture
def engine(make_light: Make, feature: Feature) -> Engine:
    made = make_light(feature.router)
    made.member("Zoé", "telegram:7")
    made.member("Ana", "telegram:43")
    return made


async def test_a_link_runs_a_command_that_only_shows(engine: Engine, feature: Feature) -> None:
    assert await engine.says("/start in1-cmd-liste") == "the list"
    assert feature.calls == [("list",)]


async def test_any_other_command_is_shown_and_asked_about(engine: Engine, feature: Feature) -> None:
    asked = await engine.says("/start in1-cmd-clore-7")

    assert feature.calls == []
    assert asked.startswith("Le lien que vous avez ouvert demande ceci : /clore 7")
    assert ASKS in asked
    assert await engine.presses("cmd:clore 7") == "closed"


async def test_a_link_to_a_gardeners_command_asks_gardeners_and_refuses_others(
    engine: Engine, feature: Feature
) -> None:
    asked = await engine.says("/start in1-cmd-jardiner", sender="telegram:43")
    refused = await engine.says("/start in1-cmd-jardiner")

    assert ASKS in asked
    assert refused.startswith("Seule l'équipe de jardinage")
    assert feature.calls == []


async def test_a_button_that_acts_shows_what_it_is_about(engine: Engine, feature: Feature) -> None:
    assert await engine.says("/start in1-vote-7-2") == "choose"
    assert feature.calls == [("poll", 7)]


async def test_a_button_that_is_not_declared_for_links_is_opened_by_none(
    engine: Engine, feature: Feature
) -> None:
    assert await engine.says("/start in1-remove-7") == "welcome"
    assert feature.calls == []
    assert await engine.presses("remove:7") == "removed"


async def test_a_fresh_choice_of_the_same_person_is_done(engine: Engine, feature: Feature) -> None:
    assert await engine.says(f"/start {engine.own('in1-vote-7-2')}") == "counted"
    assert await engine.says(f"/start {engine.own('in1-cmd-clore-7')}") == "closed"
    assert feature.calls == [("vote", 7, 2), ("close", 7)]


@pytest.mark.parametrize("word", ["in1-vote-7-2", "in1-cmd-clore-7"])
@pytest.mark.parametrize("how", ["late", "another account", "altered", "unsigned", "another place"])
async def test_any_other_choice_in_a_link_is_shown_and_asked_about(
    engine: Engine, feature: Feature, word: str, how: str
) -> None:
    other = engine.found("eau")
    engine.member("Zoé", "telegram:7", community=other)
    signed = engine.own(word, sender="telegram:43" if how == "another account" else "telegram:7")
    if how == "late":
        engine.clock.move(LATE)
    if how == "altered":
        signed = signed[:-1] + "8"
    if how == "another place":
        signed = signed.replace("in1-", f"in{other}-")
    said = await engine.says(f"/start {word if how == 'unsigned' else signed}")

    assert said == "choose" or ASKS in said
    assert not {"vote", "close"} & {call[0] for call in feature.calls}


async def test_a_choice_too_long_for_a_link_is_asked_about(make_light: Make) -> None:
    router = Router()

    @router.command("close", fr="clore", where=Where.DIRECT)
    def close(ctx: Context, words: str = "") -> str:
        """Close something."""
        return f"closed {words}"

    engine, stranger = make_light(router), "telegram:9"  # who has no private room yet
    most = 64 - len("in1-cmd-clore-") - 17
    said = []
    for length in (most, most + 1):
        words = f"/clore {'x' * length}"
        assert await engine.says(words, room=SQUARE, sender=stranger) == "Continuons en privé."
        word = engine.network.starts[-1]
        assert LINK_WORD.fullmatch(word)
        said.append(await engine.says(f"/start {word}", sender=stranger))

    assert said[0] == f"closed {'x' * most}"
    assert said[1].startswith(
        f"Le lien que vous avez ouvert demande ceci : /clore {'x' * (most + 1)}\n"
    )


@pytest.mark.parametrize("shown", ["nothing", "acts", "plain"])
def test_the_button_that_a_link_shows_instead_must_not_act(shown: str) -> None:
    router = Router()
    acts = ButtonRef[[], None]("acts")
    plain = ButtonRef[[], None]("plain")
    others = {"nothing": ButtonRef[[], None]("nothing"), "acts": acts, "plain": plain}
    router.button(acts, deep=True, by_link=others[shown])(lambda _ctx: None)
    router.button(plain)(lambda _ctx: None)

    with pytest.raises(ActsByLink):
        collect([router])


# Everything that is declared

HEARD = {
    *("audit", "audit_actors", "audit_facts"),
    *("inbox", "deliveries", "departures", "identities", "positions"),
    "forms",  # the question that is asked
    "link_tries",  # codes that are wrong
    "map_snapshots",  # the counts of a month are taken by whoever looks first
    "revisions",  # serial numbers of questions that are asked
    "counted_acts",  # a file that a link shows counts with those that are asked for
}
"""The rows that a link leaves though nothing is done: its opening, the answer, the question."""


def in_a_link(words: str) -> str:
    """Typed words as a link bears them; without those that none can."""
    return re.sub(r"[^A-Za-z0-9]+", "-", fold(words)).strip("-")


def links(declaration: Declaration) -> list[str]:
    """The words by which a link may try to do what is declared."""
    if not isinstance(declaration, Command):
        press = in_a_link(pressed(declaration).partition(":")[2])
        return [f"{declaration.name}-{press}", f"{declaration.name}-1", f"ask-{declaration.name}"]
    bare = f"cmd-{in_a_link(declaration.fr)}"
    return [bare, f"{bare}-1", f"{bare}-1-oui", f"{bare}-{in_a_link(typed(declaration))}"[:60]]


async def things_of_a_town(engine: Engine) -> None:
    """A poll, an event, a news, an invitation: things that the numbers of links are about."""
    ana, zoe = {"sender": "telegram:72"}, {"sender": "telegram:71"}
    poll = ("/sondage Quel jour ? | mardi | jeudi", "Publier le sondage")
    for words in (*poll, "/actu Fuite | On répare"):
        await engine.says(words, **ana)
    await engine.presses("news_send:1~1", **ana)
    await engine.says("/evenement Visite | demain 18h-20h", **ana)
    await engine.presses("event_publish:1~1", **ana)
    await engine.says("/lettre apercu", **ana)
    await engine.says("/ecrire Bonjour", **zoe)
    await engine.says("/inviter", **zoe)
    await engine.says("/inscription 1 oui", **zoe)


@pytest.mark.slow
@pytest.mark.timeout(900)  # it walks all that is declared
async def test_a_link_to_anything_changes_nothing_for_any_opener(
    make_light: Make, sweep: Sweep
) -> None:
    engine = make_light(declared=declarations())
    settle_in(engine)
    await things_of_a_town(engine)
    declared = engine.declared
    tried = {
        f"in1-{word}"
        for each in chain(
            declared.all_commands(), declared.buttons.values(), declared.forms.values()
        )
        for word in links(each)
        if sweep.picks(word, each)
    }
    before = {row for row in dumped(engine) if row[0] not in HEARD}

    for sender in ("telegram:70", "telegram:71", "telegram:72", "telegram:75"):
        opened = [engine.heard(f"/start {word}", sender=sender) for word in sorted(tried)]
        await engine.handle(*opened)

    after = {row for row in dumped(engine) if row[0] not in HEARD}
    assert (sorted(after - before), sorted(before - after)) == ([], [])
    assert engine.store(lambda s: s[Inbox].count(InboxState.DONE)) >= 4 * len(tried)


def test_only_commands_without_required_arguments_are_run_by_a_link() -> None:
    shown = [each for each in declarations().all_commands() if each.shows]
    wrong = [each.name for each in shown if any(param.required for param in each.params)]
    assert "menu" in {each.name for each in shown}
    assert wrong == []
