"""`terreau check`: its output, and the order in which everything is looked at."""

import asyncio
from contextlib import ExitStack
from pathlib import Path

import typer

from bot.app import declarations
from bot.config import MAIL, Settings
from bot.core.context.clock import Clock
from bot.core.context.job_context import FILES
from bot.core.messages.content import Text, text
from bot.domain.audit import ChainHead
from bot.operations import log
from bot.operations.check import Finding, Mark, lines, to_come, wrong
from bot.operations.check.machine import (
    Place,
    as_it_will_be,
    look_at_accounts,
    look_at_backups,
    look_at_database,
    look_at_disks,
    look_at_file,
    look_at_files,
    look_at_limits,
    named,
)
from bot.operations.check.mail import look_at_mail
from bot.operations.check.matrix import look_at_matrix
from bot.operations.check.records import (
    look_at_audit,
    look_at_people,
    look_at_sources,
    look_at_votes,
)
from bot.operations.check.telegram import look_at_telegram
from bot.operations.check.web_server import look_at_web
from bot.operations.copied_text import TypedBy
from bot.operations.instance import secrets_of, settings_of, typed_command
from bot.operations.ownership import refuse_root
from bot.operations.terminal import in_terminal_language, show, stop, terminal_locale
from bot.references.audit import audit_command
from bot.references.communities import room_command
from bot.web.pages import first_segments
from storage.communities import RoomKind
from storage.operations import is_in_use
from storage.unit_of_work import DATABASE_TROUBLE, Database


def check_instance(config: Path, noted: str) -> None:
    """Print a line for each thing looked at."""
    head = ChainHead.noted(noted)
    if noted and head is None:
        stop(
            text(
                "--noted: “{noted}” is not a fingerprint; {audit} shows one, like "
                "1234-0a1b2c3d4e5f.",
                noted=noted,
                audit=audit_command.typed(),
            )
        )
    settings = settings_of(config)
    refuse_root(settings)
    log.configure(secrets_of(settings), level="ERROR")
    found = asyncio.run(look_at_all(settings, config, Clock(), noted=head))
    for line in lines(found, terminal_locale(settings.instance.locale)):
        show(line)
    if any(each.mark is Mark.WRONG for each in found):
        raise typer.Exit(1)
    after = (
        text("The bot is running.")
        if _is_running(settings)
        else text("Next: {run} starts the bot.", run=typed_command("run", config))
    )
    show(in_terminal_language(after, settings.instance.locale))


def _is_running(settings: Settings) -> bool:
    database = Database(settings.instance.database)
    try:
        return is_in_use(database)
    except DATABASE_TROUBLE:
        return False
    finally:
        database.close()


async def look_at_all(
    settings: Settings, path: Path, clock: Clock, *, noted: ChainHead | None = None
) -> list[Finding]:
    """Look at everything, one after the other; each finding is the next line.

    `noted` is where the chain of the traces ended once, as a person wrote it down.
    """
    found = [look_at_file(path), *look_at_files(settings, path), *look_at_accounts(settings)]
    found += [*look_at_backups(settings, clock.now()), *look_at_disks(settings)]
    found += look_at_limits()
    with ExitStack() as copies:
        database, seen = look_at_database(settings, copies)
        found += seen + look_at_audit(database, noted) + look_at_votes(database)
        found += look_at_sources(database)
        places, holders = as_it_will_be(database, settings, clock.now())
    if not settings.has_networks:
        what = text("none; add a [telegram] or a [matrix] section, or run “terreau init”")
        found.append(wrong(text("Network"), what))
    if settings.telegram is not None:
        found += await look_at_telegram(settings.telegram, places, clock)
    for nth, server in enumerate(settings.servers):
        is_first = nth == 0 and settings.telegram is None
        found += await look_at_matrix(server, places, clock if is_first else None)
    if settings.mail is not None:
        found += await look_at_mail(settings, settings.mail)
    found += _rooms_without_network(settings, places)
    paths = [FILES, *first_segments(declarations())]
    found += await look_at_web(settings.http, paths, runs=_is_running(settings))
    return found + _missing_rooms(settings, places) + look_at_people(holders)


def _rooms_without_network(settings: Settings, places: list[Place]) -> list[Finding]:
    """Rooms of networks that the file no longer names: a server may come back."""
    return [
        to_come(
            named(each.kind, each.address),
            text("its network is not in the file: nothing is read or sent there"),
        )
        for each in places
        if each.address.partition(":")[0] not in settings.network_names
    ]


def _missing_rooms(settings: Settings, places: list[Place]) -> list[Finding]:
    if not settings.communities:
        return [to_come(text("Communities"), text("none; add a [[communities]] section"))]
    if not any(each.kind is RoomKind.COMMUNITY for each in places):
        what = text("none yet; run “terreau init” to connect your group")
        return [to_come(text("Rooms"), what)]
    return _networks_without_room(settings, places)


def _networks_without_room(settings: Settings, places: list[Place]) -> list[Finding]:
    """Networks whose members see no poll yet, while those of another do."""
    used = {each.address.partition(":")[0] for each in places if each.kind is RoomKind.COMMUNITY}
    return [
        to_come(text("Rooms on {network}", network=name), _way_to_room(network))
        for network, name in settings.network_names.items()
        if network not in used and network != MAIL
    ]


def _way_to_room(network: str) -> Text:
    """The way to a room on a network that has none yet."""
    return text(
        "none yet; while the bot is running, invite it to one, then write {room} there",
        room=TypedBy.on(room_command.typed(), network),
    )
