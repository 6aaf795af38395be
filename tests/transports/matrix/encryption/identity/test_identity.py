"""The identity of the bot on a real Synapse: published, and signing devices."""

import pytest

from bot.transports.matrix.encryption.cross_signing import (
    AnotherIdentity,
    DeviceNotOurs,
    DeviceUnknown,
    IdentityOwner,
    PasswordNeeded,
    PasswordRefused,
    State,
    chain_holds,
    query,
)
from bot.transports.matrix.encryption.identity import Identity
from tests.transports.matrix.encryption.identity.devices import Enter

pytestmark = pytest.mark.slow


async def test_a_published_identity_signs_our_device(enter: Enter) -> None:
    bot, identity = await enter(), Identity.make()
    assert await bot.state(identity) == State(IdentityOwner.NOBODYS, "", device_signed=False)
    await bot.publish(identity)
    assert await bot.state(identity) == State(
        IdentityOwner.OURS, identity.public(), device_signed=False
    )
    await bot.sign(identity)
    assert await bot.state(identity) == State(
        IdentityOwner.OURS, identity.public(), device_signed=True
    )
    assert await bot.hangs_from(identity)


async def test_others_see_the_chain_too(enter: Enter) -> None:
    bot, ana, identity = await enter(), await enter(), Identity.make()
    await bot.publish(identity)
    await bot.sign(identity)
    seen = await query(ana.api, bot.user_id)
    assert chain_holds(seen, bot.user_id, bot.device_id, identity.public())


async def test_doing_it_again_changes_nothing_and_needs_no_password(enter: Enter) -> None:
    bot, identity = await enter(), Identity.make()
    for _ in range(2):
        await bot.publish(identity)
        await bot.sign(identity)
    assert await bot.hangs_from(identity)


async def test_a_second_device_is_signed_by_the_same_identity(enter: Enter) -> None:
    bot, identity = await enter(), Identity.make()
    await bot.publish(identity)
    await bot.sign(identity)
    second = await enter(bot)
    assert not await second.hangs_from(identity)
    await second.sign(identity)
    assert await second.hangs_from(identity)
    assert await bot.hangs_from(identity)


async def test_other_keys_need_the_password(enter: Enter) -> None:
    bot, first, second = await enter(), Identity.make(), Identity.make()
    await bot.publish(first)
    with pytest.raises(PasswordNeeded, match="as password in the section of that server"):
        await bot.publish(second)
    with pytest.raises(PasswordRefused):
        await bot.publish(second, "a wrong one")
    assert (await bot.state(first)).whose is IdentityOwner.OURS
    await bot.publish(second, bot.password)
    await bot.sign(second)
    assert await bot.hangs_from(second)
    assert not await bot.hangs_from(first)


async def test_an_identity_reset_by_another_client_is_noticed(enter: Enter) -> None:
    bot, ours, theirs = await enter(), Identity.make(), Identity.make()
    await bot.publish(ours)
    await bot.sign(ours)
    elsewhere = await enter(bot)
    await elsewhere.publish(theirs, bot.password)
    lost = State(IdentityOwner.SOMEBODY_ELSES, theirs.public(), device_signed=False)
    assert await bot.state(ours) == lost
    assert await bot.state(None) == lost
    with pytest.raises(AnotherIdentity):
        await bot.sign(ours)
    await bot.sign(theirs)
    assert await bot.state(ours) == State(lost.whose, lost.master, device_signed=True)


async def test_a_device_without_keys_is_not_signed(enter: Enter) -> None:
    bot, identity = await enter(keys=False), Identity.make()
    await bot.publish(identity)
    with pytest.raises(DeviceUnknown):
        await bot.sign(identity)


async def test_a_device_that_is_not_our_olm_account_is_not_signed(enter: Enter) -> None:
    bot, identity = await enter(), Identity.make()
    await bot.publish(identity)
    bot.ed25519 = Identity.make().public()
    with pytest.raises(DeviceNotOurs):
        await bot.sign(identity)
    assert not await bot.hangs_from(identity)
