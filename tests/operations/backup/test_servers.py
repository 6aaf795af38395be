"""The program itself on two Matrix servers: it runs, is backed up, purged and restored."""

import json
from pathlib import Path

import pytest

from tests.operations.backup.test_matrix import (
    bodies,
    lose_all_but_what_is_kept_apart,
    quiet_log,
    types,
)
from tests.running.programs import ended, read_until
from tests.running.test_running_matrix import answer, started, written
from tests.synapse import Synapse
from tests.synapse.encrypted import EncryptedPerson

__all__ = ["quiet_log"]

SERVERS = ("matrix", "matrix-tchap")


def devices(folder: Path) -> list[str]:
    found = [json.loads((folder / "data" / name / "session.json").read_text()) for name in SERVERS]
    return [str(each["device_id"]) for each in found]


def identities(folder: Path) -> list[bytes]:
    return [(folder / "data" / name / "identity").read_bytes() for name in SERVERS]


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_two_servers_run_are_saved_and_come_back_as_new_devices(
    synapse: Synapse, tchap: Synapse, tmp_path: Path
) -> None:
    bot, there = await synapse.register("Terreau"), await tchap.register("Terreau")
    config = written(tmp_path, synapse, bot)
    account = f'homeserver = "{tchap.url}"\nuser = "{there.user_id}"\npassword_file = "{{}}"\n'
    secret = tmp_path / "password"
    secret.write_text(there.password)
    with config.open("a") as file:
        file.write(f"\n[matrix.tchap]\n{account.format(secret)}")

    async with await EncryptedPerson.on(tchap, "Ana") as ana:
        async with started(config) as child:
            said = await read_until(child, "ready")
            room = await ana.creates(direct_with=there.user_id, encrypted=True)
            assert "Bonjour" in await answer(ana, room, there)
            await types(config, "backup", "--output", str(tmp_path / "backups"))
            said += await ended(child)
        assert "['matrix', 'tchap']" in said
        assert there.password not in said
        assert (await types(config, "purge", "--dry-run")).strip()

        before, held = devices(tmp_path), identities(tmp_path)
        keep = tmp_path / "data" / "matrix-tchap.key"
        key = keep.read_bytes()
        lose_all_but_what_is_kept_apart(tmp_path)
        keep.write_bytes(key)
        [backup] = (tmp_path / "backups").iterdir()
        told = await types(config, "restore", str(backup))

        assert "Sur Matrix, le robot devient un nouvel appareil" in told
        assert "Sur Tchap, le robot devient un nouvel appareil" in told
        assert identities(tmp_path) == held
        async with started(config) as child:
            await read_until(child, "ready")
            assert await answer(ana, room, there)
            count = len(await bodies(ana, room, there))
            await ana.syncs()
            await ana.says(room, "!aide")
            while len(await bodies(ana, room, there)) == count:
                assert child.returncode is None
            await ended(child)
    assert not set(devices(tmp_path)) & {"", *before}
