"""Matrix: the server, the account, its keys and limits, and what the bot may do in each room."""

from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

from bot.config import MATRIX, Matrix, MatrixServer
from bot.config.reading import KEY_LENGTH
from bot.core.context.clock import Clock
from bot.core.messages.content import Text, Words, text
from bot.operations.check import Finding, fine, to_come, untrusted, wrong
from bot.operations.check.machine import OTHERS_MAY_READ, Place, look_at_clock, named
from bot.operations.check.web_server import is_unencrypted
from bot.transports.matrix.device import KeysUnreadable, identity_file, own_fingerprint
from bot.transports.matrix.encryption.cross_signing import IdentityOwner, State
from bot.transports.matrix.encryption.identity import IdentityUnreadable, fingerprint
from bot.transports.matrix.homeserver_errors import Refused
from bot.transports.matrix.session_file import LoginRefused
from bot.transports.matrix.setup_client import (
    Homeserver,
    Limits,
    NoHomeserver,
    OwnAccount,
    Standing,
    UntrustedHomeserver,
    Visit,
    account_of,
    issuing_command,
    lifting_call,
    look_at,
)

_USUAL = text(
    "until they are lifted, Synapse allows the bot 0.2 messages per second and about one new room "
    "per minute: 1,000 first private messages take about 17 hours"
)

_NO_PASSWORDS = text(
    "the server takes no passwords any more: write oauth = true in the place of password, stop the "
    "bot, and approve it in a browser: “terreau init --log-in”"
)
_NO_PASSWORDS_SOON = text(
    "the server takes no passwords any more: when the bot's login ends, write oauth = true in the "
    "place of password, and approve the bot in a browser: “terreau init --log-in”"
)


async def look_at_matrix(
    server: MatrixServer, places: list[Place], clock: Clock | None
) -> list[Finding]:
    """The server first; where it does not answer, nothing else can be said.

    Its clock is looked at if ours is given.
    """
    matrix, subject = server.settings, text("{network} server", network=server.name)
    address = matrix.homeserver
    away = text(
        "{address} does not answer: check the network, and homeserver in the file", address=address
    )
    try:
        homeserver = await look_at(address)
    except UntrustedHomeserver:
        return [wrong(subject, untrusted(address))]
    except NoHomeserver:
        return [wrong(subject, away)]
    found = [fine(subject, text("{address} answers", address=address))]
    if is_unencrypted(address):
        what = text(
            "{url} is not encrypted, and what people write goes there: use https", url=address
        )
        found = [to_come(subject, what)]
    if clock is not None:
        found.append(look_at_clock(homeserver.time, clock.now()))
    async with aclosing(Visit(account_of(matrix), folder=server.folder)) as visit:
        try:
            us = await visit.enter()
            found.append(_account_finding(server, us))
            if us.user != matrix.user:
                return found
            if _has_useless_password(matrix, homeserver):
                found.append(to_come(_account_subject(server), _NO_PASSWORDS_SOON))
            what = text(
                "accepted from {people}; add others under invited_by", people=matrix.inviters
            )
            found.append(_about_server(server, fine(text("Invitations"), what)))
            keys = await look_at_encryption(server, visit, us)
            found += [_about_server(server, each) for each in keys]
            found.append(_about_server(server, _limits_finding(await visit.limits(), matrix.user)))
            ours = [each for each in places if each.address.startswith(f"{server.network}:")]
            found += [await _room_finding(visit, server, each) for each in ours]
        except LoginRefused:
            found.append(wrong(_account_subject(server), _login_refusal(matrix, homeserver)))
        except (Refused, ConnectionError) as error:
            what = text("{address} returns an error ({why})", address=address, why=error)
            found.append(wrong(subject, what))
    return found


def _about_server(server: MatrixServer, finding: Finding) -> Finding:
    """A finding about one of several servers, which says about which."""
    if server.network == MATRIX:
        return finding
    subject = text("{subject} ({network})", subject=finding.subject, network=server.name)
    return replace(finding, subject=subject)


