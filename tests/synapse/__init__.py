"""A real Synapse for tests, people on it, and a line to it on which things go wrong.

The fixture `synapse` (session scope) is one `Synapse` for the whole run, without rate limits,
shared by all workers: accounts and rooms are a test's own, since user names get a suffix.

    synapse.url, synapse.server_name                    # http://127.0.0.1:…, terreau.test
    account = await synapse.register("Terreau")         # user_id, password, access_token, device_id
    ana = await synapse.person("Ana")                 # for unencrypted rooms; user_id, name
    await synapse.admin("GET", f"v2/users/{ana.user_id}")
    await synapse.override_ratelimit(account.user_id)   # 0 a second: no limit

The fixture `tchap` is another one for the whole run, `tchap.test`: it does not federate with the
first, encrypts by default and has Synapse's own limits. Tests that use it are slow.

The fixture `private_synapse` starts one of the test's own (3 s): `PrivateSynapse` has `stop`,
`start` and `restart` (same data, same address), and `server.kill()`. Keys of homeserver.yaml are
given as arguments, None for Synapse's own: `await private_synapse(rc_message=None)`.

The fixture `delegating` is one for a worker whose logins are another server's: `delegating.oauth`
is that server, see `tests.synapse.oauth`. It takes no passwords. Tests that use it are slow.

People (`MatrixPerson`) use Matrix ids of rooms, people and events:

    room = await ana.creates("Énergie", invites=[bot], public=False, encrypted=False)
    room = await ana.creates(direct_with=bot)
    await ana.is_joined_by(room, bot)                   # waits
    await luc.accepts()                                 # waits for an invitation, joins, gives it
    event = await ana.says(room, "…", thread="", reply_to="", mentions=[], msgtype="", html="")
    await ana.calls_on(room, bot, "menu")               # a pill and `m.mentions`
    await ana.edits(room, event, "…"), ana.redacts(room, event), ana.reacts(room, event, "✅")
    await ana.responds_to_poll(room, start, ["1"], stable=False)
    await ana.sends(room, kind, content)
    await ana.sets(room, kind, content, key=""), ana.state(room, kind, key="")
    await ana.joins(room), leaves, invites, kicks, bans, members, invitations, is_renamed, encrypts
    await ana.gives_power(room, bot, 50), lets_speak_from(room, 50), upgrades(room)
    await ana.keys_of(bot)                              # devices and cross-signing keys
    seen = await ana.reads(room)                        # `Seen`: edits applied, redacted gone
    raw = await ana.timeline(room)                      # events as they are (opened)
    await ana.call("GET", path("account", "whoami"))    # anything else; raises `RefusedError`

`EncryptedPerson` (tests.synapse.encrypted) does all of it in encrypted rooms, with nio:

    async with await EncryptedPerson.on(synapse, "Ana") as ana:
        await ana.syncs()                               # also done by saying and reading
        await ana.rotates(room)                         # a new session from the next message on
        event = await ana.says_unreadable(room, "…")    # its key goes to nobody, until
        await ana.gives_key(event)
        await ana.changes_device()                      # logs out, loses all keys, logs in anew
        ana.fingerprint, ana.client                     # nio's client

`Proxy` (tests.synapse.proxy) stands in front; patterns are of paths:

    async with Proxy(synapse.url) as proxy:             # proxy.url
        proxy.faults.fail("*/sync", times=3, status=502)
        proxy.faults.log_out("*/sync", soft=False)      # 401 M_UNKNOWN_TOKEN
        proxy.faults.limit("*/send/*", seconds=2)       # 429 with `Retry-After` only
        proxy.faults.reset("*/send/*", when="after")    # applied, then the connection is dropped
        proxy.faults.latency("*/sync", 5.0), proxy.faults.garbage("*/sync"), proxy.faults.clear()
        async with proxy.outage(): ...                  # connections are refused
        proxy.cut()                                     # resets those that stand
        proxy.asked_for("*/sync"), proxy.most_within(1.0, "*/sync")   # what came, and how fast

aiohttp (and so nio) repeats a PUT once by itself when its connection is reset.
Rooms of Synapse's default version (12) have ids without a server name: `!abc`.
"""

from tests.synapse.accounts import PrivateSynapse, Synapse
from tests.synapse.calls import RefusedError, path
from tests.synapse.people import Account, MatrixPerson
from tests.synapse.seen import Seen

__all__ = [
    "Account",
    "MatrixPerson",
    "PrivateSynapse",
    "RefusedError",
    "Seen",
    "Synapse",
    "path",
]
