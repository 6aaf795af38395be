"""Terreau on Matrix, to be killed."""

from bot.core.context.clock import Clock
from bot.transports.matrix import MatrixAccount, MatrixTransport
from tests.crash.arguments import matrix_arguments
from tests.crash.child import live

if __name__ == "__main__":
    options = matrix_arguments().parse_args()
    account = MatrixAccount(options.homeserver, options.user, options.password)
    live(
        options,
        lambda: MatrixTransport(
            account,
            folder=options.data / "matrix",
            pickle_key="the pickle key of a test",
            clock=Clock(),
        ),
    )
