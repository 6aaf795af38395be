"""`terreau export`, `erase` and `purge`: files about people, and what is deleted of them.

An erasure was asked for in writing; a purge is of data past their time.
"""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, time
from inspect import getdoc, signature
from pathlib import Path
from typing import IO, Any

from bot.app import declarations
from bot.config import Settings, reason
from bot.core.context.clock import Clock
from bot.core.context.job_context import Contact, JobContext
from bot.core.declarations.registry import Declared
from bot.core.files import NotDrawn, drawn
from bot.core.messages.content import Document, File, Text, ntext, text
from bot.domain.words import fold, on_one_line
from bot.operations import log
from bot.operations.copied_text import AtTheTerminal
from bot.operations.init.asking import Asker, Terminal
from bot.operations.instance import (
    NOT_UP_TO_DATE,
    bring_up_to_date,
    opened,
    secrets_of,
    settings_of,
)
from bot.operations.terminal import in_terminal_language, show, stop, terminal_locale
from bot.references.personal_data import mydata_file
from bot.vocabulary.accounts import member_at
from bot.vocabulary.community_settings import contact
from handlers.personal_data import (
    InactivityStep,
    ask_inactive_members,
    count_inactive_members,
    erase_on_request,
    is_anything_kept,
)
from storage.audit import Audit
from storage.communities import Communities, Community
from storage.members import Identities, Member, Members
from storage.operations import is_current
from storage.retention import Purged
from storage.unit_of_work import Database, Store

ACTOR = "terminal"
LONGEST_REASON = 200
_REASON_WORDS = re.compile(r"\w+")


def export_file(
    config: Path,
    kind: str | None,
    arguments: list[str],
    community: str,
    *,
    output: Path | None,
    replace: bool,
) -> None:
    """Write a declared file, or list those that can be written."""
    declared = declarations()
    if kind is None:
        show("\n".join(file_lines(declared, terminal_locale())))
        return
    settings = settings_of(config)
    log.configure(secrets_of(settings), level="CRITICAL")
    file, now = File(kind, tuple(arguments), ""), Clock().now()
    with opened(settings) as database:
        bring_up_to_date(database)
        _check_arguments(declared, file)
        with database.reading() as store:
            community_id = community_named(store, community).id
            document = _document(store, declared, contact(settings), file, community_id, now)
        path = output or Path(document.name)
        with _new_file(path, replace=replace) as to:
            to.write(document.content)
            with database.unit() as store:  # no file without its trace
                store[Audit].note(ACTOR, f"{kind} file", community_id, "done", now)
    written = text(
        "{path} is written. It contains personal data: delete it when you no longer need it.",
        path=path,
    )
    show(in_terminal_language(written, settings.instance.locale))


def erase_member(config: Path, account: str, reason: str, *, sure: bool) -> None:
    """Erase a member who asked for it in writing, once it is confirmed."""
    settings = settings_of(config)
    log.configure(secrets_of(settings), level="ERROR")
    asker = Asker(Terminal(), AtTheTerminal(terminal_locale(settings.instance.locale)))
    with opened(settings) as database:
        if not is_current(database):
            stop(NOT_UP_TO_DATE)
        with database.reading() as store:
            member = _member_to_erase(store, settings, account)
            kept_reason = _checked_reason(store, member, reason)
            lines = list(_member_lines(store, settings, member))
            # What stands in the configuration gives roles.
            seats = [
                seat
                for each in settings.communities
                for seat in each.gardeners.model_dump().values()
            ]
            written = {*settings.instance.cultivators, *seats}
            accounts = store[Identities].of(member)
            in_configuration = [each.address for each in accounts if each.address in written]
        for line in lines:
            asker.say(line)
        question = text("Erase everything about this person, for good?")
        if not (sure or asker.yes(question, default=False)):
            stop(text("Nothing was erased."), 1)
        now, who, declared = Clock().now(), contact(settings), declarations()
        database.shown_in = declared.shown_in
        with database.unit() as store:
            member = _member_to_erase(store, settings, account)
            ctx = JobContext(store, now=now, community=None, contact=who, declared=declared)
            erase_on_request(ctx, member, actor=ACTOR, reason=kept_reason)
    for line in _erasure_lines(in_configuration):
        asker.say(line)


