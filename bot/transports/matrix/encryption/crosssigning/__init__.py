"""The bot's own cross-signing identity, without which Element refuses what the bot's device says.

matrix-nio has none. `keys` makes one, `publishing` tells the server of it and signs our device
with it, `chain` reads what the server has, `at_rest` keeps it in a file, `recovery` keeps it in
the account's secret storage under a recovery key and gets it back.
"""

from bot.transports.matrix.encryption.cross_signing import (
    AnotherIdentity,
    Api,
    ApprovalNeeded,
    DeviceNotOurs,
    DeviceUnknown,
    PasswordNeeded,
    PasswordRefused,
    SignatureRefused,
    State,
    Whose,
    chain_holds,
    publish,
    sign_device,
    state,
)
from bot.transports.matrix.encryption.identity import (
    Identity,
    IdentityFile,
    IdentityUnreadable,
    fingerprint,
)
from bot.transports.matrix.encryption.recovery import (
    NotARecoveryKey,
    NothingStored,
    RecoveryKey,
    SecretUnreadable,
    StoredByAnother,
    StrangeLetter,
    WrongLength,
    WrongRecoveryKey,
    restore,
    store,
)

__all__ = [
    "AnotherIdentity",
    "Api",
    "ApprovalNeeded",
    "DeviceNotOurs",
    "DeviceUnknown",
    "Identity",
    "IdentityFile",
    "IdentityUnreadable",
    "NotARecoveryKey",
    "NothingStored",
    "PasswordNeeded",
    "PasswordRefused",
    "RecoveryKey",
    "SecretUnreadable",
    "SignatureRefused",
    "State",
    "StoredByAnother",
    "StrangeLetter",
    "Whose",
    "WrongLength",
    "WrongRecoveryKey",
    "chain_holds",
    "fingerprint",
    "publish",
    "restore",
    "sign_device",
    "state",
    "store",
]
