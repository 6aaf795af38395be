"""Restored on Matrix: another device, which the same identity signs, reads and writes."""

import asyncio
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.operations import log
from bot.transports.matrix.account import Login, MatrixAccount
from bot.transports.matrix.device import begin_anew
from bot.transports.matrix.encryption.cross_signing import chain_holds
from bot.transports.matrix.session_file import LoginRefused
from tests.patience import patient
from tests.running.programs import ended, read_until
from tests.running.test_running_matrix import ana, answer, bot, started, written
from tests.synapse import Account, Synapse
from tests.synapse.encrypted import EncryptedPerson

pytestmark = pytest.mark.slow

__all__ = ["ana", "bot"]


@pytest.fixture(autouse=True)
def quiet_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the log of the tests alone."""
    monkeypatch.setattr(log, "configure", lambda *_, **__: None)


async def types(config: Path, *words: str) -> str:
    line = [*words, "--config", str(config)]
    result = await asyncio.to_thread(CliRunner().invoke, cli, line)
    assert result.exit_code == 0, result.output
    return result.output


def device(folder: Path) -> str:
    session = json.loads((folder / "data" / "matrix" / "session.json").read_text())
    return str(session["device_id"])


async def master_of(ana: EncryptedPerson, bot: Account) -> str:
    """The public key of the bot's identity, as others see it."""
    keys = (await ana.keys_of(bot.user_id))["master_keys"][bot.user_id]["keys"]
    [public] = keys.values()
    return str(public)


async def bodies(ana: EncryptedPerson, room: str, bot: Account) -> list[str]:
    return [each.body for each in await ana.reads(room) if each.sender == bot.user_id]


def lose_all_but_what_is_kept_apart(folder: Path) -> None:
    data = folder / "data"
    kept = [data / name for name in ("matrix.key", "erasures", "erasures.key")]
    contents = [each.read_bytes() for each in kept]
    shutil.rmtree(data)
    data.mkdir()
    for each, content in zip(kept, contents, strict=True):
        each.write_bytes(content)
    for each in folder.glob("terreau.db*"):
        each.unlink()


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_a_restored_bot_is_another_device_signed_by_its_identity(
    synapse: Synapse, bot: Account, ana: EncryptedPerson, tmp_path: Path
) -> None:
    config = written(tmp_path, synapse, bot)
    async with started(config) as child:
        await read_until(child, "ready")
        room = await ana.creates(direct_with=bot.user_id, encrypted=True)
        assert "Bonjour" in await answer(ana, room, bot)
        await types(config, "backup", "--output", str(tmp_path / "backups"))
        identity, old = await master_of(ana, bot), device(tmp_path)
        child.kill()

    lose_all_but_what_is_kept_apart(tmp_path)
    [file] = (tmp_path / "backups").iterdir()
    said = await types(config, "restore", str(file))
    assert "Sur Matrix, le robot devient un nouvel appareil, signé par son identité." in said
    before = len(await bodies(ana, room, bot))
    async with started(config) as child:
        await read_until(child, "ready")
        await ana.syncs()
        await ana.says(room, "!aide")
        async with patient():
            while len(heard := await bodies(ana, room, bot)) <= before:
                await asyncio.sleep(0.2)
        assert all("m.room.encrypted" not in each for each in heard)
        assert "/aide" in heard[-1] or "!aide" in heard[-1]
        log_said = await ended(child)

    new = device(tmp_path)
    assert new not in {"", old}
    assert await master_of(ana, bot) == identity
    assert chain_holds(await ana.keys_of(bot.user_id), bot.user_id, new, identity)
    assert "the device is not signed" not in log_said
    assert "another identity" not in log_said


async def test_a_given_up_device_is_never_used_again(
    synapse: Synapse, bot: Account, tmp_path: Path
) -> None:
    """Be it named in the configuration, or that of a token there."""
    begin_anew(tmp_path / "1", bot.user_id, bot.device_id)
    named = MatrixAccount(synapse.url, bot.user_id, bot.password, device_id=bot.device_id)
    both = MatrixAccount(synapse.url, bot.user_id, bot.password, bot.access_token)
    only_token = MatrixAccount(synapse.url, bot.user_id, "", bot.access_token)

    assert await entered(named, tmp_path / "1") != bot.device_id
    begin_anew(tmp_path / "2", bot.user_id, bot.device_id)
    new = await entered(both, tmp_path / "2")
    assert new != bot.device_id
    (tmp_path / "2" / "crypto.db").touch()
    assert await entered(both, tmp_path / "2") == new, "a later start goes on as that one"
    begin_anew(tmp_path / "3", bot.user_id, bot.device_id)
    with pytest.raises(LoginRefused):
        await entered(only_token, tmp_path / "3")


async def entered(account: MatrixAccount, folder: Path) -> str:
    """Log in as a start does; gives the device."""
    login = Login(account, folder, "the pickle key of a test", encryption=True)
    try:
        await login.enter()
        return str(login.client.device_id)
    finally:
        await login.client.close()