def file_lines(declared: Declared, locale: str) -> Iterator[str]:
    """A line for each kind: how it is asked for, and what it is."""
    reader = AtTheTerminal(locale)
    for kind in sorted(declared.files):
        call = declared.files[kind].call
        summary = (getdoc(call) or "").partition("\n")[0]
        asked = " ".join([kind, *_placeholders(call)])
        yield f"{asked}  {reader.say(Text(summary))}".rstrip()


def _placeholders(call: Any) -> Iterator[str]:  # noqa: ANN401 - a declared function
    """The arguments as a help page writes them, those that may be left out in brackets."""
    for each in list(signature(call).parameters.values())[1:]:
        name = each.name.upper()
        yield name if each.default is each.empty else f"[{name}]"


def _check_arguments(declared: Declared, wanted: File) -> None:
    file = declared.files.get(wanted.kind)
    if file is None:
        stop(
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
        stop(
            text("{kind} needs {arguments} after it.", kind=wanted.kind, arguments=needed)
            if needed
            else text("{kind} needs nothing after it.", kind=wanted.kind)
        )


def _document(
    store: Store, declared: Declared, who: Contact, file: File, community_id: int, now: datetime
) -> Document:
    if file.kind == mydata_file.name:
        account, _locale, *room = file.arguments
        if not is_anything_kept(store, account, *room):  # an empty file would pass for an answer
            stop(text("Nothing is kept about {account}: check that it is theirs.", account=account))
    try:
        return drawn(store, declared, who, file=file, community_id=community_id, now=now)
    except NotDrawn as error:
        why = type(error.__cause__).__name__
        stop(text("{kind}: it cannot be drawn ({error}).", kind=file.kind, error=why))


def community_named(store: Store, slug: str) -> Community:
    """The community with this slug, or the only one; else the program ends."""
    everywhere = {each.slug: each for each in store[Communities].all()}
    if not slug and len(everywhere) == 1:
        return next(iter(everywhere.values()))
    if slug not in everywhere:
        known = ", ".join(sorted(everywhere)) or text("none yet")
        stop(
            text("--community: there is no “{slug}”. Known: {known}.", slug=slug, known=known)
            if slug
            else text("--community: say which community. Known: {known}.", known=known)
        )
    return everywhere[slug]


@contextmanager
def _new_file(path: Path, *, replace: bool) -> Iterator[IO[bytes]]:
    """A file that is there whole in the end, or as it was before."""
    if path.exists() and not replace:
        stop(text("{path} is there already: choose another name, or add --replace.", path=path))
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as to:
            yield to
        beside.replace(path)
    except OSError as error:
        stop(text("{path}: it cannot be written ({error}).", path=path, error=reason(error)))
    finally:
        with suppress(OSError):
            beside.unlink()


def _member_to_erase(store: Store, settings: Settings, account: str) -> Member:
    """The member of an account, or of a user name that is one member's."""
    addresses = [account]
    if account.startswith("@"):
        networks = list(settings.network_names)
        seen = (store[Identities].with_handle(each, account[1:]) for each in networks)
        addresses = [each.address for each in seen if each is not None]
        addresses += [f"{each}:{account}" for each in networks]
    members = [each for one in addresses if (each := member_at(store, one)) is not None]
    if not members:
        stop(
            text(
                "No member has the account {account}: write it as telegram:42, "
                "matrix:@ana:example.org or @ana. Nothing was erased.",
                account=account,
            )
        )
    if len({each.id for each in members}) > 1:
        stop(
            text(
                "Several members have the account {account}: write it in full, as telegram:42 or "
                "matrix:@ana:example.org. Nothing was erased.",
                account=account,
            )
        )
    return members[0]


def _checked_reason(store: Store, member: Member, reason: str) -> str:
    """The reason as it is kept in the log, without the person."""
    kept = on_one_line(reason)
    if not kept or len(kept) > LONGEST_REASON:
        stop(text("--reason: say why, in {most} letters at most.", most=LONGEST_REASON))
    accounts = store[Identities].of(member)
    traces = {member.name, *(each.address.partition(":")[2] for each in accounts)}
    traces |= {each.handle for each in accounts if each.handle}
    if any(_words_alone(each) in _words_alone(kept) for each in traces):
        stop(
            text(
                "--reason: leave the person's name and accounts out, since the log keeps the "
                "reason. Give for example the date of their letter."
            )
        )
    return kept


def _words_alone(said: str) -> str:
    """The folded words between single spaces, so that whole words are found in them."""
    return f" {' '.join(_REASON_WORDS.findall(fold(said)))} "


def _member_lines(store: Store, settings: Settings, member: Member) -> Iterator[Text]:
    """The member, as far as needed to recognise them."""
    networks = [each.address.partition(":")[0] for each in store[Identities].of(member)]
    names = settings.network_names
    yield text(
        "{name}, who first joined on {day} ({networks})",
        name=member.name,
        day=member.joined_at.date(),
        networks=[names.get(each, each) for each in dict.fromkeys(networks)],
    )
    for here in store[Members].communities_of(member):
        membership = store[Members].membership(member, here)
        if membership is not None:
            yield text(
                "– member of {community} since {day}",
                community=store[Communities].get(here).name,
                day=membership.joined_at.date(),
            )


def _erasure_lines(in_configuration: list[str]) -> Iterator[Text]:
    """The result: the erased data, and the data that stay."""
    yield text(
        "Erased, in every community: the name, the accounts, and everything linked to them. The "
        "log keeps this erasure and its reason, without the person."
    )
    yield text(
        "What stays, without their name: the counts of polls that are closed, and what was "
        "published. What they wrote in shared rooms is on the networks: the rooms' owners can "
        "delete it. Older backups contain them until you delete these; restoring one erases them "
        "again."
    )
    for each in in_configuration:
        yield text("{account} stands in your configuration file: remove it there.", account=each)


def purge_database(config: Path, *, dry_run: bool) -> None:
    """Purge expired data, and print how much."""
    settings = settings_of(config)
    log.configure(secrets_of(settings), level="ERROR")
    with opened(settings) as database:
        if not is_current(database):
            stop(NOT_UP_TO_DATE)
        found = forget_now(settings, database, Clock().now(), dry=dry_run)
    for line in purge_lines(found, terminal_locale(settings.instance.locale), dry=dry_run):
        show(line)


def forget_now(settings: Settings, database: Database, now: datetime, *, dry: bool) -> list[Purged]:
    """Purge rows and people past their time; a `dry` run changes nothing."""
    found: list[Purged] = []
    who = contact(settings)
    database.shown_in = declarations().shown_in
    with suppress(_OnlyLooked), database.unit() as store:
        found += store.purge(now, who.ages)
        if dry:
            raise _OnlyLooked
    seen = who.ages.unseen_since(now.date())
    if seen is not None:
        before = datetime.combine(seen, time.min, UTC)
        step = (_count_members if dry else _purge_members)(database, who, now)
        found.append(Purged("members (asked whether to stay)", before, step.asked))
        found.append(Purged("members", before, step.erased))
    return found


def purge_lines(found: Iterable[Purged], locale: str, *, dry: bool) -> Iterator[str]:
    """A line for each table with expired rows: how many, and before which moment they ended."""
    reader = AtTheTerminal(locale)
    due = _by_table(found)
    if not due:
        yield reader.say(text("Nothing to delete: no data is past its time."))
        return
    for each in due:
        yield reader.say(
            ntext(
                "{table}: {count} row from before {moment}",
                "{table}: {count} rows from before {moment}",
                each.count,
                table=each.table,
                moment=each.before,
            )
        )
    yield reader.say(
        text("Nothing was deleted: this was only a preview.")
        if dry
        else text("All of it is deleted.")
    )


def _by_table(found: Iterable[Purged]) -> list[Purged]:
    """The tables with expired rows, each once: all its rows, and the last of their moments."""
    tables: dict[str, Purged] = {}
    for each in found:
        if each.count:
            seen = tables.get(each.table, Purged(each.table, each.before, 0))
            before = max(seen.before, each.before)
            tables[each.table] = Purged(each.table, before, seen.count + each.count)
    return list(tables.values())


def _count_members(database: Database, who: Contact, now: datetime) -> InactivityStep:
    with database.unit() as store:
        return count_inactive_members(_context(store, who, now))


def _purge_members(database: Database, who: Contact, now: datetime) -> InactivityStep:
    """Ask and erase all who are due, a few in each transaction."""
    asked = erased = 0
    step = InactivityStep(1, 1)
    while step:
        with database.unit() as store:
            step = ask_inactive_members(_context(store, who, now))
        asked, erased = asked + step.asked, erased + step.erased
    return InactivityStep(asked, erased)


def _context(store: Store, who: Contact, now: datetime) -> JobContext:
    return JobContext(store, now=now, community=None, contact=who, declared=declarations())


class _OnlyLooked(Exception):
    """Undoes what was done to look."""
