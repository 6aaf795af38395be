"""Another version in one command and back, on a real clone, while the bot runs."""

import asyncio
import tomllib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, text

from bot.operations.running import running_in
from tests.databases import Fresh
from tests.deploy.test_install_page import ENGLISH as INSTALL_PAGE
from tests.deploy.test_install_page import UPDATE as PAGE
from tests.deploy.test_install_page import lines
from tests.emulator import BotApi, Message, Person
from tests.operations.init.installer import OPTIONS, TOKEN
from tests.operations.update.installation import REPOSITORY, Installation, git, installed
from tests.operations.update.installation import UPDATE as UPDATE_SECONDS

UPDATE, BACK = (line.split()[1:] for line in lines(PAGE, "sh")[:2])
"""What the page says to type."""
INSTALLED = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]["version"]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(token="123:abc", limits=False) as api:
        yield api


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def place(
    request: pytest.FixtureRequest, tmp_path: Path, api: BotApi, fresh_database: Fresh
) -> Installation:
    kind = request.param
    return installed(tmp_path, api.url, "" if kind == "sqlite" else fresh_database(kind))


on_sqlite = pytest.mark.parametrize("place", ["sqlite"], indirect=True)


async def test_an_update_and_the_way_back_keep_what_came_in(
    place: Installation, api: BotApi
) -> None:
    ana, first = api.person("Ana"), place.head()
    async with place.supervised():
        await answered(ana, "/start")
        before, schema = running_in(place.home / "data"), revision(place)
        newer = place.publishes(
            "9.0.0", "Things.", revision="9001", before=schema, downgrade=dropped("9001")
        )

        status, said = await place.types(*UPDATE, "--yes")

        assert status == 0, said
        told = [
            f"Installed: {INSTALLED} ({first[:8]}).",
            f"To install: 9.0.0 ({newer[:8]}), 1 change later.",
            "It changes the tables in 1 step.",
            "- Things.",
        ]
        assert said.splitlines()[:4] == told
        assert f"9.0.0 ({newer[:8]}) is installed." in said
        assert said.endswith("The bot is running.\n")
        assert (place.head(), revision(place)) == (newer, "9001")
        assert (
            "--requirement requirements/base.txt" in (place.python.parent / "installed").read_text()
        )
        after = await place.runs(other_than=before)
        await answered(ana, "/menu")

        status, said = await place.types(*UPDATE, "--yes")
        assert (status, said) == (0, f"There is nothing to do: 9.0.0 ({newer[:8]}) is installed.\n")

        status, said = await place.types(*BACK, "--yes")

        assert status == 0, said
        assert said.endswith("The bot is running.\n")
        assert (place.head(), revision(place)) == (first, schema)
        await place.runs(other_than=after)
        assert received(place) == 2
        await answered(ana, "/menu")

    status, said = await place.types(*BACK, "--yes")
    assert (status, said.startswith("There is no update to go back from")) == (2, True)


@on_sqlite
async def test_a_way_back_that_would_lose_messages_needs_a_word(
    place: Installation, api: BotApi
) -> None:
    ana, first = api.person("Ana"), place.head()
    async with place.supervised():
        await answered(ana, "/start")
        schema = revision(place)
        downgrade = "raise NotImplementedError"
        newer = place.publishes(
            "9.0.0", "No way back.", revision="9002", before=schema, downgrade=downgrade
        )
        assert (await place.types("update", newer, "--yes"))[0] == 0
        await answered(ana, "/menu")

        status, said = await place.types(*BACK, "--yes")

        assert (status, place.head(), revision(place)) == (2, newer, "9002")
        assert "messages received since then, lost by that: 1. If you want it, add --lose." in said
        await place.runs()

        status, said = await place.types(*BACK, "--yes", "--lose")

        assert status == 0, said
        assert "Restored from the backup of" in said
        assert said.endswith("The bot is running.\n")

    assert (place.head(), revision(place)) == (first, schema)
    assert received(place) == 1


async def test_a_migration_that_fails_brings_the_version_before_back(
    place: Installation, api: BotApi
) -> None:
    first = place.head()
    async with place.supervised():
        await answered(api.person("Ana"), "/start")
    schema = revision(place)
    place.publishes(
        "9.0.0", "Broken.", revision="9003", before=schema, upgrade="raise ValueError('Zoé')"
    )

    status, said = await place.types(*UPDATE, "--yes")

    assert status == 2
    assert "The tables cannot be brought to version 9.0.0: The tables cannot be changed" in said
    assert "(9003_things.py: ValueError)" in said
    assert "Go back" not in said
    assert "The version before it is there again, and no row was changed." in said
    assert "Traceback" not in said
    assert "Zoé" not in said
    assert (place.head(), revision(place)) == (first, schema)


