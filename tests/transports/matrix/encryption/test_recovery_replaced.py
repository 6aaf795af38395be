"""Another recovery key takes the old one's place: whenever that is cut short, one of them opens."""

from typing import Any

import pytest

from bot.transports.matrix.encryption.identity import Identity, public_keys
from bot.transports.matrix.encryption.recovery import RecoveryKey, WrongRecoveryKey, restore, store
from bot.transports.matrix.homeserver_errors import NoAnswer, Refused

US = "@terreau:hs"
DEFAULT = "m.secret_storage.default_key"


class Server:
    """Keeps account data, and goes away after so many writes."""

    def __init__(self, identity: Identity) -> None:
        self.kept: dict[str, Any] = {}
        self.writes_left = 999
        self._identity = identity

    async def request(self, method: str, path: str, body: Any = None) -> Any:  # noqa: ANN401
        name = path.rpartition("/")[2]
        if method == "POST":
            keys = public_keys(self._identity, US)
            return {f"{kind}s": {US: key} for kind, key in keys.items()}
        if method == "GET":
            if name not in self.kept:
                raise Refused(404, "M_NOT_FOUND", {})
            return self.kept[name]
        if not self.writes_left:
            raise NoAnswer
        self.writes_left -= 1
        self.kept[name] = body
        return {}


@pytest.mark.parametrize("writes", range(9))
async def test_a_replacement_that_is_cut_short_locks_nobody_out(writes: int) -> None:
    identity, old, new = Identity.make(), RecoveryKey.make(), RecoveryKey.make()
    server = Server(identity)
    await store(server, identity, US, old)
    before = server.kept[DEFAULT]

    server.writes_left = writes
    if writes < 8:
        with pytest.raises(NoAnswer):
            await store(server, identity, US, new, replace=True)
    else:
        await store(server, identity, US, new, replace=True)
    opens = old if server.kept[DEFAULT] == before else new
    assert await restore(server, US, opens) == identity

    server.writes_left = 999
    await store(server, identity, US, new, replace=True)
    assert await restore(server, US, new) == identity
    with pytest.raises(WrongRecoveryKey):
        await restore(server, US, old)
    [key_id] = server.kept[DEFAULT].values()
    secrets = [it for name, it in server.kept.items() if name.startswith("m.cross_signing.")]
    assert [list(it["encrypted"]) for it in secrets] == [[key_id]] * 3
