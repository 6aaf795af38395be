"""Several clients keep their keys at once, each in its own file."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from nio.crypto import OlmAccount

from bot.transports.matrix.encryption.crypto import KeyStore

TIMES = 150


def keep(folder: Path, user: str) -> list[str]:
    """Keep an account again and again, and look whose it is."""
    folder.mkdir()
    store, account = KeyStore(user, "DEVICE", str(folder), "key", "keys.db"), OlmAccount()
    own, seen = account.identity_keys["ed25519"], set()
    for _ in range(TIMES):
        store.save_account(account)
        store.save_sync_token(user)
        seen.add(store.load_account().identity_keys["ed25519"] == own)
        seen.add(store.load_sync_token() == user)
    store.database.close()
    return [user] if seen == {True} else []


@pytest.mark.slow
def test_threads_do_not_write_into_each_others_files(tmp_path: Path) -> None:
    users = ["@terreau:example.org", "@terreau:tchap.example", "@terreau:third.example"]

    with ThreadPoolExecutor(len(users)) as threads:
        kept = threads.map(keep, [tmp_path / str(nth) for nth in range(len(users))], users)

    assert [user for users_kept in kept for user in users_kept] == users
