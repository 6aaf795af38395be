"""A real browser, steered over its own debugging protocol: Debian's Chromium, without a window."""

import asyncio
import json
import shutil
from asyncio.subprocess import DEVNULL, PIPE, Process
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.patience import HANG, patient

_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

needs_browser = [
    pytest.mark.browser,
    pytest.mark.skipif(_CHROMIUM is None, reason="Chromium is not here: apt install chromium"),
]
"""The marks of tests that look at a page as a person would: `pytestmark`."""


class Tab:
    """A page that is looked at."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, downloads: Path) -> None:
        self.complaints: list[str] = []
        """The log of the browser: blocked styles, errors."""
        self.downloads = downloads
        self._socket = socket
        self._numbers = count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}

    async def listen(self) -> None:
        """Take in what the browser says, until it ends."""
        async for message in self._socket:
            told = json.loads(message.data)
            if "id" in told:
                self._answers.pop(told["id"]).set_result(told.get("result", told))
            elif told["method"] == "Log.entryAdded":
                self.complaints.append(told["params"]["entry"]["text"])

    async def does(self, method: str, **params: Any) -> dict[str, Any]:  # noqa: ANN401 - the protocol's
        """Ask the browser something."""
        number = next(self._numbers)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": params})
        return await asyncio.wait_for(answer, HANG)

    async def opens(self, url: str) -> None:
        """Go somewhere, and wait until it is shown."""
        await self.does("Page.navigate", url=url)
        while await self.finds("document.readyState") != "complete":
            await asyncio.sleep(0.02)

    async def finds(self, script: str) -> Any:  # noqa: ANN401 - any value of JavaScript
        """The value of an expression in the page."""
        told = await self.does("Runtime.evaluate", expression=script, returnByValue=True)
        return told["result"].get("value")

    async def shows(self, words: str) -> None:
        """Wait until the page shows these words."""
        async with patient():
            while words not in (await self.finds("document.body && document.body.innerText") or ""):
                await asyncio.sleep(0.02)

    async def presses(self, what: str) -> None:
        """Click in the middle of an element, as a mouse does."""
        box = await self.finds(
            f"(r => [r.x + r.width / 2, r.y + r.height / 2])"
            f"(document.querySelector({what!r}).getBoundingClientRect())"
        )
        for kind in ("mousePressed", "mouseReleased"):
            x, y = box
            await self.does(
                "Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1
            )

    async def downloaded(self) -> Path:
        """Wait for a file that is saved."""
        async with patient():
            while not (saved := [*self.downloads.glob("*[!d]")]):  # not the .crdownload
                await asyncio.sleep(0.05)
        return saved[0]

    async def picture(self) -> bytes:
        """The look of the page, as a PNG."""
        return b64decode((await self.does("Page.captureScreenshot"))["data"])


@asynccontextmanager
async def browser(folder: Path, *, width: int = 390, dark: bool = False) -> AsyncIterator[Tab]:
    """A browser with one tab, as wide as a phone; downloads lie in `folder`."""
    downloads = folder / "downloads"
    downloads.mkdir()
    assert _CHROMIUM is not None
    child = await asyncio.create_subprocess_exec(
        _CHROMIUM,
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--accept-lang=fr-FR,fr",
        f"--user-data-dir={folder / 'profile'}",
        f"--window-size={width},800",
        "--remote-debugging-port=0",
        *(["--force-dark-mode"] if dark else []),
        "about:blank",
        stdin=DEVNULL,
        stdout=DEVNULL,
        stderr=PIPE,
    )
    try:
        async with aiohttp.ClientSession() as session:
            port = await _port(child)
            async with session.get(f"http://127.0.0.1:{port}/json") as answer:
                page = next(each for each in await answer.json() if each["type"] == "page")
            async with session.ws_connect(page["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                tab = Tab(socket, downloads)
                listening = asyncio.create_task(tab.listen())
                for domain in ("Page", "Runtime", "Log"):
                    await tab.does(f"{domain}.enable")
                await tab.does(
                    "Browser.setDownloadBehavior", behavior="allow", downloadPath=str(downloads)
                )
                yield tab
                listening.cancel()
    finally:
        child.kill()
        await child.wait()


async def _port(child: Process) -> int:
    """The port that it listens on, which it says when it is ready."""
    assert child.stderr is not None
    async with patient():
        async for line in child.stderr:
            if b"DevTools listening on ws://" in line:
                return int(line.decode().split("/")[2].rpartition(":")[2])
    raise AssertionError("the browser did not start")