@on_sqlite
async def test_what_cannot_be_updated_is_told(place: Installation) -> None:
    status, said = await place.types("update", "9.9.9", "--yes")
    assert (status, said) == (2, "The repository has no version, branch or commit “9.9.9”.\n")

    (place.clone / "README.md").write_text("mine")
    status, said = await place.types(*UPDATE, "--yes")
    assert status == 2
    assert said.startswith("Files of the program were changed by hand: README.md.")

    (place.clone / ".git").rename(place.clone / "git")
    status, said = await place.types(*UPDATE, "--yes")
    assert status == 2
    assert said.startswith(f"{place.clone} is no clone of the repository.")


@on_sqlite
async def test_the_lines_of_the_pages_for_a_container_work(place: Installation) -> None:
    """With a pretended engine: the commands and the composed files are ours."""
    first = place.head()
    place.config.unlink()
    async with BotApi(token=TOKEN, limits=False) as api:
        room = str(api.group("Énergie").id)
        container = with_engine(place, {**OPTIONS, "--room": room, "--api-base": api.url})

        for line in lines(INSTALL_PAGE, "sh container"):
            await container(line)
        assert (await place.types("migrate"))[0] == 0
        schema = revision(place)
        newer = place.publishes("9.0.0", "Things.", revision="9004", before=schema)
        git(place.clone, "branch", "--set-upstream-to", "origin/HEAD", fetched(place.clone))
        for line in lines(PAGE, "sh container"):
            await container(line)
        assert (place.head(), revision(place)) == (newer, "9004")
        [backup] = (place.home / "backups").iterdir()
        for line in lines(PAGE, "sh container back"):
            await container(line.replace("terreau-2026-11-24-020000Z.tar.gz", backup.name))

    assert (place.head(), revision(place)) == (first, schema)
    assert (place.home / "built").read_text().split() == [first, newer, first]


def with_engine(place: Installation, answers: dict[str, str]) -> Callable[[str], Awaitable[None]]:
    """Pretend a container engine; gives what types a line in the folder `deploy`."""
    engine = place.home / "bin" / "docker"
    engine.parent.mkdir()
    given = [each for pair in answers.items() for each in pair]
    engine.write_text(ENGINE.format(python=place.python, home=place.home, answers=given))
    engine.chmod(0o755)

    async def types(line: str) -> None:
        child = await asyncio.create_subprocess_shell(
            line,
            cwd=place.clone / "deploy",
            env={**place.env, "PATH": f"{engine.parent}:{place.env['PATH']}"},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        out, _ = await asyncio.wait_for(child.communicate(), UPDATE_SECONDS)
        assert child.returncode == 0, f"{line}\n{out.decode()}"

    return types


ENGINE = """#!{python}
import os, sys
from pathlib import Path
import yaml
match sys.argv[1:]:
    case ["compose", "run", "--rm", "terreau", *words]:
        os.chdir("{home}")
        words += {answers} if words == ["init"] else []
        os.execv("{python}", ["{python}", "-m", "bot", *words])
    case ["compose", "build"]:
        file = yaml.safe_load(Path("compose.yaml").read_text())
        asked = file["services"]["terreau"]["build"]["args"]["COMMIT"]
        assert asked == "${{COMMIT:-}}"
        assert "ARG COMMIT" in Path("..", "deploy", "Containerfile").read_text()
        with Path("{home}", "built").open("a") as built:
            print(os.environ["COMMIT"], file=built)
    case ["compose", "up", "--detach"] | ["compose", "stop"] | ["compose", "logs", *_]:
        pass
    case _:
        sys.exit(f"not typed in the page: {{sys.argv}}")
"""


def fetched(clone: Path) -> str:
    """Know the origin as a clone does; gives the branch."""
    git(clone, "fetch", "--quiet")
    git(clone, "remote", "set-head", "origin", "--auto")
    return git(clone, "branch", "--show-current").strip()


def dropped(revision: str) -> str:
    return f'op.drop_table("things_{revision}")'


def revision(place: Installation) -> str:
    [(found,)] = rows(place, "SELECT version_num FROM alembic_version")
    return str(found)


def received(place: Installation) -> int:
    return len(rows(place, "SELECT key FROM inbox"))


def rows(place: Installation, query: str) -> list[tuple[object, ...]]:
    engine = create_engine(place.database, poolclass=NullPool)
    with engine.connect() as connection:
        return [tuple(each) for each in connection.execute(text(query))]


async def answered(person: Person, words: str) -> Message:
    """Say something in private, and wait for an answer to it."""
    return await person.private.expect(lambda it: bool(it.text), after=person.says(words))
