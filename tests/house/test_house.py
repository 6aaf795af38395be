"""Rules of the plan of the house that import-linter cannot say.

Each rule is a function from the parsed modules to the places that break it, so that it is tried on
the code as it is and on the same code with a violation planted.
"""

import ast
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import bot.references
from bot.app import declarations, job_registries
from bot.core.declarations.references import unbound
from tests.house.rules import (
    RULES,
    cards_named_in_storage,
    circles,
    core_for_one_feature,
    core_knows_a_feature,
    drawers_without_feature,
    jobs_of_other_features,
    made_by_hand,
    modules_of_one_name,
    names_outside_their_drawer,
    page_paths_outside_their_drawer,
    twice_named,
    web_for_one_feature,
)
from tests.house.source_tree import ROOT, Modules, called, dotted_name, modules, nodes


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_is_in_order(rule: Callable[[Modules], list[str]]) -> None:
    assert "bot.app" in modules()
    assert rule(modules()) == []


PLANTED = [
    (
        names_outside_their_drawer,
        "handlers/events/rsvp.py",
        'X = "digest_submit"',
        "digest_submit",
    ),
    (
        names_outside_their_drawer,
        "handlers/events/rsvp.py",
        'X = f"import_stop:{1}"',
        "import_stop",
    ),
    (names_outside_their_drawer, "schedules/polls.py", 'X = "/vote 7 2"', "/vote 7 2"),
    (cards_named_in_storage, "storage/digest/news.py", 'X = "news_post"', "news_post"),
    (cards_named_in_storage, "storage/digest/news.py", 'X = f"digest_submit:{1}"', "digest_submit"),
    (cards_named_in_storage, "storage/digest/news.py", 'X = "/digest submit"', "/digest submit"),
    (
        cards_named_in_storage,
        "storage/polls/ballots.py",
        "from storage.outbound import Cards",
        "storage.outbound.Cards",
    ),
    (made_by_hand, "handlers/polls/votes.py", 'X = Button("", "")', "Button"),
    (made_by_hand, "handlers/polls/votes.py", 'X = Typed("a", "b")', "Typed"),
    (made_by_hand, "handlers/polls/votes.py", 'X = ButtonRef("a")', "ButtonRef"),
    (core_for_one_feature, "bot/core/context/lonely.py", "X = 1", "only nobody"),
    (core_for_one_feature, "bot/vocabulary/lonely.py", "X = 1", "only nobody"),
    (
        core_knows_a_feature,
        "bot/core/tasks.py",
        "from storage.digest import X",
        "storage.digest",
    ),
    (
        circles,
        "bot/core/messages/content.py",
        "def late() -> None:\n    import bot.core",
        "bot.core",
    ),
    (
        circles,
        "bot/domain/words.py",
        "if TYPE_CHECKING:\n    import storage.members.member_tables",
        "bot.domain.words",
    ),
    (twice_named, "handlers/events/rsvp.py", "class NoSuchPoll: ...", "NoSuchPoll"),
    (modules_of_one_name, "storage/events/rsvp.py", "X = 1", "handlers/events/rsvp.py"),
    (modules_of_one_name, "bot/domain/polls/polls/votes.py", "X = 1", "handlers/polls/votes.py"),
    (modules_of_one_name, "handlers/polls/cards/results.py", "X = 1", "handlers/polls/results.py"),
    (modules_of_one_name, "storage/polls/views/polls.py", "X = 1", "storage/polls/__init__.py"),
    (modules_of_one_name, "bot/core/outbound/context.py", "X = 1", "bot/core/context/__init__.py"),
    (modules_of_one_name, "bot/transports/matrix/sending.py", "X = 1", "messages/sending.py"),
    (drawers_without_feature, "storage/ballots.py", "X = 1", "storage/ballots"),
    (
        jobs_of_other_features,
        "schedules/polls.py",
        "from handlers.events import publish",
        "handlers.events",
    ),
    (page_paths_outside_their_drawer, "bot/web/files.py", 'X = "/c/feed"', "/c/feed"),
    (page_paths_outside_their_drawer, "handlers/events/rsvp.py", 'X = f"{1}/c/{2}"', "/c/"),
    (page_paths_outside_their_drawer, "bot/core/context/job_context.py", 'X = "/c"', "'/c'"),
    (web_for_one_feature, "bot/web/calendars.py", "X = 1", "bot/web/calendars.py"),
    (web_for_one_feature, "bot/web/files.py", "import handlers.polls", "handlers.polls"),
    (web_for_one_feature, "bot/web/files.py", "from storage.polls import X", "storage.polls"),
    (web_for_one_feature, "bot/web/files.py", "import bot.domain.polls.rules", "polls.rules"),
]


EMPTY = ast.parse("")


@pytest.mark.parametrize(("rule", "file", "source", "found"), PLANTED)
def test_a_planted_violation_is_found(
    rule: Callable[[Modules], list[str]], file: str, source: str, found: str
) -> None:
    path = Path(file)
    before = (ROOT / path).read_text(encoding="utf-8") if (ROOT / path).exists() else ""
    planted = (path, ast.parse(f"{before}\n{source}\n"))

    broken = rule({**modules(), dotted_name(path): planted})

    assert any(found in each for each in broken), broken


def test_every_reference_made_ahead_is_bound() -> None:
    declarations()
    job_registries()
    for each in iter_modules(bot.references.__path__):
        made = import_module(f"bot.references.{each.name}")
        assert vars(made).keys() > {"__doc__"}
        assert unbound(vars(made)) == [], each.name


def test_every_change_that_repositories_report_is_shown_by_a_card() -> None:
    reported = {
        node.args[1].id
        for path, tree in modules().values()
        if path.parts[0] == "storage"
        for node in nodes(tree)
        if isinstance(node, ast.Call)
        and called(node) in ("report_change", "is_card_of")
        and isinstance(node.args[1], ast.Name)
    }

    assert reported
    assert {each.__name__ for each in declarations().shown_in} == reported
