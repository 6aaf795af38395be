"""Terreau on Matrix, to be killed."""

from bot.core.context.clock import Clock
from bot.transports.matrix import MatrixAccount, MatrixTransport
from tests.crash.programs.arguments import matrix_arguments
from tests.crash.programs.child import live


def main(words: list[str]) -> None:
    """Live as these words of a command line say."""
    options = matrix_arguments().parse_args(words)
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
