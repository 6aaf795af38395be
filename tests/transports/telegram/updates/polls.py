"""Requests for updates, and the kinds of updates that are wanted."""

from tests.emulator import BotApi


def polls(api: BotApi) -> list[dict[str, object]]:
    return [call.params for call in api.calls if call.method == "getUpdates"]
