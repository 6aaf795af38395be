"""A function named `send_message` answers `sendMessage`, with python-telegram-bot's parameters."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from tests.emulator.calls.signatures import Parameter, parameters_of
from tests.emulator.world import World

Asked = dict[str, Any]
Run = Callable[[World, Asked], object]
Later = Callable[[World, Asked], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    name: str
    parameters: dict[str, Parameter]
    run: Run | Later


ENDPOINTS: dict[str, Endpoint] = {}
"""By name in lower case: Telegram does not look at capitals."""


def endpoint(run: Run) -> Run:
    """Declare a method."""
    _declare(run.__name__, run)
    return run


def slow_endpoint(run: Later) -> Later:
    """Declare a method that waits."""
    _declare(run.__name__, run)
    return run


def _declare(function: str, run: Run | Later) -> None:
    first, *others = function.split("_")
    name = first + "".join(map(str.capitalize, others))
    ENDPOINTS[name.lower()] = Endpoint(name, parameters_of(function), run)
