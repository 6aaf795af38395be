"""Rate limits of the homeserver, and lifting them."""

import asyncio

from bot.core.messages.content import text
from bot.operations.init.asking import Asker, Wrong
from bot.transports.matrix import MatrixAccount
from bot.transports.matrix.homeserver_errors import Refused
from bot.transports.matrix.setup_client import Limits, Visit, lift_limits, lifting_call


def settle_limits(
    asker: Asker,
    runner: asyncio.Runner,
    visit: Visit,
    account: MatrixAccount,
    admin_token: str | None,
) -> None:
    """Show the limits, and lift them if allowed."""
    match runner.run(visit.limits()):
        case Limits.LIFTED:
            asker.say(text("Limits: the server has lifted them for the bot."))
        case Limits.IN_FORCE:  # it is an administrator: it can see them
            runner.run(visit.lift_limits())
            asker.say(text("Limits: lifted for the bot, whose account is an administrator."))
        case Limits.NOT_SHOWN:
            _ask_administrator(asker, runner, account, admin_token)
        case Limits.NOT_SYNAPSE:
            _explain(asker)
            asker.say(
                text(
                    "Synapse often accepts this only on its own machine; ask its administrator to "
                    "run this there: {call}",
                    call=lifting_call(account.user),
                )
            )


def _explain(asker: Asker) -> None:
    asker.say(
        text(
            "Limits: by default, Synapse allows an account 10 messages at once, then one every 5 "
            "seconds, and about one new room per minute. 1,000 first private messages then take "
            "17 hours. Lifting the limits removes this wait."
        )
    )


def _ask_administrator(
    asker: Asker, runner: asyncio.Runner, account: MatrixAccount, admin_token: str | None
) -> None:
    def lift(token: str) -> str:
        try:
            runner.run(lift_limits(account.homeserver, account.user, token))
        except Refused as refused:
            why = text(
                "The server refuses ({why}): is this an administrator's token?", why=str(refused)
            )
            raise Wrong(why) from None
        return token

    _explain(asker)
    question = text("An administrator's access token, to lift them (used once; Enter to skip):")
    if asker.ask_or_skip(question, given=admin_token, read=lift, hidden=True):
        asker.say(text("Limits: lifted for the bot."))
    else:
        asker.say(
            text(
                "An administrator can lift them at any time: {call}",
                call=lifting_call(account.user),
            )
        )
