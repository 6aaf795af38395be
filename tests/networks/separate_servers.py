"""One bot on Telegram and on two Matrix servers that do not federate."""

from dataclasses import dataclass
from pathlib import Path

from tests.networks.region import Region
from tests.synapse import Account
from tests.synapse.encrypted import EncryptedPerson
from tests.synapse.proxy import Proxy


@dataclass(slots=True)
class Apart:
    """The bot on three networks: Ana tends from Telegram, Luc from Tchap."""

    region: Region
    data: Path
    there: Account
    agent: EncryptedPerson
    office: str
    """A room on Tchap."""
    bureau: str
    """A room on Tchap, which is the Region's where a test asks for it."""
    line: Proxy
    """The line to Tchap."""


def a_server(url: str, account: Account) -> dict[str, object]:
    return {"homeserver": url, "user": account.user_id, "password": account.password}
