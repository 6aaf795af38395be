"""The Bot API emulator as a process beside the bots, steered in JSON."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

TOKEN = "123456:bench"


class Telegram:
    """The emulator: `telegram.ask("people", count=3)` is its `/control/people`."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._connection = HTTPConnection(urlsplit(url).netloc, timeout=30)

    def ask(self, name: str, **asked: object) -> Any:  # noqa: ANN401 - JSON
        return self._post(f"/control/{name}", asked)

    def call(self, method: str, **params: object) -> Any:  # noqa: ANN401 - JSON
        """Call a method of the Bot API in the bot's name."""
        return self._post(f"/bot{TOKEN}/{method}", params)["result"]

    def post_card(self, group: int, label: str) -> int:
        """Make the bot post a card with one button; return the message."""
        button = {"text": label, "callback_data": "vote:1:1"}
        markup = {"inline_keyboard": [[button]]}
        card = self.call("sendMessage", chat_id=group, text="Visite ?", reply_markup=markup)
        return int(card["message_id"])

    def calls(self, *methods: str) -> list[dict[str, Any]]:
        """The calls of these methods that were carried out, in order."""
        found = self.ask("calls")
        return [each for each in found if each["method"] in methods and each["status"] == 200]

    def polled(self) -> bool:
        """True if updates were asked for, even if none came yet."""
        return "getUpdates" in self.ask("counters")["calls"]

    def answered(self) -> int:
        """The number of answered taps."""
        return int(self.ask("latencies")["count"])

    def pending(self) -> int:
        """The number of updates that wait to be confirmed."""
        counters = self.ask("counters")
        return int(counters["queued"]) - int(counters["confirmed"])

    def _post(self, path: str, content: object) -> Any:  # noqa: ANN401 - JSON
        self._connection.request(
            "POST", path, json.dumps(content), {"Content-Type": "application/json"}
        )
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {body.decode()}")
        return json.loads(body)


@contextmanager
def telegram(*options: str) -> Iterator[Telegram]:
    """Start the emulator, with Telegram's limits unless told otherwise."""
    command: Sequence[str] = [sys.executable, "-m", "tests.emulator", "--token", TOKEN, *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Telegram(process.stdout.readline().strip())
        finally:
            process.terminate()
