"""Identities that are lost, and restored by their recovery key."""

import pytest

from bot.transports.matrix.encryption.cross_signing import AnotherIdentity
from bot.transports.matrix.encryption.identity import Identity
from bot.transports.matrix.encryption.recovery import (
    ALGORITHM,
    NothingStored,
    RecoveryKey,
    SecretUnreadable,
    StoredByAnother,
    WrongRecoveryKey,
    restore,
    seal,
    store,
)
from tests.transports.matrix.encryption.identity.devices import Enter

pytestmark = pytest.mark.slow


async def test_an_identity_is_restored_from_nothing_but_its_recovery_key(enter: Enter) -> None:
    bot, identity, key = await enter(), Identity.make(), RecoveryKey.make()
    await bot.publish(identity)
    await store(bot.api, identity, bot.user_id, key)
    anew = await enter(bot)
    restored = await restore(anew.api, bot.user_id, RecoveryKey.parse(key.spelled))
    assert restored == identity
    await anew.sign(restored)
    assert await anew.hangs_from(identity)


async def test_the_account_keeps_what_the_specification_says(enter: Enter) -> None:
    bot, identity, key = await enter(), Identity.make(), RecoveryKey.make()
    await store(bot.api, identity, bot.user_id, key)
    key_id = (await bot.account_data("m.secret_storage.default_key"))["key"]
    description = await bot.account_data(f"m.secret_storage.key.{key_id}")
    assert set(description) == {"algorithm", "iv", "mac"}
    for usage in ("master", "self_signing", "user_signing"):
        kept = await bot.account_data(f"m.cross_signing.{usage}")
        assert {key_id} == set(kept["encrypted"])
        assert set(kept["encrypted"][key_id]) == {"iv", "ciphertext", "mac"}


async def test_nothing_is_restored_from_an_empty_account(enter: Enter) -> None:
    bot, key = await enter(), RecoveryKey.make()
    with pytest.raises(NothingStored):
        await restore(bot.api, bot.user_id, key)
    await store(bot.api, Identity.make(), bot.user_id, key)
    await bot.account_data("m.cross_signing.user_signing", {})
    with pytest.raises(NothingStored):
        await restore(bot.api, bot.user_id, key)


async def test_another_recovery_key_opens_nothing_and_overwrites_nothing(enter: Enter) -> None:
    bot, identity, key = await enter(), Identity.make(), RecoveryKey.make()
    await bot.publish(identity)
    await store(bot.api, identity, bot.user_id, key)
    other = RecoveryKey.make()
    with pytest.raises(WrongRecoveryKey):
        await restore(bot.api, bot.user_id, other)
    with pytest.raises(StoredByAnother):
        await store(bot.api, identity, bot.user_id, other)
    assert await restore(bot.api, bot.user_id, key) == identity
    await store(bot.api, identity, bot.user_id, other, replace=True)
    assert await restore(bot.api, bot.user_id, other) == identity


async def test_another_storage_without_a_check_is_not_taken_for_ours(enter: Enter) -> None:
    bot, identity = await enter(), Identity.make()
    await bot.account_data("m.secret_storage.key.theirs", {"algorithm": ALGORITHM})
    await bot.account_data("m.secret_storage.default_key", {"key": "theirs"})
    with pytest.raises(StoredByAnother):
        await store(bot.api, identity, bot.user_id, RecoveryKey.make())


async def test_a_storage_is_written_anew_by_its_own_key(enter: Enter) -> None:
    bot, first, second, key = await enter(), Identity.make(), Identity.make(), RecoveryKey.make()
    await store(bot.api, first, bot.user_id, key)
    before = await bot.account_data("m.secret_storage.default_key")
    await store(bot.api, second, bot.user_id, key)
    await bot.publish(second)
    assert await bot.account_data("m.secret_storage.default_key") == before
    assert await restore(bot.api, bot.user_id, key) == second


async def test_a_stored_identity_that_was_reset_is_not_restored(enter: Enter) -> None:
    bot, identity, key = await enter(), Identity.make(), RecoveryKey.make()
    await store(bot.api, identity, bot.user_id, key)
    with pytest.raises(AnotherIdentity):
        await restore(bot.api, bot.user_id, key)
    await bot.publish(Identity.make())
    with pytest.raises(AnotherIdentity):
        await restore(bot.api, bot.user_id, key)


@pytest.mark.parametrize("seed", [b"c2hvcnQ", b"not base64!", b"\xff"])
async def test_a_damaged_secret_is_not_restored(enter: Enter, seed: bytes) -> None:
    bot, key = await enter(), RecoveryKey.make()
    await store(bot.api, Identity.make(), bot.user_id, key)
    key_id = (await bot.account_data("m.secret_storage.default_key"))["key"]
    name = "m.cross_signing.master"
    await bot.account_data(name, {"encrypted": {key_id: seal(key.raw, name, seed)}})
    with pytest.raises(SecretUnreadable):
        await restore(bot.api, bot.user_id, key)
