"""The bot's folder, read without changing it."""

import shutil
import tempfile
from pathlib import Path

from bot.transports.matrix.account.account import Session, SessionFile
from bot.transports.matrix.account.device_signing import FILE
from bot.transports.matrix.encryption.crosssigning import IdentityFile
from bot.transports.matrix.encryption.crypto import STORE
from bot.transports.matrix.encryption.key_store import KeyStore

SESSION = "session.json"
IDENTITY = FILE


class KeysUnreadable(ValueError):
    """The device's keys cannot be opened with this pickle key."""


class AnotherAccountsFolder(ValueError):
    """The folder holds the device of another account; the text is whose."""


def own_fingerprint(folder: Path, user: str, device_id: str, pickle_key: str) -> str:
    """The key of the device that the bot is, from a copy of its store; empty where it has none.

    Raises `KeysUnreadable`.
    """
    if not (folder / STORE).exists():
        return ""
    with tempfile.TemporaryDirectory() as aside:
        shutil.copy(folder / STORE, aside)
        store = KeyStore(user, device_id, aside, pickle_key, STORE)
        try:
            account = store.load_account()
        except ValueError:
            raise KeysUnreadable from None
        finally:
            store.database.close()
    return "" if account is None else str(account.identity_keys["ed25519"])


def check_key(folder: Path, user: str, pickle_key: str) -> None:
    """Look whether the device is this account's, and its keys can be opened with this one.

    Raises `AnotherAccountsFolder` and `KeysUnreadable`.
    """
    session = SessionFile(folder / SESSION).read()
    if session is not None and session.user_id != user:
        raise AnotherAccountsFolder(session.user_id)
    if session is not None:
        own_fingerprint(folder, user, session.device_id, pickle_key)


def device_of(folder: Path) -> str:
    """The device that the bot is; empty where it is none yet."""
    session = SessionFile(folder / SESSION).read()
    return "" if session is None else session.device_id


def user_of(folder: Path) -> str:
    """The account that the folder is of; empty where that cannot be told."""
    session = SessionFile(folder / SESSION).read()
    return "" if session is None else session.user_id


def begin_anew(folder: Path, user: str, given_up: str) -> None:
    """Make the bot a new device at its next start; `given_up` is the previous one."""
    SessionFile(folder / SESSION).write(Session(user, "", "", given_up))
    folder.chmod(0o700)


def identity_file(folder: Path, pickle_key: str) -> IdentityFile:
    """The file of the bot's identity."""
    return IdentityFile(folder / FILE, pickle_key.encode())
