"""`terreau export`: a file about people, drawn for the operator, who can read the database.

For where neither a page of ours nor Matrix can give it. It leaves the same trace.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from inspect import getdoc, signature
from pathlib import Path
from typing import IO, Any

from bot.config import reason
from bot.core.context.contact import Contact
from bot.core.declarations.registry import Declared
from bot.core.files.drawn_files import NotDrawn, drawn
from bot.core.messages.content import File, Text, text
from bot.operations.terminal.copied_text import AtTheTerminal
from bot.references.personal_data import mydata_file
from handlers.personal_data import is_anything_kept
from storage.audit import Audit
from storage.communities import Communities, Community
from storage.unit_of_work import Database, Store

ACTOR = "terminal"


class NotExported(Exception):
    """A file that was not exported; the words say why."""

    def __init__(self, words: Text) -> None:
        """Keep what the operator is told."""
        super().__init__(words.template)
        self.words = words


@dataclass(frozen=True, slots=True)
class ExportWanted:
    """The file to export: a kind with its arguments, and a community where there are several."""

    kind: str
    arguments: tuple[str, ...] = ()
    community: str = ""


def listed(declared: Declared, locale: str) -> Iterator[str]:
    """A line for each kind: how it is asked for, and what it is."""
    reader = AtTheTerminal(locale)
    for kind in sorted(declared.files):
        call = declared.files[kind].call
        summary = (getdoc(call) or "").partition("\n")[0]
        asked = " ".join([kind, *_placeholders(call)])
        yield f"{asked}  {reader.say(Text(summary))}".rstrip()


def _check_subject(store: Store, account: str, _locale: str, room: str = "") -> None:
    """Refuse an account nothing is kept about: an empty file would pass for an answer."""
    if not is_anything_kept(store, account, room):
        raise NotExported(
            text("Nothing is kept about {account}: check that it is theirs.", account=account)
        )


def _placeholders(call: Any) -> Iterator[str]:  # noqa: ANN401 - a declared function
    """The arguments as a help page writes them, those that may be left out in brackets."""
    for each in list(signature(call).parameters.values())[1:]:
        name = each.name.upper()
        yield name if each.default is each.empty else f"[{name}]"


def export(  # noqa: PLR0913 - what a command line says
    database: Database,
    declared: Declared,
    contact: Contact,
    wanted: ExportWanted,
    *,
    output: Path | None,
    replace: bool,
    now: datetime,
) -> Path:
    """Write the file, readable by its owner alone; gives where. Raises `NotExported`."""
    _check(declared, wanted)
    file = File(wanted.kind, wanted.arguments, "")
    with database.reading() as store:
        community_id = _community(store, wanted.community).id
        if wanted.kind == mydata_file.name:
            _check_subject(store, *wanted.arguments)
        try:
            document = drawn(
                store, declared, contact, file=file, community_id=community_id, now=now
            )
        except NotDrawn as error:
            why = type(error.__cause__).__name__
            raise NotExported(
                text("{kind}: it cannot be drawn ({error}).", kind=wanted.kind, error=why)
            ) from error
    path = output or Path(document.name)
    with _new_file(path, replace=replace) as to:
        to.write(document.content)
        with database.unit() as store:  # no file without its trace
            store[Audit].note(ACTOR, f"{wanted.kind} file", community_id, "done", now)
    return path


def _check(declared: Declared, wanted: ExportWanted) -> None:
    file = declared.files.get(wanted.kind)
    if file is None:
        raise NotExported(
            text(
                "{kind}: there is no such file. Known: {kinds}.",
                kind=wanted.kind,
                kinds=", ".join(sorted(declared.files)),
            )
        )
    try:
        signature(file.call).bind(None, *wanted.arguments)
    except TypeError:
        needed = " ".join(_placeholders(file.call))
        raise NotExported(
            text("{kind} needs {arguments} after it.", kind=wanted.kind, arguments=needed)
            if needed
            else text("{kind} needs nothing after it.", kind=wanted.kind)
        ) from None


def _community(store: Store, slug: str) -> Community:
    everywhere = {each.slug: each for each in store[Communities].all()}
    if not slug and len(everywhere) == 1:
        return next(iter(everywhere.values()))
    if slug not in everywhere:
        known = ", ".join(sorted(everywhere)) or text("none yet")
        raise NotExported(
            text("--community: there is no “{slug}”. Known: {known}.", slug=slug, known=known)
            if slug
            else text("--community: say which community. Known: {known}.", known=known)
        )
    return everywhere[slug]


@contextmanager
def _new_file(path: Path, *, replace: bool) -> Iterator[IO[bytes]]:
    """A file that is there whole in the end, or as it was before."""
    if path.exists() and not replace:
        raise NotExported(
            text("{path} is there already: choose another name, or add --replace.", path=path)
        )
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as to:
            yield to
        beside.replace(path)
    except OSError as error:
        raise NotExported(
            text("{path}: it cannot be written ({error}).", path=path, error=reason(error))
        ) from error
    finally:
        with suppress(OSError):
            beside.unlink()