def _has_useless_password(matrix: Matrix, homeserver: Homeserver) -> bool:
    """True if the next login would fail: the server takes no passwords."""
    return bool(matrix.password.get_secret_value()) and not homeserver.takes_passwords


def _login_refusal(matrix: Matrix, homeserver: Homeserver) -> Words:
    if matrix.oauth:
        return text(
            "the server does not accept the bot's login (any more); stop the bot, and approve it "
            "in a browser: “terreau init --log-in”"
        )
    if _has_useless_password(matrix, homeserver):
        return _NO_PASSWORDS
    if matrix.access_token.get_secret_value() and homeserver.auth_server is not None:
        return text(
            "the server rejects access_token; its administrator issues a new one on its machine: "
            "{command}",
            command=issuing_command(matrix.user),
        )
    if matrix.access_token.get_secret_value():
        return text("the server rejects access_token; make a new one, or use password")
    return text("the server does not accept this password for {account}", account=matrix.user)


def _account_subject(server: MatrixServer) -> Words:
    return text("{network} account", network=server.name)


def _account_finding(server: MatrixServer, us: OwnAccount) -> Finding:
    subject, matrix = _account_subject(server), server.settings
    if us.user != matrix.user:
        return wrong(subject, text("the token belongs to {account}", account=us.user))
    if us.is_new:
        what = text("the server accepts the password of {account}", account=us.user)
        return fine(subject, what)
    if matrix.device_id and matrix.device_id != us.device_id:
        what = text(
            "the bot is device {device}: write that as device_id, or leave device_id out",
            device=us.device_id,
        )
        return wrong(subject, what)
    found = text("{account}, device {device}", account=us.user, device=us.device_id)
    if matrix.oauth:
        found = text(
            "{account}, device {device}, approved in a browser; the bot renews its login by itself",
            account=us.user,
            device=us.device_id,
        )
    return fine(subject, found)


async def look_at_encryption(server: MatrixServer, visit: Visit, us: OwnAccount) -> list[Finding]:
    """The pickle key, the device's key, and the identity that signs it."""
    if not server.settings.encryption:
        what = text("off; private chats are encrypted in Element, and the bot cannot read them")
        return [to_come(text("Encryption"), what)]
    file, folder = server.pickle_key_file, server.folder
    found = look_at_pickle_key(file, folder)
    key = _pickle_key(file)
    if not key or us.is_new:
        what = text("made at the first start; “terreau init” also makes a recovery key")
        return [found, to_come(text("Encryption"), what)]
    return [found, *await _key_findings(visit, us, folder, key)]


def look_at_pickle_key(file: Path, opens: Path) -> Finding:
    """Check that it exists, readable by its owner only."""
    subject = text("Pickle key")
    if file.exists():
        if not _pickle_key(file):
            what = text("{file} contains no readable key: restore it from a backup", file=file)
            return wrong(subject, what)
        if file.stat().st_mode & OTHERS_MAY_READ:
            what = text("other users of this machine can read {file}: chmod 600 {file}", file=file)
            return wrong(subject, what)
        return fine(subject, text("{file}, which only you can read", file=file))
    if opens.exists() and any(opens.iterdir()):
        what = text(
            "{file} is missing, and the keys in {folder} need it: restore it from a backup",
            file=file,
            folder=opens,
        )
        return wrong(subject, what)
    return fine(subject, text("{file} will be made at the first start", file=file))


def _pickle_key(file: Path) -> str:
    """The key; empty where it cannot be read, or is none."""
    try:
        key = file.read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return ""
    return key if len(key) >= KEY_LENGTH else ""


