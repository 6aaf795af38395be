"""Each import contract catches a violation that is planted for it, in a copy of the tree."""

import shutil
import subprocess
import sys
from pathlib import Path
from re import split

import pytest

ROOT = Path(__file__).parents[2]
LINT = Path(sys.executable).parent / "lint-imports"
PACKAGES = ("bot", "handlers", "storage", "schedules")

LATE = "def late() -> None:\n    from {0} import {1}"
TYPES = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from {0} import {1}"

PLANTED = [
    (
        "storage/seats.py",
        "import bot.core",
        "Imports go down",
        "storage.seats -> bot.core",
    ),
    (
        "bot/core/tasks.py",
        "import handlers.polls",
        "Imports go down",
        "bot.core.tasks -> handlers.polls",
    ),
    (
        "bot/vocabulary/audiences.py",
        "import bot.references.polls",
        "Imports go down",
        "bot.vocabulary.audiences -> bot.references.polls",
    ),
    (
        "bot/domain/words.py",
        "import storage.base",
        "Imports go down",
        "bot.domain.words -> storage.base",
    ),
    (
        "handlers/polls/votes.py",
        "import handlers.outcomes",
        "Some features may use others",
        "handlers.polls.votes -> handlers.outcomes",
    ),
    (
        "bot/core/messages/content.py",
        LATE.format("bot.core.context", "context"),
        "No circle",
        ".messages -> .context",
    ),
    (
        "handlers/events/words.py",
        TYPES.format("handlers.events", "rsvp"),
        "No circle",
        ".words -> .rsvp",
    ),
    (
        "bot/references/events.py",
        "import bot.references.polls",
        "What one feature may be named by",
        "bot.references.events -> bot.references.polls",
    ),
    (
        "handlers/outcomes/follow_up.py",
        "from handlers.events.words import event_title as of_an_event",
        "Of another feature",
        "handlers.outcomes.follow_up -> handlers.events.words",
    ),
    (
        "schedules/digest.py",
        "import handlers.polls.votes",
        "Outside of handlers, too",
        "schedules.digest -> handlers.polls.votes",
    ),
    (
        "handlers/polls/votes.py",
        "import bot.core.context.context",
        "Of the engine",
        "handlers.polls.votes -> bot.core.context.context",
    ),
    (
        "storage/events/events.py",
        "import storage.polls.polls",
        "Of a table's drawer",
        "storage.events.events -> storage.polls.polls",
    ),
    (
        "handlers/polls/votes.py",
        "import storage.polls.polls",
        "Above storage, likewise",
        "handlers.polls.votes -> storage.polls.polls",
    ),
    (
        "bot/domain/words.py",
        "import subprocess",
        "Rules are pure",
        "bot.domain.words -> subprocess",
    ),
    (
        "bot/domain/words.py",
        "from pathlib import Path",
        "Rules are pure",
        "bot.domain.words -> pathlib",
    ),
    (
        "handlers/polls/votes.py",
        "import sqlalchemy",
        "SQL stays in storage",
        "handlers.polls.votes -> sqlalchemy",
    ),
    (
        "bot/transports/telegram/bot_api.py",
        "import bot.transports.matrix",
        "Transports are unaware",
        "bot.transports.telegram.bot_api -> bot.transports.matrix",
    ),
    ("bot/web/pages.py", "import nio", "A chat library stays", "bot.web.pages -> nio"),
    (
        "bot/transports/matrix/invitations.py",
        "import nio",
        "A chat library stays",
        "bot.transports.matrix.invitations -> nio",
    ),
    (
        "schedules/digest.py",
        "import apscheduler",
        "The scheduler is only",
        "schedules.digest -> apscheduler",
    ),
    (
        "bot/workers/tables.py",
        "import aiohttp",
        "Networks stay at the edges",
        "bot.workers.tables -> aiohttp",
    ),
]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report of lint-imports on a copy in which every violation is planted."""
    root = tmp_path_factory.mktemp("tree")
    for each in PACKAGES:
        shutil.copytree(ROOT / each, root / each, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", root)
    for file, line, _, _ in PLANTED:
        with (root / file).open("a", encoding="utf-8") as planted:
            planted.write(f"\n\n{line}\n")
    ran = subprocess.run(
        [LINT, "--no-cache"], cwd=root, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1, ran.stdout + ran.stderr
    return ran.stdout


@pytest.mark.parametrize(("file", "line", "contract", "caught"), PLANTED)
def test_a_planted_violation_is_caught(
    report: str, file: str, line: str, contract: str, caught: str
) -> None:
    sections = split(r"\n(?=[^\n]+\n-{9,}\n)", report.partition("Broken contracts")[2])
    section = next((each for each in sections if each.strip().startswith(contract)), "")

    assert caught in section.replace("\n", " "), f"{file}: {line}\n{section or report}"


def test_every_contract_has_a_planted_violation(report: str) -> None:
    names = [each for each in report.splitlines() if each.endswith((" KEPT", " BROKEN"))]

    assert names
    assert not [each for each in names if each.endswith(" KEPT")]
