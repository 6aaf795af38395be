"""Conversations with long words and hostile names."""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from bot.app import declarations
from bot.core.messages.incoming import Kind
from tests.databases import Fresh
from tests.hostile.worst_words import PUMPS, quickest, worst
from tests.plugins.sweeps import Sweep
from tests.town import BACK_ROOM, Neighbour, Town

DECLARED = declarations()
IN_TALK = ["blanks", "a letter", "lines", "marks"]
"""`tests/hostile/test_patterns.py` has all kinds for each pattern by itself."""
SOME = ["blanks", "marks"]
"""Enough for who is refused before they are read, and for another database behind it all."""
TIMES = 10
"""Times as long as twenty characters that a whole message may take: linear ones take three."""


def check_added(say: Callable[[str], object], typed: str, what: str) -> None:
    """Check that long words take little more than short ones in a conversation."""
    for looks in (1, 3, 3):
        enough = TIMES * quickest(lambda: say(typed[:20]), looks)
        if quickest(lambda: say(typed), enough=enough) <= enough:
            return
    pytest.fail(f"{what} of {typed[:20]!r} takes {TIMES} times as long as a few characters")


@pytest.fixture
def light(fresh_database: Fresh) -> Iterator[Town]:
    """A town over SQLite alone; what thousands of messages led to is not saved for others."""
    with closing(Town(fresh_database("sqlite"))) as made:
        yield made


def check_commands(sweep: Sweep, who: Neighbour, pump: str, end: str = "") -> None:
    """Check each command with as many words as a message holds."""
    for command in DECLARED.all_commands():
        if sweep.picks(f"{who.name} {pump} {command.name}", command):
            check_added(who.says, worst(PUMPS[pump], f'/{command.fr} "', end), command.name)


def check_answers(sweep: Sweep, who: Neighbour, pump: str) -> None:
    """Check each answer to a question likewise, once where the same is asked again and again."""
    for name, form in DECLARED.forms.items():
        if not sweep.picks(f"{pump} {name}", form):
            continue
        asked = who.says("", kind=Kind.PRESS, press=f"ask:{name}", press_id="ask")
        for param in form.params:
            check_added(who.says, worst(PUMPS[pump]), f"{name}: {param.name}")
            before, asked = asked, who.inbox[-1]
            if asked == before:
                break


@pytest.mark.slow
@pytest.mark.parametrize("pump", IN_TALK)
def test_no_command_and_no_answer_takes_long(light: Town, pump: str, sweep: Sweep) -> None:
    ana, zoe = light.gardener("territory"), light.member("Zoé")
    check_commands(sweep, ana, pump)
    check_commands(sweep, zoe, pump, "x")
    if pump in SOME:
        check_commands(sweep, light.stranger("Xavier"), pump, "x")
    check_answers(sweep, ana, pump)


@pytest.mark.slow
@pytest.mark.parametrize("pump", SOME)
def test_no_database_takes_long(fresh_database: Fresh, pump: str, sweep: Sweep) -> None:
    """It meets the words of those who may do most; others are refused before it does."""
    with closing(Town(fresh_database("postgresql"))) as town:
        ana = town.gardener("territory")
        check_commands(sweep, ana, pump)
        check_answers(sweep, ana, pump)


TOO_LONG = "écrivez 4 096 caractères au plus"


@pytest.mark.slow
@pytest.mark.parametrize(
    "typed", [pytest.param("/ecrire ", id="a command"), pytest.param("", id="plain words")]
)
def test_too_long_messages_are_answered_with_words(town: Town, typed: str) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")

    said = zoe.says(typed + "Bonjour, voici mon roman. " * 400)

    assert TOO_LONG in said
    assert town.said_in(BACK_ROOM) == []


@pytest.mark.slow
def test_a_question_is_asked_again_for_a_shorter_answer(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    asked = zoe.says("/ecrire")

    again = zoe.says("Bonjour ! " * 1000)
    sent = zoe.says("Bonjour !")

    assert TOO_LONG in again
    assert asked.splitlines()[0] in again
    assert "Ana" in sent
    assert ana.name in sent


def test_a_reply_that_is_too_long_is_not_passed_on(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    zoe.says("/ecrire Bonjour")
    letter = town.said_in(BACK_ROOM)[-1]
    told = len(zoe.inbox)

    said = town.gardener("region").says("Voici. " * 1000, BACK_ROOM, reply_to=letter)

    assert TOO_LONG in said
    assert len(zoe.inbox) == told
    assert ana.inbox


def test_blanks_are_one_and_lines_stay(town: Town) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")

    zoe.says(
        "/ecrire Bonjour  \t Ana,\r\n\r\n\r\n\n\n   une\u00a0question :\n– la\u202e date\u200b ?  "
    )

    letter = town.said_in(BACK_ROOM)[-1].text
    assert "Bonjour\tAna,\n\n une question :\n– la date ?" in letter


NAMES = [
    pytest.param("Zoé\u202eeoZ", "ZoéeoZ", id="turned around"),
    pytest.param("Z\u200bo\u2060é", "Zoé", id="zero width"),
    pytest.param("Zoé https://spam.example/x", "Zoé", id="an address"),
    pytest.param("Zoé (t.me/spam)", "Zoé", id="an address without its scheme"),
    pytest.param("@spam Zoé", "spam Zoé", id="a mention"),
    pytest.param("Zoé /start", "Zoé start", id="a command"),
    pytest.param("zoe.spam", "zoe. spam", id="a host"),
    pytest.param("Zoé 👩\u200d🌾❤\ufe0f", "Zoé 👩\u200d🌾❤\ufe0f", id="emoji"),
]


@pytest.mark.parametrize(("name", "shown"), NAMES)
def test_the_name_of_an_account_hides_nothing_and_leads_nowhere(
    town: Town, name: str, shown: str
) -> None:
    assert town.member(name).says("/moi").splitlines()[0] == shown


@pytest.mark.parametrize(("name", "shown"), NAMES)
def test_a_typed_name_hides_nothing_and_leads_nowhere(town: Town, name: str, shown: str) -> None:
    ana = town.member("Ana")
    ana.says("", kind=Kind.PRESS, press="ask:rename", press_id="ask")
    ana.says(name)

    assert ana.says("/moi").splitlines()[0] == shown