async def _key_findings(visit: Visit, us: OwnAccount, folder: Path, key: str) -> list[Finding]:
    device, identity = text("Device key"), text("Identity")
    try:
        ours = own_fingerprint(folder, us.user, us.device_id, key)
        held = identity_file(folder, key).read()
    except KeysUnreadable:
        what = text("the keys in {folder} were made with another pickle key", folder=folder)
        return [wrong(device, what)]
    except IdentityUnreadable as refusal:
        return [wrong(identity, Text(refusal.sentence, refusal.values))]
    shown = await visit.device_key(us.device_id)
    if not ours:
        what = text("lost; at its next start the bot becomes a new device")
        return [to_come(device, what)]
    if shown and shown != ours:
        what = text(
            "the server has another one for device {device}: log out that device in Element, then "
            "move {folder} away",
            device=us.device_id,
            folder=folder,
        )
        return [wrong(device, what)]
    if not shown:
        what = text("the server does not have it yet; the bot sends it at its next start")
        return [to_come(device, what)]
    state = await visit.vouched(held, us.device_id, ours)
    compared = text("{key}, to compare in Element", key=fingerprint(ours))
    return [fine(device, compared), _identity_finding(identity, state)]


def _identity_finding(subject: Words, state: State) -> Finding:
    match state.whose:
        case IdentityOwner.NOBODYS:
            what = text("none yet; the bot makes one at its next start, or “terreau init” does")
            return to_come(subject, what)
        case IdentityOwner.SOMEBODY_ELSES:
            what = text(
                "the account has another one, unknown to this machine; stop the bot: “terreau init "
                "--identity restore” restores it, “--identity new” makes a new one"
            )
            return wrong(subject, what)
        case IdentityOwner.OURS if not state.device_signed:
            what = text("published; it will sign the device when the bot next starts")
            return to_come(subject, what)
        case _:
            return fine(subject, text("published, and it signs the bot's device"))


def _limits_finding(limits: Limits, user: str) -> Finding:
    subject, call = text("Limits"), lifting_call(user)
    match limits:
        case Limits.LIFTED:
            return fine(subject, text("the server has lifted them for the bot"))
        case Limits.IN_FORCE:
            what = text("in force; {usual}. To lift them: {call}", usual=_USUAL, call=call)
        case Limits.NOT_SHOWN:
            what = text(
                "the server shows them only to its administrators; {usual}. To lift them, an "
                "administrator runs: {call}",
                usual=_USUAL,
                call=call,
            )
        case Limits.NOT_SYNAPSE:
            what = text(
                "they cannot be seen from here; {usual}. To lift them, an administrator runs on "
                "the server's machine: {call}",
                usual=_USUAL,
                call=call,
            )
    return to_come(subject, what)


async def _room_finding(visit: Visit, server: MatrixServer, place: Place) -> Finding:
    """Check that the bot is there, and may write."""
    number = place.address.removeprefix(f"{server.network}:").partition("/")[0]
    standing = await visit.standing(number)
    if not standing.is_in:
        what = text(
            "the bot is not there: invite {account}, or correct the address",
            account=server.settings.user,
        )
        return wrong(named(place.kind, number), what)
    titled = text("{title} ({number})", title=standing.title, number=number)
    return _rights_finding(
        named(place.kind, titled if standing.title else number), standing, server
    )


def _rights_finding(subject: Words, standing: Standing, server: MatrixServer) -> Finding:
    if standing.replacement:
        new = f"{server.network}:{standing.replacement}"
        return wrong(subject, text("its address is now {new}: change it in the file", new=new))
    if not standing.speaks:
        what = text("the bot is not allowed to write: raise its power level in the room's settings")
        return wrong(subject, what)
    if standing.encrypted and not server.settings.encryption:
        what = text(
            "the room is encrypted, but encryption is off in the file: the bot cannot read it"
        )
        return wrong(subject, what)
    if standing.encrypted:
        what = text(
            "the bot can write; the room is encrypted: people vote there in writing, not by "
            "reaction"
        )
        return fine(subject, what)
    return fine(subject, text("the bot can write"))
