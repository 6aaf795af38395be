"""Matrix: the client-server API, by nio's client and a sync loop of our own."""

import logging

from bot.transports.matrix.account import MatrixAccount
from bot.transports.matrix.transport import MatrixTransport

__all__ = ["MatrixAccount", "MatrixTransport"]

# Below that it writes what people say, and whom they say it to.
logging.getLogger("nio").setLevel(logging.CRITICAL)
logging.getLogger("peewee").setLevel(logging.ERROR)
