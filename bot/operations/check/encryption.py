"""The keys that the bot writes with in encrypted rooms, and whether people can trust them."""

from pathlib import Path

from bot.config import MatrixServer
from bot.config.pickle_key import LENGTH
from bot.core.messages.content import Text, Words, text
from bot.operations.check.findings import Finding, fine, to_come, wrong
from bot.operations.check.machine import OTHERS_MAY_READ
from bot.transports.matrix.device import KeysUnreadable, identity_file, own_fingerprint
from bot.transports.matrix.encryption.cross_signing import State, Whose
from bot.transports.matrix.encryption.identity import IdentityUnreadable, fingerprint
from bot.transports.matrix.setup_client import Us, Visit


async def look_at_encryption(server: MatrixServer, visit: Visit, us: Us) -> list[Finding]:
    """The key of the keys, the device's own, and the identity that signs it."""
    if not server.settings.encryption:
        what = text("off; private chats are encrypted in Element, and the bot cannot read them")
        return [to_come(text("Encryption"), what)]
    file, folder = server.pickle_key_file, server.folder
    found = look_at_pickle_key(file, folder)
    key = _read(file)
    if not key or us.is_new:
        what = text("made at the first start; “terreau init” also makes a recovery key")
        return [found, to_come(text("Encryption"), what)]
    return [found, *await _look_at_keys(visit, us, folder, key)]


def look_at_pickle_key(file: Path, opens: Path) -> Finding:
    """Check that it exists, readable by its owner only."""
    subject = text("Pickle key")
    if file.exists():
        if not _read(file):
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


def _read(file: Path) -> str:
    """The key; empty where it cannot be read, or is none."""
    try:
        key = file.read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return ""
    return key if len(key) >= LENGTH else ""


async def _look_at_keys(visit: Visit, us: Us, folder: Path, key: str) -> list[Finding]:
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
    return [fine(device, compared), _identity(identity, state)]


def _identity(subject: Words, state: State) -> Finding:
    match state.whose:
        case Whose.NOBODYS:
            what = text("none yet; the bot makes one at its next start, or “terreau init” does")
            return to_come(subject, what)
        case Whose.SOMEBODY_ELSES:
            what = text(
                "the account has another one, unknown to this machine; run “terreau init” to "
                "restore it with its recovery key, or to make a new one"
            )
            return wrong(subject, what)
        case Whose.OURS if not state.device_signed:
            what = text("published; it will sign the device when the bot next starts")
            return to_come(subject, what)
        case _:
            return fine(subject, text("published, and it signs the bot's device"))
