"""`terreau update` and `terreau update --back`: their steps and their output.

The process that began goes on to the end with the code that it has loaded; tables are changed and
checked by the program that was installed.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Self

from bot.config import Settings, secret_files
from bot.core.context.clock import Clock
from bot.core.messages.content import Text, Words, ntext, text
from bot.domain.refusals import Refusal
from bot.operations import log
from bot.operations.backup import Instance, back_up
from bot.operations.copied_text import AtTheTerminal
from bot.operations.init.asking import Asker, Terminal
from bot.operations.instance import (
    erasures_of,
    next_step,
    opened,
    secrets_of,
    settings_of,
)
from bot.operations.ownership import refuse_root
from bot.operations.release import SOURCES, Change, Sources, Version, shown_commit
from bot.operations.running import Running, kept_from_starting, running_in
from bot.operations.terminal import stop, terminal_locale
from storage.inbound import Inbox
from storage.operations import (
    InUse,
    MigrationFailed,
    alone_on,
    file_of,
    has_no_tables,
    migrate,
    version,
)
from storage.unit_of_work import Database

BACKUPS = Path("backups")
END_SECONDS, START_SECONDS = 60.0, 300.0
"""Time limits of the bot's end, and of its next start."""
_NOTE = ".update.json"
_LOOK_EVERY = 0.2
_WRONG = 1
"""The status of a check that found something."""


class NotInstalled(Refusal):
    """Version {number} cannot be installed: {said}. The version before it is there again."""


class NotMigrated(Refusal):
    """The tables cannot be brought to version {number}: {said}.

    The version before it is there again, and no row was changed.
    """


class OlderTables(Refusal):
    """Version {number} is older than the tables.

    Back to the version before the last update: {back}.
    """


class NothingToUndo(Refusal):
    """There is no update to go back from: none is noted, or another version was installed since."""


class WouldLose(Refusal):
    """The tables cannot go back to version {number} with what came in since.

    The backup of {at} can be restored: messages received since then, lost by that: {count}. If you
    want it, add --lose.
    """


class NotOurs(Refusal):
    """The bot runs under another account: it cannot be stopped from here."""


