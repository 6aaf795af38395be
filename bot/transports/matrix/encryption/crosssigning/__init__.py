"""The bot's own cross-signing identity, without which Element refuses what the bot's device says.

matrix-nio has none. `keys` makes one, `publishing` tells the server of it and signs our device
with it, `chain` reads what the server has, `at_rest` keeps it in a file, `recovery` keeps it in
the account's secret storage under a recovery key and gets it back.
"""

from bot.transports.matrix.encryption.crosssigning.api import Api
from bot.transports.matrix.encryption.crosssigning.at_rest import IdentityFile, IdentityUnreadable
from bot.transports.matrix.encryption.crosssigning.chain import State, Whose, chain_holds, state
from bot.transports.matrix.encryption.crosssigning.keys import Identity, fingerprint
from bot.transports.matrix.encryption.crosssigning.publishing import (
    AnotherIdentity,
    ApprovalNeeded,
    DeviceNotOurs,
    DeviceUnknown,
    PasswordNeeded,
    PasswordRefused,
    SignatureRefused,
    publish,
    sign_device,
)
from bot.transports.matrix.encryption.crosssigning.recovery import (
    NothingStored,
    StoredByAnother,
    WrongRecoveryKey,
    restore,
    store,
)
from bot.transports.matrix.encryption.crosssigning.recovery_key import (
    NotARecoveryKey,
    RecoveryKey,
    StrangeLetter,
    WrongLength,
)
from bot.transports.matrix.encryption.crosssigning.sealing import SecretUnreadable

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
