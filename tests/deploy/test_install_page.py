"""The page that says how Terreau is installed: its lines work, one after the other."""

import asyncio
import os
import re
import shlex
import shutil
import signal
import ssl
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from urllib.request import getproxies

import pytest
from babel.messages.pofile import read_po

from tests.emulator import BotApi
from tests.operations.init.installer import OPTIONS, TOKEN
from tests.patience import HANG
from tests.running.programs import free_port, read_until

REPOSITORY = Path(__file__).parents[2]
ENGLISH, FRENCH, UPDATE = (
    (REPOSITORY / "docs" / name).read_text(encoding="utf-8")
    for name in ("install.md", "fr/install.md", "update.md")
)
NOBODY = 65534 if os.geteuid() == 0 else None
PLACE = "/opt/terreau"
THE_MACHINES = ("SSL_", "PIP_", "UV_", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http", "no_proxy")
"""Prefixes of the variables that configure downloads of packages on a machine."""

DOWNLOADS = 3 * HANG
"""Seconds in which an installation hangs: it loads all libraries down."""


def lines(page: str, kind: str) -> list[str]:
    """The lines of all blocks of a kind, by the words behind the three backticks."""
    blocks = re.findall(rf"^ *```{kind}\n(.*?)^ *```$", page, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in dedent(block).splitlines()]


@pytest.mark.parametrize(
    "kind", ["sh", "sh root", "sh container", "sh container back", "toml", "ini"]
)
@pytest.mark.parametrize("page", ["install.md", "update.md"])
def test_the_lines_are_the_same_in_both_languages(page: str, kind: str) -> None:
    english, french = (
        (REPOSITORY / "docs" / name).read_text(encoding="utf-8") for name in (page, f"fr/{page}")
    )
    assert lines(french.replace("ADRESSE", "ADDRESS"), kind) == lines(english, kind)


def test_the_variables_of_a_proxy_are_those_that_are_read() -> None:
    named = re.findall(r"([A-Z_]+)=", " ".join(lines(ENGLISH, "ini")))

    with pytest.MonkeyPatch.context() as environment:
        for name in ("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"):
            assert name in named
            environment.setenv(name, "http://proxy.example.org:3128")
        assert {"http", "https", "no"} <= set(getproxies())
    assert ssl.get_default_verify_paths().openssl_cafile_env in named


@pytest.mark.parametrize("page", ["install.md", "update.md", "backup.md"])
def test_the_commands_for_root_copy_existing_files_and_name_existing_units(
    page: str, tmp_path: Path
) -> None:
    for line in lines((REPOSITORY / "docs" / page).read_text(encoding="utf-8"), "sh root"):
        program, *words = shlex.split(line)
        if program == "cp" and f"{PLACE}/deploy" in line:
            copied, _, _ = line.replace(PLACE, str(REPOSITORY)).rpartition(" ")
            subprocess.run(f"{copied} {tmp_path}", shell=True, check=True)  # noqa: S602 - of the page
        if program in {"systemctl", "journalctl"}:
            ours = [each for each in words if each.startswith("terreau")]
            files = [each if "." in each else f"{each}.service" for each in ours]
            assert all((REPOSITORY / "deploy" / each).exists() for each in files), line


@pytest.mark.parametrize(("page", "quoted"), [(FRENCH, r"« (.*?) »"), (ENGLISH, "“(.*?)”")])
def test_a_message_in_the_list_of_troubles_is_ours(page: str, quoted: str) -> None:
    with (REPOSITORY / "bot/locales/fr/LC_MESSAGES/messages.po").open("rb") as file:
        sentences = [
            str(each) for message in read_po(file) for each in (message.id, message.string)
        ]
    rows = [row for row in page.splitlines() if row.startswith("| ")]
    said = [each for row in rows for each in re.findall(quoted, "|".join(row.split("|")[:3]))]

    assert len(said) > len("few")
    for each, parts in ((each, re.split("…|config.toml ?", each)) for each in said):
        assert any(all(part in sentence for part in parts) for sentence in sentences), each


@pytest.fixture
def folder() -> Iterator[Path]:
    """An account of its own, with the sources at another address."""
    with tempfile.TemporaryDirectory(prefix="terreau-") as made:
        folder, env = Path(made), {"HOME": made, "PATH": os.environ["PATH"]}
        tracked = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.splitlines()
        for name in (each for each in tracked if (REPOSITORY / each).is_file()):
            (folder / "sources" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(REPOSITORY / name, folder / "sources" / name)
        (folder / "home").mkdir()
        (folder / "opt" / "terreau").mkdir(parents=True)
        if NOBODY is not None:
            for each in (folder, *folder.rglob("*")):
                os.chown(each, NOBODY, NOBODY)
        person = ("-c", "user.name=Ana", "-c", "user.email=ana@example.org")
        for command in (("init",), ("add", "."), (*person, "commit", "--message", "All")):
            subprocess.run(
                ["git", *command],
                cwd=folder / "sources",
                env=env,
                user=NOBODY,
                capture_output=True,
                check=True,
            )
        yield folder


class Account:
    """The account that Terreau has on its machine."""

    def __init__(self, folder: Path, api: BotApi) -> None:
        self.folder, self._api = folder, api
        self._room = api.group("Énergie").id
        self._env = {
            **{name: each for name, each in os.environ.items() if name.startswith(THE_MACHINES)},
            "HOME": str(folder / "home"),
            "LANG": "C.UTF-8",
            "PATH": f"{folder}{PLACE}/.venv/bin:{os.environ['PATH']}",
            "TERREAU_HTTP__LISTEN": f"127.0.0.1:{free_port()}",
        }

    async def types(self, line: str) -> str:
        """Type a line of the page, with a person's answers; gives what is said."""
        words = shlex.split(line.replace(PLACE, f"{self.folder}{PLACE}"))
        match words:
            case ["git", "clone", *_]:
                words[2] = str(self.folder / "sources")
            case ["terreau", "init"]:
                answers = {**OPTIONS, "--room": str(self._room), "--api-base": self._api.url}
                words += [each for pair in answers.items() for each in pair]
            case ["terreau", "restore", *_]:
                words[2] = str(max((self.folder / "home" / "backups").iterdir()))
        child = await asyncio.create_subprocess_exec(
            *words,
            cwd=self.folder / "home",
            env=self._env,
            user=NOBODY,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        if words == ["terreau", "run"]:
            await read_until(child, "ready")
            child.send_signal(signal.SIGINT)
        out, err = await asyncio.wait_for(child.communicate(), DOWNLOADS)
        assert child.returncode == 0, f"{line}\n{out.decode()}{err.decode()}"
        return out.decode() + err.decode()


@pytest.mark.slow
@pytest.mark.timeout(3 * DOWNLOADS)
async def test_the_commands_for_the_account_work(folder: Path) -> None:
    async with BotApi(token=TOKEN, limits=False) as api:
        account = Account(folder, api)
        for line in lines(ENGLISH, "sh"):
            await account.types(line)

        [libraries] = (folder / f".{PLACE}/.venv/lib").glob("python*")
        libraries.rename(libraries.with_name("python3.2"))  # as an upgrade of Debian leaves them
        [update, *_] = lines(UPDATE, "sh")
        assert "another Python" in await account.types(update)
        await account.types("terreau check")

    config = folder / "home" / "config.toml"
    assert config.stat().st_mode & 0o077 == 0
    assert len(list((folder / "home" / "backups").iterdir())) == 1