@dataclass(frozen=True, slots=True)
class UpdateNote:
    """An update: the commits before and after it, and what leads back."""

    since: str
    to: str
    number: str
    """The version before it."""
    revision: str | None
    """The schema before it."""
    backup: str
    at: str
    """The moment of the backup."""

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at)

    def write(self, data: Path) -> None:
        path = data / _NOTE
        part = path.with_name(f"{_NOTE}.part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(asdict(self), file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)

    @classmethod
    def read(cls, data: Path) -> Self | None:
        """The last one; None if there is none that can be read."""
        try:
            return cls(**json.loads((data / _NOTE).read_text(encoding="utf-8")))
        except (OSError, TypeError, ValueError):
            return None

    @staticmethod
    def drop(data: Path) -> None:
        (data / _NOTE).unlink(missing_ok=True)


def update_program(config: Path, wanted: str, *, sure: bool) -> None:
    """Install another version, the newest if none is named."""
    work = _Work(config)
    with work.refusals_told():
        work.sources.check()
        change = work.sources.change_to(work.sources.fetch(wanted))
        if change.to.commit == change.since.commit:
            work.say(
                text("There is nothing to do: {version} is installed.", version=_named(change.to))
            )
            return
        if change.older_tables:
            raise OlderTables(number=change.to.number, back="terreau update --back")
        for line in change_lines(change):
            work.say(line)
        work.confirm(text("Install it?"), sure=sure)
        _update(work, change)


def go_back(config: Path, *, lose: bool, sure: bool) -> None:
    """Go back to the version before the last update."""
    work = _Work(config)
    with work.refusals_told():
        work.sources.check()
        note = UpdateNote.read(work.settings.instance.data)
        if note is None or work.sources.head() != note.to:
            raise NothingToUndo
        before = _named(Version(note.number, note.since))
        work.say(text("Back to {version}, from before the last update.", version=before))
        work.confirm(text("Install it?"), sure=sure)
        _go_back(work, note, lose=lose)


def change_lines(change: Change) -> Iterator[Words]:
    """The changes that an update will make."""
    yield text("Installed: {version}.", version=_named(change.since))
    yield ntext(
        "To install: {version}, {count} change later.",
        "To install: {version}, {count} changes later.",
        change.commits,
        version=_named(change.to),
    )
    if change.dropped:
        yield ntext(
            "It does not have {count} change of the installed version.",
            "It does not have {count} changes of the installed version.",
            change.dropped,
        )
    if change.migrations:
        yield ntext(
            "It changes the tables in {count} step.",
            "It changes the tables in {count} steps.",
            change.migrations,
        )
    yield from (f"- {each}" for each in change.news)


def _named(version: Version) -> str:
    return f"{version.number} ({shown_commit(version.commit)})"


@dataclass(slots=True)
class _Work:
    """One update: the instance, its sources, and the person at the terminal."""

    config: Path
    settings: Settings = field(init=False)
    sources: Sources = field(init=False)
    asker: Asker = field(init=False)

    def __post_init__(self) -> None:
        self.settings = settings_of(self.config)
        refuse_root(self.settings)
        log.configure(secrets_of(self.settings), level="ERROR")
        self.sources = Sources(SOURCES)
        reader = AtTheTerminal(
            terminal_locale(self.settings.instance.locale), zone=self.settings.instance.timezone
        )
        self.asker = Asker(Terminal(), reader)

    def say(self, words: Words) -> None:
        self.asker.say(words)

    def confirm(self, question: Text, *, sure: bool) -> None:
        if not (sure or self.asker.yes(question)):
            stop(text("Nothing was changed."), 1)

    @contextmanager
    def refusals_told(self) -> Iterator[None]:
        try:
            yield
        except Refusal as refusal:
            stop(self.asker.words(Text(refusal.sentence, refusal.values)))

    def back_up(self, database: Database) -> str:
        """Back up what there is; gives the file."""
        instance = Instance(
            self.settings, database, erasures_of(self.settings), Clock(), secret_files(self.config)
        )
        made = back_up(instance, BACKUPS)
        self.say(text("Backup: {file}", file=made.path))
        return str(made.path.absolute())

    def install(self, to: Version, since: str) -> None:
        """Install a version; the one from before comes back where that fails."""
        self.say(text("Installing {version}…", version=_named(to)))
        self.sources.take(to.commit)
        done = _outcome("make", "--silent", "-C", str(self.sources.folder), "install")
        if done.returncode:
            self.put_back(since)
            raise NotInstalled(number=to.number, said=_last_line(done.stderr))

    def put_back(self, commit: str) -> None:
        """Put the sources and libraries back that were there."""
        self.sources.take(commit)
        _outcome("make", "--silent", "-C", str(self.sources.folder), "install")

    def program(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run the program that is installed by now."""
        return _outcome(
            *(sys.executable, "-m", "bot", *words, "--config", str(self.config.absolute()))
        )

    def check(self) -> None:
        """Say what the new program's check finds."""
        done = self.program("check")
        lines = [each for each in done.stdout.splitlines() if not each.startswith("OK ")]
        for each in lines[: None if done.returncode else -1]:  # the last one is the next step
            self.say(each)
        if done.returncode == _WRONG:
            self.say(text("What is WRONG above is to be mended. To go back: terreau update --back"))
        elif done.returncode:
            self.say(_last_line(done.stderr))

    def tell_start(self, ended: Running | None) -> None:
        """Wait until a supervisor has started the bot again, or say how to start it."""
        if ended is None or not ended.comes_back:
            self.say(next_step(self.config))
            return
        until = time.monotonic() + START_SECONDS
        while running_in(self.settings.instance.data) is None:
            if time.monotonic() > until:
                stop(
                    text(
                        "The bot does not start again: as root, look at journalctl --unit terreau, "
                        "then systemctl start terreau"
                    ),
                    1,
                )
            time.sleep(_LOOK_EVERY)
        self.say(text("The bot is running."))


def _update(work: _Work, change: Change) -> None:
    data = work.settings.instance.data
    with opened(work.settings) as database, kept_from_starting(data):
        file = file_of(database)  # a look into one that is not there would make it
        is_missing = file is not None and not file.exists()
        has_rows = not (is_missing or has_no_tables(database))
        with _stopped(work.settings, database) as ended:
            if has_rows:
                at, revision = Clock().now(), version(database)
                backup = work.back_up(database)
                since, to = change.since.commit, change.to.commit
                note = UpdateNote(since, to, change.since.number, revision, backup, at.isoformat())
                note.write(data)
            work.install(change.to, change.since.commit)
            if has_rows:
                _bring_up(work, change)
            work.check()
    work.say(text("{version} is installed.", version=_named(change.to)))
    work.tell_start(ended)


def _bring_up(work: _Work, change: Change) -> None:
    """Have the new program change the tables; the old one comes back where that fails."""
    done = work.program("migrate")
    if done.returncode:
        work.put_back(change.since.commit)
        fact, _, _ = _last_line(done.stderr).partition(". ")  # its advice is followed already
        raise NotMigrated(number=change.to.number, said=fact)


def _go_back(work: _Work, note: UpdateNote, *, lose: bool) -> None:
    before = Version(note.number, note.since)
    with kept_from_starting(work.settings.instance.data):
        with opened(work.settings) as database:
            with _stopped(work.settings, database) as ended:
                work.back_up(database)
                is_down = _is_taken_down(database, note)
                if not is_down and not lose:
                    with database.reading() as store:
                        received = store[Inbox].count_since(note.moment)
                    raise WouldLose(number=note.number, at=note.moment, count=received)
                try:
                    work.install(before, note.to)
                except NotInstalled:
                    migrate(database)
                    raise
            if not is_down:
                done = work.program("restore", note.backup, "--replace")
                for each in (done.stdout + done.stderr).splitlines():
                    work.say(each)
                if done.returncode:
                    stop(text("The backup is not restored yet: do it by hand."), 1)
        UpdateNote.drop(work.settings.instance.data)
    work.say(text("{version} is installed.", version=_named(before)))
    work.tell_start(ended)


def _is_taken_down(database: Database, note: UpdateNote) -> bool:
    """Take the schema down to the one before the update, with all rows; False if it cannot be."""
    try:
        migrate(database, note.revision or "head")
    except MigrationFailed:
        return False
    return True


@contextmanager
def _stopped(settings: Settings, database: Database) -> Iterator[Running | None]:
    """Have the bot end, and keep every other from starting; gives the process that ended.

    A supervisor starts it in vain until this is over: it finds the database in use (75).
    """
    ended, until = None, time.monotonic() + END_SECONDS
    with ExitStack() as held:
        while True:
            running = running_in(settings.instance.data)
            if running is not None:
                ended = running
                try:
                    running.end()
                except PermissionError:
                    raise NotOurs from None
            try:
                held.enter_context(alone_on(database))
                break
            except InUse:
                if ended is None or time.monotonic() > until:
                    raise
            time.sleep(_LOOK_EVERY)
        yield ended


def _outcome(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 - ours


def _last_line(said: str) -> str:
    last = next((each for each in reversed(said.splitlines()) if each.strip()), "?")
    return last.strip().rstrip(".")
